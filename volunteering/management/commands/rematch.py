"""Match again what a run matched, and say whether the answer is the same."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from volunteering.actions.rematch import rematch
from volunteering.models import MatchRun


class Command(BaseCommand):
    """`rematch RUN [--json]`: compares, writes nothing."""

    help = "Match again what a run matched; the same data must give the same plan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int, help="number of the run")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *, run: int, json: bool, **options: object) -> None:
        """Print the comparison; raises CommandError for no such run, or for another plan."""
        del options
        found = MatchRun.objects.select_related("area").filter(pk=run).first()
        if found is None or "read_at" not in found.figures:
            raise CommandError(f"no run {run} that was carried out and can be repeated")
        answer = rematch(run=found)
        shown = asdict(answer) | {"same_plan": answer.same_plan}
        self.stdout.write(as_json(shown) if json else as_lines(shown))
        if answer.broken:
            raise CommandError("the same data gave another plan")


def as_json(figures: dict[str, object]) -> str:
    """One line for programs."""
    return json.dumps(figures)


def as_lines(figures: dict[str, object]) -> str:
    """One line a figure for people."""
    return "\n".join(f"{name:>12}  {value}" for name, value in figures.items())
