"""A worker takes a form's submissions away as a table; how many, and why, is on record first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_app.actions.reveal_submission import LONGEST_REASON
from forms_app.engine.context import Context
from forms_app.engine.field_type import Cell, Value, field_types
from forms_app.exporting.formats import csv_pieces, json_pieces
from forms_app.exporting.table import Heading, Table
from forms_app.exporting.workbook import xlsx_pieces
from forms_app.models import Form, Submission, SubmissionExport
from forms_app.places import context_for_many
from forms_app.queries import SentRow, exportable_by, sent_rows, uploads_in_order
from forms_app.words import in_short
from foundation.clock import CITY_TIME
from foundation.errors import Invalid, NotFound
from people.models import User

ABOUT = {
    "number": gettext_lazy("Receipt number"),
    "version": gettext_lazy("Version of the form"),
    "state": gettext_lazy("State"),
    "area": gettext_lazy("Area"),
    "received_at": gettext_lazy("Received"),
    "started_at": gettext_lazy("Under way"),
    "closed_at": gettext_lazy("Settled"),
    "reply": gettext_lazy("Reply"),
}
"""What stands before the answers."""


@dataclass(frozen=True)
class Export:
    """What leaves: headers and lines for tables, entries for programs, each read as it is asked."""

    form: Form
    log: SubmissionExport
    table: Table
    rows: Iterator[SentRow]

    @property
    def headers(self) -> list[list[Cell]]:
        """The line of headings; a second one tells what questions were called before."""
        first: list[Cell] = [str(name) for name in ABOUT.values()]
        found = [first + [heading.label for heading in self.table.headings]]
        if self.table.has_reworded:
            earlier: list[Cell] = [_before(heading) for heading in self.table.headings]
            found.append([*(None for _ in ABOUT), *earlier])
        return found

    def lines(self) -> Iterator[list[Cell]]:
        """Yield a line for each submission, the oldest first."""
        for row in self.rows:
            cells = self.table.cells(row.version, _values(row), self._context)
            yield [*self._about(row).values(), *cells]

    def entries(self) -> Iterator[dict[str, Any]]:
        """Yield each submission as JSON: answers as they are kept, by the key of the question."""
        for row in self.rows:
            yield {
                **self._about(row),
                "state": row.state,
                "received_at": row.created_at.isoformat(),
                "started_at": row.started_at and row.started_at.isoformat(),
                "closed_at": row.closed_at and row.closed_at.isoformat(),
                "answers": self.table.answers(row.version, _values(row)),
            }

    def pieces(self) -> Iterator[bytes]:
        """Yield the file as it is written, so that nobody waits for its last line."""
        if self.log.format == SubmissionExport.Format.XLSX:
            yield from xlsx_pieces(self.headers, self.lines())
            return
        texts = (
            csv_pieces(self.headers, self.lines())
            if self.log.format == SubmissionExport.Format.CSV
            else json_pieces(self.about, self.entries())
        )
        yield from (text.encode() for text in texts)

    @property
    def name(self) -> str:
        """What the file is called: form, day, kind."""
        return f"{self.form.slug}-{self.log.at:%Y%m%d}.{self.log.format}"

    @property
    def about(self) -> dict[str, Any]:
        """Tell programs what the entries are answers to."""
        return {
            "form": self.form.slug,
            "title": self.form.title,
            "exported_at": self.log.at.isoformat(),
            "count": self.log.count,
            "masked": [] if self.table.revealed else sorted(self.table.personal),
            "questions": _questions(self.table),
        }

    @cached_property
    def _context(self) -> Context:
        return replace(context_for_many(self.form.area), find_upload=uploads_in_order(self.form))

    @cached_property
    def _states(self) -> dict[str, str]:
        return {state.value: str(state.label) for state in Submission.State}

    def _about(self, row: SentRow) -> dict[str, Any]:
        return {
            "number": row.reference,
            "version": row.version,
            "state": self._states[row.state],
            "area": row.area,
            "received_at": _moment(row.created_at),
            "started_at": _moment(row.started_at),
            "closed_at": _moment(row.closed_at),
            "reply": row.reply,
        }


@transaction.atomic
def export_submissions(
    *, by: User, form_id: int, kind: str, revealed: bool = False, reason: str = "", now: datetime
) -> Export:
    """Write the export into the log, then return it; what comes in meanwhile is not in it.

    Masked, it holds what the person may see; in full, what they may answer. Raises `NotFound` for
    a form that sent them nothing, `Invalid` without a reason for personal answers.
    """
    if revealed and not reason.strip():
        raise Invalid(_("Please say why you need it."), code="reason_needed")
    found = exportable_by(by, revealed=revealed).filter(version__form=form_id)
    newest = found.order_by("-pk").first()
    if newest is None:
        raise NotFound(_("Nobody has sent you this form."), code="nothing_to_export")
    form = Form.objects.select_related("area").get(pk=form_id)
    upto = found.filter(pk__lte=newest.pk)
    log = SubmissionExport.objects.create(
        actor=by,
        form=form,
        format=SubmissionExport.Format(kind),
        revealed=revealed,
        reason=reason.strip()[:LONGEST_REASON] if revealed else "",
        count=upto.count(),
        at=now,
    )
    versions = {version.number: version.definition for version in form.versions.all()}
    table = Table(versions, in_short(), revealed=revealed)
    return Export(form, log, table, sent_rows(upto))


def _before(heading: Heading) -> str | None:
    if not heading.before:
        return None
    return _("before: %(labels)s") % {"labels": " / ".join(heading.before)}


def _values(row: SentRow) -> Mapping[str, Value]:
    found: dict[str, Value] = json.loads(row.answers) if row.answers else {}
    return found


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(CITY_TIME).strftime("%Y-%m-%d %H:%M") if moment else None


def _questions(table: Table) -> list[dict[str, Any]]:
    """Return each question with all of its wordings, and its choices over all versions."""
    found: dict[str, dict[str, Any]] = {}
    for number in sorted(table.versions):
        for field in table.versions[number].all_fields:
            entry = found.setdefault(field.key, {"key": field.key, "labels": [], "choices": {}})
            entry["type"] = field.type
            entry["labels"] = [*(said for said in entry["labels"] if said != field.label)]
            entry["labels"].append(field.label)
            entry["choices"] |= field_types()[field.type].choices_of(field)
    return list(found.values())
