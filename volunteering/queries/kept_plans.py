"""Kept plans in the memory of this process: few, each brought up to date by the events since."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock, RLock
from typing import Any

import numpy as np
from django.db.models import QuerySet

from foundation.clock import CITY_TIME
from territory.models import Area
from volunteering.matching.keeping import Change, Kept, NoWay
from volunteering.matching.problem import DAY_MINUTES, OLDEST, IntArray, Shifts
from volunteering.matching.storing import packed, unpacked
from volunteering.models import KeptEvent, KeptPlan, MatchRun, Need, NeedSkill, Shift
from volunteering.queries.matching_arrays import Reading, metres_from, within_a_day

MOST_COPIES = 2
"""Plans that one process holds; a city's takes some hundred MiB."""
Kind = KeptEvent.Kind
NOTHING = "nothing"
"""An event that does not touch the plan, so that its number is not missed."""
Pair = tuple[int, int]


@dataclass(frozen=True)
class Moved:
    """What an event changed, by keys: (member, shift) pairs to propose and to take back."""

    added: tuple[Pair, ...] = ()
    taken_back: tuple[Pair, ...] = ()


class Copy:
    """One plan in memory, with the keys of its rows; `version` events have happened to it."""

    def __init__(self, plan: KeptPlan) -> None:
        """Read a plan that is loaded whole."""
        self.kept = Kept.unpacked(bytes(plan.state))
        columns, facts = unpacked(bytes(plan.keys))
        self.version = plan.stored_version
        self.members: IntArray = columns["members"]
        self.shifts: list[int] = columns["shifts"].tolist()
        self.communities: list[int] = columns["communities"].tolist()
        self._origin: tuple[float, float] = tuple(facts["origin"])
        self._by_key = np.argsort(self.members)
        self._sorted = self.members[self._by_key]
        self._shift_rows = {key: row for row, key in enumerate(self.shifts)}

    def member_row(self, key: int | None) -> int | None:
        """The row of a member, None for somebody who was not part of the question."""
        if key is None:
            return None
        at = int(np.searchsorted(self._sorted, key))
        if at < len(self._sorted) and self._sorted[at] == key:
            return int(self._by_key[at])
        return None

    def shift_row(self, key: int | None) -> int | None:
        """The row of a shift, None for one that is not part of the plan."""
        return None if key is None else self._shift_rows.get(key)

    def keys(self) -> bytes:
        """The keys of the rows as bytes."""
        return _packed_keys(
            self.members,
            np.array(self.shifts, dtype=np.int64),
            np.array(self.communities, dtype=np.int64),
            self._origin,
        )

    def replay(self, events: Iterable[KeptEvent]) -> None:
        """Carry out what other processes have carried out since."""
        for event in events:
            if event.number == self.version + 1:
                self.carry_out(event.facts)

    def carry_out(self, facts: dict[str, Any]) -> Moved:
        """Let one event happen to the plan, said in rows; return what it changed, in keys."""
        self.version += 1
        return self._named(self._changed(facts))

    def _changed(self, facts: dict[str, Any]) -> Change:
        kind, member, shift = facts["kind"], facts.get("member", -1), facts.get("shift", -1)
        if kind == Kind.GIVEN_BACK:
            return self.kept.decline(member=member, shift=shift, refill=facts["refill"])
        if kind == Kind.PAUSE:
            return self.kept.pause(member=member, first=facts["first"], last=facts["last"])
        if kind == Kind.CALLED_OFF:
            return self.kept.cancel_shift(shift=shift)
        if kind == Kind.APART:
            return self.kept.keep_apart(member=member, shifts=facts["shifts"])
        if kind == Kind.NEED:
            columns = _shift_columns(facts["columns"])
            row, change = self.kept.open_need(columns, facts.get("apart", ()))
            self.shifts.append(facts["key"])
            self._shift_rows[facts["key"]] = row
            return change
        if kind == Kind.BACK:
            return self.kept.come_back(member=member, first=facts["first"], last=facts["last"])
        if kind in (Kind.JOINED, Kind.LEFT):
            return self._by_themselves(kind, member, shift, facts)
        if kind == Kind.SENT:
            return self._sent([(pair[0], pair[1]) for pair in facts["dropped"]])
        return Change((), ())

    def _by_themselves(self, kind: str, member: int, shift: int, facts: dict[str, Any]) -> Change:
        """Somebody joins a shift, or leaves it, whom nothing was offered: a place and a day."""
        kept, day = self.kept, facts["day"]
        if min(member, shift) >= 0 and kept.stands(member, shift):
            if kind == Kind.LEFT:
                return kept.decline(member=member, shift=shift, refill=facts["refill"])
            kept.pin(member=member, shift=shift)
            return Change((), ())
        if kind == Kind.JOINED and min(member, shift) >= 0 and facts.get("whole"):
            with suppress(NoWay):  # what is promised leaves no room: only the place and the day go
                return kept.join(member=member, shift=shift)
        done = []
        if kind == Kind.JOINED:
            if shift >= 0:
                done.append(kept.take_place(shift=shift))
            if member >= 0:
                done.append(kept.pause(member=member, first=day, last=day))
        else:
            if member >= 0:
                done.append(kept.come_back(member=member, first=day, last=day))
            if shift >= 0 and facts["refill"]:
                done.append(kept.return_place(shift=shift))
        return _net(done)

    def _sent(self, dropped: list[Pair]) -> Change:
        """Promise what was sent; what no longer held when it was to be sent is gone for good."""
        added: list[Pair] = []
        taken_back: list[Pair] = []
        self.kept.pin_all(but=dropped)
        for member, shift in dropped:
            if self.kept.stands(member, shift):
                change = self.kept.decline(member=member, shift=shift, refill=False)
                added += change.added
                taken_back += change.taken_back
        return Change(tuple(added), tuple(taken_back))

    def _named(self, change: Change) -> Moved:
        return Moved(
            tuple((int(self.members[m]), self.shifts[s]) for m, s in change.added),
            tuple((int(self.members[m]), self.shifts[s]) for m, s in change.taken_back),
        )

    def days_of(self, first: str, last: str | None) -> Pair | None:
        """The days of the plan's month between two dates; None where there are none."""
        problem = self.kept.problem
        begin = max((date.fromisoformat(first) - problem.first_day).days, 0)
        end = problem.days - 1
        if last is not None:
            end = min((date.fromisoformat(last) - problem.first_day).days, end)
        return (begin, end) if begin <= end else None

    def columns_of(self, shift: Shift) -> dict[str, int] | None:
        """A new shift as the row that the engine reads; None if it cannot be matched."""
        longitude, latitude = shift.longitude, shift.latitude
        if (
            longitude is None
            or latitude is None
            or not within_a_day(shift.starts_at, shift.ends_at)
        ):
            return None
        begins = shift.starts_at.astimezone(CITY_TIME)
        day = (begins.date() - self.kept.problem.first_day).days
        if not 0 <= day < self.kept.problem.days:
            return None
        start = begins.hour * 60 + begins.minute
        x, y = metres_from(self._origin, longitude, latitude)
        masks = {True: 0, False: 0}
        asked = NeedSkill.objects.filter(need=shift.need_id)
        for bit, required in asked.values_list("skill__bit", "required"):
            masks[required] |= 1 << bit
        known = shift.area_id in self.communities
        return {
            "community": self.communities.index(shift.area_id) if known else 0,
            "x": x,
            "y": y,
            "day": day,
            "start": start,
            "end": min(start + shift.minutes, DAY_MINUTES),
            "places": shift.places - shift.taken,
            "total": shift.places,
            "required": masks[True],
            "desired": masks[False],
            "age_from": shift.need.least_age or 0,
            "age_until": OLDEST if shift.need.most_age is None else shift.need.most_age,
        }


