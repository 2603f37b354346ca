"""Throw a previewed roster away: what was read of the file is forgotten at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import Refused
from people.models import User
from volunteering.actions.confirm_roster import open_import
from volunteering.models import RosterImport


@transaction.atomic
def discard_roster(*, by: User, roster_import_id: int, now: datetime) -> RosterImport:
    """Close a waiting import without importing it; raises as `confirm_roster` does.

    One that a worker has in hand is no longer to be discarded.
    """
    found = open_import(by=by, roster_import_id=roster_import_id, now=now)
    if not found.is_waiting:
        raise Refused(_("This import is under way already."), code="import_under_way")
    found.state, found.drafts, found.outcomes = RosterImport.State.DISCARDED, "", ""
    found.closed_at, found.closed_by = now, by
    found.save(update_fields=["state", "drafts", "outcomes", "closed_at", "closed_by"])
    return found
