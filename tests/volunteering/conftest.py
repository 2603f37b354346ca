"""Two communities in two streets, members, workers and shifts, made as a test needs them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from people.models import Post, Unit, User
from territory.models import Area
from volunteering.models import Member, Need, NeedSkill, Shift, Skill

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
"""A Saturday, nine in the morning in Jinan."""


@dataclass
class Town:
    """Makes what a test asks for; every name and number is made up."""

    numbers: count = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.city = Area.add_root(
            code="3701", level=Area.Level.CITY, name="样例市", short_name="样例市"
        )
        self.district = self.city.add_child(
            code="370199", level=Area.Level.DISTRICT, name="样例区", short_name="样例区"
        )
        self.street, self.other_street = (
            self.district.add_child(
                code=f"37019900{place}", level=Area.Level.STREET, name=name, short_name=name
            )
            for place, name in ((1, "甲街道"), (2, "乙街道"))
        )
        self.community = self._community(self.street, "370199001001", "甲一社区")
        self.other_community = self._community(self.other_street, "370199002001", "乙一社区")
        self.unit = Unit.objects.create(
            code="U1", name="样例单位", level=Unit.Level.DISTRICT, area=self.community
        )

    def _community(self, street: Area, code: str, name: str) -> Area:
        return street.add_child(
            code=code,
            level=Area.Level.COMMUNITY,
            name=f"{name}居民委员会",
            short_name=name,
            longitude=117.1,
            latitude=36.7,
        )

    def user(self, name: str = "") -> User:
        number = next(self.numbers)
        return User.objects.create_user(
            username=f"u{number}", name=name or f"样例{number}", phone=f"+8613900{number:06d}"
        )

    def member(self, *, activated: bool = True, user: User | None = None, **fields) -> Member:
        number = next(self.numbers)
        return Member.objects.create(
            user=user or self.user(),
            number=f"370199{number:09d}",
            unit=self.unit,
            home_area=self.community,
            activated_at=NOW - timedelta(days=30) if activated else None,
            **fields,
        )

    def staff(self, role: str = Post.Role.COMMUNITY_WORKER, area: Area | None = None) -> User:
        user = self.user()
        Post.objects.create(
            user=user, role=role, area=area or self.community, starts_on=date(2026, 1, 1)
        )
        return user

    def skill(self, key: str = "first-aid", name: str = "急救") -> Skill:
        return Skill.objects.create(key=key, name=name, bit=next(self.numbers) % 63)

    def need(self, *, area: Area | None = None, required: tuple = (), **fields) -> Need:
        fields = {"title": "陪老人散步", "what": "陪两位老人在院里走一走"} | fields
        need = Need.objects.create(
            area=area or self.community,
            state=fields.pop("state", Need.State.OPEN),
            created_at=NOW,
            **fields,
        )
        for skill in required:
            NeedSkill.objects.create(need=need, skill=skill, required=True)
        return need

    def shift(
        self,
        *,
        need: Need | None = None,
        starts_at: datetime | None = None,
        hours: float = 2,
        **fields,
    ) -> Shift:
        need = need or self.need()
        begin = starts_at or NOW + timedelta(days=7)
        return Shift.objects.create(
            need=need,
            area=need.area,
            starts_at=begin,
            ends_at=begin + timedelta(hours=hours),
            place=fields.pop("place", "社区活动室"),
            places=fields.pop("places", 2),
            **fields,
        )


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def town(db) -> Town:
    return Town()