class _Copies:
    """The copies of this process, the one used longest ago given up first."""

    def __init__(self) -> None:
        self._copies: OrderedDict[str, Copy] = OrderedDict()
        self._locks: dict[str, Any] = {}
        self._own = Lock()

    def has(self, plan: KeptPlan) -> bool:
        """Whether a plan is in memory."""
        return plan.stamp in self._copies

    @contextmanager
    def held(self, plan: KeptPlan) -> Iterator[Copy]:
        """One plan's copy for one thread, read from the database if it is not at hand.

        If anything goes wrong, the copy is given up: what it holds may never have been written.
        """
        with self._own:
            lock = self._locks.setdefault(plan.stamp, RLock())
        with lock:
            copy = self._copies.pop(plan.stamp, None) or Copy(KeptPlan.objects.get(pk=plan.pk))
            yield copy
            with self._own:
                self._copies[plan.stamp] = copy
                while len(self._copies) > MOST_COPIES:
                    self._copies.popitem(last=False)


copies = _Copies()


def catch_up(copy: Copy, plan_id: int) -> None:
    """Bring a copy to where the other processes are."""
    done = KeptEvent.objects.filter(plan=plan_id, number__gt=copy.version)
    copy.replay(done.order_by("number").only("number", "facts"))


def plans_over(*, area_paths: Iterable[str], month: date) -> QuerySet[KeptPlan]:
    """The kept plans whose area holds one of these, for a month, without their long columns."""
    step = Area.steplen
    above = {path[:length] for path in area_paths for length in range(step, len(path) + 1, step)}
    return _light().filter(run__month=month, run__area__path__in=above)


