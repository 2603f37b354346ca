"""Import the administrative divisions of a city."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from territory.actions import import_areas
from territory.register import BadRegister, read


class Command(BaseCommand):
    """`import_areas FILE [--dry-run]`: FILE is a CSV with code, level, name, parent."""

    help = "Bring the tree of areas in step with a register of divisions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change")

    def handle(self, *, file: Path, dry_run: bool, **options: object) -> None:
        """Import, then say how many were added, renamed, moved, vanished; raises CommandError."""
        verbosity = options.get("verbosity", 1)
        try:
            changes = import_areas(rows=read(file), dry_run=dry_run)
        except FileNotFoundError as error:
            raise CommandError(f"{file}: there is no such file") from error
        except BadRegister as error:
            raise CommandError("\n".join(error.problems[:20])) from error
        self.stdout.write(
            f"added {len(changes.added)} · renamed {len(changes.renamed)} · "
            f"moved {len(changes.moved)} · returned {len(changes.returned)} · "
            f"vanished {len(changes.vanished)} · unchanged {changes.unchanged}"
        )
        if verbosity == 1:
            for word, rows in (("renamed", changes.renamed), ("moved", changes.moved)):
                for row in rows[:50]:
                    self.stdout.write(f"  {word}: {row.code} {row.name}")
            for code in changes.vanished[:50]:
                self.stdout.write(f"  vanished: {code}")
