"""Why an offer, why a place stays open, why a member is left out."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteering.matching.instances import (
    changed,
    ints,
    offers_of,
    plain_problem,
    random_problem,
)
from volunteering.matching import Weights, match
from volunteering.matching.candidates import feasible_pairs
from volunteering.matching.criteria import criteria
from volunteering.matching.explaining import left_out, offer_points, open_places, reason, reasons
from volunteering.matching.pairing import pairing
from volunteering.matching.problem import packed_week
from volunteering.matching.surroundings import last_hurdles


def test_a_reason_is_one_line_of_all_that_speaks():
    said = reason(plain_problem(), 0, 0)

    assert said.zh == (
        "就在家附近（250 米内）；周六上午有空；不需要特别技能；当月还没有安排；社区当月还缺 2 人"
    )
    assert said.en.startswith("close to home (within 250 m); free on Saturday morning; ")


def test_all_reasons_together_are_those_of_each_offer():
    problem = random_problem(5, members=8, shifts=6)
    offers = match(problem).offers

    together = reasons(problem, offers)

    apart = [
        reason(problem, shift, member)
        for shift, member in zip(offers.shift.tolist(), offers.member.tolist(), strict=True)
    ]
    assert len(apart) > 1
    assert together == [(said.zh, said.en) for said in apart]


def test_points_name_the_criterion_they_come_from():
    problem = plain_problem(1, 2)

    points = offer_points(problem, Weights(), offers_of([(0, 0), (0, 1)]))

    assert points["near"].tolist() == [400, 400]
    assert points["rested"].tolist() == [200, 150]
    assert points["willing"].tolist() == [0, 0]


def test_an_open_place_says_which_rule_leaves_out_how_many():
    problem = plain_problem(
        members={"radius": ints(5_000, 5_000, 10), "x": ints(0, 0, 3_000)},
        shifts={"required": np.array([1, 0], dtype=np.uint64)},
    )
    outcome = match(problem)

    (found,) = open_places(problem, outcome.offers, outcome.pairs)

    assert (found.shift, found.places, found.fitting) == (0, 1, 0)
    assert found.excluded["skilled"] == 2
    assert found.excluded["near"] == 1
    assert found.sentence.zh == (
        "没有人符合这一班的条件；1 人超出本人愿意去的距离；余下的有 2 人没有这一班必须的技能"
    )


def test_a_place_open_because_everybody_is_placed_elsewhere_says_so():
    problem = changed(plain_problem(1, 2), members={"cap": ints(1)})
    outcome = match(problem)

    (found,) = open_places(problem, outcome.offers, outcome.pairs)

    assert found.fitting == 1
    assert found.sentence.zh == "1 人符合，但已经安排在别的班次"


def test_everybody_left_out_learns_why():
    free = np.ones((5, 336), dtype=bool)
    free[2] = False
    problem = changed(
        plain_problem(5, 1),
        members={
            "cap": ints(1, 0, 1, 1, 1),
            "open_offers": ints(0, 0, 0, 1, 0),
            "free": packed_week(free),
        },
        offer_limit=1,
    )
    pairs = feasible_pairs(problem, Weights())

    told = left_out(problem, offers_of([(0, 0)]), pairs)

    assert {row: said.zh for said, rows in told for row in rows.tolist()} == {
        1: "当月已经安排到本人的上限",
        2: "没有可去的班次：这个时间没有空",
        3: "还有邀请没有答复",
        4: "至少有 1 个班次合适，名额给了更合适的人",
    }


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_the_last_hurdle_is_that_of_the_shift_one_gets_furthest_at(seed):
    problem = random_problem(seed, members=10, shifts=6)
    free = problem.members.free.copy()
    free[::3] = 0
    problem = changed(problem, members={"free": free})
    everybody = np.arange(10)

    found = last_hurdles(problem, everybody)

    rules = [
        np.array(
            [~criterion.allows(pairing(problem, shift, everybody)) for criterion in criteria()]
        )
        for shift in range(6)
    ]
    first = [np.where(fails.any(axis=0), fails.argmax(axis=0), len(fails)) for fails in rules]
    assert found.tolist() == np.max(first, axis=0).tolist()
