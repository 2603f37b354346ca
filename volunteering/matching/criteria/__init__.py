"""The criteria in force: every module of this folder holds one, and the folder is the registry."""

import sys
from functools import cache

from foundation.registry import classes_in
from volunteering.matching.criterion import Criterion


@cache
def criteria() -> tuple[Criterion, ...]:
    """One instance of each criterion in the folder, in the order in which reasons name them."""
    found: list[Criterion] = [cls() for cls in classes_in(sys.modules[__name__], Criterion)]
    return tuple(sorted(found, key=lambda criterion: (criterion.order, criterion.name)))
