"""Reads a register of administrative divisions: plain rows, checked before anything is written."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

LEVELS = ("city", "district", "street", "community", "grid")


class BadRegister(ValueError):
    """The register cannot be used; `problems` says where, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Division:
    """One row: its code, level, full name and the code of the division above."""

    code: str
    level: str
    name: str
    parent: str


@dataclass(slots=True)
class Changes:
    """What an import would do, by code."""

    added: list[Division] = field(default_factory=list)
    renamed: list[Division] = field(default_factory=list)
    moved: list[Division] = field(default_factory=list)
    returned: list[Division] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    unchanged: int = 0


def read(file: Path) -> list[Division]:
    """Return the rows of `file` (CSV: code, level, name, parent), parents before children.

    Raises BadRegister with every problem found: a column that is missing, a code that comes
    twice, an unknown level, a parent that is not there or not of the level above.
    """
    with file.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.DictReader(opened)
        missing = {"code", "level", "name", "parent"} - set(reader.fieldnames or ())
        if missing:
            raise BadRegister([f"columns missing: {', '.join(sorted(missing))}"])
        rows = [
            Division(*((row[name] or "").strip() for name in ("code", "level", "name", "parent")))
            for row in reader
        ]
    return ordered(rows)


def ordered(rows: Iterable[Division]) -> list[Division]:
    """Return `rows` by level and code, or raise BadRegister."""
    by_code: dict[str, Division] = {}
    problems = []
    for number, row in enumerate(rows, start=2):
        if row.level not in LEVELS:
            problems.append(f"row {number}: {row.level!r} is no level")
        if not row.code or not row.name:
            problems.append(f"row {number}: code and name are needed")
        if row.code in by_code:
            problems.append(f"row {number}: code {row.code} comes twice")
        by_code[row.code] = row
    problems += _parent_problems(by_code)
    if problems:
        raise BadRegister(problems)
    return sorted(by_code.values(), key=lambda row: (LEVELS.index(row.level), row.code))


def _parent_problems(by_code: Mapping[str, Division]) -> list[str]:
    problems = []
    for row in by_code.values():
        if row.level not in LEVELS:
            continue
        rank = LEVELS.index(row.level)
        if rank == 0:
            if row.parent:
                problems.append(f"{row.code}: a city stands under nothing")
            continue
        parent = by_code.get(row.parent)
        if parent is None or parent.level != LEVELS[rank - 1]:
            problems.append(f"{row.code}: its parent {row.parent!r} is no {LEVELS[rank - 1]} here")
    return problems


def compare(rows: Iterable[Division], known: Mapping[str, tuple[str, str, bool]]) -> Changes:
    """Return what `rows` change against `known`: code → (name, code of the parent, vanished).

    Codes that `known` has below a division of `rows` and `rows` has not are vanished; grids are
    ours, no register knows them, so the caller leaves them out of `known`.
    """
    changes = Changes()
    seen = set()
    for row in rows:
        seen.add(row.code)
        if row.code not in known:
            changes.added.append(row)
            continue
        name, parent, vanished = known[row.code]
        if vanished:
            changes.returned.append(row)
        if name != row.name:
            changes.renamed.append(row)
        if parent != row.parent:
            changes.moved.append(row)
        if not vanished and name == row.name and parent == row.parent:
            changes.unchanged += 1
    changes.vanished = sorted(
        code for code, (_, _, vanished) in known.items() if code not in seen and not vanished
    )
    return changes
