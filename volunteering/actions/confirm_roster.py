"""Import what a preview showed, exactly that or nothing."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import Busy, NotAllowed, NotFound, Refused
from people.models import Unit, User
from volunteering.actions.import_roster import write_plan
from volunteering.models import RosterImport
from volunteering.permissions import may_import_roster
from volunteering.queries.rosters import area_index, plan_roster, unpacked_roster

logger = logging.getLogger(__name__)

REPORT_STAYS = timedelta(days=7)
"""How long what was said of each row (masked) can be read after the import."""


def confirm_roster(*, by: User, roster_import_id: int, now: datetime) -> RosterImport:
    """Import a previewed roster in one transaction.

    The plan is made again first: when it differs from the one that was shown, because the register
    has changed since, nothing is written. Raises `NotFound`, `NotAllowed`, `Refused` (closed
    already, too old, changed) and `Busy` when the database refuses; nothing is written then.
    """
    try:
        with transaction.atomic():
            found = waiting_import(by=by, roster_import_id=roster_import_id, now=now)
            _import(found, now)
            _close(found, RosterImport.State.CONFIRMED, by, now)
    except DatabaseError as error:
        # What the database says may quote a value of the row: only its kind is logged.
        logger.warning("roster import %d failed: %s", roster_import_id, type(error).__name__)
        _note_failure(roster_import_id, by, now)
        raise Busy(
            _("The import failed half-way and nothing was written. Please upload the file again."),
            code="import_failed",
        ) from error
    return found


def waiting_import(*, by: User, roster_import_id: int, now: datetime) -> RosterImport:
    """Lock and return an import that waits to be confirmed and that `by` may decide on.

    Must run in a transaction. Raises `NotFound`, `NotAllowed` and `Refused`.
    """
    locked = RosterImport.objects.select_for_update(of=("self",)).select_related("unit__area")
    found = locked.filter(pk=roster_import_id).first()
    if found is None:
        raise NotFound(_("There is no such import."), code="no_import")
    if not may_import_roster(by, found.unit):
        raise NotAllowed(_("You may not import people into this unit."), code="not_your_unit")
    if not found.is_waiting:
        raise Refused(_("This import is closed already."), code="import_closed")
    if found.expires_at <= now:
        raise Refused(
            _("This preview is too old. Please upload the file again."), code="import_expired"
        )
    return found


def _import(found: RosterImport, now: datetime) -> None:
    # Locked before the plan is made: two imports into one unit go one after the other.
    unit = Unit.objects.select_for_update(of=("self",)).select_related("area").get(pk=found.unit_id)
    plan = plan_roster(unpacked_roster(found.drafts), unit, area_index())
    if plan.fingerprint() != found.fingerprint:
        raise Refused(
            _("The register has changed since this preview. Please upload the file again."),
            code="import_changed",
        )
    write_plan(plan=plan, unit=unit, now=now)


def _close(found: RosterImport, state: str, by: User, now: datetime) -> None:
    found.state, found.drafts = state, ""
    found.closed_at, found.closed_by = now, by
    found.expires_at = now + REPORT_STAYS
    found.save(update_fields=["state", "drafts", "closed_at", "closed_by", "expires_at"])


@transaction.atomic
def _note_failure(roster_import_id: int, by: User, now: datetime) -> None:
    RosterImport.objects.filter(pk=roster_import_id, state=RosterImport.State.PREVIEWED).update(
        state=RosterImport.State.FAILED, drafts="", closed_at=now, closed_by=by
    )
