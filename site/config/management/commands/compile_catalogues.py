"""Compile the translation catalogues with pure Python, and check that they are complete."""

from argparse import ArgumentParser
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """`compile_catalogues [--check]`: writes a .mo beside each .po of the project."""

    help = "Compile the project's .po files (no gettext tools needed)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="also fail when a message has no translation"
        )

    def handle(self, *, check: bool, verbosity: int, **options: object) -> None:
        """Compile what is newer than its .mo; raises CommandError with --check when incomplete."""
        del options
        gaps = []
        for source in catalogues():
            catalogue = polib.pofile(str(source))
            untranslated = [
                entry.msgid
                for entry in [*catalogue.untranslated_entries(), *catalogue.fuzzy_entries()]
                if not entry.obsolete
            ]
            gaps += [f"{source.relative_to(settings.ROOT)}: {msgid!r}" for msgid in untranslated]
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                catalogue.save_as_mofile(str(target))
                if verbosity > 1:
                    self.stdout.write(f"compiled {target.relative_to(settings.ROOT)}")
        if check and gaps:
            raise CommandError("Not translated:\n" + "\n".join(gaps))


def catalogues() -> list[Path]:
    """Return the project's catalogues, those of installed packages left out."""
    roots = [settings.ROOT / "site", settings.ROOT / "volunteering", settings.ROOT / "forms_app"]
    return sorted(found for root in roots for found in root.glob("**/locale/*/LC_MESSAGES/*.po"))
