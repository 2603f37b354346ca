"""A worker writes to those who come to a shift."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import Invalid, NotFound
from people.models import User
from volunteering.actions import notices
from volunteering.actions.locking import locked_shift
from volunteering.models import Participation, ShiftMessage
from volunteering.permissions import may_message_participants

_READERS = ("confirmed", "checked_in", "checked_out", "left_early", "attended", "offered")
LONGEST = 300


@transaction.atomic
def message_participants(*, by: User, shift_id: int, text: str, now: datetime) -> ShiftMessage:
    """Keep the message and put it into the outbox once for each participant.

    Raises `NotFound` (also for another community's shift) and `Invalid` (empty, too long, nobody
    there to read it).
    """
    shift = locked_shift(shift_id)
    if not may_message_participants(by, shift):
        raise NotFound(_("There is no such shift."), code="no_such_shift")
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise Invalid(
            _("Please write between 1 and %(longest)d characters."),
            code="text_length",
            longest=LONGEST,
        )
    readers = list(
        Participation.objects.filter(shift=shift, state__in=_READERS)
        .order_by("pk")
        .values_list("member__user_id", flat=True)
    )
    if not readers:
        raise Invalid(_("Nobody has signed up yet."), code="nobody_there")
    message = ShiftMessage.objects.create(
        shift=shift, sent_by=by, text=words, recipients=len(readers), sent_at=now
    )
    for user_id in readers:
        notices.pass_on(message, shift, user_id)
    return message
