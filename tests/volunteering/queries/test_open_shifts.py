"""All open shifts, narrowed by day, area, skill, free places and one's own time."""

from datetime import timedelta

import pytest

from volunteering.models import FreeException, FreeWindow
from volunteering.queries.area_map import area_map
from volunteering.queries.open_shifts import (
    ShiftFilter,
    common_area,
    open_by_child,
    open_shifts,
    open_streets,
)


@pytest.fixture
def three(town, now):
    """Return a shift on Saturday, one on Sunday elsewhere, and a full one on Saturday."""
    here = town.shift(need=town.need(title="甲"))
    there = town.shift(
        need=town.need(title="乙", area=town.other_community, required=(town.skill(),)),
        starts_at=now + timedelta(days=8),
    )
    full = town.shift(need=town.need(title="满"), places=1, taken=1)
    return here, there, full


def found(now, **wanted):
    return [shift.need.title for shift in open_shifts(ShiftFilter(**wanted), now=now)]


def test_everything_open_the_soonest_first(three, now):
    assert found(now) == ["甲", "满", "乙"]


def test_a_day_is_the_citys_day(three, now):
    assert found(now, day=(now + timedelta(days=8)).date()) == ["乙"]


def test_an_area_holds_what_lies_below_it(three, town, now):
    assert found(now, area=town.other_street) == ["乙"]
    assert found(now, area=town.city) == ["甲", "满", "乙"]


def test_by_skill_and_by_free_places(three, town, now):
    skill = three[1].need.skills.get()

    assert found(now, skill_id=skill.pk) == ["乙"]
    assert found(now, free_only=True) == ["甲", "乙"]


def test_what_fits_ones_own_time(three, town, now):
    member = town.member()
    FreeWindow.objects.create(member=member, weekday=5, starts_minute=540, ends_minute=660)

    assert found(now, fits=member) == ["甲", "满"]
    FreeWindow.objects.update(ends_minute=659)
    assert found(now, fits=member) == []


def test_exceptions_open_and_close_days(three, town, now):
    member = town.member()
    FreeWindow.objects.create(member=member, weekday=5, starts_minute=540, ends_minute=660)
    saturday, sunday = ((now + timedelta(days=days)).date() for days in (7, 8))
    FreeException.objects.create(member=member, starts_on=saturday, ends_on=saturday)
    FreeException.objects.create(member=member, starts_on=sunday, ends_on=sunday, free=True)

    assert found(now, fits=member) == ["乙"]


def test_counts_by_area_and_the_area_that_holds_all(three, town, now):
    assert common_area(now=now) == town.district
    assert open_by_child(town.district, now=now) == {
        town.street.path: 2,
        town.other_street.path: 1,
    }
    assert open_streets(now=now) == [town.street, town.other_street]


def test_nothing_open_has_no_common_area(town, now):
    assert common_area(now=now) is None


def test_the_map_draws_outlines_and_lists_what_has_none(town):
    town.street.outline = [[[117.0, 36.6], [117.2, 36.6], [117.2, 36.8], [117.0, 36.8]]]

    drawn = area_map(
        [town.street, town.other_street], {town.street.path: 3}, lambda area: f"?a={area.code}"
    )

    first, second = drawn.shapes
    assert (first["path"][0], first["path"][-1]) == ("M", "Z")
    assert (first["count"], first["level"], first["url"]) == (3, 3, "?a=370199001")
    assert (second["path"], second["count"], second["level"]) == ("", 0, 0)


def square(west, south, side):
    east, north = west + side, south + side
    return [[[west, south], [east, south], [east, north], [west, north]]]


def test_of_two_names_that_would_touch_the_one_with_more_to_do_is_written(town):
    third = town.district.add_child(
        code="370199003", level="street", name="丙街道", short_name="丙丙丙街道"
    )
    town.street.outline = square(117.0, 36.6, 0.005)
    town.other_street.outline = square(117.005, 36.6, 0.005)
    third.outline = square(117.0, 36.3, 0.3)
    counts = {town.street.path: 1, town.other_street.path: 5}

    drawn = area_map([town.street, town.other_street, third], counts, lambda area: "")

    assert [(shape["short"], shape.get("named")) for shape in drawn.shapes] == [
        ("甲街道", None),
        ("乙街道", "phone"),
        ("丙丙丙", "phone"),
    ]


def test_without_any_outline_there_is_no_map(town):
    assert area_map([town.street], {}, lambda area: "") is None
