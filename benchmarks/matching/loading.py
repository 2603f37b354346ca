"""Put the made-up city into a database row by row of plain SQL: minutes, not hours.

    DATABASE_URL=… python -m benchmarks.matching.loading city 2026-12

The tables must be there and empty (`manage.py migrate`). PostgreSQL takes one COPY a table, SQLite
one `executemany`. Only what matching reads is filled in: the rows are not meant to be looked at.
"""

import argparse
import os
import sys
from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import repeat
from pathlib import Path

import django
import numpy as np
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models.fields import NOT_PROVIDED

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

from benchmarks.matching.city import NAMED, city  # noqa: E402  (after the paths)
from volunteering.matching.problem import DAY_MINUTES, SLOT_MINUTES, SLOTS_A_DAY  # noqa: E402

LONGITUDE, LATITUDE = 117.0, 36.65
"""Where the made-up plane lies."""
METRES_A_DEGREE = 111_195
AREA = "9901"
MONTHS_OF_HISTORY = 6
Columns = dict[str, Iterable[object]]


def write(label: str, count: int, columns: Columns) -> None:
    """Write ``count`` rows of a model; fields that are not named get their default, or nothing."""
    fields = apps.get_model(label)._meta
    rest = {}
    for field in fields.concrete_fields:
        if field.column not in columns and not field.primary_key and not field.null:
            rest[field.column] = repeat(_plain(field))
    whole = {**columns, **rest}
    names = ", ".join(f'"{name}"' for name in whole)
    rows = zip(*whole.values(), range(count), strict=False)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f'COPY "{fields.db_table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row[:-1])
            return
        marks = ", ".join("?" * len(whole))
        cursor.cursor.connection.executemany(
            f'INSERT INTO "{fields.db_table}" ({names}) VALUES ({marks})',
            (row[:-1] for row in rows),
        )


def _plain(field):
    if field.get_internal_type() == "JSONField":
        return "{}"
    known = field.default is not NOT_PROVIDED and not callable(field.default)
    return field.default if known else ""


def load(name: str, month: date) -> dict[str, int]:
    """Write the instance; its city has the code `AREA`."""
    days = monthrange(month.year, month.month)[1]
    problem = city(NAMED[name], days=days)
    now = _moment(datetime.now(UTC))
    with transaction.atomic():
        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA defer_foreign_keys = ON")
        areas = _areas(problem)
        _people(problem, areas, now)
        _free_time(problem, month)
        _shifts(problem, areas, month, now)
        _history(problem, areas, month, now)
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(sql)  # the rows came with keys of their own
        cursor.execute("ANALYZE")
    return {"members": problem.members.count, "shifts": problem.shifts.count}


def _areas(problem):
    model = apps.get_model("territory.Area")
    words = {"short_name": "示例", "pinyin": "shili", "initials": "sl"}
    top = model.add_root(code=AREA, name="示例市", level="city", **words)
    district = top.add_child(code=AREA + "01", name="示例区", level="district", **words)
    steps = [model._get_path(district.path, 3, number + 1) for number in range(problem.communities)]
    first = district.pk + 1
    centre = _degrees(*_centres(problem))
    write(
        "territory.Area",
        problem.communities,
        {
            "id": range(first, first + problem.communities),
            "path": steps,
            "depth": repeat(3),
            "numchild": repeat(0),
            "code": [f"{AREA}01{number:06}" for number in range(problem.communities)],
            "level": repeat("community"),
            "name": [f"示例社区{number}" for number in range(problem.communities)],
            "longitude": centre[0],
            "latitude": centre[1],
        },
    )
    model.objects.filter(pk=district.pk).update(numchild=problem.communities)
    return np.arange(first, first + problem.communities)


def _centres(problem):
    times = np.maximum(np.bincount(problem.shifts.community, minlength=problem.communities), 1)
    return tuple(
        np.bincount(problem.shifts.community, weights=axis, minlength=problem.communities) / times
        for axis in (problem.shifts.x, problem.shifts.y)
    )


def _degrees(x, y):
    scale = METRES_A_DEGREE * np.cos(np.radians(LATITUDE))
    return (LONGITUDE + x / scale).tolist(), (LATITUDE + y / METRES_A_DEGREE).tolist()


def _people(problem, areas, now):
    members, count = problem.members, problem.members.count
    everybody = range(1, count + 1)
    write(
        "people.Unit",
        problem.units,
        {
            "id": range(1, problem.units + 1),
            "code": [f"U{number}" for number in range(problem.units)],
            "name": [f"示例单位{number}" for number in range(problem.units)],
            "area_id": repeat(int(areas[0]) - 1),
        },
    )
    write(
        "people.User",
        count,
        {
            "id": everybody,
            "username": [f"m{number}" for number in everybody],
            "is_active": repeat(True),
            "activated_at": repeat(now),
            "date_joined": repeat(now),
        },
    )
    longitude, latitude = _degrees(members.x, members.y)
    write(
        "volunteering.Member",
        count,
        {
            "id": everybody,
            "user_id": everybody,
            "number": [f"M{number}" for number in everybody],
            "unit_id": (members.unit + 1).tolist(),
            "home_area_id": areas[np.arange(count) % len(areas)].tolist(),
            "home_longitude": longitude,
            "home_latitude": latitude,
            "travel_metres": members.radius.tolist(),
            "monthly_shifts": members.cap.tolist(),
            "activated_at": repeat(now),
        },
    )
    bits = len(problem.skill_names)
    write(
        "volunteering.Skill",
        bits,
        {
            "id": range(1, bits + 1),
            "key": [f"s{bit}" for bit in range(bits)],
            "name": problem.skill_names,
            "bit": range(bits),
        },
    )
    owner, bit = _bits(members.skills, bits)
    write(
        "volunteering.MemberSkill",
        len(owner),
        {"member_id": (owner + 1).tolist(), "skill_id": (bit + 1).tolist()},
    )


