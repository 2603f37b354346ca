"""A scope is a set of tree paths that somebody may reach; an empty scope reaches nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Scope:
    """The areas below `paths` (tree paths), or everything when `everywhere`.

    An empty path would be a prefix of every path, a key to the whole city: it is refused.
    """

    paths: frozenset[str] = frozenset()
    everywhere: bool = False

    def __post_init__(self) -> None:
        if any(not path for path in self.paths):
            raise ValueError("a scope cannot hold an empty path")

    @classmethod
    def of(cls, paths: Iterable[str]) -> Scope:
        """Return the smallest scope that covers `paths`: a path below another is dropped."""
        kept: list[str] = []
        for path in sorted(set(paths)):
            if not kept or not path.startswith(kept[-1]):
                kept.append(path)
        return cls(frozenset(kept))

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.paths)

    def covers(self, path: str) -> bool:
        """Say whether the area at `path` lies in this scope."""
        return self.everywhere or any(path.startswith(prefix) for prefix in self.paths)

    def condition(self, lookup: str) -> Q:
        """Return the filter on `lookup` (the name of a path column, `area__path` say).

        The empty scope gives a filter that matches nothing.
        """
        if self.everywhere:
            return Q()
        found = Q(pk__in=[])
        for prefix in sorted(self.paths):
            found |= Q(**{f"{lookup}__startswith": prefix})
        return found


NOWHERE = Scope()
EVERYWHERE = Scope(everywhere=True)
