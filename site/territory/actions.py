"""Bring the tree of areas in step with a register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction

from foundation import clock, text
from territory.models import Area
from territory.register import Changes, Division, compare


def import_areas(*, rows: Iterable[Division], dry_run: bool = False) -> Changes:
    """Add, rename and move areas as `rows` (parents before children) say; return what changed.

    An area that the register no longer knows is marked as vanished and never deleted: needs,
    members and hours point to it. All or nothing; running it twice changes nothing.
    """
    divisions = list(rows)
    with transaction.atomic():
        changes = compare(divisions, _known())
        if not dry_run:
            _add(changes.added)
            _rename(changes.renamed)
            _move(changes.moved)
            now = clock.now()
            Area.objects.filter(code__in=changes.vanished).update(vanished_at=now)
            returned = [row.code for row in changes.returned]
            Area.objects.filter(code__in=returned).update(vanished_at=None)
    return changes


def named(area: Area, name: str) -> Area:
    """Give `area` its full name and all that search and people see of it."""
    area.name = name
    area.short_name = text.short_area_name(name)
    area.pinyin = text.pinyin(area.short_name)[:200]
    area.initials = text.initials(area.short_name)[:40]
    return area


def add_children(*, parent: Area | None, children: Iterable[Area]) -> list[Area]:
    """Write `children` (unsaved) below `parent` in bulk and return them with their paths."""
    step, depth = Area.steplen, (parent.depth if parent else 0) + 1
    prefix = parent.path if parent else ""
    last = (
        Area.objects.filter(path__startswith=prefix, depth=depth)
        .order_by("-path")
        .values_list("path", flat=True)
        .first()
    )
    number = Area._str2int(last[-step:]) if last else 0
    new = list(children)
    for child in new:
        number += 1
        child.depth = depth
        child.path = Area._get_path(prefix, depth, number)
    Area.objects.bulk_create(new, batch_size=1000)
    if parent and new:
        Area.objects.filter(pk=parent.pk).update(numchild=parent.numchild + len(new))
        parent.numchild += len(new)
    return new


def _known() -> dict[str, tuple[str, str, bool]]:
    rows = list(Area.objects.values_list("path", "code", "name", "vanished_at", "level"))
    code_at = {path: code for path, code, *_ in rows}
    return {
        code: (name, code_at.get(path[: -Area.steplen], ""), vanished is not None)
        for path, code, name, vanished, level in rows
        if level != Area.Level.GRID
    }


def _add(divisions: list[Division]) -> None:
    below: dict[str, list[Division]] = defaultdict(list)
    for row in divisions:
        below[row.parent].append(row)
    while below:
        parents = {area.code: area for area in Area.objects.filter(code__in=below)}
        ready = [code for code in below if code == "" or code in parents]
        for code in ready:
            add_children(
                parent=parents.get(code),
                children=[
                    named(Area(code=row.code, level=row.level), row.name) for row in below.pop(code)
                ],
            )


def _rename(divisions: list[Division]) -> None:
    areas = {area.code: area for area in Area.objects.filter(code__in=[r.code for r in divisions])}
    renamed = [named(areas[row.code], row.name) for row in divisions]
    Area.objects.bulk_update(renamed, ["name", "short_name", "pinyin", "initials"], batch_size=500)


def _move(divisions: list[Division]) -> None:
    for row in divisions:
        Area.objects.get(code=row.code).move(Area.objects.get(code=row.parent), "last-child")
