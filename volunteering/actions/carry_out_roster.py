"""Import what a preview showed and somebody confirmed: exactly that or nothing."""

from __future__ import annotations

import logging
import traceback
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import Refused
from people.models import Unit
from volunteering.actions.import_roster import write_plan
from volunteering.models import RosterImport
from volunteering.queries.rosters import area_index, plan_roster, unpacked_roster

logger = logging.getLogger(__name__)

REPORT_STAYS = timedelta(days=7)
"""How long what was said of each row (masked) can be read after the import."""


class ImportFailed(Exception):
    """An import failed half-way; says only what kind of error it was, never a value of a row."""


def carry_out_roster(*, roster_import_id: int, now: datetime) -> RosterImport:
    """Import a confirmed roster in one transaction and return it as it stands then.

    The plan is made again first: when it differs from the one that was shown, because the register
    has changed since, nothing is written and the import says so. An import that is not waiting
    for a worker is returned as it is: asking twice does no harm. Raises `ImportFailed` when
    anything else goes wrong; nothing is written then either.
    """
    waiting = RosterImport.objects.filter(
        pk=roster_import_id, state=RosterImport.State.IMPORTING, started_at=None
    )
    waiting.update(started_at=now)
    try:
        return _whole_or_nothing(roster_import_id, now)
    except Refused:
        return _note_failure(roster_import_id, RosterImport.Failure.CHANGED, now)
    except Exception as error:  # noqa: BLE001 (raised again, without its words)
        # What an error says may quote a value of a row: its kind and its frames are logged.
        frames = "".join(traceback.format_tb(error.__traceback__))
        kind = type(error).__name__
        logger.warning("roster import %d failed: %s\n%s", roster_import_id, kind, frames)
        _note_failure(roster_import_id, RosterImport.Failure.HALF_WAY, now)
        raise ImportFailed(kind) from None


@transaction.atomic
def _whole_or_nothing(roster_import_id: int, now: datetime) -> RosterImport:
    found = RosterImport.objects.select_for_update().get(pk=roster_import_id)
    if found.state != RosterImport.State.IMPORTING:
        return found
    # Locked before the plan is made: two imports into one unit go one after the other.
    unit = Unit.objects.select_for_update(of=("self",)).select_related("area").get(pk=found.unit_id)
    plan = plan_roster(unpacked_roster(found.drafts), unit, area_index())
    if plan.fingerprint() != found.fingerprint:
        raise Refused(
            _("The register has changed since this preview. Please upload the file again."),
            code="import_changed",
        )
    write_plan(plan=plan, unit=unit, now=now)
    found.state, found.drafts = RosterImport.State.CONFIRMED, ""
    found.closed_at, found.expires_at = now, now + REPORT_STAYS
    found.save(update_fields=["state", "drafts", "closed_at", "expires_at"])
    return found


@transaction.atomic
def _note_failure(roster_import_id: int, failure: str, now: datetime) -> RosterImport:
    found = RosterImport.objects.select_for_update().get(pk=roster_import_id)
    if found.state == RosterImport.State.IMPORTING:
        found.state, found.failure, found.drafts = RosterImport.State.FAILED, failure, ""
        found.closed_at, found.expires_at = now, now + REPORT_STAYS
        found.save(update_fields=["state", "failure", "drafts", "closed_at", "expires_at"])
    return found
