"""Why not this pair, what would it cost, and what would fill a place left open."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteering.matching.instances import (
    changed,
    feasible_by_plain_rules,
    ints,
    plain_problem,
    random_problem,
)
from volunteering.matching import Weights, match
from volunteering.matching.asking import answer
from volunteering.matching.checking import value
from volunteering.matching.criteria import criteria
from volunteering.matching.explaining import open_places
from volunteering.matching.filling import broken_rules, ways_to_fill
from volunteering.matching.keeping import Kept
from volunteering.matching.pairing import pairing
from volunteering.matching.result import Offers


def _asked(problem, member, shift):
    kept = Kept(problem, Weights(), match(problem), moving=0)
    return answer(problem, kept, member=member, shift=shift)


def test_a_pair_that_a_rule_forbids_names_the_rule():
    found = _asked(plain_problem(members={"radius": ints(5_000, 5_000, 10)}), 2, 0)

    assert not found.possible
    assert found.sentence.zh == "不能安排：超出本人愿意去的距离"


def test_a_pair_that_is_made_says_so():
    assert _asked(plain_problem(), 0, 0).sentence.zh == "已经安排了这一班"


def test_a_pair_less_near_costs_points():
    found = _asked(plain_problem(2, 1), 1, 0)

    assert (found.possible, found.places) == (True, 0)
    assert found.points == 400 - 339  # 250 metres farther away
    assert found.sentence.zh == "可以，总分少 61 分"


def test_a_pair_that_leaves_another_shift_empty_costs_a_place():
    # Only member 0 has the skill for shift 0, which lies on the day of shift 1.
    problem = plain_problem(
        2,
        2,
        members={"skills": np.array([1, 0], dtype=np.uint64)},
        shifts={"required": np.array([1, 0], dtype=np.uint64), "day": ints(4, 4)},
    )

    found = _asked(problem, 0, 1)

    assert found.places == 1
    assert found.sentence.zh == "可以，但别处会少 1 人"
    assert (found.gone, found.fewer) == (((0, 0), (1, 1)), (0,))


def test_what_is_promised_does_not_give_way():
    problem = plain_problem(2, 1)
    kept = Kept(problem, Weights(), match(problem), moving=0)
    kept.pin(member=0, shift=0)

    found = answer(problem, kept, member=1, shift=0)

    assert (found.possible, found.sentence.zh) == (False, "不能安排：要动已经发出的邀请")


def test_of_a_need_that_came_later_one_can_ask_too():
    problem = plain_problem(2, 1)
    kept = Kept(problem, Weights(), match(problem), moving=0)
    row, _ = kept.open_need(changed(problem, shifts={"day": ints(9)}).shifts)
    kept.pause(member=1, first=9, last=9)

    assert answer(problem, kept, member=0, shift=row).possible
    assert answer(problem, kept, member=1, shift=row).sentence.zh == "不能安排：本人正在休息"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 99))
def test_the_best_plan_with_the_pair_loses_what_is_said(seed, number):
    problem, weights = random_problem(seed, members=3), Weights()
    pairs = feasible_by_plain_rules(problem)
    if not pairs:
        return
    member, shift = pairs[number % len(pairs)]
    outcome = match(problem)
    kept = Kept(problem, weights, outcome, moving=0)

    cost = kept.cost_of(member=member, shift=shift)

    best = outcome.verdict.value.together(kept.worth)
    assert best - cost == _best_with(problem, weights, kept.worth, [(member, shift)])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 99))
def test_what_a_pair_costs_is_right_after_a_refusal_too(seed, number):
    problem, weights = random_problem(seed, members=3), Weights()
    outcome = match(problem)
    kept = Kept(problem, weights, outcome, moving=0)
    offers = list(zip(outcome.offers.member.tolist(), outcome.offers.shift.tolist(), strict=True))
    if not offers:
        return
    refused = offers[number % len(offers)]
    others = [pair for pair in feasible_by_plain_rules(problem) if pair != refused]

    kept.decline(member=refused[0], shift=refused[1])

    best = _best_with(problem, weights, kept.worth, [], others)
    for pair in others[:4]:
        cost = kept.cost_of(member=pair[0], shift=pair[1])
        assert best - cost == _best_with(problem, weights, kept.worth, [pair], others)


def _best_with(problem, weights, worth, held, feasible=None):
    """Worth of the best plan that holds some pairs: all other pairs are tried."""
    best = 0
    feasible = feasible_by_plain_rules(problem) if feasible is None else feasible
    pairs = [pair for pair in feasible if pair not in held]
    for bits in range(1 << len(pairs)):
        chosen = [pair for row, pair in enumerate(pairs) if bits >> row & 1] + held
        if not chosen:
            continue
        if not _keeps_counts(problem, chosen):
            continue
        table = np.array(chosen, dtype=np.int64)
        reached = value(problem, weights, Offers(table[:, 0], table[:, 1]))
        best = max(best, reached.together(worth))
    return best


def _keeps_counts(problem, chosen):
    given = np.bincount([shift for _, shift in chosen], minlength=problem.shifts.count)
    load = np.bincount([member for member, _ in chosen], minlength=problem.members.count)
    days = {(member, int(problem.shifts.day[shift])) for member, shift in chosen}
    return (
        (given <= problem.shifts.places).all()
        and (load <= problem.room).all()
        and len(days) == len(chosen)
    )


def test_a_place_left_open_says_the_cheapest_change():
    problem = plain_problem(
        members={"radius": ints(10, 10, 10), "x": ints(900, 310, 400), "skills": _bits(1, 1, 0)},
        shifts={"required": _bits(1, 0)},
    )
    outcome = match(problem)

    found = open_places(problem, outcome.offers, outcome.pairs)

    assert [(way.rule, way.amount) for way in found[0].ways] == [("near", 300)]
    assert found[0].sentence.zh.endswith("；2 人只差距离，最近的再走 300 米")


def test_ways_count_only_those_whom_a_single_rule_keeps_away():
    problem = changed(
        plain_problem(4, 1),
        members={
            "skills": _bits(0, 0, 1, 1),
            "cap": ints(2, 2, 0, 2),
            "radius": ints(9, 9, 900, 0),
        },
        shifts={"required": _bits(1)},
    )

    pairs = pairing(problem, 0, np.arange(4))
    ways = ways_to_fill(pairs, broken_rules(pairs))

    assert [(way.rule, way.members.tolist()) for way in ways] == [
        ("near", [3]),
        ("skilled", [0]),
        ("rested", [2]),
    ]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_of_several_rules_against_a_pair_the_first_two_are_told(seed):
    problem = random_problem(seed, members=12)
    pairs = pairing(problem, 0, np.arange(12))

    found = broken_rules(pairs)

    whole = np.array([~criterion.allows(pairs) for criterion in criteria()])
    first_two = whole & (whole.cumsum(axis=0) <= 2)
    assert (found >= first_two).all()
    assert (found <= whole).all()


def test_beyond_the_shifts_that_are_looked_at_only_the_number_is_told():
    problem = plain_problem(members={"radius": ints(10, 10, 10)}, shifts={"x": ints(9_000, 9_000)})
    outcome = match(problem)

    first, second = open_places(problem, outcome.offers, outcome.pairs, explained=1)

    assert "超出" in first.sentence.zh
    assert second.sentence.zh == "没有人符合这一班的条件"


def _bits(*values):
    return np.array(values, dtype=np.uint64)
