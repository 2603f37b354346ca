"""Two runs side by side: what changed, and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from territory.models import Area
from volunteering.matching.criteria import criteria
from volunteering.models import MatchRun, Participation, Shift
from volunteering.queries.match_changes import (
    newly_asked,
    newly_filled,
    newly_left_out,
    newly_open,
)
from volunteering.views.match_parts import FAIRNESS, grouped, in_language, said
from volunteering.views.match_runs_found import crumbs_to_list, parts_of, run_or_404, title_of

MOST_OTHERS, MOST_AREAS = 30, 20
COUNTED = (
    ("members", _("Members read")),
    ("shifts", _("Shifts read")),
    ("places", _("Places")),
    ("offered", _("Places with somebody to ask")),
    ("asked", _("Members asked")),
)


def compare(request: HttpRequest, run_id: int) -> HttpResponse:
    """Choose another run of the same area; read the differences in figures, weights and pairs."""
    run = run_or_404(request, run_id)
    others = (
        MatchRun.objects.filter(area=run.area, finished_at__isnull=False)
        .exclude(pk=run.pk)
        .exclude(figures={})
        .order_by("-created_at")[:MOST_OTHERS]
    )
    chosen = next((one for one in others if str(one.pk) == request.GET.get("with")), None)
    context: dict[str, Any] = {
        "run": run,
        "parts": parts_of(run, "compare"),
        "others": others,
        "other": chosen,
        "header_title": title_of(run),
        "breadcrumbs_items": [
            *crumbs_to_list(),
            {"url": reverse("matching:show", args=[run.pk]), "label": title_of(run)},
            {"url": "", "label": _("Compare runs")},
        ],
    }
    if chosen is not None and run.figures:
        context |= compared(chosen, run)
    return render(request, "volunteering/matching/compare.html", context)


def compared(before: MatchRun, after: MatchRun) -> dict[str, Any]:
    """The differences between two runs, `before` first."""
    return {
        "why": _why(before, after),
        "figures": _figures(before, after),
        "pairs": _pairs(before, after),
        "opened": _opened(before, after),
        "filled": newly_filled(before, after),
        "asked": len(newly_asked(before, after)),
        "left_out": grouped((group, 1) for _member, group in newly_left_out(before, after)),
        "communities": _communities(before, after),
    }


def _why(before: MatchRun, after: MatchRun) -> list[str]:
    """What the two runs were asked differently."""
    language = get_language() or "zh"
    found = [
        str(_("%(what)s counts %(after)d points instead of %(before)d."))
        % {
            "what": criterion.label.said(language),
            "before": before.weights.get(criterion.name, criterion.weight),
            "after": after.weights.get(criterion.name, criterion.weight),
        }
        for criterion in criteria()
        if before.weights.get(criterion.name, criterion.weight)
        != after.weights.get(criterion.name, criterion.weight)
    ]
    if before.month != after.month:
        found.append(str(_("They are about different months.")))
    elif before.digest != after.digest:
        found.append(_data_changed(before.figures, after.figures))
    if before.code_version != after.code_version:
        found.append(str(_("The engine is another version.")))
    return found or [str(_("Both were asked the same about the same data."))]


def _data_changed(before: dict[str, Any], after: dict[str, Any]) -> str:
    """What else the later run read, in numbers where the numbers differ."""
    said = [
        f"{words} {after[key] - before[key]:+d}"
        for key, words in COUNTED[:3]
        if key in before and key in after and after[key] != before[key]
    ]
    if not said:
        return str(_("Members, shifts or answers changed in between."))
    changes = " · ".join(said)
    return str(_("Members, shifts or answers changed in between: %(changes)s.")) % {
        "changes": changes
    }


def _opened(before: MatchRun, after: MatchRun) -> dict[str, Any]:
    """The places that lack somebody now and did not before, and what stands in the way."""
    rows = newly_open(before, after)
    first = rows[:MOST_AREAS]
    shifts = Shift.objects.select_related("need", "area").in_bulk([row["shift"] for row in first])
    return {
        "places": sum(row["more"] for row in rows),
        "rows": [
            {
                "shift": f"{shift.need.title} · {shift.area}",
                "when": said(shift),
                "more": row["more"],
                "why": in_language(row),
            }
            for row in first
            if (shift := shifts.get(row["shift"]))
        ],
    }


def _figures(before: MatchRun, after: MatchRun) -> list[dict[str, Any]]:
    rows = []
    for key, words in COUNTED:
        if key in before.figures and key in after.figures:
            change = after.figures[key] - before.figures[key]
            rows.append(
                _row(words, before.figures[key], after.figures[key], f"{change:+d}", change)
            )
    for key, (words, _meaning, told_as) in FAIRNESS.items():
        if key in before.figures and key in after.figures:
            change = after.figures[key] - before.figures[key]
            told = f"{change:+.4g}"
            rows.append(
                _row(words, told_as(before.figures[key]), told_as(after.figures[key]), told, change)
            )
    return rows


def _row(what: Any, before: Any, after: Any, change: str, differs: float) -> dict[str, Any]:
    return {"what": what, "before": before, "after": after, "change": change if differs else "—"}


def _pairs(before: MatchRun, after: MatchRun) -> dict[str, int] | None:
    """How many pairs both have, and how many only one; None where proposals are gone."""
    sets = [
        set(Participation.objects.filter(run=run).values_list("member_id", "shift_id"))
        for run in (before, after)
    ]
    if not all(sets):
        return None
    return {
        "same": len(sets[0] & sets[1]),
        "gone": len(sets[0] - sets[1]),
        "new": len(sets[1] - sets[0]),
    }


def _communities(before: MatchRun, after: MatchRun) -> list[dict[str, Any]]:
    """The communities whose fill changed most, by what both runs would bring."""
    then, now = (
        {row[0]: (row[2] + row[3], row[1]) for row in run.figures.get("communities", [])}
        for run in (before, after)
    )
    both = [key for key in now if key in then and then[key][1] and now[key][1]]
    moved = {key: now[key][0] / now[key][1] - then[key][0] / then[key][1] for key in both}
    chosen = sorted((key for key in both if moved[key]), key=lambda key: -abs(moved[key]))
    chosen = chosen[:MOST_AREAS]
    areas = Area.objects.in_bulk(chosen)
    return [
        {
            "name": str(areas[key]),
            "before": f"{then[key][0]} / {then[key][1]}",
            "after": f"{now[key][0]} / {now[key][1]}",
            "change": f"{100 * moved[key]:+.0f} %",
            "why": _why_filled(then[key], now[key]),
            "url": reverse("matching:part", args=[after.pk, "offers"]) + f"?community={key}",
        }
        for key in chosen
        if key in areas
    ]


def _why_filled(then: tuple[int, int], now: tuple[int, int]) -> str:
    """Whether a community asks for other places, or is given other people, or both."""
    words = []
    if now[1] != then[1]:
        words.append(str(_("places asked for %(change)s")) % {"change": f"{now[1] - then[1]:+d}"})
    if now[0] != then[0]:
        words.append(str(_("people for them %(change)s")) % {"change": f"{now[0] - then[0]:+d}"})
    return " · ".join(words)
