"""A kept plan stays the best one, whatever happens."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.graph.python import min_cost_flow

from tests.volunteering.matching.instances import (
    changed,
    crowded_problem,
    ints,
    offers_of,
    plain_problem,
    random_problem,
)
from volunteering.matching import Weights, match, repairing
from volunteering.matching.checking import value, violations
from volunteering.matching.keeping import SHIFT_BITS, TOO_CLOSE, Kept, NotStanding, NoWay
from volunteering.matching.network import SINK, SOURCE
from volunteering.matching.problem import Intervals
from volunteering.matching.storing import packed, unpacked


def _cost_anew(kept):
    """The cost of the cheapest flow over the arcs of a kept plan, by the solver."""
    tail, head, capacity, cost = (np.array(column) for column in kept.arcs())
    supply = int(capacity[tail == SOURCE].sum())
    capacity[0] = supply  # the bypass takes whatever stays open
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)
    solver.set_node_supply(SOURCE, supply)
    solver.set_node_supply(SINK, -supply)
    assert solver.solve() == solver.OPTIMAL
    return int(solver.optimal_cost())


def _way(kept, member, shift):
    """The arcs that a promised pair holds besides its own, from the source to the sink."""
    return [arc for arc in kept._pinned[member << SHIFT_BITS | shift] if arc >= 0]


def _cost_forced(kept, way):
    """What all would cost anew, with the day and the place of a promise tied together by force."""
    tail, head, capacity, cost = (np.array(column) for column in kept.arcs())
    capacity[way] += 1
    force = 10**9
    supply = int(capacity[tail == SOURCE].sum())
    capacity[0] = supply
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)
    solver.add_arc_with_capacity_and_unit_cost(int(head[way[2]]), int(tail[way[3]]), 1, -force)
    solver.set_node_supply(SOURCE, supply)
    solver.set_node_supply(SINK, -supply)
    assert solver.solve() == solver.OPTIMAL
    return int(solver.optimal_cost()) + force


def _pairs(kept):
    return set(zip(kept.offers.member.tolist(), kept.offers.shift.tolist(), strict=True))


def _one_more(shifts, other, row):
    """The shifts with a row of ``other`` behind them."""
    columns = {
        name: np.append(column, vars(other)[name][row]) for name, column in vars(shifts).items()
    }
    return replace(shifts, **columns)


def _only(shifts, row):
    return replace(shifts, **{name: col[row : row + 1] for name, col in vars(shifts).items()})


class _Course:
    """A kept plan, and the problem as it is after the same events."""

    def __init__(self, seed, moving, made=random_problem):
        self.problem = made(seed, members=9, shifts=7, days=4)
        self.kept = Kept(self.problem, Weights(), match(self.problem), moving=moving)
        self.later = made(seed + 1, members=1, shifts=8, days=4).shifts
        self.now, self.gone, self.closed = self.problem, {}, set()

    def standing(self, number):
        pairs = sorted(_pairs(self.kept))
        return pairs[number % len(pairs)] if pairs else None

    def need(self, number):
        row, _ = self.kept.open_need(_only(self.later, number % 8))
        self.now = replace(self.now, shifts=_one_more(self.now.shifts, self.later, number % 8))
        assert row == self.now.shifts.count - 1

    def accept(self, number):
        if pair := self.standing(number):
            self.kept.pin(member=pair[0], shift=pair[1])

    def decline(self, number, refill=True):
        if pair := self.standing(number):
            self.kept.decline(member=pair[0], shift=pair[1], refill=refill)
            self.now = replace(self.now, refused=np.vstack([self.now.refused, [pair]]))
        return pair

    def give_away(self, number):
        if pair := self.decline(number, refill=False):
            self.with_places(pair[1], -1)

    def pause(self, number):
        member, first = number % 9, number % 3
        self.kept.pause(member=member, first=first)
        for day in range(first, 4):
            self.gone[member, day] = self.on_day(member, day)

    def come_back(self, number):
        member, first = number % 9, number % 3
        self.kept.come_back(member=member, first=first)
        for day in range(first, 4):
            self.gone.pop((member, day), None)

    def take_place(self, number):
        shift = number % self.now.shifts.count
        free = self.now.shifts.places[shift] - sum(
            self.kept.is_pinned(*pair) for pair in _pairs(self.kept) if pair[1] == shift
        )
        if free > 0 and shift not in self.closed:
            self.kept.take_place(shift=shift)
            self.with_places(shift, -1)

    def return_place(self, number):
        shift = number % self.now.shifts.count
        known = self.now.shifts
        if shift not in self.closed and known.places[shift] < known.total[shift]:
            self.kept.return_place(shift=shift)
            self.with_places(shift, 1)

    def with_places(self, shift, more):
        places = self.now.shifts.places.copy()
        places[shift] += more
        self.now = replace(self.now, shifts=replace(self.now.shifts, places=places))

    def keep_apart(self, number):
        """A member and every second shift, but what is promised."""
        member = number % 9
        shifts = range(number % 2, self.now.shifts.count, 2)
        self.kept.keep_apart(member=member, shifts=shifts)
        loose = [(member, s) for s in shifts if not self.kept.is_pinned(member, s)]
        self.now = replace(
            self.now, refused=np.vstack([self.now.refused, np.array(loose).reshape(-1, 2)])
        )

    def join(self, number):
        member, shift = number % 9, number % self.now.shifts.count
        kept = self.kept
        if kept.stands(member, shift) or kept.refusal(member=member, shift=shift):
            return
        if [member, shift] in self.now.refused.tolist():
            return
        before = kept.cost, _pairs(kept)
        try:
            kept.join(member=member, shift=shift)
        except NoWay:
            assert kept.cost == before[0]
            return
        assert kept.is_pinned(member, shift)
        way = _way(kept, member, shift)
        assert kept.cost + int(np.array(kept._cost)[way].sum()) == _cost_forced(kept, way)

    def on_day(self, member, day):
        return {s for who, s in _pairs(self.kept) if who == member and self.kept.day_of(s) == day}

    def cancel(self, number):
        shift = number % self.now.shifts.count
        if shift not in self.closed:
            self.kept.cancel_shift(shift=shift)
            self.closed.add(shift)

    def store(self, number):
        del number
        before = self.kept.offers, self.kept.cost
        self.kept = Kept.unpacked(self.kept.packed())
        assert self.kept.offers.member.tolist() == before[0].member.tolist()
        assert self.kept.offers.shift.tolist() == before[0].shift.tolist()
        assert self.kept.cost == before[1]


EVENTS = (
    "need", "decline", "pause", "come_back", "accept", "give_away", "take_place", "return_place",
    "cancel", "keep_apart", "store", "join",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 10**9),
    st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 99)), max_size=12),
    st.sampled_from([0, 100]),
    st.sampled_from([random_problem, crowded_problem]),
)
def test_after_any_events_the_plan_costs_what_solving_anew_costs(seed, events, moving, made):
    course = _Course(seed, moving, made)

    for event, number in events:
        promised = {pair for pair in _pairs(course.kept) if course.kept.is_pinned(*pair)}
        getattr(course, event)(number)

        pairs = _pairs(course.kept)
        assert course.kept.cost == _cost_anew(course.kept)
        assert violations(course.now, course.kept.offers) == []
        assert not course.closed & {shift for _, shift in pairs}
        for (member, day), shifts in course.gone.items():
            assert course.on_day(member, day) <= shifts
        if event not in ("decline", "give_away", "cancel"):
            assert promised <= pairs


@pytest.mark.parametrize("event", ["decline", "cancel"])
def test_a_stored_plan_goes_on_as_the_one_in_memory_does(event):
    for seed in range(12):
        course = _Course(seed, 100)
        other = Kept.unpacked(course.kept.packed())
        pair = course.standing(seed)
        if pair and event == "decline":
            changes = [k.decline(member=pair[0], shift=pair[1]) for k in (course.kept, other)]
        else:
            changes = [k.cancel_shift(shift=seed % 7) for k in (course.kept, other)]

        assert changes[0] == changes[1]
        assert other.packed() == course.kept.packed()


def test_ways_found_by_compiled_code_lead_to_the_same_plan(monkeypatch):
    random = np.random.default_rng(3)
    for seed in range(25):
        events = [(EVENTS[random.integers(6)], int(random.integers(99))) for _ in range(10)]
        found = []
        for least in (0, 1 << 60):
            monkeypatch.setattr(repairing, "WORTH_WALKING", least)
            course = _Course(seed, 100)
            for event, number in events:
                getattr(course, event)(number)
            found.append(course.kept)

        assert found[0].packed() == found[1].packed()
        assert found[0].cost == _cost_anew(found[0])


def test_a_plan_without_any_way_left_says_so_by_either_code(monkeypatch):
    for least in (0, 1 << 60):
        monkeypatch.setattr(repairing, "WORTH_WALKING", least)
        kept = Kept(plain_problem(), Weights(), match(plain_problem()))
        alone = kept._new_node()

        with pytest.raises(IndexError):
            kept._bring(alone)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 99))
def test_a_declined_offer_leaves_the_best_plan_without_it(seed, number):
    problem, weights = random_problem(seed, members=6, shifts=5), Weights()
    outcome = match(problem)
    kept = Kept(problem, weights, outcome, moving=0)
    standing = sorted(_pairs(kept)) or [(0, 0)]
    member, shift = standing[number % len(standing)]
    without = replace(problem, refused=np.vstack([problem.refused, [[member, shift]]]))

    if outcome.offers.count:
        kept.decline(member=member, shift=shift)

    worth = outcome.certificate.points.worth
    best = match(without).verdict.value.together(worth)
    assert value(without, weights, kept.offers).together(worth) >= best


def test_a_new_need_is_filled_by_whoever_is_free_and_nobody_is_moved():
    problem = plain_problem(3, 2)
    kept = Kept(problem, Weights(), match(problem))
    before = _pairs(kept)

    row, change = kept.open_need(_only(changed(problem, shifts={"day": ints(9, 9)}).shifts, 0))

    assert row == 2
    assert [shift for _, shift in change.added] == [2]
    assert change.taken_back == ()
    assert before < _pairs(kept)


def test_a_place_is_filled_by_moving_somebody_when_that_fills_one_more():
    # Member 1 can do either shift, member 0 only the first one, which member 1 holds.
    problem = plain_problem(
        2,
        1,
        members={
            "x": ints(2_000, 0),
            "skills": np.array([0, 1], dtype=np.uint64),
            "cap": ints(1, 1),
        },
    )
    kept = Kept(problem, Weights(), match(problem))
    skilled = changed(problem, shifts={"required": np.array([1], dtype=np.uint64)}).shifts

    _, change = kept.open_need(skilled)

    assert _pairs(kept) == {(0, 0), (1, 1)}
    assert (set(change.added), change.taken_back) == ({(0, 0), (1, 1)}, ((1, 0),))


def test_who_is_kept_apart_gives_way_and_is_not_asked_for_a_new_need():
    problem = plain_problem(3, 1)
    kept = Kept(problem, Weights(), match(problem))
    ((first, _),) = _pairs(kept)

    change = kept.keep_apart(member=first, shifts=[0])
    ((second, _),) = _pairs(kept)
    row, opened = kept.open_need(
        _only(changed(problem, shifts={"day": ints(9)}).shifts, 0), apart=[first, second]
    )

    assert second != first
    assert change.added == ((second, 0),)
    assert [member for member, shift in opened.added if shift == row] == [3 - first - second]


def test_a_declined_place_goes_to_the_next_best():
    problem = plain_problem(3, 1)
    kept = Kept(problem, Weights(), match(problem))

    change = kept.decline(member=0, shift=0)

    assert change.added == ((1, 0),)
    assert _pairs(kept) == {(1, 0)}


def test_a_plan_stored_before_a_column_was_known_is_read():
    problem = random_problem(5, members=9, shifts=7, days=4)
    kept = Kept(problem, Weights(), match(problem))
    columns, facts = unpacked(kept.packed())
    older = {"members.day_cap", "members.age", "shifts.age_from", "shifts.age_until"}
    older |= {"later.age_from", "later.age_until"}
    older |= {"moments"}
    del facts["rest_minutes"]

    read = Kept.unpacked(
        packed({name: column for name, column in columns.items() if name not in older}, facts)
    )

    assert older < set(columns)
    assert _pairs(read) == _pairs(kept)
    assert read.packed() == kept.packed()


def _two_on_a_day(**changes):
    """Three shifts of one Saturday, the first two at the same time; two members."""
    return changed(
        plain_problem(2, 3),
        members={"day_cap": ints(2, 2), "cap": ints(3, 3), "x": ints(0, 2_000)},
        shifts={"day": ints(4, 4, 4), "start": ints(540, 600, 720), "end": ints(660, 690, 780)},
        **changes,
    )


def test_an_event_never_gives_anybody_two_shifts_at_a_time():
    problem = _two_on_a_day()
    kept = Kept(problem, Weights(), match(problem))
    holder = next(member for member, shift in _pairs(kept) if shift == 0)
    other = next(member for member, shift in _pairs(kept) if shift == 1)
    assert holder != other

    kept.decline(member=other, shift=1)

    # Whoever has the first shift cannot have the second too, however free their day is: they swap.
    assert {(holder, 1), (other, 0)} <= _pairs(kept)
    assert violations(problem, kept.offers) == []


def test_a_pair_that_clashes_with_a_promise_is_refused():
    problem = _two_on_a_day()
    kept = Kept(problem, Weights(), match(problem))
    holder = next(member for member, shift in _pairs(kept) if shift == 0)
    kept.pin(member=holder, shift=0)

    assert kept.refusal(member=holder, shift=1) is TOO_CLOSE
    assert kept.refusal(member=holder, shift=2) is None
    with pytest.raises(NoWay):
        kept.way_of(member=holder, shift=1)


def test_asking_for_a_clashing_pair_says_what_gives_way_and_changes_nothing():
    problem = _two_on_a_day()
    kept = Kept(problem, Weights(), match(problem))
    holder = next(member for member, shift in _pairs(kept) if shift == 0)
    before, cost = _pairs(kept), kept.cost

    way = kept.way_of(member=holder, shift=1)

    assert (holder, 0) in way.gone
    assert (_pairs(kept), kept.cost) == (before, cost)


def test_what_is_not_standing_cannot_be_declined():
    kept = Kept(plain_problem(), Weights(), match(plain_problem()))

    with pytest.raises(NotStanding):
        kept.decline(member=2, shift=0)

    assert kept.offers.count == 2


def test_who_pauses_is_asked_for_nothing_more():
    problem = plain_problem(2, 2)
    kept = Kept(problem, Weights(), match(problem))

    kept.pause(member=0)
    kept.open_need(_only(changed(problem, shifts={"day": ints(9, 9)}).shifts, 0))

    assert set(kept.offers.member.tolist()) == {1}
    away = Intervals(ints(0), ints(0), ints(31 * 1440))
    assert violations(replace(problem, absences=away), offers_of([(1, 0), (1, 1)])) == []


def test_who_signs_up_by_themselves_has_one_shift_of_the_month_less():
    problem = plain_problem(1, 2, members={"cap": ints(1)})
    kept = Kept(problem, Weights(), match(problem))
    ((_, meant),) = _pairs(kept)

    change = kept.join(member=0, shift=1 - meant)

    assert change.taken_back == ((0, meant),)
    assert _pairs(kept) == {(0, 1 - meant)}
    assert kept.is_pinned(0, 1 - meant)


def test_who_leaves_again_is_asked_for_what_they_were_meant_for():
    problem = plain_problem(1, 2, members={"cap": ints(1)})
    kept = Kept(problem, Weights(), match(problem))
    ((_, meant),) = _pairs(kept)
    kept.join(member=0, shift=1 - meant)

    kept.decline(member=0, shift=1 - meant)

    assert _pairs(kept) == {(0, meant)}


def test_signing_up_for_a_shift_whose_places_are_promised_changes_nothing():
    problem = plain_problem(2, 1)
    kept = Kept(problem, Weights(), match(problem))
    kept.pin_all()
    ((holder, _),) = _pairs(kept)

    with pytest.raises(NoWay):
        kept.join(member=1 - holder, shift=0)

    assert _pairs(kept) == {(holder, 0)}


def test_who_comes_back_may_have_several_shifts_a_day_again():
    problem = _two_on_a_day()
    kept = Kept(problem, Weights(), match(problem), moving=0)
    before = kept.cost
    kept.pause(member=0)

    kept.come_back(member=0)

    assert kept.cost == before
