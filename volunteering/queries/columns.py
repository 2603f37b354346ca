"""A query read straight into arrays: no object and no tuple outlives a row.

On PostgreSQL the rows come as one binary COPY, elsewhere through a plain cursor.
"""

from __future__ import annotations

from itertools import chain
from typing import Any, Literal

import numpy as np
from django.db import connection
from django.db.models import QuerySet
from numpy.typing import NDArray

FloatTable = NDArray[np.float64]
Kind = Literal["number", "truth", "moment", "date"]

_POSTGRES: dict[Kind, str] = {
    "number": "coalesce({0}::float8, 'NaN')",
    "truth": "coalesce({0}::int::float8, 'NaN')",
    "moment": "coalesce(extract(epoch from {0})::float8, 'NaN')",
    "date": "coalesce(({0} - date '1970-01-01')::float8, 'NaN')",
}
_SQLITE: dict[Kind, str] = {
    "number": "coalesce({0}, 9e999)",
    "truth": "coalesce({0}, 9e999)",
    "moment": "coalesce(unixepoch({0}), 9e999)",
    "date": "coalesce(julianday({0}) - 2440587.5, 9e999)",
}
"""SQLite has no NaN: what is missing comes as infinity."""
_HEADER = 19
"""Bytes before the first row of a binary COPY; the last two bytes say that no row follows."""


def read_columns(rows: QuerySet[Any, Any], kinds: tuple[Kind, ...]) -> FloatTable:
    """(columns, rows) the values of a ``values_list`` as numbers, nan where there is none.

    A moment is in seconds and a date in days since 1970 began in Greenwich; true is 1.
    """
    names = [f"c{number}" for number in range(len(kinds))]
    sql, params = rows.query.sql_with_params()
    written = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
    wanted = ", ".join(written[kind].format(name) for kind, name in zip(kinds, names, strict=True))
    # No value of a person's is in the text: names are ours, and the query keeps its parameters.
    whole = f"WITH q({', '.join(names)}) AS ({sql}) SELECT {wanted} FROM q"  # noqa: S608
    if connection.vendor == "postgresql":
        return _copied(whole, params, len(kinds))
    with connection.cursor() as cursor:
        cursor.execute(whole, params)
        flat = np.fromiter(chain.from_iterable(cursor.cursor), dtype=np.float64)
    flat[np.isinf(flat)] = np.nan
    return np.ascontiguousarray(flat.reshape(-1, len(kinds)).T)


def _copied(sql: str, params: Any, count: int) -> FloatTable:
    with connection.cursor() as cursor:
        copying = cursor.cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT BINARY)", params)
        with copying as copy:
            sent = b"".join(copy)
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    for number in range(count):
        fields += [(f"size{number}", ">i4"), (f"c{number}", ">f8")]
    table = np.frombuffer(sent[_HEADER:-2], dtype=np.dtype(fields))
    return np.array([table[f"c{number}"] for number in range(count)], dtype=np.float64)
