"""How far from the best a run may stop."""

import pytest

from tests.volunteering.matching.instances import ints, plain_problem
from volunteering.actions import carry_out_matching
from volunteering.actions.carry_out_matching import tolerance_for


@pytest.mark.parametrize(("places", "tolerance"), [(3, 1e-5), (4, 2e-4)])
def test_only_a_large_overloaded_month_may_stop_farther_from_the_best(
    monkeypatch, places, tolerance
):
    shifts = {"places": ints(places), "total": ints(places)}
    problem = plain_problem(4, 1, shifts=shifts)  # four members with room for two each

    assert tolerance_for(problem) == 0.0
    monkeypatch.setattr(carry_out_matching, "EXACT_UP_TO", 3)
    assert tolerance_for(problem) == tolerance
