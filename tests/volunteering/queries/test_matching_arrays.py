"""What is read for matching is what the database holds, in few queries."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.db import connection

from tests.volunteering.matching.neighbourhood import DECEMBER, NOW, SATURDAY, neighbourhood
from volunteering.matching import match
from volunteering.models import (
    FreeException,
    MemberSkill,
    Participation,
    ServiceRecord,
    Shift,
)
from volunteering.queries.matching_arrays import read_problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return neighbourhood()


def read(place, **options):
    return read_problem(**{"area": place.street, "month": DECEMBER, "now": NOW, **options})


def take_part(member, shift, state):
    return Participation.objects.create(
        member=member,
        shift=shift,
        state=state,
        origin="self",
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        created_at=NOW,
        changed_at=NOW,
    )


def test_members_and_shifts_become_rows(place):
    near, far = place.add_members(2, travel_metres=1_200, monthly_shifts=3)
    shift = place.add_shift(places=4, taken=1)
    MemberSkill.objects.create(member=far, skill=place.skill)
    place.require(shift, required=True)

    found = read(place)

    problem = found.problem
    assert found.members.tolist() == [near.pk, far.pk]
    assert found.shifts.tolist() == [shift.pk]
    assert found.units.tolist() == [place.unit.pk]
    assert found.communities.tolist() == [place.communities[0].pk]
    assert (problem.members.y - problem.shifts.y[0]).tolist() == [0, 250]
    assert problem.members.radius.tolist() == [1_200, 1_200]
    assert problem.members.cap.tolist() == [3, 3]
    assert problem.members.skills.tolist() == [0, 8]
    assert problem.shifts.required.tolist() == [8]
    assert problem.shifts.desired.tolist() == [0]
    assert (problem.shifts.day[0], problem.shifts.start[0], problem.shifts.end[0]) == (4, 540, 660)
    assert (problem.shifts.places[0], problem.shifts.total[0]) == (3, 4)
    assert problem.skill_names == ("", "", "", "急救")
    assert problem.days == 31


def test_free_windows_cover_whole_half_hours_only(place):
    (member,) = place.add_members(1, weekend=False)
    member.free_windows.create(weekday=5, starts_minute=545, ends_minute=655)
    member.free_windows.create(weekday=6, starts_minute=0, ends_minute=1440)

    week = np.unpackbits(read(place).problem.members.free[0]).reshape(7, 48)

    assert np.flatnonzero(week[5]).tolist() == [19, 20]
    assert week[6].all()
    assert not week[:5].any()


def test_exceptions_and_pauses_close_and_open_days(place):
    away, opened, pausing = place.add_members(3)
    FreeException.objects.create(member=away, starts_on=SATURDAY, ends_on=SATURDAY)
    FreeException.objects.create(
        member=opened, starts_on=date(2026, 12, 9), ends_on=date(2026, 12, 9), free=True
    )
    type(pausing).objects.filter(pk=pausing.pk).update(paused_from=date(2026, 11, 1))
    place.add_shift()
    place.add_shift(day=date(2026, 12, 9))

    found = read(place)
    outcome = match(found.problem)

    every = outcome.pairs.chosen()
    pairs = zip(every.member.tolist(), every.shift.tolist(), strict=True)
    assert sorted(pairs) == [(1, 0), (1, 1)]


def test_only_members_of_the_area_who_activated_and_have_a_home_are_asked(place):
    (kept,) = place.add_members(1)
    place.add_members(1, activated_at=None)
    place.add_members(1, community=1, home_longitude=None)
    (outside,) = place.add_members(1)
    type(outside).objects.filter(pk=outside.pk).update(home_area=place.elsewhere)
    (lost,) = place.add_members(1)
    type(lost).objects.filter(pk=lost.pk).update(home_area=place.street, home_longitude=None)

    found = read(place)

    assert found.members.tolist()[0] == kept.pk
    assert len(found.members) == 2  # the one without a cell starts from their community's centre
    assert found.homeless == 1


def test_only_open_future_shifts_of_the_month_and_area_are_matched(place):
    kept = place.add_shift()
    place.add_shift(state=Shift.State.CANCELLED)
    place.add_shift(day=date(2027, 1, 2))
    place.add_shift(hour=22, hours=4)
    place.add_shift(longitude=None, area=place.elsewhere)
    closed = place.add_shift()
    closed.need.state = "closed"
    closed.need.save()

    found = read(place)

    assert found.shifts.tolist() == [kept.pk]
    assert found.unplaced == 1
    assert read(place, now=kept.starts_at).shifts.tolist() == []


def test_what_was_accepted_offered_and_declined_is_heeded(place):
    busy, asked, declining = place.add_members(3)
    shift, sunday = place.add_shift(places=5), place.add_shift(day=SATURDAY + timedelta(days=1))
    take_part(busy, shift, "confirmed")
    take_part(asked, shift, "offered")
    take_part(declining, sunday, "declined")
    take_part(asked, sunday, "waitlisted")
    Shift.objects.filter(pk=shift.pk).update(taken=2)

    problem = read(place).problem

    assert problem.shifts.places.tolist() == [3, 1]
    assert problem.members.taken.tolist() == [1, 0, 0]
    assert problem.members.open_offers.tolist() == [0, 1, 0]
    assert problem.day_room[:, 4].tolist() == [0, 0, 1]
    assert sorted(problem.refused.tolist()) == [[1, 1], [2, 1]]


def test_history_is_the_average_of_six_months(place):
    (member,) = place.add_members(1)
    for day in (date(2026, 5, 31), date(2026, 6, 1), date(2026, 11, 30)):
        ServiceRecord.objects.create(
            member=member,
            person=member.user,
            area=place.street,
            activity="陪读",
            content="陪孩子读书",
            place="活动室",
            starts_at=f"{day}T09:00:00+08:00",
            minutes=60,
            due_on=day,
            created_at=NOW,
        )

    assert read(place).problem.members.history.tolist() == [pytest.approx(2 / 6)]


def test_the_number_of_queries_does_not_grow(place, django_assert_num_queries):
    place.add_members(2)
    place.add_shift()

    queries = 4 if connection.vendor == "postgresql" else 15  # a COPY is not counted
    with django_assert_num_queries(queries):
        read(place)
    place.add_members(40)
    for hour in (9, 12, 15):
        place.add_shift(hour=hour)
    with django_assert_num_queries(queries):
        read(place)


def test_the_digest_follows_the_data(place):
    place.add_members(2)
    place.add_shift()
    before = read(place).digest

    assert read(place).digest == before
    place.add_members(1)
    assert read(place).digest != before
