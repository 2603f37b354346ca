"""The people of the demo: members with homes, skills and free time, and the community workers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from random import Random

from django.contrib.auth.hashers import make_password

from config.demo.geometry import Point
from config.demo.grids import PLANE
from config.demo.texts import texts
from config.demo.world import BATCH, Place, World, chunks, write
from foundation import text
from people.fields import digest_of
from people.models import Consent, Post, Unit, User
from volunteering.models import FreeException, FreeWindow, Member, MemberSkill, Skill

HOME_CELL_METRES = 250
NOTICE_VERSION = "1"

# Weekdays, from and until in minutes of the day; how many of a hundred live like that.
WEEKS: tuple[tuple[int, tuple[tuple[tuple[int, ...], int, int], ...]], ...] = (
    (14, ()),
    (28, (((5, 6), 8 * 60, 18 * 60),)),
    (22, (((0, 1, 2, 3, 4), 17 * 60 + 30, 22 * 60),)),
    (14, (((5,), 8 * 60, 13 * 60), ((1, 3), 18 * 60, 21 * 60 + 30))),
    (12, (((2, 4), 8 * 60, 17 * 60), ((6,), 8 * 60, 21 * 60))),
    (10, ((tuple(range(7)), 8 * 60, 18 * 60),)),
)
"""Not said, weekends, evenings, Saturday mornings, turning shifts, retired."""


def people_the_demo(world: World) -> str:
    """Make skills, community workers and members, with all that a member says of themselves."""
    _make_skills(world)
    _make_workers(world)
    windows = _make_members(world)
    return f"{len(world.member_ids)} 位成员，{len(world.places)} 位社区工作者，{windows} 段空闲时间"


@cache
def _made_up() -> tuple[list[str], list[str], list[str]]:
    written = texts("names")
    return written["surnames"], written["markers"], written["given"]


def made_up_name(random: Random) -> str:
    """Return a name that everybody sees is invented: 林样禾."""
    surnames, markers, given = _made_up()
    return random.choice(surnames) + random.choice(markers) + random.choice(given)


def new_user(*, account: str, name: str, phone: str, day: date, world: World) -> User:
    """Return an unsaved user with everything that bulk writing would leave out."""
    user = User(
        username=account,
        name=name,
        phone=phone,
        phone_verified=True,
        password=_no_password(),
        activated_at=world.at(day, 9 * 60),
    )
    user.pinyin, user.initials = text.name_pinyin(name), text.name_initials(name)
    user.phone_digest = digest_of("phone", phone)
    return user


@cache
def _no_password() -> str:
    return make_password(None)


def _make_skills(world: World) -> None:
    for bit, row in enumerate(texts("skills")):
        world.skills[row["key"]] = Skill(
            key=row["key"], name=row["zh"], name_en=row["en"], category=row["category"], bit=bit
        )
    Skill.objects.bulk_create(world.skills.values())


def _make_workers(world: World) -> None:
    random = world.random("workers")
    start = world.today - timedelta(days=400)
    for number, place in enumerate(world.places, 1):
        place.worker = new_user(
            account=f"w{number:05}",
            name=made_up_name(random),
            phone=f"+86198{number:08}",
            day=start,
            world=world,
        )
    User.objects.bulk_create([place.desk for place in world.places], batch_size=BATCH)
    Post.objects.bulk_create(
        [
            Post(
                user=place.desk,
                role=Post.Role.COMMUNITY_WORKER,
                area=place.area,
                starts_on=start,
            )
            for place in world.places
        ],
        batch_size=BATCH,
    )


def _make_members(world: World) -> int:
    """Make the members; return how many stretches of free time they have said."""
    random = world.random("members")
    count = world.scale.members
    places = range(len(world.places))
    homes = random.choices(places, [place.weight for place in world.places], k=count)
    sizes = [random.lognormvariate(0, 1) for _ in world.units]
    units = random.choices(world.units, sizes, k=count)
    world.member_places = homes
    windows = 0
    for chunk in chunks(enumerate(zip(homes, units, strict=True), 1)):
        members = [
            _member(world, random, number, world.places[home], unit)
            for number, (home, unit) in chunk
        ]
        User.objects.bulk_create([member.user for member in members], batch_size=BATCH)
        for member in members:
            member.user = member.user
        Member.objects.bulk_create(members, batch_size=BATCH)
        world.member_ids.extend(member.pk for member in members)
        world.persons.update((member.pk, member.user_id) for member in members)
        write(Consent, map(_consent, members))
        write(MemberSkill, _learnt(world, random, members))
        windows += write(FreeWindow, _free_time(random, members))
        write(FreeException, _exceptions(world, random, members))
    return windows


def _member(world: World, random: Random, number: int, place: Place, unit: Unit) -> Member:
    joined = world.today - timedelta(days=random.randint(95, 600))
    which = random.randrange(len(place.grids))
    longitude, latitude = PLANE.degrees(_home(random, place.grid_centres[which]))
    born = world.today - timedelta(days=random.randint(23, 64) * 365 + random.randint(0, 364))
    member = Member(
        user=new_user(
            account=f"m{number:07}",
            name=made_up_name(random),
            phone=f"+86199{number:08}",
            day=joined,
            world=world,
        ),
        unit=unit,
        number=f"D{number:08}",
        home_area=place.grids[which],
        home_longitude=longitude,
        home_latitude=latitude,
        sex=random.choice((Member.Sex.FEMALE, Member.Sex.MALE)),
        birth_date=born.isoformat(),
        travel_metres=min(10_000, max(800, round(random.lognormvariate(8.1, 0.45) / 100) * 100)),
        monthly_shifts=random.choices((1, 2, 3, 4, 6), (30, 30, 20, 15, 5))[0],
        invited_at=world.at(joined - timedelta(days=5), 10 * 60),
        activated_at=world.at(joined, 9 * 60),
    )
    if random.random() < 0.03:
        member.paused_from = world.today - timedelta(days=random.randint(0, 40))
        member.paused_until = member.paused_from + timedelta(days=random.randint(20, 120))
    return member


def _home(random: Random, centre: Point) -> Point:
    """Return the middle of the 250-metre cell of a home near `centre`: never the house itself."""
    east, north = random.gauss(centre[0], 250), random.gauss(centre[1], 250)
    half = HOME_CELL_METRES / 2
    return (
        east // HOME_CELL_METRES * HOME_CELL_METRES + half,
        north // HOME_CELL_METRES * HOME_CELL_METRES + half,
    )


def _consent(member: Member) -> Consent:
    if member.activated_at is None:
        raise LookupError(member.number)
    return Consent(
        user_id=member.user_id,
        purpose="volunteering",
        notice_version=NOTICE_VERSION,
        given_at=member.activated_at,
    )


def _learnt(world: World, random: Random, members: list[Member]) -> Iterator[MemberSkill]:
    """Give each member about three skills; a few are common and most are rare (Zipf)."""
    keys = _by_commonness()
    edges = list(accumulate(1 / rank for rank in range(1, len(keys) + 1)))
    for member in members:
        count = random.choices((1, 2, 3, 4, 5), (10, 25, 35, 20, 10))[0]
        known = frozenset(random.choices(keys, cum_weights=edges, k=count))
        world.member_skills.append(known)
        for key in sorted(known):
            yield MemberSkill(member_id=member.pk, skill=world.skills[key])


@cache
def _by_commonness() -> list[str]:
    """Return the keys of all skills, what anybody can do first."""
    rows = texts("skills")
    return [row["key"] for row in sorted(rows, key=lambda row: row["kind"] == "hard")]


def _free_time(random: Random, members: list[Member]) -> Iterator[FreeWindow]:
    kinds = random.choices(WEEKS, [share for share, _ in WEEKS], k=len(members))
    for member, (_, week) in zip(members, kinds, strict=True):
        for weekdays, start, end in week:
            for weekday in weekdays:
                yield FreeWindow(
                    member_id=member.pk, weekday=weekday, starts_minute=start, ends_minute=end
                )


def _exceptions(world: World, random: Random, members: list[Member]) -> Iterator[FreeException]:
    for member in random.sample(members, len(members) // 12):
        first = world.today + timedelta(days=random.randint(-10, 55))
        last = first + timedelta(days=random.randint(0, 9))
        yield FreeException(member_id=member.pk, starts_on=first, ends_on=last)
