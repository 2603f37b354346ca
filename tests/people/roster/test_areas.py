"""A home is found however an office writes it, and never guessed."""

import csv
from pathlib import Path

import pytest
from django.conf import settings

from foundation.text import short_area_name
from people.roster.areas import Area, AreaIndex
from tests.people.roster.making import AREAS

REGISTER = Path(settings.ROOT) / "site/territory/register_files/jinan-areas.csv"


@pytest.fixture(scope="module")
def index():
    return AreaIndex(AREAS)


@pytest.mark.parametrize(
    ("district", "street", "community", "address", "code"),
    [
        ("", "和风街道", "百花园社区居民委员会", "", "370112001001"),
        ("", "和风", "百花园", "", "370112001001"),
        ("", "和风街道办事处", "百花园居委会", "", "370112001001"),
        ("历城区", "", "百花园社区", "", "370112001001"),
        ("", "", "历城区和风街道 百花园社区", "", "370112001001"),
        ("", "", "济南历城区和风街道百花园社区", "", "370112001001"),
        ("", "", "", "和风街道百花园社区3号楼2单元", "370112001001"),
        ("", "和风街道", "", "东关社区 5 号楼", "370112001002"),
        ("", "", "", "远山镇流水村12号", "370199001002"),
        ("", "", "柳下社区", "和风街道百花园社区", "370112002002"),
    ],
)
def test_a_home_is_found(index, district, street, community, address, code):
    assert index.resolve(district, street, community, address).code == code


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        (("", "", "东关社区", ""), "area_ambiguous"),
        (("", "和风街道", "柳下社区", ""), "area_other_street"),
        (("", "", "天边社区", ""), "area_unknown"),
        (("", "和风街道", "", ""), "area_street_only"),
        (("", "", "", "和风街道东大街 8 号"), "area_street_only"),
        (("样例区", "和风街道", "百花园社区", ""), "area_unknown"),
        (("", "", "", "长安路 3 号"), ""),
        (("", "", "", ""), ""),
    ],
)
def test_what_is_not_certain_is_never_guessed(index, cells, complaint):
    home = index.resolve(*cells)

    assert (home.code, home.complaint) == ("", complaint)


def test_candidates_are_named_with_their_streets(index):
    home = index.resolve("", "", "东关社区", "")

    assert dict(home.params)["candidates"] == "和风街道东关社区、细雨街道东关社区"


WAYS = {
    "in two columns": lambda street, name: ("", street, name, ""),
    "shortened": lambda street, name: ("", street, short_area_name(name), ""),
    "in one column": lambda street, name: ("", "", f"济南市{street}{short_area_name(name)}", ""),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_community_of_the_real_register_is_found_or_told_apart(way):
    with REGISTER.open(encoding="utf-8") as file:
        areas = [Area(*row.values()) for row in csv.DictReader(file)]
    index, street_of = AreaIndex(areas), {area.code: area.name for area in areas}
    communities = [area for area in areas if area.level == "community"]

    found = {
        area.code: index.resolve(*WAYS[way](street_of[area.parent], area.name))
        for area in communities
    }

    missed = [home for code, home in found.items() if home.code != code]
    assert len(communities) == 5758
    # The register itself has two villages whose short names are one and the same.
    assert [home.complaint for home in missed] in ([], ["area_ambiguous", "area_ambiguous"])
