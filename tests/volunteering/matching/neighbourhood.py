"""A street with two communities, members and shifts in December 2026, in the database."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import numpy as np

from foundation.clock import CITY_TIME
from people.models import Post, Unit, User
from territory.actions import add_children, named
from territory.models import Area
from volunteering.models import FreeWindow, Member, Need, NeedSkill, Shift, Skill
from volunteering.queries.matching_arrays import home_cells

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DECEMBER = date(2026, 12, 1)
SATURDAY = date(2026, 12, 5)
HERE = tuple(home_cells(np.array([[117.07, 36.68]]))[0].tolist())
NORTH = 0.002  # about 220 metres


@dataclass
class Neighbourhood:
    """What was built, and how to add to it."""

    city: Area
    district: Area
    street: Area
    communities: list[Area]
    elsewhere: Area
    unit: Unit
    skill: Skill
    members: list[Member] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)

    def add_members(self, count, *, community=0, weekend=True, **fields):
        """Members of one community, free on weekends, ever farther to the north."""
        first = Member.objects.count()
        users = User.objects.bulk_create(
            User(username=f"m{first + row}", name=f"林样例{first + row}") for row in range(count)
        )
        members = Member.objects.bulk_create(
            Member(
                user=user,
                number=f"V{first + row:06d}",
                unit=self.unit,
                home_area=self.communities[community],
                **{
                    "home_longitude": HERE[0],
                    "home_latitude": HERE[1] + NORTH * row,
                    "activated_at": NOW,
                    **fields,
                },
            )
            for row, user in enumerate(users)
        )
        if weekend:
            FreeWindow.objects.bulk_create(
                FreeWindow(member=member, weekday=day, starts_minute=480, ends_minute=1080)
                for member in members
                for day in (5, 6)
            )
        self.members += members
        return members

    def add_shift(self, *, community=0, day=SATURDAY, hour=9, hours=2, places=1, **fields):
        """An open shift of an open need."""
        area = self.communities[community]
        need = Need.objects.create(
            area=area, title="陪读", what="陪孩子读书", state=Need.State.OPEN, created_at=NOW
        )
        starts = datetime(day.year, day.month, day.day, hour, tzinfo=CITY_TIME)
        shift = Shift.objects.create(
            **{
                "need": need,
                "area": area,
                "starts_at": starts,
                "ends_at": starts + timedelta(hours=hours),
                "place": "活动室",
                "longitude": HERE[0],
                "latitude": HERE[1],
                "places": places,
                **fields,
            }
        )
        self.shifts.append(shift)
        return shift

    def require(self, shift, *, required):
        """Let a shift's need ask for the skill."""
        NeedSkill.objects.create(need=shift.need, skill=self.skill, required=required)

    def organiser(self, area, role=Post.Role.ORGANISER):
        """Somebody with a post in an area."""
        user = User.objects.create_user(name="林样例")
        Post.objects.create(user=user, role=role, area=area, starts_on=date(2026, 1, 1))
        return user


def neighbourhood():
    """Build it, without members and shifts."""
    (city,) = add_children(parent=None, children=[named(Area(code="37", level="city"), "甲市")])
    (district,) = add_children(
        parent=city, children=[named(Area(code="3701", level="district"), "乙区")]
    )
    street, other = add_children(
        parent=district,
        children=[
            named(Area(code="370101", level="street"), "丙街道"),
            named(Area(code="370102", level="street"), "丁街道"),
        ],
    )
    communities = add_children(
        parent=street,
        children=[
            named(
                Area(code=f"37010{n}01", level="community", longitude=HERE[0], latitude=HERE[1]),
                f"样例{n}社区",
            )
            for n in (1, 2)
        ],
    )
    (elsewhere,) = add_children(
        parent=other,
        children=[named(Area(code="37010203", level="community"), "样例三社区")],
    )
    unit = Unit.objects.create(code="U1", name="样例研究所", level=Unit.Level.CITY, area=street)
    skill = Skill.objects.create(key="first-aid", name="急救", bit=3)
    return Neighbourhood(city, district, street, list(communities), elsewhere, unit, skill)
