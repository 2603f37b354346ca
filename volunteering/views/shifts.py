"""All open shifts, one shift, and what a member does with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation import clock
from foundation.saying import duration_in_words, moment_in_words
from territory.models import Area
from volunteering.actions.accept_offer import accept_offer
from volunteering.actions.decline_offer import decline_offer
from volunteering.actions.sign_up import sign_up
from volunteering.actions.withdraw import withdraw
from volunteering.models import Member, Need, Participation, Shift, Skill
from volunteering.queries.area_map import AreaMap, area_map
from volunteering.queries.blocked_pairs import is_blocked
from volunteering.queries.distances import home_of, metres_to_shift
from volunteering.queries.open_shifts import (
    ShiftFilter,
    common_area,
    open_by_child,
    open_shifts,
    open_streets,
)
from volunteering.queries.participations import member_of, own_states, queue_place
from volunteering.terms import WITHDRAW_FREELY, withdraws_freely
from volunteering.views.answering import members_only, refusal_told, way_back

A_PAGE = 20
State = Participation.State


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read_filter(asked: QueryDict, member: Member | None) -> ShiftFilter:
    skill = asked.get("skill", "")
    code = asked.get("area", "")
    near = home_of(member) if member is not None and asked.get("near") else None
    return ShiftFilter(
        day=_read_day(asked.get("day", "")),
        area=Area.objects.filter(code=code).first() if code else None,
        skill_id=int(skill) if skill.isascii() and skill.isdecimal() and len(skill) < 10 else None,
        free_only=bool(asked.get("free")),
        fits=member if asked.get("fits") else None,
        near=near,
        metres=member.travel_metres if member is not None and near is not None else 0,
    )


@require_safe
def shift_list(request: HttpRequest) -> HttpResponse:
    """Show the open shifts, a page at a time, and the map of areas."""
    now = clock.now()
    member = member_of(request.user)
    wanted = _read_filter(request.GET, member)
    page = Paginator(open_shifts(wanted, now=now), A_PAGE).get_page(request.GET.get("page"))
    shifts = list(page.object_list)
    streets = open_streets(now=now)
    if wanted.area is not None and wanted.area not in streets:
        streets.append(wanted.area)
    context = {
        "page_obj": page,
        "rows": _rows(shifts, member),
        "wanted": wanted,
        "narrowed": bool(request.GET.keys() - {"page"}),
        "member": member,
        "streets": streets,
        "skills": Skill.objects.order_by("category", "bit"),
        "map": _map(wanted.area, member, now),
        "legend": [{"level": 1, "label": _("some")}, {"level": 3, "label": _("most shifts")}],
    }
    return render(request, "volunteering/shift_list.html", context)


def _rows(shifts: list[Shift], member: Member | None) -> list[dict[str, Any]]:
    own = own_states(member, shifts)
    home = home_of(member) if member is not None else None
    return [
        {
            "shift": shift,
            "url": reverse("shift", args=[shift.pk]),
            "metres": metres_to_shift(home, shift),
            **_own_state(own.get(shift.pk)),
        }
        for shift in shifts
    ]


_TONES = {State.CONFIRMED: "done", State.OFFERED: "accent", State.WAITLISTED: "due"}
_SHOWN = (State.CONFIRMED, State.OFFERED, State.WAITLISTED, State.APPLIED, State.CHECKED_IN)


def _own_state(participation: Participation | None) -> dict[str, str]:
    if participation is None or participation.state not in _SHOWN:
        return {"state": "", "tone": ""}
    state = State(participation.state)
    return {"state": str(state.label), "tone": _TONES.get(state, "")}


def _map(area: Area | None, member: Member | None, now: datetime) -> AreaMap | None:
    """Draw the areas below the asked one; below the common one when that is a leaf."""
    root = area
    if root is not None and root.level == Area.Level.COMMUNITY:
        root = Area.objects.filter(path=root.parent_path).first()
    root = root or common_area(now=now)
    if root is None:
        return None
    home = home_of(member) if member is not None else None
    return area_map(
        list(root.get_children()),
        open_by_child(root, now=now),
        lambda child: f"{reverse('shifts')}?area={child.code}",
        home=home,
        ring_metres=(500, 1000, 2000) if home else (),
    )


def shown_shift(shift_id: int) -> Shift:
    """Return a shift that anyone may see; raises `Http404` for drafts."""
    found = Shift.objects.select_related("need", "area").exclude(need__state=Need.State.DRAFT)
    return get_object_or_404(found, pk=shift_id)


@require_safe
def shift_detail(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Show one shift, where it is, and what one can do with it now."""
    now = clock.now()
    shift = shown_shift(shift_id)
    member = member_of(request.user)
    mine = own_states(member, [shift]).get(shift.pk)
    home = home_of(member) if member is not None else None
    others = (
        Shift.objects.open_after(now).filter(need=shift.need_id).exclude(pk=shift.pk)
    ).order_by("starts_at")[:6]
    skills = list(shift.need.need_skills.select_related("skill").order_by("-required"))
    context = {
        "shift": shift,
        "need": shift.need,
        "skills": skills,
        "skill_required": any(entry.required for entry in skills),
        "length": duration_in_words(shift.ends_at - shift.starts_at, get_language() or "zh"),
        "member": member,
        "mine": mine,
        "kept_apart": member is not None and is_blocked(member, shift.area),
        "queue_place": queue_place(mine) if mine and mine.state == State.WAITLISTED else None,
        "metres": metres_to_shift(home, shift),
        "open": shift.state == Shift.State.OPEN
        and shift.need.state == Need.State.OPEN
        and shift.starts_at > now,
        "late": not withdraws_freely(now, shift.starts_at),
        "free_until": moment_in_words(
            shift.starts_at - WITHDRAW_FREELY, now, get_language() or "zh"
        ),
        "others": others,
    }
    return render(request, "volunteering/shift_detail.html", context)


