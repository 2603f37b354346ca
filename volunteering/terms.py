"""The terms of taking part: how long an offer stands, when one may come and go. No database."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from foundation import clock
from foundation.working_days import add_working_days

OFFER_STANDS = timedelta(hours=24)
"""How long an offer to somebody on the waiting list stands at most."""

LAST_OFFER = timedelta(hours=1)
"""In the last hour no place is held for an answer: who comes first has it."""

WITHDRAW_FREELY = timedelta(hours=12)
"""Up to this long before the start one withdraws without giving a reason."""

CHECK_IN_EARLY = timedelta(minutes=30)
CHECK_OUT_LATE = timedelta(hours=2)
EARLY_LEAVE = timedelta(minutes=15)
"""Who leaves more than this before the end is noted as having left early."""

CLOSES_BY_ITSELF = timedelta(hours=24)
"""So long after its end a shift is closed by the clock when nobody did it."""

URGENT_WITHIN = timedelta(hours=48)
"""What is changed or called off nearer than this is told by text message as well."""

TEXTS_FROM_HOUR, TEXTS_UNTIL_HOUR = 8, 21
"""By the clock of the city; outside these hours a text message waits, unless it cannot."""

CANNOT_WAIT = timedelta(hours=12)
"""A shift that begins within this is texted about at night, too."""

RECORD_WITHIN_WORKING_DAYS = 10
"""Order 67, article 11."""

SECOND_PERSON_MINUTES = 480
"""Above a day's work, who recorded the minutes may not verify them."""


def offer_expires_at(now: datetime, starts_at: datetime) -> datetime | None:
    """Return until when an offer made at `now` stands: a day, or half of the time that is left.

    None when the shift starts too soon to hold a place for an answer.
    """
    left = starts_at - now
    if left < LAST_OFFER:
        return None
    return now + min(OFFER_STANDS, left / 2)


def is_urgent(now: datetime, starts_at: datetime) -> bool:
    """Say whether a change of a shift that begins (or was to begin) then cannot wait for a look."""
    return now <= starts_at <= now + URGENT_WITHIN


def text_at(now: datetime, starts_at: datetime | None, until: datetime | None) -> datetime | None:
    """Return when a text message decided at `now` may leave: at once, or in the morning.

    Nobody is woken between nine in the evening and eight in the morning, unless the shift begins
    (`starts_at`) within twelve hours. None when it would come too late, after `until`.
    """
    if starts_at is not None and now <= starts_at <= now + CANNOT_WAIT:
        return now
    local = now.astimezone(clock.CITY_TIME)
    leaves = local.replace(hour=TEXTS_FROM_HOUR, minute=0, second=0, microsecond=0)
    if local.hour >= TEXTS_UNTIL_HOUR:
        leaves += timedelta(days=1)
    leaves = max(local, leaves)
    if until is not None and leaves >= until:
        return None
    return leaves


def withdraws_freely(now: datetime, starts_at: datetime) -> bool:
    """Say whether one may still withdraw without a reason."""
    return now <= starts_at - WITHDRAW_FREELY


def may_check_in_at(now: datetime, starts_at: datetime, ends_at: datetime) -> bool:
    """Say whether the door is open for checking in."""
    return starts_at - CHECK_IN_EARLY <= now < ends_at


def may_check_out_at(now: datetime, starts_at: datetime, ends_at: datetime) -> bool:
    """Say whether one may still check out."""
    return starts_at <= now <= ends_at + CHECK_OUT_LATE


def leaves_early(now: datetime, ends_at: datetime) -> bool:
    """Say whether leaving at `now` is early."""
    return now < ends_at - EARLY_LEAVE


def minutes_served(
    came_at: datetime, left_at: datetime | None, starts_at: datetime, ends_at: datetime
) -> int:
    """Return the whole minutes between coming and leaving that lie within the shift.

    Time before the start and after the end does not count, nor does the way. A started minute is
    not counted; nothing else is rounded: an hour is shown as 60 minutes' worth, to one decimal.
    A forgotten check-out (None) counts as the end of the shift, which then has to be verified.
    """
    begun = max(came_at, starts_at)
    ended = min(left_at or ends_at, ends_at)
    return max(0, int((ended - begun).total_seconds() // 60))


def record_due_on(ends_at: datetime) -> date:
    """Return the day by which a shift that ended at `ends_at` has to be on record."""
    return add_working_days(ends_at.astimezone(clock.CITY_TIME).date(), RECORD_WITHIN_WORKING_DAYS)
