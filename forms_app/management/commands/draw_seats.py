"""Draw seats by lot, or check a draw: anybody can repeat it from the seed."""

from __future__ import annotations

import csv
import json
import secrets
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from foundation.lots import Entry, WrongSeed, commitment, draw, odds, verified

SEED_BYTES = 16


class Command(BaseCommand):
    """`draw_seats`: with no file a seed and its commitment, with one the draw or its check."""

    help = "Draw seats by lot: publish the commitment first, the seed with the result."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A file of entries holds a number and the draws lost before in each line."""
        parser.add_argument("file", type=Path, nargs="?", help="CSV: number,lost")
        parser.add_argument("--seats", type=int, default=0)
        parser.add_argument("--seed", default="")
        parser.add_argument("--commitment", default="", help="as it was published")
        parser.add_argument("--won", default="", help="numbers with commas: check them")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(
        self,
        *,
        file: Path | None,
        seats: int,
        seed: str,
        commitment: str,
        won: str,
        **options: object,
    ) -> None:
        """Print what was asked for; raises CommandError where the draw does not hold."""
        if file is None:
            found = new_seed()
        elif not seed:
            raise CommandError("a draw needs its seed")
        else:
            found = drawn(entries_in(file), seats, seed, commitment, won)
        lines = json.dumps(found, ensure_ascii=False) if options["json"] else in_lines(found)
        self.stdout.write(lines)


def new_seed() -> dict[str, object]:
    """A seed to keep secret until the draw, and the commitment to publish at once."""
    seed = secrets.token_hex(SEED_BYTES)
    return {"seed": seed, "commitment": commitment(seed)}


def drawn(
    entries: list[Entry], seats: int, seed: str, published: str, won: str
) -> dict[str, object]:
    """The draw, or whether the numbers in ``won`` are what it had to bring."""
    if won:
        numbers = [number.strip() for number in won.split(",")]
        try:
            return {"holds": verified(seed, published, entries, seats, numbers)}
        except WrongSeed as error:
            raise CommandError("the seed does not belong to the commitment") from error
    if published and published != commitment(seed):
        raise CommandError("the seed does not belong to the commitment")
    found = draw(seed, entries, seats)
    return {
        "seed": seed,
        "commitment": commitment(seed),
        "won": [entry.number for entry in found.won],
        "waiting": [entry.number for entry in found.waiting],
        "odds": {
            str(lost): round(chance, 4) for lost, chance in sorted(odds(entries, seats).items())
        },
    }


def entries_in(file: Path) -> list[Entry]:
    """The entries of a file; raises CommandError naming the first line that is none."""
    found = []
    with file.open(newline="", encoding="utf-8") as lines:
        for number, row in enumerate(csv.reader(lines), start=1):
            if not row:
                continue
            try:
                found.append(Entry(row[0].strip(), int(row[1]) if len(row) > 1 else 0))
            except ValueError as error:
                raise CommandError(f"line {number}: {row[1]!r} is no number") from error
    return found


def in_lines(found: dict[str, object]) -> str:
    """One line a fact for people."""
    return "\n".join(
        f"{name:>10}  {', '.join(value) if isinstance(value, list) else value}"
        for name, value in found.items()
    )
