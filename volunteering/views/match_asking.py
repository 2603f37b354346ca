"""Asking a run back: a member, a shift, and why not, or what it would cost the others."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from volunteering.models import KeptPlan, MatchRun, Member, Shift
from volunteering.queries.kept_plans import plan_of
from volunteering.queries.kept_questions import Near, Told, members_near, shifts_near, told_of
from volunteering.views.match_parts import said
from volunteering.views.match_runs_found import crumbs_to_list, run_or_404, title_of


def ask(request: HttpRequest, run_id: int) -> HttpResponse:
    """Ask about a pair: choose a shift and a member, read the answer; nothing is changed."""
    run = run_or_404(request, run_id)
    plan = plan_of(run.pk)
    shift = _chosen(request, "shift", _shifts(run))
    member = _chosen(request, "member", _members(run))
    context = {
        "run": run,
        "plan": plan,
        "shift": shift,
        "shift_words": shift_words(shift) if shift else "",
        "member": member,
        "header_title": _("Ask about a pair"),
        "breadcrumbs_items": [
            *crumbs_to_list(),
            {"url": reverse("matching:show", args=[run.pk]), "label": title_of(run)},
            {"url": "", "label": _("Ask about a pair")},
        ],
    }
    if plan is not None:
        context |= _answered(plan, run, member, shift)
    return render(request, "volunteering/matching/ask.html", context)


def _answered(
    plan: KeptPlan, run: MatchRun, member: Member | None, shift: Shift | None
) -> dict[str, Any]:
    if member is not None and shift is not None:
        told = told_of(plan, member=member, shift=shift)
        return {"told": told, **(_named(told) if told is not None else {"strange": True})}
    if shift is not None:
        return {"near": _people(members_near(plan, shift.pk), run, shift)}
    if member is not None:
        return {"near": _places(shifts_near(plan, member.pk), run, member)}
    return {}


def _named(told: Told) -> dict[str, Any]:
    """The answer with names: who would change, masked, and where somebody would be missing."""
    pairs = (*told.gone, *told.instead)
    members = Member.objects.select_related("user").in_bulk([member for member, _ in pairs])
    keys = [shift for _, shift in pairs] + list(told.fewer)
    shifts = Shift.objects.select_related("need", "area").in_bulk(keys)

    def rows(pairs: tuple[tuple[int, int], ...]) -> list[dict[str, str]]:
        return [
            {"member": members[m].user.masked_name, "shift": shift_words(shifts[s])}
            for m, s in pairs
            if m in members and s in shifts
        ]

    return {
        "sentence": told.answer.sentence.said(get_language() or "zh"),
        "fewer": [shift_words(shifts[key]) for key in told.fewer if key in shifts],
        "gone": rows(told.gone),
        "instead": rows(told.instead),
    }


def _people(near: list[Near], run: MatchRun, shift: Shift) -> list[dict[str, Any]]:
    members = _members(run).in_bulk([entry.key for entry in near])
    return [
        {
            "words": f"{members[entry.key].user.masked_name} · {members[entry.key].unit}",
            "metres": entry.metres,
            "planned": entry.planned,
            "url": f"?shift={shift.pk}&member={entry.key}",
        }
        for entry in near
        if entry.key in members
    ]


def _places(near: list[Near], run: MatchRun, member: Member) -> list[dict[str, Any]]:
    shifts = _shifts(run).in_bulk([entry.key for entry in near])
    return [
        {
            "words": shift_words(shifts[entry.key]),
            "metres": entry.metres,
            "planned": entry.planned,
            "url": f"?shift={entry.key}&member={member.pk}",
        }
        for entry in near
        if entry.key in shifts
    ]


def _shifts(run: MatchRun) -> Any:
    within = Shift.objects.filter(area__path__startswith=run.area.path)
    return within.select_related("need", "area")


def _members(run: MatchRun) -> Any:
    within = Member.objects.filter(home_area__path__startswith=run.area.path)
    return within.select_related("user", "unit")


def _chosen(request: HttpRequest, name: str, found: Any) -> Any:
    key = request.GET.get(name, "")
    return found.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None


def shift_words(shift: Shift) -> str:
    """A shift in a line: what, where, when."""
    return f"{shift.need.title} · {shift.area} · {said(shift)}"
