"""The database refuses what must never be, whoever writes to it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from volunteering.guards import OVERLAP, NoOverlap, NoOverlapAgain
from volunteering.models import Participation, ServiceRecord, Shift

State = Participation.State


class Editor:
    """Runs an operation's statements inside the test's own transaction."""

    connection = connection

    def execute(self, sql):
        connection.check_constraints()
        with connection.cursor() as cursor:
            cursor.execute(sql)


def put(shift, member, state, now, **fields):
    times = {"starts_at": shift.starts_at, "ends_at": shift.ends_at} | fields
    return Participation.objects.create(
        shift=shift,
        member=member,
        state=state,
        origin=Participation.Origin.SELF,
        created_at=now,
        changed_at=now,
        **times,
    )


@pytest.fixture
def overlapping(town):
    need = town.need()
    first = town.shift(need=need)
    return first, town.shift(need=need, starts_at=first.starts_at + timedelta(hours=1))


@pytest.mark.parametrize("state", Participation.OCCUPYING)
def test_two_shifts_at_a_time_are_refused_on_insert(town, now, overlapping, state):
    member = town.member()
    put(overlapping[0], member, State.CONFIRMED, now)

    with pytest.raises(IntegrityError, match=OVERLAP), transaction.atomic():
        put(overlapping[1], member, state, now)

    assert member.participations.count() == 1


def test_two_shifts_at_a_time_are_refused_on_update(town, now, overlapping):
    member = town.member()
    put(overlapping[0], member, State.CONFIRMED, now)
    offered = put(overlapping[1], member, State.OFFERED, now)

    with pytest.raises(IntegrityError, match=OVERLAP), transaction.atomic():
        Participation.objects.filter(pk=offered.pk).update(state=State.CONFIRMED)

    offered.refresh_from_db()
    assert offered.state == State.OFFERED


def test_moving_a_time_into_another_is_refused(town, now, overlapping):
    member = town.member()
    put(overlapping[0], member, State.CONFIRMED, now)
    later = overlapping[0].ends_at
    put(
        overlapping[1],
        member,
        State.CONFIRMED,
        now,
        starts_at=later,
        ends_at=later + timedelta(hours=1),
    )

    with pytest.raises(IntegrityError, match=OVERLAP), transaction.atomic():
        Participation.objects.filter(shift=overlapping[1]).update(
            starts_at=later - timedelta(minutes=1)
        )


def test_one_shift_may_follow_another_without_a_gap(town, now):
    member, need = town.member(), town.need()
    first = town.shift(need=need)
    second = town.shift(need=need, starts_at=first.ends_at)

    put(first, member, State.CONFIRMED, now)
    put(second, member, State.CONFIRMED, now)

    assert member.participations.count() == 2


def test_members_with_neighbouring_numbers_do_not_meet_in_the_range(town, now):
    shift = town.shift(places=3)

    for member in (town.member(), town.member(), town.member()):
        put(shift, member, State.CONFIRMED, now)

    assert shift.participations.count() == 3


def test_what_is_over_takes_no_time(town, now, overlapping):
    member = town.member()
    put(overlapping[0], member, State.WITHDRAWN, now)

    put(overlapping[1], member, State.CONFIRMED, now)

    assert member.participations.count() == 2


def test_the_guard_can_be_taken_back_and_put_again(town, now, overlapping):
    member = town.member()
    put(overlapping[0], member, State.CONFIRMED, now)
    NoOverlap().database_backwards("volunteering", Editor(), None, None)
    twice = put(overlapping[1], member, State.CONFIRMED, now)
    twice.delete()

    NoOverlap().database_forwards("volunteering", Editor(), None, None)

    with pytest.raises(IntegrityError, match=OVERLAP), transaction.atomic():
        put(overlapping[1], member, State.CONFIRMED, now)


def test_going_back_puts_the_guard_of_before_again(town, now, overlapping):
    member = town.member()
    put(overlapping[0], member, State.CONFIRMED, now)
    NoOverlap().database_backwards("volunteering", Editor(), None, None)

    NoOverlapAgain().database_backwards("volunteering", Editor(), None, None)

    with pytest.raises(IntegrityError, match=OVERLAP), transaction.atomic():
        put(overlapping[1], member, State.CONFIRMED, now)


def test_what_alters_the_participation_keeps_the_guard_both_ways():
    found = {}
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        touched = {getattr(one, "model_name", "").lower() for one in migration.operations}
        if app == "volunteering" and not migration.initial and "participation" in touched:
            found[name] = (type(migration.operations[0]), type(migration.operations[-1]))

    assert set(found.values()) == {(NoOverlapAgain, NoOverlap)}


def test_no_more_places_are_taken_than_there_are(town):
    shift = town.shift(places=2, taken=2)

    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.filter(pk=shift.pk).update(taken=3)


def test_one_member_holds_one_live_participation_in_a_shift(town, now):
    shift, member = town.shift(), town.member()
    put(shift, member, State.WAITLISTED, now)

    with pytest.raises(IntegrityError), transaction.atomic():
        put(shift, member, State.OFFERED, now)


def test_nobody_verifies_their_own_hours_even_by_hand(town, now):
    member = town.member()
    record = ServiceRecord.objects.create(
        member=member,
        person=member.user,
        area=town.community,
        activity="样例活动",
        content="样例内容",
        place="活动室",
        starts_at=now,
        minutes=60,
        due_on=now.date(),
        created_at=now,
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecord.objects.filter(pk=record.pk).update(
            state=ServiceRecord.State.VERIFIED, verified_by=member.user, verified_at=now
        )
