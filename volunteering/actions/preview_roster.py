"""Read an uploaded roster and show what importing it would do; nobody is written yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import PurePath
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation import clock
from foundation.errors import Invalid, NotAllowed
from foundation.text import cleaned
from people.models import Unit, User
from people.roster.complaints import RosterRefused
from people.roster.drafting import Roster
from people.roster.planning import Plan
from volunteering.models import RosterImport
from volunteering.permissions import may_import_roster
from volunteering.queries.rosters import pack, packed_roster, plan_roster, read_roster

WAITS = timedelta(hours=24)
"""How long a preview waits to be confirmed before what was read is forgotten."""


def planned_file(*, unit: Unit, file: BinaryIO, now: datetime) -> tuple[Roster, Plan]:
    """Read a file and plan its import into `unit`; raises `Invalid` when it is no roster."""
    today = now.astimezone(clock.CITY_TIME).date()
    try:
        roster, areas = read_roster(file, unit, today)
    except RosterRefused as refused:
        words = refused.say(get_language() or "zh")
        raise Invalid(words.replace("%", "%%"), code=refused.code) from refused
    return roster, plan_roster(roster, unit, areas)


def preview_roster(
    *, by: User, unit: Unit, file: BinaryIO, file_name: str, now: datetime
) -> RosterImport:
    """Read an office's file and keep, sealed, what importing it would do.

    Raises `NotAllowed` when `by` may not import into `unit`, `Invalid` when the file is no roster.
    """
    if not may_import_roster(by, unit):
        raise NotAllowed(_("You may not import people into this unit."), code="not_your_unit")
    roster, plan = planned_file(unit=unit, file=file, now=now)
    with transaction.atomic():
        return RosterImport.objects.create(
            unit=unit,
            uploaded_by=by,
            file_name=cleaned(PurePath(file_name).name)[:120],
            counts=plan.counts,
            fingerprint=plan.fingerprint(),
            drafts=packed_roster(roster),
            outcomes=packed_outcomes(plan),
            created_at=now,
            expires_at=now + WAITS,
        )


def packed_outcomes(plan: Plan) -> str:
    """Return what the plan says of each row, masked, as text to be sealed."""
    return pack(
        {
            "rows": [outcome.as_json() for outcome in plan.outcomes],
            "skipped": [
                {"row": row, "code": one.code, "zh": one.say("zh"), "en": one.say("en")}
                for row, one in plan.skipped
            ],
            "unused": [
                {"column": one.column, "zh": one.say("zh"), "en": one.say("en")}
                for one in plan.unused
            ],
        }
    )
