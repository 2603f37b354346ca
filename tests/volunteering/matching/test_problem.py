"""Problems that do not fit together are refused."""

import numpy as np
import pytest

from tests.volunteering.matching.instances import ints, plain_problem
from volunteering.matching.problem import InvalidProblem


@pytest.mark.parametrize(
    "changes",
    [
        {"members": {"unit": ints(0, 0)}},
        {"members": {"unit": ints(0, 0, 1)}},
        {"members": {"free": np.zeros((3, 41), dtype=np.uint8)}},
        {"members": {"radius": ints(0, 0, -1)}},
        {"shifts": {"community": ints(0, 1)}},
        {"shifts": {"day": ints(0, 31)}},
        {"shifts": {"end": ints(600, 1500)}},
        {"shifts": {"end": ints(600, 540)}},
        {"shifts": {"places": ints(0, 2)}},
        {"shifts": {"places": ints(0, -1)}},
        {"refused": ints(1, 2)},
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(changes):
    with pytest.raises(InvalidProblem):
        plain_problem(**changes)
