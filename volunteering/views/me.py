"""A member's own pages: today, schedule, hours, profile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from foundation import clock
from people.permissions import is_staff
from volunteering.actions.block_pair import (
    block_community,
    lift_own_block,
    object_to_block,
)
from volunteering.actions.dispute_hours import dispute_hours
from volunteering.actions.issue_certificate import issue_certificate
from volunteering.actions.set_profile import (
    Window,
    add_exception,
    pause,
    remove_exception,
    rotate_feed,
    set_availability,
    set_profile,
)
from volunteering.models import Certificate, Member, Notice, Participation, Skill
from volunteering.queries.blocked_pairs import own_blocks
from volunteering.queries.calendar_feed import KEPT_BACK, calendar_of
from volunteering.queries.distances import home_of, metres_to_shift
from volunteering.queries.participations import (
    coming,
    hours_of,
    member_of,
    offers_waiting,
    past,
)
from volunteering.queries.recommended import MOST, MOST_ON_A_PAGE, recommended_shifts
from volunteering.views.answering import members_only, refusal_told

A_PAGE = 20
NOTICES_SHOWN = 5
State = Participation.State


def reasons_of(participation: Participation) -> list[str]:
    """Return why a shift was offered, in the reader's language, as matching wrote it."""
    said = participation.reason or {}
    if not isinstance(said, dict):
        return []
    short = "zh" if (get_language() or "zh").startswith("zh") else "en"
    words = said.get(short) or said.get("zh") or ""
    return [part for part in str(words).replace("; ", "；").split("；") if part]


def _tabs(current: str, offers: int = 0) -> list[dict[str, Any]]:
    pages = (
        ("me", _("Today"), offers or None),
        ("me_schedule", _("Schedule"), None),
        ("me_hours", _("Hours"), None),
        ("me_profile", _("Profile"), None),
    )
    return [
        {"label": label, "url": reverse(name), "current": name == current, "count": count}
        for name, label, count in pages
    ]


@never_cache
@require_safe
@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Show what waits for the member today; staff without membership find their office."""
    member = member_of(request.user)
    if member is None:
        return render(request, "volunteering/not_a_member.html", {"staff": is_staff(request.user)})
    now = clock.now()
    home = home_of(member)
    offers = [
        {
            "participation": offer,
            "reasons": reasons_of(offer),
            "metres": metres_to_shift(home, offer.shift),
        }
        for offer in offers_waiting(member, now=now)[:A_PAGE]
    ]
    ahead = list(coming(member, now=now)[:4])
    most = MOST if "more" in request.GET else MOST_ON_A_PAGE
    recommended = recommended_shifts(member, now=now, language=get_language() or "zh", most=most)
    context = {
        "member": member,
        "tabs": _tabs("me", len(offers)),
        "staff": is_staff(request.user),
        "offers": offers,
        "next": ahead[0] if ahead else None,
        "next_metres": metres_to_shift(home, ahead[0].shift) if ahead else None,
        "ahead": ahead[1:],
        "recommended": recommended,
        "more": len(recommended) == MOST_ON_A_PAGE < MOST,
        "hours": hours_of(member),
        "notices": Notice.objects.filter(user=request.user, read_at=None).order_by("-at")[
            :NOTICES_SHOWN
        ],
        "unset": not member.free_windows.exists(),
    }
    return render(request, "volunteering/me.html", context)


@require_POST
@login_required
def notices_read(request: HttpRequest) -> HttpResponse:
    """Put the notices that were shown away."""
    Notice.objects.filter(user=request.user, read_at=None).update(read_at=clock.now())
    return redirect("me")


@require_safe
@members_only
def me_schedule(request: HttpRequest) -> HttpResponse:
    """Show what lies ahead and what was, and the private calendar address."""
    member: Member = request.member  # type: ignore[attr-defined]
    now = clock.now()
    context = {
        "tabs": _tabs("me_schedule"),
        "ahead": coming(member, now=now)[:100],
        "page_obj": Paginator(past(member, now=now), A_PAGE).get_page(request.GET.get("page")),
        "feed": _feed_address(request, member),
        "live": (State.CONFIRMED, State.APPLIED, State.WAITLISTED),
    }
    return render(request, "volunteering/me_schedule.html", context)


def _feed_address(request: HttpRequest, member: Member) -> str:
    if not member.feed_token:
        return ""
    return request.build_absolute_uri(reverse("feed", args=[member.feed_token]))


@require_POST
@members_only
def feed_rotate(request: HttpRequest) -> HttpResponse:
    """Make a new calendar address."""
    had_one = request.member.feed_token is not None  # type: ignore[attr-defined]
    first = _("This is your calendar address. Subscribe to it once.")
    another = _("This is your new calendar address. The older one no longer works.")
    refusal_told(request, lambda: rotate_feed(by=request.user), another if had_one else first)
    return HttpResponseRedirect(reverse("me_schedule") + "#calendar")


@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Serve a member's calendar to whoever has its private address."""
    member = Member.objects.filter(feed_token=token, user__is_active=True).first()
    if member is None:
        raise Http404
    now = clock.now()
    states = (*Participation.OCCUPYING, State.CANCELLED_BY_HOST)
    participations = (
        member.participations.filter(state__in=states, ends_at__gte=now - KEPT_BACK)
        .select_related("shift__need", "shift__area")
        .order_by("starts_at")[:500]
    )
    text = calendar_of(
        participations, host=request.get_host(), now=now, name=str(_("My neighbourhood shifts"))
    )
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="shifts.ics"'
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@members_only
def me_hours(request: HttpRequest) -> HttpResponse:
    """Show the hours that count, the records, and the certificate."""
    member: Member = request.member  # type: ignore[attr-defined]
    records = (
        member.service_records.filter(superseded=False)
        .select_related("area")
        .order_by("-starts_at", "-pk")
    )
    context = {
        "tabs": _tabs("me_hours"),
        "hours": hours_of(member),
        "page_obj": Paginator(records, A_PAGE).get_page(request.GET.get("page")),
        "certificate": member.certificates.filter(revoked_at=None).order_by("-pk").first(),
    }
    return render(request, "volunteering/me_hours.html", context)


