"""Scopes: an empty one reaches nothing, and never everything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.actions import add_children, named
from territory.models import Area
from territory.scope import EVERYWHERE, NOWHERE, Scope

paths = st.lists(st.sampled_from(["0001", "00010001", "000100010002", "0002", "00020001"]))


def test_an_empty_path_is_refused():
    with pytest.raises(ValueError, match="empty path"):
        Scope(frozenset({""}))


@given(paths)
def test_the_smallest_scope_covers_exactly_what_its_paths_cover(given_paths):
    scope = Scope.of(given_paths)

    for probe in ["0001", "00010001", "0001000100020001", "0002", "0003", ""]:
        assert scope.covers(probe) == any(probe.startswith(path) for path in given_paths)
    assert not any(a != b and a.startswith(b) for a in scope.paths for b in scope.paths)


@pytest.mark.django_db
def test_nowhere_filters_everything_out_and_everywhere_nothing():
    add_children(parent=None, children=[named(Area(code="1", level="city"), "甲市")])

    assert Area.objects.within(NOWHERE).count() == 0
    assert Area.objects.within(Scope.of([])).count() == 0
    assert Area.objects.within(EVERYWHERE).count() == 1
