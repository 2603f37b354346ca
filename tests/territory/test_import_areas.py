"""The real register of Jinan goes in whole, and a second time changes nothing."""

import pytest
from django.conf import settings

from territory.actions import import_areas
from territory.models import Area
from territory.register import Division, read

FILE = settings.ROOT / "site/territory/register_files/jinan-areas.csv"

pytestmark = pytest.mark.django_db


def test_the_register_of_jinan_goes_in_whole_and_only_once():
    rows = read(FILE)

    first = import_areas(rows=rows)
    again = import_areas(rows=rows)

    assert len(first.added) == 5936
    assert (len(again.added), again.unchanged) == (0, 5936)
    counts = {
        level: Area.objects.at_level(level).count()
        for level in ("city", "district", "street", "community")
    }
    assert counts == {"city": 1, "district": 13, "street": 164, "community": 5758}
    assert Area.find_problems() == ([], [], [], [], [])
    licheng = Area.objects.get(code="370112")
    assert licheng.get_descendants().filter(level="community").count() == 632


def small(*, street: str = "2", name: str = "丁社区居民委员会") -> list[Division]:
    return [
        Division("1", "city", "甲市", ""),
        Division("11", "district", "乙区", "1"),
        Division("2", "street", "丙街道", "11"),
        Division("3", "street", "戊街道", "11"),
        Division("21", "community", name, street),
    ]


def test_a_moved_community_takes_its_grids_along():
    import_areas(rows=small())
    community = Area.objects.get(code="21")
    community.add_child(code="21001", level="grid", name="第一网格", short_name="第一网格")

    changes = import_areas(rows=small(street="3"))

    assert [row.code for row in changes.moved] == ["21"]
    grid = Area.objects.get(code="21001")
    assert [area.code for area in grid.get_ancestors()] == ["1", "11", "3", "21"]
    assert Area.find_problems() == ([], [], [], [], [])


def test_a_vanished_area_is_marked_and_kept_and_may_return():
    import_areas(rows=small())

    gone = import_areas(rows=small()[:-1])

    assert gone.vanished == ["21"]
    assert Area.objects.get(code="21").vanished_at is not None
    assert import_areas(rows=small()[:-1]).vanished == []
    import_areas(rows=small())
    assert Area.objects.get(code="21").vanished_at is None


def test_a_renamed_community_is_found_by_its_new_short_name_and_pinyin():
    import_areas(rows=small())

    import_areas(rows=small(name="百花公园社区居民委员会"))

    area = Area.objects.get(code="21")
    assert (area.short_name, area.initials) == ("百花公园社区", "bhgysq")


def test_a_dry_run_writes_nothing():
    changes = import_areas(rows=small(), dry_run=True)

    assert len(changes.added) == 5
    assert Area.objects.count() == 0