@require_POST
@members_only
def hours_dispute(request: HttpRequest, record_id: int) -> HttpResponse:
    """Take an objection to a record."""
    refusal_told(
        request,
        lambda: dispute_hours(
            by=request.user,
            record_id=record_id,
            claim=request.POST.get("claim", ""),
            now=clock.now(),
        ),
        _("The community has your objection and will answer."),
    )
    return redirect("me_hours")


@require_POST
@members_only
def certificate_issue(request: HttpRequest) -> HttpResponse:
    """Issue the certificate of all verified hours and show it."""
    issued: list[Certificate] = []
    if refusal_told(
        request, lambda: issued.append(issue_certificate(by=request.user, now=clock.now()))
    ):
        return redirect("certificate", issued[0].pk)
    return redirect("me_hours")


SLOTS = ((8 * 60, 12 * 60), (12 * 60, 14 * 60), (14 * 60, 18 * 60), (18 * 60, 21 * 60))
"""The parts of a day that the grid offers: morning, noon, afternoon, evening."""
DISTANCES = (500, 1000, 2000, 3000, 5000, 10_000)
OFTEN = (1, 2, 4, 8)
A_DAY = (1, 2, 3)


def _slot_labels() -> tuple[str, ...]:
    return (_("Morning 8–12"), _("Noon 12–14"), _("Afternoon 14–18"), _("Evening 18–21"))


def _grid(member: Member) -> list[dict[str, Any]]:
    windows = list(member.free_windows.all())
    days = _days()
    return [
        {
            "label": label,
            "cells": [
                {
                    "name": f"{weekday}-{begin}-{end}",
                    "day": day,
                    "free": any(
                        window.weekday == weekday
                        and window.starts_minute <= begin
                        and window.ends_minute >= end
                        for window in windows
                    ),
                }
                for weekday, day in enumerate(days)
            ],
        }
        for label, (begin, end) in zip(_slot_labels(), SLOTS, strict=True)
    ]


def _days() -> tuple[str, ...]:
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def _said(window: Window) -> str:
    begin, end = divmod(window.starts_minute, 60), divmod(window.ends_minute, 60)
    return f"{_days()[window.weekday]} {begin[0]}:{begin[1]:02}–{end[0]}:{end[1]:02}"


def _odd_windows(member: Member) -> list[Window]:
    """Return the free time that the grid cannot show: it is kept when the grid is saved."""
    odd = []
    for window in member.free_windows.all():
        edges = {edge for slot in SLOTS for edge in slot}
        if window.starts_minute not in edges or window.ends_minute not in edges:
            odd.append(Window(window.weekday, window.starts_minute, window.ends_minute))
    return odd


