"""Propose which unit stands by which community for years, with reasons and the proof."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from people.models import Unit
from territory.models import Area
from volunteering.matching.partnering import partnered, reasons
from volunteering.queries.partner_sides import read_sides


class Command(BaseCommand):
    """`partner_units --area CODE [--json]`: nothing is written, the offices decide."""

    help = "Propose a community for every unit of an area, near, fitting and even, with the proof."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """An area by its code."""
        parser.add_argument("--area", required=True)
        parser.add_argument("--json", action="store_true", help="one line of JSON, figures alone")

    def handle(self, *, area: str, json: bool, **options: object) -> None:
        """Print the figures, or a line for each unit; raises CommandError for an unknown area."""
        del options
        found = Area.objects.filter(code=area).first()
        if found is None:
            raise CommandError(f"there is no area {area}")
        began = time.perf_counter()
        reading = read_sides(found)
        if not len(reading.communities) or not len(reading.units):
            raise CommandError("there are no units with a place, or no communities with one")
        partners = partnered(reading.sides)
        count = np.bincount(partners.community, minlength=len(reading.communities))
        figures: dict[str, object] = {
            "units": len(reading.units),
            "communities": len(reading.communities),
            "unplaced": reading.unplaced,
            "points": partners.points,
            "bound": partners.bound,
            "proved": partners.proved,
            "fewest": int(count.min()),
            "most": int(count.max()),
            "staying": int((partners.community == reading.sides.current).sum()),
            "seconds": round(time.perf_counter() - began, 3),
        }
        self.stdout.write(as_json(figures))
        if not json:
            units = Unit.objects.in_bulk(reading.units.tolist())
            areas = Area.objects.in_bulk(reading.communities.tolist())
            for row, said in enumerate(reasons(reading.sides, partners)):
                community = areas[int(reading.communities[partners.community[row]])]
                unit = units[int(reading.units[row])]
                self.stdout.write(f"{unit} → {community}：{said.zh}")


def as_json(figures: dict[str, object]) -> str:
    """One line for programs."""
    return json.dumps(figures)