def _bits(masks, bits):
    table = (masks[:, None] >> np.arange(bits, dtype=np.uint64)) & np.uint64(1)
    return np.nonzero(table)


def _free_time(problem, month):
    week = np.unpackbits(problem.members.free, axis=1).reshape(-1, 7, SLOTS_A_DAY)
    edges = np.diff(week.astype(np.int8), axis=2, prepend=0, append=0)
    member, weekday, first = np.nonzero(edges > 0)
    last = np.nonzero(edges < 0)[2]
    write(
        "volunteering.FreeWindow",
        len(member),
        {
            "member_id": (member + 1).tolist(),
            "weekday": weekday.tolist(),
            "starts_minute": (first * SLOT_MINUTES).tolist(),
            "ends_minute": (last * SLOT_MINUTES).tolist(),
        },
    )
    days = [(month + timedelta(days=day)).isoformat() for day in range(40)]
    for free, intervals in ((True, problem.openings), (False, problem.absences)):
        first = np.maximum(intervals.start // DAY_MINUTES, 0)
        last = np.maximum((intervals.end - 1) // DAY_MINUTES, first)
        write(
            "volunteering.FreeException",
            len(first),
            {
                "member_id": (intervals.member + 1).tolist(),
                "starts_on": [days[day] for day in first],
                "ends_on": [days[day] for day in last],
                "free": repeat(free),
            },
        )


def _shifts(problem, areas, month, now):
    shifts, count = problem.shifts, problem.shifts.count
    every = range(1, count + 1)
    area = areas[shifts.community].tolist()
    write(
        "volunteering.Need",
        count,
        {
            "id": every,
            "area_id": area,
            "title": repeat("示例"),
            "what": repeat("示例"),
            "by_approval": repeat(False),
            "state": repeat("open"),
            "created_at": repeat(now),
        },
    )
    for required, masks in ((True, shifts.required), (False, shifts.desired & ~shifts.required)):
        owner, bit = _bits(masks, len(problem.skill_names))
        write(
            "volunteering.NeedSkill",
            len(owner),
            {
                "need_id": (owner + 1).tolist(),
                "skill_id": (bit + 1).tolist(),
                "required": repeat(required),
            },
        )
    longitude, latitude = _degrees(shifts.x, shifts.y)
    midnight = datetime.combine(month, time(), UTC) - timedelta(hours=8)
    starts, ends = (
        [
            _moment(midnight + timedelta(minutes=int(minute)))
            for minute in shifts.day * DAY_MINUTES + edge
        ]
        for edge in (shifts.start, shifts.end)
    )
    write(
        "volunteering.Shift",
        count,
        {
            "id": every,
            "need_id": every,
            "area_id": area,
            "starts_at": starts,
            "ends_at": ends,
            "longitude": longitude,
            "latitude": latitude,
            "places": shifts.total.tolist(),
            "taken": (shifts.total - shifts.places).tolist(),
            "state": repeat("open"),
        },
    )
    pairs = np.unique(problem.refused, axis=0)
    member, shift = pairs.T
    write(
        "volunteering.Participation",
        len(pairs),
        {
            "member_id": (member + 1).tolist(),
            "shift_id": (shift + 1).tolist(),
            "state": repeat("declined"),
            "origin": repeat("offer"),
            "starts_at": [starts[row] for row in shift],
            "ends_at": [ends[row] for row in shift],
            "created_at": repeat(now),
            "changed_at": repeat(now),
        },
    )


def _history(problem, areas, month, now):
    times = np.rint(problem.members.history * MONTHS_OF_HISTORY).astype(np.int64)
    member = (np.repeat(np.arange(len(times)), times) + 1).tolist()
    before = datetime.combine(month, time(2), UTC) - timedelta(days=20)
    write(
        "volunteering.ServiceRecord",
        len(member),
        {
            "member_id": member,
            "person_id": member,
            "area_id": repeat(int(areas[0])),
            "starts_at": repeat(_moment(before)),
            "minutes": repeat(120),
            "state": repeat("submitted"),
            "due_on": repeat(month.isoformat()),
            "created_at": repeat(now),
        },
    )


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" + ("+00" if connection.vendor == "postgresql" else "")


def _month(text: str) -> date:
    return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instance", choices=NAMED)
    parser.add_argument("month", type=_month, help="such as 2026-12")
    chosen = parser.parse_args()
    print(load(chosen.instance, chosen.month))
