"""A plan's proposals as rows, written by one statement however many they are.

The reason of each is put together from phrases that are worded once. The pairs go into a table of
the session first, and from there into the participations in one statement: on SQLite a statement
for each row would copy every page that it touches, and on both the times come from the shifts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection

from volunteering.matching import Outcome
from volunteering.matching.explaining import phrases
from volunteering.models import MatchRun, Participation, Shift
from volunteering.queries.matching_arrays import Reading

_JOINED = {"zh": "；", "en": "; "}
_STAGED = "matching_staged"
ROWS_AT_ONCE = 5_000


def write_proposals(*, run: MatchRun, reading: Reading, outcome: Outcome, now: datetime) -> None:
    """Write a proposal for each offer of a plan; inside a transaction."""
    offers = outcome.offers
    shifts = reading.shifts[offers.shift].tolist()
    members = reading.members[offers.member].tolist()
    _stage(zip(shifts, members, reasons_as_json(reading, outcome), strict=True))
    proposed = Participation._meta.db_table
    shift = Shift._meta.db_table
    # Names of tables only; the values are parameters.
    insert = f"""
        INSERT INTO {proposed} (shift_id, member_id, state, origin, starts_at, ends_at, run_id,
                                reason, created_at, changed_at)
        SELECT staged.shift_id, staged.member_id, %s, %s, shift.starts_at, shift.ends_at, %s,
               {_reason()}, %s, %s
        FROM {_STAGED} AS staged JOIN {shift} AS shift ON shift.id = staged.shift_id
    """  # noqa: S608
    at = connection.ops.adapt_datetimefield_value(now)
    state, origin = Participation.State.PROPOSED.value, Participation.Origin.OFFER.value
    with connection.cursor() as cursor, _looked_up_at_once(cursor):
        cursor.execute(insert, [state, origin, run.pk, at, at])
        cursor.execute(f"DROP TABLE {_STAGED}")


@contextmanager
def _looked_up_at_once(cursor: Any) -> Iterator[None]:
    """Look foreign keys up with the statement instead of at the end of the transaction.

    PostgreSQL is at it for as long as at the writing itself: what runs beside the statement need
    not wait for it twice.
    """
    postponed = connection.vendor == "postgresql"
    if postponed:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    yield
    if postponed:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def reasons_as_json(reading: Reading, outcome: Outcome) -> Iterator[str]:
    """The reason of each offer: its words in both languages and its points by criterion.

    They come one by one: together they would take as much memory as all that is matched.
    """
    told = phrases(reading.problem, outcome.offers)
    columns: list[list[str] | list[int]] = []
    parts = []
    for language, mark in _JOINED.items():
        for part in told:
            said = [_bare(sentence.said(language)) for sentence in part.said]
            columns.append([said[row] for row in part.which.tolist()])
        parts.append(f'"{language}": "{mark.join(["%s"] * len(told))}"')
    scored = {name: points for name, points in outcome.points.items() if points.any()}
    columns += [points.tolist() for points in scored.values()]
    points = ", ".join(f'"{name}": %d' for name in scored)
    whole = "{" + ", ".join(parts) + ', "points": {' + points + "}}"
    return (whole % values for values in zip(*columns, strict=True))


def _bare(text: str) -> str:
    """A text as it stands between the quotation marks of JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _reason() -> str:
    return "staged.reason::jsonb" if connection.vendor == "postgresql" else "staged.reason"


def _stage(rows: Iterator[tuple[int, int, str]]) -> None:
    """Put (shift, member, reason) into a table that only this session sees, block by block."""
    blocks = iter(lambda: list(islice(rows, ROWS_AT_ONCE)), [])
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {_STAGED} (shift_id bigint, member_id bigint, reason text)"
        )
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {_STAGED} FROM STDIN") as copy:
                for block in blocks:
                    copy.write("".join(_lines(block)))
        else:
            put = f"INSERT INTO {_STAGED} VALUES (%s, %s, %s)"  # noqa: S608  (our own name)
            for block in blocks:
                cursor.executemany(put, block)


def _lines(rows: Iterable[tuple[int, int, str]]) -> Iterable[str]:
    """Rows as COPY reads them; JSON holds no tab and no end of line, but maybe backslashes."""
    for shift, member, reason in rows:
        said = reason.replace("\\", "\\\\")
        yield f"{shift}\t{member}\t{said}\n"
