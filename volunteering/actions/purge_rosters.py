"""Forget what was read of rosters that nobody confirmed in time, and old reports."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Case, Value, When

from volunteering.models import RosterImport


@transaction.atomic
def purge_rosters(*, now: datetime) -> int:
    """Empty every import that is past its day; return how many there were.

    The rows stay: who imported how many people into which unit, and when, is on record.
    """
    return (
        RosterImport.objects.expired(now)
        .exclude(drafts="", outcomes="")
        .update(
            drafts="",
            outcomes="",
            state=Case(
                When(
                    state=RosterImport.State.PREVIEWED,
                    then=Value(RosterImport.State.EXPIRED),
                ),
                When(
                    state=RosterImport.State.IMPORTING,
                    then=Value(RosterImport.State.FAILED),
                ),
                default="state",
            ),
            failure=Case(
                When(
                    state=RosterImport.State.IMPORTING,
                    then=Value(RosterImport.Failure.LOST),
                ),
                default="failure",
            ),
        )
    )
