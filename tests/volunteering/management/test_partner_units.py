"""A community is proposed for every unit, by command and at the desk."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from people.models import Unit
from tests.factories.sessions import sign_in
from tests.volunteering.matching.neighbourhood import HERE, neighbourhood
from volunteering.models import Member, MemberSkill

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    built = neighbourhood()
    built.communities[1].longitude, built.communities[1].latitude = HERE[0], HERE[1] + 0.05
    built.communities[1].save()
    other = Unit.objects.create(
        code="U2", name="样例工厂", level=Unit.Level.CITY, area=built.communities[1]
    )
    Unit.objects.filter(pk=built.unit.pk).update(area=built.communities[0])
    built.add_members(2)
    (member,) = built.add_members(1, community=1)
    Member.objects.filter(pk=member.pk).update(unit=other)
    MemberSkill.objects.create(member=member, skill=built.skill)
    built.require(built.add_shift(community=1), required=True)
    return built


def test_the_command_prints_figures_and_reasons(place, capsys):
    call_command("partner_units", "--area", "370101")

    figures, *lines = capsys.readouterr().out.splitlines()
    assert json.loads(figures)["proved"]
    assert json.loads(figures)["staying"] == 2
    assert lines[1].startswith(
        "样例工厂 → 样例2社区：相距 0.0 公里；擅长的 1 项社区正需要；已经结对"
    )


def test_an_unknown_area_is_refused(place):
    with pytest.raises(CommandError):
        call_command("partner_units", "--area", "999")


def test_the_desk_shows_only_areas_of_ones_own_post(place):
    client = sign_in(place.organiser(place.street), Client(headers={"accept-language": "zh-hans"}))

    page = client.get("/admin/matching/partners/", {"area": "370101"})

    assert [str(row["community"]) for row in page.context["rows"]] == ["样例1社区", "样例2社区"]
    assert client.get("/admin/matching/partners/", {"area": "370102"}).context["area"] is None
