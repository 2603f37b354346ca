"""A worker notes what was done or said; the resident never reads it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casework.actions.locking import locked_case
from casework.actions.recording import Kind, record
from casework.models import Case
from foundation.errors import Invalid, Refused
from people.models import User

LONGEST_NOTE = 500


@transaction.atomic
def note_case(
    *, by: User, case_id: int, words: str, now: datetime, called_back: bool = False
) -> Case:
    """Write the note, sealed; `called_back` is the call that asks how it was, after the answer.

    Raises `NotFound`, `Invalid` without words, `Refused` for such a call before the answer and
    when the words of the case are emptied.
    """
    case = locked_case(by, case_id)
    said = words.strip()
    if not said or len(said) > LONGEST_NOTE:
        raise Invalid(_("Please write a note of at most 500 characters."), code="note_needed")
    if case.emptied_at is not None:
        raise Refused(_("The words are gone; nothing is noted any more."), code="case_emptied")
    if called_back and not case.is_over:
        raise Refused(
            _("One calls back to ask how it was once the case is settled."), code="case_not_over"
        )
    record(case, Kind.CALLED_BACK if called_back else Kind.NOTED, by=by, words=said, at=now)
    return case
