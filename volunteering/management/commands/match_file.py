"""Solve an instance from outside, such as those with published optima, and prove the answer."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from volunteering.matching.outside import FORMATS, NoFlow, Unreadable, read_instance, solved


class Command(BaseCommand):
    """`match_file FORMAT FILE [--json]`: objective, bound of the proof, seconds."""

    help = "Solve a min-cost flow (dimacs) or an assignment problem (assign) and prove the answer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=FORMATS)
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *, format: str, file: Path, json: bool, **options: object) -> None:
        """Print the answer; raises CommandError for what cannot be read or has no flow."""
        del options
        try:
            answer = solved(read_instance(file.read_text(), format))
        except (OSError, Unreadable, NoFlow) as error:
            raise CommandError(str(error)) from error
        shown = {
            "objective": answer.objective,
            "bound": answer.bound,
            "proved": answer.proved,
            "seconds": round(answer.seconds, 4),
        }
        self.stdout.write(as_json(shown) if json else as_lines(shown))


def as_json(figures: dict[str, object]) -> str:
    """One line for programs."""
    return json.dumps(figures)


def as_lines(figures: dict[str, object]) -> str:
    """One line a figure for people."""
    return "\n".join(f"{name:>10}  {value}" for name, value in figures.items())
