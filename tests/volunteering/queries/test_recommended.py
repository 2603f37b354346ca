"""Shifts recommended to one member: near, free and able, with a reason for each."""

from datetime import timedelta

import pytest
from django.db import connection

from volunteering.actions.sign_up import sign_up
from volunteering.models import FreeException, FreeWindow, NeedSkill, Participation
from volunteering.queries import recommended
from volunteering.queries.distances import home_of
from volunteering.queries.recommended import open_shifts_around, recommended_shifts

SATURDAY = 5
QUERIES = 10


@pytest.fixture
def member(town):
    return town.member(home_longitude=117.1, home_latitude=36.7, travel_metres=2000)


def titles(member, now):
    return [
        (found.shift.need.title, found.fits)
        for found in recommended_shifts(member, now=now, language="zh-hans")
    ]


def shift_at(town, title, *, now, north=0.001, **fields):
    """Return a shift in a week, 111 metres north for each thousandth of a degree."""
    return town.shift(
        need=town.need(title=title, **fields.pop("need", {})),
        starts_at=now + timedelta(days=7),
        longitude=117.1,
        latitude=36.7 + north,
        **fields,
    )


def test_near_comes_before_far_and_beyond_the_own_distance_nothing(town, member, now):
    shift_at(town, "远", now=now, north=0.015)
    shift_at(town, "近", now=now)
    shift_at(town, "太远", now=now, north=0.03)

    assert titles(member, now) == [("近", True), ("远", True)]


def test_reasons_say_where_when_and_what(town, member, now):
    FreeWindow.objects.create(member=member, weekday=SATURDAY, starts_minute=480, ends_minute=720)
    shift_at(town, "近", now=now, north=0.006)

    (found,) = recommended_shifts(member, now=now, language="zh-hans")

    assert found.reasons == ("家离约 650 米（步行约 9 分钟）", "周六上午有空", "不需要特别技能")
    assert found.metres == 670


def test_other_times_follow_when_few_fit_and_do_not_claim_to(town, member, now):
    FreeWindow.objects.create(member=member, weekday=0, starts_minute=480, ends_minute=720)
    shift_at(town, "周六", now=now)

    (found,) = recommended_shifts(member, now=now, language="zh-hans")

    assert not found.fits
    assert "有空" not in "".join(found.reasons)


def test_a_required_skill_one_lacks_is_never_recommended(town, member, now):
    shift_at(town, "急救", now=now, need={"required": (town.skill(),)})

    assert titles(member, now) == []


def test_what_one_has_joined_or_what_overlaps_is_left_out(town, member, now):
    joined = shift_at(town, "已报名", now=now)
    shift_at(town, "同时", now=now)
    sign_up(by=member.user, shift_id=joined.pk, now=now)

    assert titles(member, now) == []


def test_full_shifts_and_drafts_are_left_out(town, member, now):
    shift_at(town, "满", now=now, places=1, taken=1)
    shift_at(town, "草稿", now=now, need={"state": "draft"})

    assert titles(member, now) == []


def test_one_shift_of_each_need(town, member, now):
    need = town.need()
    for day in (7, 8, 9):
        town.shift(need=need, starts_at=now + timedelta(days=day), longitude=117.1, latitude=36.7)

    assert len(titles(member, now)) == 1


def test_days_away_do_not_fit(town, member, now):
    FreeWindow.objects.create(member=member, weekday=SATURDAY, starts_minute=480, ends_minute=720)
    day = (now + timedelta(days=7)).date()
    FreeException.objects.create(member=member, starts_on=day, ends_on=day)
    shift_at(town, "近", now=now)

    assert titles(member, now) == [("近", False)]


def test_without_a_home_nothing_is_recommended(town, now):
    member = town.member()
    member.home_area = None
    member.save()
    shift_at(town, "近", now=now)

    assert titles(member, now) == []


def test_what_was_declined_and_days_already_served_are_left_out(town, member, now):
    declined = shift_at(town, "婉拒过", now=now)
    serving = shift_at(town, "上午已安排", now=now)
    for shift, state in ((declined, "declined"), (serving, "confirmed")):
        Participation.objects.create(
            shift=shift,
            member=member,
            state=state,
            origin="offer",
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            created_at=now,
            changed_at=now,
        )
    town.shift(
        need=town.need(title="同一天下午"),
        starts_at=now + timedelta(days=7, hours=6),
        longitude=117.1,
        latitude=36.7,
    )

    assert titles(member, now) == []


def test_a_month_that_is_full_by_the_own_limit_is_left_out(town, member, now):
    member.monthly_shifts = 1
    member.save()
    joined = shift_at(town, "已报名", now=now)
    sign_up(by=member.user, shift_id=joined.pk, now=now)
    for days, title in ((8, "本月"), (15, "下月")):
        town.shift(
            need=town.need(title=title),
            starts_at=now + timedelta(days=days),
            longitude=117.1,
            latitude=36.7,
        )

    assert titles(member, now) == [("下月", True)]


def test_nothing_is_recommended_during_a_pause(town, member, now):
    member.paused_from = now.date()
    member.save()
    shift_at(town, "近", now=now)

    assert titles(member, now) == []


def test_twenty_can_be_asked_for_in_a_fixed_number_of_queries(
    town, member, now, django_assert_max_num_queries
):
    for number in range(25):
        shift_at(town, f"需求{number}", now=now, north=0.0001 * number)

    with django_assert_max_num_queries(QUERIES):
        found = recommended_shifts(member, now=now, language="zh-hans", most=20)

    assert [entry.shift.need.title for entry in found] == [f"需求{n}" for n in range(20)]
    assert [entry.points for entry in found] == sorted(
        (entry.points for entry in found), reverse=True
    )


@pytest.mark.parametrize("first_look", [1, 100, 500, 1500])
def test_looking_near_first_finds_what_looking_everywhere_finds(
    town, member, now, monkeypatch, first_look
):
    helpful = town.skill()
    for number in range(24):
        shift = shift_at(town, f"需求{number}", now=now, north=0.0007 * number)
        if number % 3:
            NeedSkill.objects.create(need=shift.need, skill=helpful, required=False)
    monkeypatch.setattr(recommended, "FIRST_LOOK_METRES", 2000)
    everywhere = titles(member, now)

    monkeypatch.setattr(recommended, "FIRST_LOOK_METRES", first_look)

    assert titles(member, now) == everywhere
    assert len(everywhere) == recommended.MOST_ON_A_PAGE


def test_the_database_looks_where_the_member_is_and_not_through_all_shifts_to_come(member, now):
    around = open_shifts_around(home_of(member), metres=2000, now=now)

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # an empty table is read as a whole
        plan = around.values_list("pk", "longitude", "latitude", "starts_at").explain()

    assert "shift_open_by_place" in plan
    assert "starts_at_" not in plan
