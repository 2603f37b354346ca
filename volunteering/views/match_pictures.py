"""Pictures of a run, drawn on the server: maps of fill, distributions, balance against nearness.

Every picture has its numbers in a table beside it, for those who do not see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from territory.models import Area
from volunteering.models import MatchRun
from volunteering.queries.area_map import Frame, framed, path_of
from volunteering.queries.match_figures import METRES_A_BIN
from volunteering.views.match_runs_found import crumbs_to_list, parts_of, run_or_404, title_of

WIDTH, HEIGHT = 480, 220
LEFT, BOTTOM, TOP, RIGHT = 56, 36, 20, 16
SHARES = (0.5, 0.8, 0.95)
"""Where a map changes its shade: below half filled, four fifths, nearly all."""
DOT = 7
FEWEST_AREAS, MOST_AREAS = 3, 150


def pictures(request: HttpRequest, run_id: int) -> HttpResponse:
    """Show a run's pictures with their tables."""
    run = run_or_404(request, run_id)
    context = {
        "run": run,
        "parts": parts_of(run, "pictures"),
        "maps": fill_maps(run) if run.figures else None,
        "charts": charts(run),
        "curve": curve(run.figures.get("trade_off", [])),
        "curve_members": run.figures.get("trade_off_members", 0),
        "header_title": title_of(run),
        "breadcrumbs_items": [
            *crumbs_to_list(),
            {"url": reverse("matching:show", args=[run.pk]), "label": title_of(run)},
            {"url": "", "label": _("Charts and maps")},
        ],
    }
    return render(request, "volunteering/matching/pictures.html", context)


def fill_maps(run: MatchRun) -> dict[str, Any] | None:
    """How full the shifts of each area were before the run and would be by it."""
    figures = run.figures.get("communities", [])
    areas = _areas_below(run.area, [row[0] for row in figures])
    paths = dict(Area.objects.filter(pk__in=[row[0] for row in figures]).values_list("pk", "path"))
    sums = {area.pk: [0, 0, 0] for area in areas}
    for key, total, before, offered in figures:
        for area in areas:
            if paths.get(key, "").startswith(area.path):
                for column, value in enumerate((total, before, before + offered)):
                    sums[area.pk][column] += value
                break
    shown = [area for area in areas if sums[area.pk][0]]
    rings = [ring for area in shown for ring in (area.outline or [])]
    dots = [
        [(a.longitude, a.latitude)]
        for a in shown
        if a.longitude is not None and a.latitude is not None
    ]
    frame = framed([*rings, *dots])
    if frame is None:
        return None
    rows = [
        {
            "name": str(area),
            "places": sums[area.pk][0],
            "before": round(100 * sums[area.pk][1] / sums[area.pk][0]),
            "after": round(100 * sums[area.pk][2] / sums[area.pk][0]),
            "url": reverse("matching:part", args=[run.pk, "offers"]) + f"?community={area.pk}",
        }
        for area in shown
    ]
    return {
        "view_box": f"0 0 600 {frame.height:.0f}",
        "maps": [
            {
                "title": title,
                "shapes": [
                    _shape(frame, area, row, row[when])
                    for area, row in zip(shown, rows, strict=True)
                ],
            }
            for title, when in ((_("Before the run"), "before"), (_("By the run"), "after"))
        ],
        "rows": sorted(rows, key=lambda row: row["after"]),
    }


def _areas_below(area: Area, communities: Sequence[int]) -> list[Area]:
    """The highest level below `area` at which the communities fall into several areas."""
    places = list(Area.objects.filter(pk__in=communities))
    found: list[Area] = places[:MOST_AREAS]
    for depth in range(area.depth + 1, max((place.depth for place in places), default=0)):
        paths = {place.path[: depth * Area.steplen] for place in places}
        if FEWEST_AREAS <= len(paths) <= MOST_AREAS:
            found = list(Area.objects.filter(path__in=paths))
            break
    return found


def _shape(frame: Frame, area: Area, row: dict[str, Any], share: int) -> dict[str, Any]:
    level = sum(share >= 100 * edge for edge in SHARES)
    found: dict[str, Any] = {"name": row["name"], "share": share, "level": level, "url": row["url"]}
    if area.longitude is not None and area.latitude is not None:
        across, up = frame.place(area.longitude, area.latitude)
        found |= {"across": across, "up": up}
    if area.outline:
        return found | {"path": path_of(frame, area.outline)}
    if area.longitude is not None and area.latitude is not None:
        x, y = frame.place(area.longitude, area.latitude)
        return found | {"x": x, "y": y, "r": DOT}
    return found


def charts(run: MatchRun) -> list[dict[str, Any]]:
    """Distributions as bars: how far people go, how often they are asked, how full it becomes."""
    figures = run.figures
    metres = [
        (f"{METRES_A_BIN * row / 1000:g}", count)
        for row, count in enumerate(figures.get("metres_bins", []))
    ]
    load = [(str(row), count) for row, count in enumerate(figures.get("load_bins", []))]
    tenths = [0] * 11
    for _key, total, before, offered in figures.get("communities", []):
        tenths[10 * (before + offered) // total if total else 0] += 1
    fill = [(f"{10 * row} %", count) for row, count in enumerate(tenths)]
    return [
        bars(_("How far from home, kilometres"), _("offers"), metres),
        bars(_("Shifts of a member in this month"), _("members"), load),
        bars(_("How full the communities become"), _("communities"), fill),
    ]


def bars(title: Any, unit: Any, rows: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """A chart of bars as numbers for its template."""
    most = max((count for _label, count in rows), default=0)
    wide = (WIDTH - LEFT - RIGHT) / max(1, len(rows))
    high = HEIGHT - TOP - BOTTOM
    return {
        "title": title,
        "unit": unit,
        "most": most,
        "bars": [
            {
                "label": label,
                "count": count,
                "x": round(LEFT + wide * row + wide * 0.1, 1),
                "middle": round(LEFT + wide * (row + 0.5), 1),
                "width": round(wide * 0.8, 1),
                "y": round(TOP + high * (1 - count / most), 1) if most else TOP + high,
                "height": round(high * count / most, 1) if most else 0,
                "shown": len(rows) <= MOST_LABELS or row % 2 == 0,
            }
            for row, (label, count) in enumerate(rows)
        ],
    }


MOST_LABELS = 13


def curve(points: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Spread over the members against metres from home, one dot for each weight of balance."""
    if len(points) < 2:  # a line needs two ends
        return None
    metres = [float(point["mean_metres"]) for point in points]
    spread = [float(point["member_gini"]) for point in points]
    x = _scaled(metres, LEFT + 12, WIDTH - RIGHT - 12)
    y = _scaled(spread, HEIGHT - BOTTOM - 12, TOP + 12)
    dots = [
        {
            **point,
            "x": x[row],
            "y": y[row],
            "percent": round(100 * point["factor"]),
            "right": x[row] > WIDTH / 2,
        }
        for row, point in enumerate(points)
    ]
    return {
        "line": " ".join(f"{dot['x']:g},{dot['y']:g}" for dot in dots),
        "dots": dots,
        "metres": (round(min(metres)), round(max(metres))),
        "spread": (f"{min(spread):.2f}", f"{max(spread):.2f}"),
    }


def _scaled(values: Sequence[float], low: float, high: float) -> list[float]:
    least, most = min(values), max(values)
    whole = (most - least) or 1.0
    return [round(low + (value - least) / whole * (high - low), 1) for value in values]
