"""A small city with two units, a liaison and an organiser, and rosters for them."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from people.models import Post, Unit, User
from territory.models import Area
from tests.people.roster.making import AREAS, SKILLS, row_of, xlsx
from volunteering.actions.preview_roster import preview_roster
from volunteering.models import Skill

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
TITLES = ["姓名", "性别", "出生日期", "身份证号", "手机号", "街道", "居住社区", "特长", "邮箱"]


@dataclass
class Office:
    """What a test of the import needs; every name is made up."""

    unit: Unit
    other_unit: Unit
    liaison: User
    organiser: User
    stranger: User

    def file(self, *people):
        return io.BytesIO(xlsx([TITLES, *[row_of(person, TITLES) for person in people]]))

    def preview(self, *people, by=None, unit=None, now=NOW):
        return preview_roster(
            by=by or self.liaison,
            unit=unit or self.unit,
            file=self.file(*people),
            file_name="名单.xlsx",
            now=now,
        )


@pytest.fixture
def office(db):
    return make_office()


def make_office() -> Office:
    """Fill an empty database with what an import needs."""
    made = {}
    for area in AREAS:
        fields = {
            "code": area.code,
            "level": area.level,
            "name": area.name,
            "short_name": area.name[:6],
        }
        above = made.get(area.parent)
        made[area.code] = (
            Area.objects.get(pk=above.pk).add_child(**fields) if above else Area.add_root(**fields)
        )
    for bit, (name, key) in enumerate(SKILLS.items()):
        Skill.objects.create(key=key, name=name, bit=bit)
    units = [
        Unit.objects.create(code=code, name=name, level="district", area=made["370112001001"])
        for code, name in (("U1", "样例市样例局"), ("U2", "样例市另一局"))
    ]
    people = [User.objects.create_user(username=name, name=name) for name in "xyz"]
    liaison, organiser, stranger = people
    since = date(2026, 1, 1)
    Post.objects.create(user=liaison, role="unit_liaison", unit=units[0], starts_on=since)
    Post.objects.create(user=organiser, role="organiser", area=made["370112"], starts_on=since)
    Post.objects.create(
        user=stranger, role="community_worker", area=made["370112001001"], starts_on=since
    )
    return Office(*units, *people)
