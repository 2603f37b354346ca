"""What members say of themselves: free time, skills, limits, pause, calendar address."""

from datetime import date

import pytest

from foundation.errors import Invalid, NotAllowed, NotFound
from volunteering.actions.set_profile import (
    Window,
    add_exception,
    joined_windows,
    pause,
    remove_exception,
    rotate_feed,
    set_availability,
    set_profile,
)
from volunteering.models import FreeWindow, Member


def test_touching_windows_become_one():
    windows = [Window(5, 600, 720), Window(5, 480, 600), Window(5, 500, 510), Window(6, 600, 660)]

    assert joined_windows(windows) == [Window(5, 480, 720), Window(6, 600, 660)]


@pytest.mark.parametrize("window", [Window(7, 0, 10), Window(0, 10, 10), Window(0, 0, 1441)])
def test_an_unsound_window_is_invalid(window):
    with pytest.raises(Invalid):
        joined_windows([window])


def test_the_week_is_replaced(town):
    member = town.member()
    set_availability(by=member.user, windows=[Window(0, 540, 600)])

    set_availability(by=member.user, windows=[Window(5, 540, 600), Window(5, 600, 660)])

    assert list(member.free_windows.values_list("weekday", "starts_minute", "ends_minute")) == [
        (5, 540, 660)
    ]


def test_who_is_no_member_has_no_week(town):
    with pytest.raises(NotAllowed):
        set_availability(by=town.user(), windows=[Window(0, 540, 600)])

    assert not FreeWindow.objects.exists()


def test_exceptions_come_and_go(town):
    member = town.member()
    days = {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 5)}
    exception = add_exception(by=member.user, free=False, **days)

    with pytest.raises(NotFound):
        remove_exception(by=town.member().user, exception_id=exception.pk)
    assert member.free_exceptions.count() == 1
    remove_exception(by=member.user, exception_id=exception.pk)

    assert not member.free_exceptions.exists()


def test_skills_and_limits_are_set(town):
    member, skill, other = town.member(), town.skill(), town.skill("photo", "摄影")
    member.member_skills.create(skill=other)

    set_profile(
        by=member.user, skills=[skill.pk, 999], travel_metres=1500, monthly_shifts=4, daily_shifts=2
    )

    member.refresh_from_db()
    assert (member.travel_metres, member.monthly_shifts, member.daily_shifts) == (1500, 4, 2)
    assert [held.key for held in member.skills.all()] == ["first-aid"]


@pytest.mark.parametrize(
    ("metres", "often", "daily"),
    [(0, 2, 1), (30_001, 2, 1), (1000, 32, 1), (1000, -1, 1), (1000, 2, 0), (1000, 2, 7)],
)
def test_limits_that_make_no_sense_are_refused(town, metres, often, daily):
    member = town.member()

    with pytest.raises(Invalid):
        set_profile(
            by=member.user,
            skills=[],
            travel_metres=metres,
            monthly_shifts=often,
            daily_shifts=daily,
        )

    member.refresh_from_db()
    assert (member.travel_metres, member.monthly_shifts, member.daily_shifts) == (3000, 2, None)


def test_a_member_pauses_and_comes_back(town):
    member = town.member()

    pause(by=member.user, paused_from=date(2026, 12, 1), paused_until=date(2026, 12, 31))
    assert not Member.objects.serving_on(date(2026, 12, 15)).exists()
    pause(by=member.user, paused_from=None, paused_until=None)

    assert Member.objects.serving_on(date(2026, 12, 15)).count() == 1


def test_an_end_without_a_beginning_is_refused(town):
    with pytest.raises(Invalid):
        pause(by=town.member().user, paused_from=None, paused_until=date(2026, 12, 31))


def test_a_new_calendar_address_ends_the_old_one(town):
    member = town.member()

    first, second = rotate_feed(by=member.user), rotate_feed(by=member.user)

    member.refresh_from_db()
    assert first != second == member.feed_token
