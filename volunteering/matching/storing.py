"""Storing: a problem and columns of numbers as bytes, small enough for a row of a database."""

import json
import zlib
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volunteering.matching.problem import IntArray, Intervals, Members, Problem, Shifts, no_moments
from volunteering.matching.repairing import numbers

Columns = dict[str, NDArray[Any]]
SIZES = (np.int8, np.int16, np.int32)
QUICKLY = 1
"""Level of compression: a city's plan in a second rather than the smallest."""
INTERVALS = ("openings", "absences", "engagements")


class Rows:
    """Which number belongs to a key: those of the beginning in rising order, later ones beside."""

    def __init__(self, keys: IntArray, values: IntArray) -> None:
        order = np.argsort(keys, kind="stable")
        self._keys, self._values = numbers(keys[order]), numbers(values[order])
        self._later: dict[int, int] = {}

    def of(self, key: int) -> int | None:
        """The number of a key, None if it has none."""
        row = bisect_left(self._keys, key)
        if row < len(self._keys) and self._keys[row] == key:
            return self._values[row]
        return self._later.get(key)

    def put(self, key: int, value: int) -> None:
        """Give a new key its number."""
        self._later[key] = value

    def columns(self) -> tuple[IntArray, IntArray]:
        """All keys and their numbers."""
        later = np.array(list(self._later.items()), dtype=np.int64).reshape(-1, 2)
        return np.append(self._keys, later[:, 0]), np.append(self._values, later[:, 1])


def packed(columns: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> bytes:
    """Columns, and facts ready for JSON, as bytes; whole numbers as short as they fit."""
    file = BytesIO()
    written = np.frombuffer(json.dumps(facts).encode(), dtype=np.uint8)
    small = {name: _small(column) for name, column in columns.items()}
    np.savez(file, allow_pickle=False, facts=written, **small)
    return zlib.compress(file.getbuffer(), QUICKLY)


def unpacked(content: bytes) -> tuple[Columns, dict[str, Any]]:
    """The columns, whole numbers as ``int64`` again, and the facts."""
    with np.load(BytesIO(zlib.decompress(content)), allow_pickle=False) as file:
        columns = {name: _large(file[name]) for name in file.files if name != "facts"}
        facts = json.loads(file["facts"].tobytes())
    return columns, facts


def problem_columns(problem: Problem) -> tuple[Columns, dict[str, Any]]:
    """A problem as columns and facts."""
    columns: Columns = {"refused": problem.refused, "moments": problem.moments}
    for part in ("members", "shifts", *INTERVALS):
        for name, column in vars(getattr(problem, part)).items():
            columns[f"{part}.{name}"] = column
    facts = {
        "units": problem.units,
        "communities": problem.communities,
        "first_day": problem.first_day.isoformat(),
        "days": problem.days,
        "skill_names": list(problem.skill_names),
        "offer_limit": problem.offer_limit,
        "rest_minutes": problem.rest_minutes,
        "seed": problem.seed,
    }
    return columns, facts


def problem_of(columns: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> Problem:
    """The problem again."""
    return Problem(
        members=_part(Members, "members", columns),
        shifts=_part(Shifts, "shifts", columns),
        openings=_part(Intervals, "openings", columns),
        absences=_part(Intervals, "absences", columns),
        engagements=_part(Intervals, "engagements", columns),
        refused=columns["refused"],
        moments=columns.get("moments", no_moments()),
        units=facts["units"],
        communities=facts["communities"],
        first_day=date.fromisoformat(facts["first_day"]),
        days=facts["days"],
        skill_names=tuple(facts["skill_names"]),
        offer_limit=facts["offer_limit"],
        rest_minutes=facts.get("rest_minutes", 0),
        seed=facts["seed"],
    )


def _part(kind: type[Any], name: str, columns: Mapping[str, NDArray[Any]]) -> Any:
    """The columns of a part; what was stored before a column was known goes without it."""
    named = {field.name: f"{name}.{field.name}" for field in fields(kind)}
    return kind(**{own: columns[key] for own, key in named.items() if key in columns})


def _small(column: NDArray[Any]) -> NDArray[Any]:
    if column.dtype != np.int64:
        return column
    low, high = int(column.min(initial=0)), int(column.max(initial=0))
    for size in SIZES:
        if np.iinfo(size).min <= low and high <= np.iinfo(size).max:
            return column.astype(size)
    return column


def _large(column: NDArray[Any]) -> NDArray[Any]:
    return column.astype(np.int64) if column.dtype in SIZES else column
