"""Who came to the shifts of the demo: participations, their steps, hours, ratings, old ledgers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random

from config.demo.needs import host_of
from config.demo.texts import texts
from config.demo.world import World, chunks, write
from foundation import clock
from foundation.working_days import add_working_days
from volunteering.models import (
    CheckEvent,
    Participation,
    ParticipationStep,
    Rating,
    ServiceRecord,
    Shift,
)
from volunteering.terms import RECORD_WITHIN_WORKING_DAYS

State = Participation.State
STEPS_KEPT = timedelta(days=21)
"""Of older participations the demo keeps the outcome, not each step."""

TRIES = 8
Course = tuple[tuple[str, str], ...]
COURSES: dict[str, Course] = {
    State.ATTENDED: (
        ("sign_up", State.CONFIRMED),
        ("check_in", State.CHECKED_IN),
        ("check_out", State.CHECKED_OUT),
        ("close", State.ATTENDED),
    ),
    State.CHECKED_IN: (("sign_up", State.CONFIRMED), ("check_in", State.CHECKED_IN)),
    State.NO_SHOW: (("sign_up", State.CONFIRMED), ("miss", State.NO_SHOW)),
    State.EXCUSED: (("sign_up", State.CONFIRMED), ("excuse", State.EXCUSED)),
    State.WITHDRAWN: (("sign_up", State.CONFIRMED), ("withdraw", State.WITHDRAWN)),
    State.CONFIRMED: (("sign_up", State.CONFIRMED),),
    State.APPLIED: (("apply", State.APPLIED),),
    State.CANCELLED_BY_HOST: (("sign_up", State.CONFIRMED), ("cancel", State.CANCELLED_BY_HOST)),
}
"""Final state → the verbs that led there, with the state after each."""

BY_HOST = frozenset({"close", "miss", "cancel"})


@dataclass(slots=True)
class Crowd:
    """Members by where they live and what they can, and the days on which they are taken."""

    near: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    street: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    able: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    taken: set[tuple[int, int]] = field(default_factory=set)

    def pick(self, random: Random, pools: Sequence[list[int]], day: int) -> int | None:
        """Return a member of one of `pools` who is free all that day, keener ones more often."""
        for turn in range(TRIES):
            pool = pools[0] if turn < TRIES // 2 or len(pools) == 1 else pools[1]
            if not pool:
                continue
            member = pool[int(len(pool) * random.random() ** 1.7)]
            if (member, day) not in self.taken:
                self.taken.add((member, day))
                return member
        return None


def serve(world: World) -> str:
    """Fill the shifts with members and write all that follows from it."""
    random = world.random("serving")
    crowd = _crowd(world)
    served = records = 0
    numbered = zip(world.shifts, world.shift_places, world.shift_templates, strict=True)
    for chunk in chunks(numbered, 4_000):
        filled = []
        for shift, where, which in chunk:
            chosen = _chosen(world, random, crowd, shift, where, which)
            filled.append((shift, chosen))
            shift.taken = sum(state in Participation.HOLDING for _, state in chosen)
        Shift.objects.bulk_create([shift for shift, *_ in chunk], batch_size=500)
        made = [
            _participation(world, random, shift, member, state)
            for shift, chosen in filled
            for member, state in chosen
        ]
        served += write(Participation, made)
        write(ParticipationStep, _steps(world, made))
        write(CheckEvent, _check_events(world, random, made))
        records += write(ServiceRecord, _hours(world, random, made))
        write(Rating, _ratings(world, random, [shift for shift, *_ in chunk]))
    records += write(ServiceRecord, _carried_over(world))
    return f"{served} 次参与，{records} 条时长记录"


def _crowd(world: World) -> Crowd:
    crowd = Crowd()
    order = list(range(len(world.member_ids)))
    world.random("keenness").shuffle(order)
    for member in order:
        where = world.member_places[member]
        street = world.places[where].street
        crowd.near[where].append(member)
        crowd.street[street].append(member)
        for key in world.member_skills[member]:
            crowd.able[street, key].append(member)
    return crowd


def _chosen(
    world: World, random: Random, crowd: Crowd, shift: Shift, where: int, which: int
) -> list[tuple[int, str]]:
    """Return (member, state) for one shift, never more who hold a place than there are."""
    day = shift.starts_at.astimezone(clock.CITY_TIME).date()
    street = world.places[where].street
    hard = texts("needs")[which]["hard"]
    pools = [crowd.able[street, hard[0]]] if hard else [crowd.near[where], crowd.street[street]]
    chosen = []
    for _ in range(_wanted(world, random, shift, day)):
        member = crowd.pick(random, pools, day.toordinal())
        if member is None or not world.member_skills[member].issuperset(hard):
            continue
        chosen.append((member, _outcome(random, shift, world.now)))
    return chosen


def _wanted(world: World, random: Random, shift: Shift, day: date) -> int:
    if shift.ends_at <= world.now:
        share = random.choice((0.6, 0.8, 1.0, 1.0))
    elif day <= world.today + timedelta(days=7):
        share = random.choice((0.4, 0.7, 1.0))
    elif (day.year, day.month) == (world.today.year, world.today.month):
        share = random.choice((0.2, 0.5, 0.8))
    else:
        share = random.choice((0.0, 0.0, 0.0, 0.25))
    return round(shift.places * share)


def _outcome(random: Random, shift: Shift, now: datetime) -> str:
    """Return how one participation stands: by the shift's time, and by chance."""
    if shift.state == Shift.State.CANCELLED:
        return State.CANCELLED_BY_HOST
    if shift.state == Shift.State.DONE:
        return random.choices(
            (State.ATTENDED, State.NO_SHOW, State.EXCUSED, State.WITHDRAWN), (90, 3, 3, 4)
        )[0]
    if shift.starts_at <= now:
        return random.choices((State.CHECKED_IN, State.CONFIRMED), (85, 15))[0]
    if shift.need.by_approval and random.random() < 0.3:
        return State.APPLIED
    return random.choices((State.CONFIRMED, State.WITHDRAWN), (95, 5))[0]


