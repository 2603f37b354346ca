"""Import a unit's roster from the command line."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from foundation import clock
from foundation.errors import Refused
from people.models import Unit
from people.roster.planning import Plan
from volunteering.actions.import_roster import write_plan
from volunteering.actions.preview_roster import planned_file
from volunteering.models import RosterImport


class Command(BaseCommand):
    """`import_roster FILE --unit CODE [--dry-run] [--report out.json]`."""

    help = "Import a unit's roster (.xlsx or .csv): all of its good rows, in one transaction."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", required=True, metavar="CODE")
        parser.add_argument("--dry-run", action="store_true", help="plan only, write nothing")
        parser.add_argument("--report", type=Path, help="write every row's outcome as JSON here")

    def handle(self, *, file: Path, unit: str, dry_run: bool, **options: Any) -> None:
        """Plan, report and import; raises CommandError when file or unit do not hold."""
        found = Unit.objects.select_related("area").filter(code=unit).first()
        if found is None:
            raise CommandError(f"There is no unit with the code {unit!r}")
        if not file.is_file():
            raise CommandError(f"There is no file {file}")
        try:
            with transaction.atomic():
                plan = self.run(file, found, dry_run=dry_run)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        report = {
            "file": file.name,
            "unit": found.code,
            "dry_run": dry_run,
            "counts": plan.counts,
            "rows": [outcome.as_json() for outcome in plan.outcomes],
            "skipped": [{"row": row, "reason": one.say("zh")} for row, one in plan.skipped],
            "unused": [one.say("zh") for one in plan.unused],
        }
        if options["report"]:
            text = json.dumps(report, ensure_ascii=False, indent=1)
            options["report"].write_text(text, encoding="utf-8")
        self.stdout.write(json.dumps({key: report[key] for key in list(report)[:4]}))

    def run(self, file: Path, unit: Unit, *, dry_run: bool) -> Plan:
        """Plan the file and, unless it is a dry run, write it and put the import on record."""
        now = clock.now()
        Unit.objects.select_for_update().get(pk=unit.pk)
        with file.open("rb") as content:
            _roster, plan = planned_file(unit=unit, file=content, now=now)
        if not dry_run:
            write_plan(plan=plan, unit=unit, now=now)
            RosterImport.objects.create(
                unit=unit,
                file_name=file.name[:120],
                state=RosterImport.State.CONFIRMED,
                counts=plan.counts,
                fingerprint=plan.fingerprint(),
                created_at=now,
                expires_at=now,
                closed_at=now,
            )
        return plan
