"""A query read straight into arrays: no object and no tuple is made for a row.

The database joins the values of all rows itself: PostgreSQL as bytes, sent by one binary COPY, and
SQLite as text, one list of numbers a column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any, Literal

import numpy as np
from django.db import connection
from django.db.models import QuerySet
from numpy.typing import NDArray

FloatTable = NDArray[np.float64]
Kind = Literal["number", "real", "truth", "moment", "date"]
"""A `number` is a whole one; a `real` keeps every digit."""

_POSTGRES: dict[Kind, str] = {
    "number": "coalesce({0}::float8, 'NaN')",
    "real": "coalesce({0}::float8, 'NaN')",
    "truth": "coalesce({0}::int::float8, 'NaN')",
    "moment": "coalesce(extract(epoch from {0})::float8, 'NaN')",
    "date": "coalesce(({0} - date '1970-01-01')::float8, 'NaN')",
}
_SQLITE: dict[Kind, str] = {
    "number": "coalesce({0}, 'nan')",
    "real": "coalesce({0}, 9e999)",
    "truth": "coalesce({0}, 'nan')",
    "moment": "coalesce(unixepoch({0}), 'nan')",
    "date": "coalesce(cast(julianday({0}) - 2440587.5 as integer), 'nan')",
}
_HEADER = 25
"""Bytes before the one value of a binary COPY: signature, flags, number of fields, its length."""
_END = 2
"""Bytes behind it, which say that no row follows."""


def read_columns(rows: QuerySet[Any, Any], kinds: tuple[Kind, ...]) -> FloatTable:
    """(columns, rows) the values of a ``values_list`` as numbers, nan where there is none.

    A moment is in seconds and a date in days since 1970 began in Greenwich; true is 1. The rows
    come in no order that one may rely on.
    """
    postgres = connection.vendor == "postgresql"
    written = _POSTGRES if postgres else _SQLITE
    names = [f"c{number}" for number in range(len(kinds))]
    values = [written[kind].format(name) for kind, name in zip(kinds, names, strict=True)]
    read: Callable[[str, Any, int], FloatTable]
    if postgres:
        row = " || ".join(f"float8send({value})" for value in values)
        read, wanted = _copied, f"string_agg({row}, ''::bytea)"
    elif "real" in kinds:
        # A text would shorten a real: row by row, and what is missing comes as infinity.
        read, wanted = _fetched, ", ".join(values).replace("'nan'", "9e999")
    else:
        read, wanted = _listed, ", ".join(f"group_concat({value})" for value in values)
    sql, params = rows.query.sql_with_params()
    # No value of a person's is in the text: names are ours, and the query keeps its parameters.
    whole = f"WITH q({', '.join(names)}) AS ({sql}) SELECT {wanted} FROM q"  # noqa: S608
    return read(whole, params, len(kinds))


@contextmanager
def unmapped() -> Iterator[None]:
    """Read and write without mapping the file of a SQLite database into the process.

    What goes once through all of it would be larger by the whole file.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA mmap_size")
        mapped = sum(size for (size,) in cursor.fetchall())  # none for a database in memory
        cursor.execute("PRAGMA mmap_size = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA mmap_size = {int(mapped)}")


def forget_pages() -> None:
    """Let go of the pages that SQLite keeps for reading them again."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA shrink_memory")


def _copied(sql: str, params: Any, count: int) -> FloatTable:
    with connection.cursor() as cursor:
        copying = cursor.cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT BINARY)", params)
        with copying as copy:
            sent = b"".join(copy)
    table = np.frombuffer(sent[_HEADER:-_END], dtype=">f8").reshape(-1, count)
    return np.ascontiguousarray(table.T, dtype=np.float64)


def _listed(sql: str, params: Any, count: int) -> FloatTable:
    del count
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchone()
    return np.array([np.fromstring(text or "", dtype=np.float64, sep=",") for text in found])


def _fetched(sql: str, params: Any, count: int) -> FloatTable:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        flat = np.fromiter(chain.from_iterable(cursor.cursor), dtype=np.float64)
    flat[np.isinf(flat)] = np.nan
    return np.ascontiguousarray(flat.reshape(-1, count).T)
