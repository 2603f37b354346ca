"""Match the members and shifts of an area for a month, from the command line."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation import clock
from foundation.clock import CITY_TIME
from territory.models import Area
from volunteering.actions.carry_out_matching import carry_out_exchange, carry_out_matching
from volunteering.actions.match_apart import match_district, take_apart
from volunteering.actions.start_matching import checked_weights
from volunteering.models import MatchRun
from volunteering.models.match_run import APART_BEYOND, LEAST_REST, SHIFTS_A_DAY

SHOWN = (
    "members",
    "places",
    "offered",
    "offered_bound",
    "objective",
    "bound",
    "gap",
    "overlaps",
    "overlap_loss",
    "offered_apart",
    "wanted",
    "across",
    "parts",
    "seconds",
    "cpu_seconds",
    "peak_mib",
    "stages",
)


class Command(BaseCommand):
    """`match --area CODE --month 2026-12 [--json]`: one run, ready for review."""

    help = "Match an area's members and shifts for a month; offers are sent from the admin."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--area", required=True, help="code of the area")
        parser.add_argument("--month", required=True, type=month_of, help="such as 2026-12")
        parser.add_argument("--seed", type=int, default=0, help="orders equals among themselves")
        parser.add_argument("--day-cap", type=int, default=SHIFTS_A_DAY, help="shifts of a day")
        parser.add_argument("--rest", type=int, default=LEAST_REST, help="minutes between two")
        parser.add_argument(
            "--apart-beyond",
            type=int,
            default=APART_BEYOND,
            help="members beyond which each district is matched by itself first",
        )
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *, area: str, month: date, json: bool, **options: Any) -> None:
        """Write a run, carry it out, print its figures; raises CommandError for no such area."""
        try:
            place = Area.objects.get(code=area)
        except Area.DoesNotExist as error:
            raise CommandError(f"no area with the code {area}") from error
        now = clock.now()
        run = MatchRun.objects.create(
            area=place,
            month=month,
            weights=checked_weights(None),
            seed=options["seed"],
            day_cap=options["day_cap"],
            rest_minutes=options["rest"],
            apart_beyond=options["apart_beyond"],
            created_at=now,
        )
        figures = carried_out(run.pk, now).figures
        shown = {"run": run.pk} | {name: figures[name] for name in SHOWN if name in figures}
        self.stdout.write(as_json(shown) if json else as_lines(shown))


def carried_out(run_id: int, now: datetime) -> MatchRun:
    """Carry a run out here and now, a large one district after district."""
    waiting: list[int] = []
    if not take_apart(run_id=run_id, now=now, ask_for_district=waiting.append):
        return carry_out_matching(run_id=run_id, now=now)
    whole: list[int] = []
    while waiting:
        part_id = waiting.pop(0)
        match_district(
            part_id=part_id, now=now, ask_for_exchange=whole.append, ask_again=waiting.append
        )
    return carry_out_exchange(run_id=run_id, now=now)


def month_of(text: str) -> date:
    """The first day of a month written as 2026-12."""
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=CITY_TIME).date()
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a month such as 2026-12") from error


def as_json(figures: dict[str, object]) -> str:
    """One line for programs."""
    return json.dumps(figures)


def as_lines(figures: dict[str, object]) -> str:
    """One line a figure for people."""
    return "\n".join(f"{name:>14}  {value}" for name, value in figures.items())
