"""Say yes to what a preview showed; a worker imports it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import NotAllowed, NotFound, Refused
from people.models import User
from volunteering.models import RosterImport
from volunteering.permissions import may_import_roster

STALE_AFTER = timedelta(minutes=10)
"""An import that was confirmed so long ago and is not done has lost its worker."""
KEPT_FOR_THE_WORKER = timedelta(hours=24)
"""How long what was read waits for a worker before it is forgotten."""


def confirm_roster(*, by: User, roster_import_id: int, now: datetime) -> bool:
    """Note that a previewed roster is to be imported; return whether a worker must be told.

    A second click is as good as one: while the import is under way nothing is asked again, until
    its worker is lost. Nothing is written of the people themselves. Raises `NotFound`,
    `NotAllowed` and `Refused` (closed already, too old).
    """
    if _is_under_way(by, roster_import_id, now):
        return False
    with transaction.atomic():
        found = open_import(by=by, roster_import_id=roster_import_id, now=now)
        if found.is_under_way(now - STALE_AFTER):
            return False
        found.state, found.closed_by = RosterImport.State.IMPORTING, by
        found.confirmed_at, found.started_at = now, None
        found.expires_at = now + KEPT_FOR_THE_WORKER
        found.save(update_fields=["state", "closed_by", "confirmed_at", "started_at", "expires_at"])
    return True


def _is_under_way(by: User, roster_import_id: int, now: datetime) -> bool:
    """Look without a lock, which the worker holds as long as it writes."""
    found = RosterImport.objects.light().select_related("unit__area").filter(pk=roster_import_id)
    one = found.first()
    return (
        one is not None and may_import_roster(by, one.unit) and one.is_under_way(now - STALE_AFTER)
    )


def open_import(*, by: User, roster_import_id: int, now: datetime) -> RosterImport:
    """Lock and return an import that is not closed and that `by` may decide on.

    Must run in a transaction. Raises `NotFound`, `NotAllowed` and `Refused`.
    """
    locked = RosterImport.objects.select_for_update(of=("self",)).select_related("unit__area")
    found = locked.filter(pk=roster_import_id).first()
    if found is None:
        raise NotFound(_("There is no such import."), code="no_import")
    if not may_import_roster(by, found.unit):
        raise NotAllowed(_("You may not import people into this unit."), code="not_your_unit")
    if not found.is_waiting and found.state != RosterImport.State.IMPORTING:
        raise Refused(_("This import is closed already."), code="import_closed")
    if found.expires_at <= now:
        raise Refused(
            _("This preview is too old. Please upload the file again."), code="import_expired"
        )
    return found