@require_safe
@members_only
def me_profile(request: HttpRequest) -> HttpResponse:
    """Show what the member says of themselves, each part with its own form."""
    member: Member = request.member  # type: ignore[attr-defined]
    held = set(member.member_skills.values_list("skill_id", flat=True))
    skills = list(Skill.objects.order_by("category", "bit"))
    today = clock.today()
    context = {
        "tabs": _tabs("me_profile"),
        "member": member,
        "grid": _grid(member),
        "days": _days(),
        "odd": [{"words": _said(window)} for window in _odd_windows(member)],
        "exceptions": member.free_exceptions.filter(ends_on__gte=today).order_by("starts_on"),
        "skills": [{"skill": skill, "held": skill.pk in held} for skill in skills],
        "distances": _with_own(DISTANCES, member.travel_metres),
        "often": _with_own(OFTEN, member.monthly_shifts),
        "daily": [None, *_with_own(A_DAY, member.daily_shifts or A_DAY[0])],
        "blocks": own_blocks(member),
        "pausing": member.paused_from is not None
        and (member.paused_until is None or member.paused_until >= today),
        "today": today,
    }
    return render(request, "volunteering/me_profile.html", context)


def _with_own(choices: Iterable[int], own: int) -> list[int]:
    return sorted({*choices, own})


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _read_windows(names: Iterable[str]) -> list[Window]:
    offered = {
        f"{weekday}-{begin}-{end}": Window(weekday, begin, end)
        for weekday in range(7)
        for begin, end in SLOTS
    }
    return [offered[name] for name in names if name in offered]


def _read_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _save_free_time(request: HttpRequest) -> None:
    windows = _read_windows(request.POST.getlist("free"))
    if request.POST.get("keep_odd"):
        windows += _odd_windows(request.member)  # type: ignore[attr-defined]
    set_availability(by=request.user, windows=windows)


def _save_limits(request: HttpRequest) -> None:
    daily = request.POST.get("daily", "")
    set_profile(
        by=request.user,
        skills=[_whole(text) for text in request.POST.getlist("skill")],
        travel_metres=_whole(request.POST.get("metres", "")),
        monthly_shifts=_whole(request.POST.get("often", "")),
        daily_shifts=_whole(daily) if daily else None,
    )


def _save_exception(request: HttpRequest) -> None:
    today = clock.today()
    begin = _read_date(request.POST.get("starts_on", "")) or today
    add_exception(
        by=request.user,
        starts_on=begin,
        ends_on=_read_date(request.POST.get("ends_on", "")) or begin,
        free=request.POST.get("free") == "yes",
        note=request.POST.get("note", ""),
    )


def _drop_exception(request: HttpRequest) -> None:
    remove_exception(by=request.user, exception_id=_whole(request.POST.get("exception", "")))


def _save_pause(request: HttpRequest) -> None:
    if request.POST.get("on") != "yes":
        pause(by=request.user, paused_from=None, paused_until=None)
        return
    until = _read_date(request.POST.get("until", ""))
    pause(by=request.user, paused_from=clock.today(), paused_until=until)


def _block(request: HttpRequest) -> None:
    area = _whole(request.POST.get("area", ""))
    block_community(by=request.user, area_id=area, now=clock.now())


def _lift_block(request: HttpRequest) -> None:
    block = _whole(request.POST.get("block", ""))
    lift_own_block(by=request.user, block_id=block, now=clock.now())


def _object(request: HttpRequest) -> None:
    object_to_block(
        by=request.user,
        block_id=_whole(request.POST.get("block", "")),
        words=request.POST.get("words", ""),
        now=clock.now(),
    )


_PARTS = {
    "free-time": _save_free_time,
    "limits": _save_limits,
    "exception": _save_exception,
    "exception-gone": _drop_exception,
    "pause": _save_pause,
    "apart": _block,
    "apart-lifted": _lift_block,
    "apart-objection": _object,
}


_ANCHORS = {"apart-lifted": "apart", "apart-objection": "apart"}
"""Where a part stands on the page that has no heading of its own."""


@require_POST
@members_only
def me_profile_save(request: HttpRequest, part: str) -> HttpResponse:
    """Save one part of the profile."""
    if part not in _PARTS:
        raise Http404
    refusal_told(request, lambda: _PARTS[part](request), _("Saved."))
    return HttpResponseRedirect(reverse("me_profile") + f"#{_ANCHORS.get(part, part)}")
