"""A member says when they are free, what they can do, how far they go and how often."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation import clock
from foundation.errors import Invalid, NotFound
from people.models import User
from volunteering.actions.keep_plan import note_back, note_pause
from volunteering.actions.locking import locked_member
from volunteering.models import FreeException, FreeWindow, Member, MemberSkill, Skill

FARTHEST = 30_000
MOST_OFTEN = 31
MOST_A_DAY = 6


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Free on `weekday` (Monday is 0) from one minute of the day until another."""

    weekday: int
    starts_minute: int
    ends_minute: int


def joined_windows(windows: Iterable[Window]) -> list[Window]:
    """Return the same free time with touching and overlapping windows made one.

    Raises `Invalid` when a window lies outside the week or ends before it begins.
    """
    joined: list[Window] = []
    for window in sorted(windows):
        sound = 0 <= window.weekday <= 6 and 0 <= window.starts_minute < window.ends_minute <= 1440
        if not sound:
            raise Invalid(_("A free time must end after it begins."), code="window_unsound")
        last = joined[-1] if joined else None
        touches = (
            last is not None
            and last.weekday == window.weekday
            and window.starts_minute <= last.ends_minute
        )
        if last is not None and touches:
            until = max(last.ends_minute, window.ends_minute)
            joined[-1] = Window(last.weekday, last.starts_minute, until)
        else:
            joined.append(window)
    return joined


@transaction.atomic
def set_availability(*, by: User, windows: Iterable[Window]) -> list[FreeWindow]:
    """Replace the member's weekly free time; raises `NotAllowed`, `Invalid`."""
    member = locked_member(by)
    wanted = joined_windows(windows)
    member.free_windows.all().delete()
    return FreeWindow.objects.bulk_create(
        FreeWindow(
            member=member,
            weekday=window.weekday,
            starts_minute=window.starts_minute,
            ends_minute=window.ends_minute,
        )
        for window in wanted
    )


@transaction.atomic
def add_exception(
    *, by: User, starts_on: date, ends_on: date, free: bool, note: str = ""
) -> FreeException:
    """Note some days on which the week does not hold; raises `NotAllowed`, `Invalid`."""
    member = locked_member(by)
    if ends_on < starts_on:
        raise Invalid(_("The last day lies before the first."), code="ends_too_early")
    return FreeException.objects.create(
        member=member, starts_on=starts_on, ends_on=ends_on, free=free, note=note.strip()[:60]
    )


@transaction.atomic
def remove_exception(*, by: User, exception_id: int) -> None:
    """Take an exception of one's own back; raises `NotAllowed`, `NotFound`."""
    member = locked_member(by)
    removed, _rows = member.free_exceptions.filter(pk=exception_id).delete()
    if not removed:
        raise NotFound(_("There is no such exception."), code="no_such_exception")


@transaction.atomic
def set_profile(
    *,
    by: User,
    skills: Iterable[int],
    travel_metres: int,
    monthly_shifts: int,
    daily_shifts: int | None,
) -> Member:
    """Set skills (ids), distance in metres, shifts a month and a day (None: as it is arranged).

    Raises `NotAllowed`, `Invalid`.
    """
    member = locked_member(by)
    if not 0 < travel_metres <= FARTHEST or not 0 <= monthly_shifts <= MOST_OFTEN:
        raise Invalid(_("Please choose a distance and how often."), code="limits_unsound")
    if daily_shifts is not None and not 1 <= daily_shifts <= MOST_A_DAY:
        raise Invalid(_("Please choose how often on one day."), code="limits_unsound")
    member.travel_metres, member.monthly_shifts = travel_metres, monthly_shifts
    member.daily_shifts = daily_shifts
    member.save(update_fields=["travel_metres", "monthly_shifts", "daily_shifts"])
    wanted = set(Skill.objects.filter(pk__in=set(skills)).values_list("pk", flat=True))
    held = set(member.member_skills.values_list("skill_id", flat=True))
    member.member_skills.exclude(skill_id__in=wanted).delete()
    MemberSkill.objects.bulk_create(
        MemberSkill(member=member, skill_id=skill_id) for skill_id in sorted(wanted - held)
    )
    return member


@transaction.atomic
def pause(*, by: User, paused_from: date | None, paused_until: date | None) -> Member:
    """Send no offers between these days (no end: until further notice); None, None ends it.

    What was promised before stays promised. Raises `NotAllowed`, `Invalid`.
    """
    member = locked_member(by)
    if paused_until is not None and (paused_from is None or paused_until < paused_from):
        raise Invalid(_("The last day lies before the first."), code="ends_too_early")
    before = (member.paused_from, member.paused_until)
    member.paused_from, member.paused_until = paused_from, paused_until
    member.save(update_fields=["paused_from", "paused_until"])
    now = clock.now()
    if before[0] is not None and before != (paused_from, paused_until):
        # First all of the old days hold again, then those of the new pause do not.
        note_back(member=member, first=before[0], last=before[1], now=now)
    note_pause(member=member, now=now)
    return member


@transaction.atomic
def rotate_feed(*, by: User) -> str:
    """Give the member a new private calendar address and return its token; the old one is dead."""
    member = locked_member(by)
    member.feed_token = secrets.token_urlsafe(24)
    member.save(update_fields=["feed_token"])
    return member.feed_token
