"""What the clock does for shifts, rosters and plans; doing it twice does nothing more."""

from __future__ import annotations

from foundation import clock
from volunteering.actions.close_shift import close_forgotten
from volunteering.actions.expire_offers import expire_offers
from volunteering.actions.keep_plan import repair_plans
from volunteering.actions.match_apart import retry_lost_districts
from volunteering.actions.purge_rosters import purge_rosters
from volunteering.actions.send_reminders import send_reminders
from volunteering.tasks import matching_district

REMINDS_FROM_HOUR = 18
"""Reminders of tomorrow go out in the evening, by the clock of the city."""


def end_offers() -> None:
    """End the offers that ran out and pass their places on."""
    expire_offers(now=clock.now())


def remind_of_tomorrow() -> None:
    """Remind of tomorrow's shifts, from six in the evening on."""
    now = clock.now()
    if now.astimezone(clock.CITY_TIME).hour >= REMINDS_FROM_HOUR:
        send_reminders(now=now)


def close_what_was_forgotten() -> None:
    """Close the shifts that ended a day ago and nobody closed."""
    close_forgotten(now=clock.now())


def forget_old_rosters() -> None:
    """Forget what was read of rosters that are past their day."""
    purge_rosters(now=clock.now())


def keep_plans_up_to_date() -> None:
    """Carry out what happened to matched plans: whoever caused it did not wait for that."""
    repair_plans(now=clock.now())


def try_lost_districts_again() -> None:
    """Match the districts again whose worker was lost."""
    retry_lost_districts(now=clock.now(), ask_again=matching_district.enqueue)


OFTEN = (keep_plans_up_to_date,)
DUTIES = (
    end_offers,
    remind_of_tomorrow,
    close_what_was_forgotten,
    forget_old_rosters,
    try_lost_districts_again,
)
