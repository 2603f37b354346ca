"""Sign-ups that come at the same moment, on a real PostgreSQL, with controls that show the race."""

import threading
from collections import Counter
from datetime import timedelta
from functools import partial

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from foundation.errors import Busy
from volunteering.actions.accept_offer import accept_offer
from volunteering.actions.moving import Overlapping
from volunteering.actions.sign_up import sign_up
from volunteering.actions.withdraw import withdraw
from volunteering.guards import OVERLAP, NoOverlap
from volunteering.models import Participation

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
]
State = Participation.State


def naive_sign_up(member, shift, now, checked: threading.Barrier) -> None:
    """Check, then insert: what the actions would be without locks, counter and guard."""
    with transaction.atomic():
        full = shift.participations.filter(state=State.CONFIRMED).count() >= shift.places
        busy = member.participations.filter(
            state=State.CONFIRMED, starts_at__lt=shift.ends_at, ends_at__gt=shift.starts_at
        ).exists()
        checked.wait()
        if not full and not busy:
            Participation.objects.create(
                shift=shift,
                member=member,
                state=State.CONFIRMED,
                origin=Participation.Origin.SELF,
                starts_at=shift.starts_at,
                ends_at=shift.ends_at,
                created_at=now,
                changed_at=now,
            )


def is_refused_by_the_guard(error: Exception) -> bool:
    """Whether the constraint refused, alone or as the deadlock of two that await each other.

    Both insert first and look for the other's row then: when neither has committed, each waits
    for the other inside the constraint's check, and PostgreSQL ends one of them (40P01).
    """
    if isinstance(error, IntegrityError):
        return OVERLAP in str(error)
    deadlocked = isinstance(error.__cause__, psycopg.errors.DeadlockDetected)
    return deadlocked and "while checking exclusion constraint" in str(error)


def test_control_without_lock_and_counter_a_shift_is_overbooked(town, now, race):
    shift = town.shift(places=10)
    checked = threading.Barrier(20, timeout=60)
    members = [town.member() for _ in range(20)]

    race([partial(naive_sign_up, member, shift, now, checked) for member in members])

    assert shift.participations.filter(state=State.CONFIRMED).count() == 20


def test_sixty_sign_up_for_ten_places_and_ten_have_one(town, now, race):
    shift = town.shift(places=10)
    users = [town.member().user for _ in range(60)]

    results = race([partial(sign_up, by=user, shift_id=shift.pk, now=now) for user in users])

    assert [error for error in results if isinstance(error, Exception)] == []
    assert Counter(shift.participations.values_list("state", flat=True)) == {
        State.CONFIRMED: 10,
        State.WAITLISTED: 50,
    }
    shift.refresh_from_db()
    assert shift.taken == 10


def test_control_without_guard_one_member_is_in_two_places(town, now, race):
    need = town.need()
    first = town.shift(need=need)
    second = town.shift(need=need, starts_at=first.starts_at + timedelta(hours=1))
    member = town.member()
    checked = threading.Barrier(2, timeout=60)
    with connection.schema_editor() as editor:
        NoOverlap().database_backwards("volunteering", editor, None, None)

    try:
        race([partial(naive_sign_up, member, s, now, checked) for s in (first, second)])

        assert member.participations.filter(state=State.CONFIRMED).count() == 2
    finally:
        member.participations.all().delete()
        with connection.schema_editor() as editor:
            NoOverlap().database_forwards("volunteering", editor, None, None)


def test_the_guard_alone_stops_what_no_lock_stops(town, now, race):
    need = town.need()
    first = town.shift(need=need)
    second = town.shift(need=need, starts_at=first.starts_at + timedelta(hours=1))
    member = town.member()
    checked = threading.Barrier(2, timeout=60)

    results = race([partial(naive_sign_up, member, s, now, checked) for s in (first, second)])

    (refused,) = [error for error in results if error is not None]
    assert is_refused_by_the_guard(refused)
    assert member.participations.count() == 1


def test_who_waits_too_long_for_another_transaction_is_told_to_try_again(town, now, race):
    need = town.need()
    first = town.shift(need=need)
    second = town.shift(need=need, starts_at=first.starts_at + timedelta(hours=1))
    member = town.member()
    inserted, answered = threading.Event(), threading.Event()

    def hold_the_first_shift() -> None:
        with transaction.atomic():
            naive_sign_up(member, first, now, threading.Barrier(1))
            inserted.set()
            assert answered.wait(60)

    def ask_for_the_second() -> None:
        assert inserted.wait(60)
        try:
            sign_up(by=member.user, shift_id=second.pk, now=now)
        finally:
            answered.set()

    results = race([hold_the_first_shift, ask_for_the_second])

    assert results[0] is None
    assert isinstance(results[1], Busy)
    assert member.participations.get().shift == first
    second.refresh_from_db()
    assert second.taken == 0


def test_one_member_signs_up_twice_at_once_for_overlapping_shifts(town, now, race):
    need = town.need()
    first = town.shift(need=need)
    second = town.shift(need=need, starts_at=first.starts_at + timedelta(hours=1))
    user = town.member().user

    results = race([partial(sign_up, by=user, shift_id=s.pk, now=now) for s in (first, second)])

    assert sum(isinstance(error, Overlapping) for error in results) == 1
    assert Participation.objects.filter(member__user=user).count() == 1


def test_one_member_taps_many_times_at_once(town, now, race):
    shift = town.shift(places=5)
    user = town.member().user

    results = race([partial(sign_up, by=user, shift_id=shift.pk, now=now)] * 8)

    assert {participation.pk for participation in results} == {shift.participations.get().pk}
    shift.refresh_from_db()
    assert shift.taken == 1


def test_places_given_back_at_once_go_to_as_many_who_wait(town, now, race):
    shift = town.shift(places=5)
    confirmed = [sign_up(by=town.member().user, shift_id=shift.pk, now=now) for _ in range(5)]
    waiting = [sign_up(by=town.member().user, shift_id=shift.pk, now=now) for _ in range(8)]

    race([partial(withdraw, by=p.member.user, participation_id=p.pk, now=now) for p in confirmed])

    offered = shift.participations.filter(state=State.OFFERED)
    assert set(offered.values_list("pk", flat=True)) == {p.pk for p in waiting[:5]}
    race([partial(accept_offer, by=p.member.user, participation_id=p.pk, now=now) for p in offered])
    shift.refresh_from_db()
    assert shift.taken == 5
    assert shift.participations.filter(state=State.CONFIRMED).count() == 5