def _said_after_joining(participation: Participation) -> str:
    if participation.state == State.CONFIRMED:
        return _("You have a place. It is in your schedule.")
    if participation.state == State.APPLIED:
        return _("The community has your application and will answer.")
    if participation.state == State.WAITLISTED:
        place = queue_place(participation)
        return _("All places are taken; you are number %(place)d on the waiting list.") % {
            "place": place
        }
    return _("You are in already.")


@require_POST
@members_only
def shift_sign_up(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Sign the member up, or put them on the waiting list."""
    shown_shift(shift_id)
    joined: list[Participation] = []

    def act() -> None:
        joined.append(sign_up(by=request.user, shift_id=shift_id, now=clock.now()))

    if refusal_told(request, act):
        refusal_told(request, lambda: None, _said_after_joining(joined[0]))
    return way_back(request, reverse("shift", args=[shift_id]))


def _own(request: HttpRequest, participation_id: int) -> Participation:
    mine = Participation.objects.filter(member=request.member)  # type: ignore[attr-defined]
    return get_object_or_404(mine, pk=participation_id)


_ANSWERS = {"accept": accept_offer, "decline": decline_offer, "withdraw": withdraw}


@require_POST
@members_only
def participation_answer(request: HttpRequest, participation_id: int, verb: str) -> HttpResponse:
    """Accept or decline an offer, or withdraw; then say how to undo it."""
    if verb not in _ANSWERS:
        raise Http404
    participation = _own(request, participation_id)
    given: dict[str, Any] = {
        "by": request.user,
        "participation_id": participation_id,
        "now": clock.now(),
    }
    if verb != "accept":
        given["note"] = request.POST.get("note", "")
    said = {
        "accept": _(
            "You are expected. If something comes up, you can withdraw on the shift's page."
        ),
        "decline": _("All right. If you change your mind, sign up again on the shift's page."),
        "withdraw": _("Your place goes to the next. If you change your mind, sign up again."),
    }[verb]
    done = refusal_told(request, lambda: _ANSWERS[verb](**given), said)
    page = reverse("shift", args=[participation.shift_id])
    return way_back(request, page) if done else redirect(page)
