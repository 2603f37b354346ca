"""Weights and ladders."""

import numpy as np
import pytest

from tests.volunteering.matching.instances import changed, ints, plain_problem
from volunteering.matching import Weights
from volunteering.matching.scoring import InvalidWeights, Steps, ladders, place_worth


@pytest.mark.parametrize("points", [{"near": -1}, {"loud": 10}])
def test_weights_that_mean_nothing_are_refused(points):
    with pytest.raises(InvalidWeights):
        Weights(points)


def test_a_criterion_that_the_weights_do_not_name_keeps_its_own():
    assert Weights({}).most == Weights().most == 1000


def test_a_place_is_worth_more_than_all_points_together():
    problem = plain_problem()

    assert place_worth(problem, Weights()) > problem.open_places * Weights().most


def test_rungs_are_used_from_the_top():
    steps = Steps(sizes=np.array([[1, 2, 1]]), points=np.array([[10, 4, 0]]))

    assert [steps.worth(ints(used)) for used in range(5)] == [0, 10, 14, 18, 18]
    assert [steps.points_at(0, position) for position in range(4)] == [10, 4, 4, 0]


def test_each_further_shift_of_a_month_scores_less():
    problem = changed(plain_problem(), members={"taken": ints(0, 1, 0), "cap": ints(3, 3, 3)})

    points = ladders(problem, Weights()).member.points

    assert points[0].tolist() == [200, 150, 100]
    assert points[1].tolist() == [150, 100, 50]


def test_a_unit_scores_less_beyond_its_fair_share():
    problem = plain_problem(4, 8)

    steps = ladders(problem, Weights()).unit

    assert steps.sizes.tolist() == [[4, 4, 0, 0, 0]]
    assert steps.points.tolist() == [[75, 56, 38, 19, 0]]


def test_a_community_that_is_half_full_starts_on_its_second_rung():
    problem = plain_problem(shifts={"places": ints(1, 4), "total": ints(5, 5)})

    assert ladders(problem, Weights()).community.sizes.tolist() == [[0, 3, 2]]
