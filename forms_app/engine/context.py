"""What answers are held against: the day, the places, the files, what is full, what is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from foundation.reasons import Unacceptable


@dataclass(frozen=True, slots=True)
class Place:
    """An area that can be answered: its code, its name, the area that it lies in, its level.

    `centre` is latitude and longitude, None where nobody has told them.
    """

    code: str
    name: str
    within: str = ""
    level: str = "community"
    centre: tuple[float, float] | None = None

    @property
    def words(self) -> str:
        """The place as people tell it apart."""
        return f"{self.name} · {self.within}" if self.within else self.name


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was received; `size` in bytes, `refusal` is why it cannot be used after all."""

    id: str
    name: str
    size: int
    media_type: str
    refusal: Unacceptable | None = None


def _no_areas(words: str, level: str) -> Sequence[Place]:
    del words, level
    return ()


def _no_upload(upload_id: str) -> Upload | None:
    del upload_id
    return None


def _all_proven(phone: str) -> Unacceptable | None:
    del phone
    return None


def _nothing_full(key: str, choice: str) -> bool:
    del key, choice
    return False


@dataclass(frozen=True, slots=True)
class Context:
    """What an answer is held against.

    `find_places` takes a code or a part of a name and returns the communities that it may mean;
    `find_areas` does the same for a level (`district`, `street`, `community`, `grid`, or empty for
    any). `find_upload` returns a file by its id. `is_full` says whether a choice or slot of the
    field with this key can no longer be had. `why_unproven` says why a mobile number (E.164) does
    not count as shown to be one's own, None when it does; only fields that ask for a code ask.
    `language`, `zh` or `en`, is that in which kept answers are said.
    `known` holds what the installation itself knows of this filling-in, by key of a hidden field:
    nothing that a browser sends can change it.
    """

    today: date
    find_places: Callable[[str], Sequence[Place]]
    find_areas: Callable[[str, str], Sequence[Place]] = _no_areas
    find_upload: Callable[[str], Upload | None] = _no_upload
    is_full: Callable[[str, str], bool] = _nothing_full
    why_unproven: Callable[[str], Unacceptable | None] = _all_proven
    language: str = "zh"
    known: Mapping[str, str] = field(default_factory=dict)
