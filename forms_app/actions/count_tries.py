"""Count what somebody tries, so that a machine cannot try for ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_app.models import Try, TryCount
from foundation.errors import Refused

MOST_AT_ONCE = 500


class TooOften(Refused):
    """It was tried as often as it may be; `of` says which try."""

    status = 429

    def __init__(self, beyond: Try) -> None:
        super().__init__(_("Too many tries. Please wait a while."), code="too_many")
        self.of = beyond


@transaction.atomic
def count_tries(tries: Sequence[Try], *, now: datetime) -> None:
    """Count one more of each of `tries`; raises `TooOften`, and then none of them counts."""
    count_along(tries, now=now)


def count_along(tries: Sequence[Try], *, now: datetime) -> None:
    """Do the same in the transaction of the caller, which `TooOften` must end."""
    beyond = TryCount.objects.add(tries, now)
    if beyond is not None:
        raise TooOften(beyond)


def forget_tries(*, now: datetime) -> int:
    """Delete the counts whose time is over; return how many. Doing it twice does no more."""
    with transaction.atomic():
        # In the order in which they are counted, so that the two never wait in a circle.
        over = TryCount.objects.select_for_update().filter(ends_at__lte=now).order_by("digest")
        digests = list(over.values_list("digest", flat=True)[:MOST_AT_ONCE])
        gone, _each = TryCount.objects.filter(digest__in=digests).delete()
    return gone
