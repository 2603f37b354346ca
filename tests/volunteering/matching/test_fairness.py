"""Measures of fairness."""

import pytest

from tests.volunteering.matching.instances import ints, offers_of, plain_problem
from volunteering.matching.fairness import fairness, gini


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], 0.0), ([0, 0], 0.0), ([3, 3, 3], 0.0), ([0, 0, 0, 8], 0.75), ([1, 3], 0.25)],
)
def test_gini(values, expected):
    assert gini(values) == pytest.approx(expected)


def test_fill_counts_what_was_taken_before():
    problem = plain_problem(shifts={"places": ints(1, 1), "total": ints(3, 1)})

    found = fairness(problem, offers_of([(0, 0)]))

    assert found.community_fill.tolist() == [0.75]
    assert found.least_fill == 0.75
    assert found.members_asked == 1
    assert found.most_of_a_member == 1
    assert found.most_of_a_unit == 1.0