def _participation(
    world: World, random: Random, shift: Shift, member: int, state: str
) -> Participation:
    asked = min(
        shift.starts_at - timedelta(minutes=random.randint(600, 12_000)),
        world.now - timedelta(minutes=random.randint(5, 3_000)),
    )
    came = state in (State.ATTENDED, State.CHECKED_IN, State.NO_SHOW)
    return Participation(
        shift=shift,
        member_id=world.member_ids[member],
        state=state,
        origin=Participation.Origin.SELF,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        created_at=asked,
        changed_at=min(shift.ends_at, world.now) if came else asked,
    )


def _kept(world: World, made: list[Participation]) -> Iterator[Participation]:
    """Yield the participations of which each step is kept: the recent ones and those to come."""
    for participation in made:
        if participation.ends_at > world.now - STEPS_KEPT:
            yield participation


def _steps(world: World, made: list[Participation]) -> Iterator[ParticipationStep]:
    for participation in _kept(world, made):
        person = world.persons[participation.member_id]
        before = ""
        for verb, after in COURSES[participation.state]:
            yield ParticipationStep(
                participation=participation,
                verb=verb,
                before=before,
                after=after,
                by_id=host_of(participation.shift).pk if verb in BY_HOST else person,
                at=_moment(participation, verb),
            )
            before = after


def _moment(participation: Participation, verb: str) -> datetime:
    if verb == "check_in":
        return participation.starts_at
    if verb in ("check_out", "close", "miss"):
        return participation.ends_at
    return participation.created_at


def _check_events(world: World, random: Random, made: list[Participation]) -> Iterator[CheckEvent]:
    for participation in _kept(world, made):
        verbs = [verb for verb, _ in COURSES[participation.state]]
        for kind, verb in ((CheckEvent.Kind.IN, "check_in"), (CheckEvent.Kind.OUT, "check_out")):
            if verb in verbs:
                yield CheckEvent(
                    participation=participation,
                    kind=kind,
                    method=CheckEvent.Method.QR,
                    at=_moment(participation, verb),
                    by_id=world.persons[participation.member_id],
                    nonce=f"{random.getrandbits(128):032x}",
                )