def plans_from(*, area_path: str, month: date) -> QuerySet[KeptPlan]:
    """The kept plans for a month or a later one whose area holds this one."""
    step = Area.steplen
    above = [area_path[:length] for length in range(step, len(area_path) + 1, step)]
    return _light().filter(run__month__gte=month, run__area__path__in=above)


def waits_for_ages(need: Need, shifts: Iterable[Shift]) -> bool:
    """Whether a kept plan over these shifts of a need knows no ages, but the need asks for some.

    Birth dates are opened only for a run over a need that asks; the next run will.
    """
    if need.least_age is None and need.most_age is None:
        return False
    months = {month_of(shift.starts_at) for shift in shifts}
    plans = [plans_over(area_paths=[need.area.path], month=month) for month in sorted(months)]
    return any(found.filter(run__figures__ages_asked=False).exists() for found in plans)


def plan_of(run_id: int | None) -> KeptPlan | None:
    """The kept plan of a run, without its long columns."""
    return None if run_id is None else _light().filter(run=run_id).first()


def _light() -> QuerySet[KeptPlan]:
    live = (MatchRun.State.READY, MatchRun.State.SENT)
    return KeptPlan.objects.defer("state", "keys").filter(run__state__in=live)


def _net(changes: list[Change]) -> Change:
    """Several changes as one: who came by one and went by another did neither."""
    added = {pair for change in changes for pair in change.added}
    gone = {pair for change in changes for pair in change.taken_back}
    return Change(tuple(sorted(added - gone)), tuple(sorted(gone - added)))


def keys_of(reading: Reading) -> bytes:
    """The keys of the rows of a problem as bytes."""
    return _packed_keys(reading.members, reading.shifts, reading.communities, reading.origin)


def month_of(moment: datetime) -> date:
    """The first day of the month in which a moment lies, by the clock of the city."""
    return moment.astimezone(CITY_TIME).date().replace(day=1)


def _packed_keys(
    members: IntArray, shifts: IntArray, communities: IntArray, origin: tuple[float, float]
) -> bytes:
    columns = {"members": members, "shifts": shifts, "communities": communities}
    return packed(columns, {"origin": list(origin)})


def _shift_columns(row: dict[str, int]) -> Shifts:
    masks = ("required", "desired")
    columns: dict[str, Any] = {
        name: np.array([value], dtype=np.uint64 if name in masks else np.int64)
        for name, value in row.items()
    }
    return Shifts(**columns)
