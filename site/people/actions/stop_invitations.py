"""Who was erased at their wish is invited by no roster, until they ask for it or two years pass."""

from __future__ import annotations

from datetime import date, timedelta

from people.models import InvitationStop
from people.queries import stop_digests

KEPT = timedelta(days=2 * 365)
"""As long as a unit may well upload the same list again; nothing is kept of anybody for ever."""


def stop_invitations(*, today: date, phone: str = "", id_number: str = "") -> None:
    """Remember that these numbers are not to be invited; doing it again lengthens the time."""
    InvitationStop.objects.bulk_create(
        [
            InvitationStop(digest=digest, until=today + KEPT)
            for digest in stop_digests(phone=phone, id_number=id_number)
        ],
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["until"],
    )


def allow_invitations(*, phone: str = "", id_number: str = "") -> bool:
    """Let these numbers be invited again, at the person's own wish; return whether they were not.

    The caller has made sure that it is the person's wish.
    """
    digests = stop_digests(phone=phone, id_number=id_number)
    return InvitationStop.objects.filter(digest__in=digests).delete()[0] > 0


def forget_old_stops(*, today: date) -> int:
    """Delete what has been kept long enough; return how many."""
    return InvitationStop.objects.filter(until__lte=today).delete()[0]