def _hours(world: World, random: Random, made: list[Participation]) -> Iterator[ServiceRecord]:
    claims = texts("phrases")["dispute_notes"]
    for participation in made:
        if participation.state != State.ATTENDED:
            continue
        shift = participation.shift
        host = host_of(shift)
        record = ServiceRecord(
            member_id=participation.member_id,
            person_id=world.persons[participation.member_id],
            participation=participation,
            area=shift.area,
            activity=shift.need.title,
            content=shift.need.what[:200],
            place=shift.place,
            responsible=host.name,
            starts_at=shift.starts_at,
            minutes=shift.minutes - random.choice((0, 0, 0, 0, 3, 8)),
            basis=random.choices(ServiceRecord.Basis.values[:2], (95, 5))[0],
            recorded_by=host,
            due_on=due_on(shift.ends_at.astimezone(clock.CITY_TIME).date()),
            created_at=shift.ends_at,
        )
        _judge(world, random, record, shift.ends_at)
        if record.state == ServiceRecord.State.DISPUTED:
            record.claim, record.claimed_at = random.choice(claims), _soon(world, shift.ends_at)
        yield record


def _judge(world: World, random: Random, record: ServiceRecord, ended: datetime) -> None:
    """Give a record its state: the older, the more surely verified."""
    fresh = ended > world.now - timedelta(days=8)
    record.state = random.choices(
        (
            ServiceRecord.State.VERIFIED,
            ServiceRecord.State.SUBMITTED,
            ServiceRecord.State.DISPUTED,
        ),
        (45, 53, 2) if fresh else (988, 8, 4),
    )[0]
    if record.state == ServiceRecord.State.VERIFIED:
        record.verified_by = record.recorded_by
        record.verified_at = _soon(world, ended)


def _soon(world: World, moment: datetime) -> datetime:
    return min(moment + timedelta(days=1, hours=3), world.now)


@cache
def due_on(day: date) -> date:
    """Return the day by which what was served on `day` has to be on record."""
    return add_working_days(day, RECORD_WITHIN_WORKING_DAYS)


def _ratings(world: World, random: Random, shifts: list[Shift]) -> Iterator[Rating]:
    """Give each shift that is over its private link; two of five were used."""
    comments = texts("comments")
    for shift in shifts:
        if shift.state != Shift.State.DONE:
            continue
        rating = Rating(
            shift=shift, token=f"{random.getrandbits(128):032x}", created_at=shift.ends_at
        )
        if random.random() < 0.4:
            said = random.choice(comments)
            rating.stars, rating.given_at = said["stars"], _soon(world, shift.ends_at)
            rating.comment = said["text"] if random.random() < 0.7 else ""
        yield rating


def _carried_over(world: World) -> Iterator[ServiceRecord]:
    """Yield the hours of earlier years, copied from paper: they have no participation."""
    random = world.random("ledgers")
    templates = texts("needs")
    for _ in range(world.scale.carried_over):
        member = random.randrange(len(world.member_ids))
        place = world.places[world.member_places[member]]
        template = random.choice(templates)
        day = world.today - timedelta(days=random.randint(95, 800))
        starts_at = world.at(day, random.choice((510, 540, 840, 870, 1140)))
        minutes = min(template["minutes"], random.choice((60, 90, 120, 180)))
        pk = world.member_ids[member]
        yield ServiceRecord(
            member_id=pk,
            person_id=world.persons[pk],
            area=place.area,
            activity=template["title"],
            content=template["text"][:200],
            place=f"{place.area.short_name} · {template['place']}",
            responsible=place.desk.name,
            starts_at=starts_at,
            minutes=minutes,
            state=ServiceRecord.State.VERIFIED,
            recorded_by=place.desk,
            verified_by=place.desk,
            verified_at=starts_at + timedelta(days=2),
            due_on=due_on(day),
            created_at=starts_at + timedelta(days=1),
        )
