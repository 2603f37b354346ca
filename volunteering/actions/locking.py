"""Take the locks in the one order that never waits in a circle: member, then shift."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection
from django.utils.translation import gettext_lazy as _

from foundation.errors import Busy, NotAllowed, NotFound
from people.models import User
from volunteering.models import Member, Participation, Shift

_ENDED_WAITING = {"40P01", "55P03"}
"""PostgreSQL's codes for a deadlock and for a lock not had in time."""
PATIENCE = "3s"


@contextmanager
def busy_if_locked() -> Iterator[None]:
    """Say `Busy` when PostgreSQL ended this transaction's wait for another one.

    Offers of a run lock shifts and no members, so they and a member's own sign-up may each wait
    for the other inside the check for overlaps; whoever is ended may simply try again.
    """
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") not in _ENDED_WAITING:
            raise
        raise Busy(
            _("Many people are signing up right now. Please try again in a moment."),
            code="busy",
        ) from error


@contextmanager
def _patience() -> Iterator[None]:
    """Wait for a lock for three seconds on PostgreSQL, then say so instead of hanging on."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
    with busy_if_locked():
        yield


def locked_member(user: User) -> Member:
    """Lock and return the member whose account this is.

    Raises `NotAllowed` for anybody else: nobody acts for a member, and nobody is a member before
    activating. SQLite needs no row lock, its transactions begin with the write lock.
    """
    with _patience():
        member = (
            Member.objects.select_for_update(of=("self",), no_key=True)
            .filter(user=user, user__is_active=True, activated_at__isnull=False)
            .first()
        )
    if member is None:
        raise NotAllowed(_("Only members who have activated may do this."), code="not_a_member")
    return member


def locked_shift(shift_id: int) -> Shift:
    """Lock and return a shift with its need and its area; raises `NotFound`."""
    with _patience():
        shift = (
            Shift.objects.select_for_update(of=("self",), no_key=True)
            .select_related("need", "area")
            .filter(pk=shift_id)
            .first()
        )
    if shift is None:
        raise NotFound(_("There is no such shift."), code="no_such_shift")
    return shift


def own_participation(member: Member, participation_id: int) -> tuple[Participation, Shift]:
    """Return a member's own participation, with its shift locked; raises `NotFound`."""
    found = Participation.objects.filter(pk=participation_id, member=member)
    shift_id = found.values_list("shift_id", flat=True).first()
    if shift_id is None:
        raise NotFound(_("There is no such participation."), code="no_such_participation")
    shift = locked_shift(shift_id)
    # Read again: only now nobody can change it under our hands.
    return found.get(), shift
