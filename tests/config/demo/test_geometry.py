"""Outlines of the demo fit together: no gap, no overlap, every centre at home in its own cell."""

from random import Random

import pytest

from config.demo.geometry import Plane, area_of, cells, contains, nearer, scattered, trimmed
from config.demo.grids import DISTRICT_OUTLINE, PLANE
from config.demo.scales import shared_out

SQUARE = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]


def test_the_nearer_half_of_a_square_is_half_of_it():
    half = nearer(SQUARE, (2.0, 5.0), (8.0, 5.0))

    assert area_of(half) == pytest.approx(50)
    assert contains(half, (2.0, 5.0))
    assert not contains(half, (8.0, 5.0))


def test_cells_fill_the_ground_without_overlap():
    ground = [PLANE.metres(point) for point in DISTRICT_OUTLINE]
    centres = scattered(ground, 60, Random(4))

    found = cells(ground, centres)

    assert sum(map(area_of, found)) == pytest.approx(area_of(ground))
    assert all(contains(cell, centre) for cell, centre in zip(found, centres, strict=True))


def test_spikes_are_trimmed_off():
    spiked = [*SQUARE[:2], (10.0, 4.0), (25.0, 4.0), (10.0, 4.0), *SQUARE[2:]]

    assert trimmed(spiked) == [*SQUARE[:2], (10.0, 4.0), *SQUARE[2:]]
    assert trimmed(SQUARE) == SQUARE


def test_a_single_centre_keeps_all_ground():
    assert cells(SQUARE, [(1.0, 1.0)]) == [SQUARE]


def test_scattered_points_lie_inside_and_follow_the_seed():
    ground = [PLANE.metres(point) for point in DISTRICT_OUTLINE]

    points = scattered(ground, 40, Random(9))

    assert all(contains(ground, point) for point in points)
    assert points == scattered(ground, 40, Random(9))
    assert points != scattered(ground, 40, Random(10))


def test_metres_and_degrees_lead_back_to_each_other():
    plane = Plane(117.1, 36.7)

    longitude, latitude = plane.degrees(plane.metres((117.2345, 36.5432)))

    assert (longitude, latitude) == (117.2345, 36.5432)
    assert plane.metres((117.1, 36.8))[1] == pytest.approx(11_132)


def test_shares_add_up_and_nobody_goes_without():
    shares = shared_out(2_719, [Random(1).lognormvariate(0, 1) for _ in range(632)])

    assert sum(shares) == 2_719
    assert min(shares) >= 1


def test_too_little_to_share_is_refused():
    with pytest.raises(ValueError, match="2 cannot be shared by 3"):
        shared_out(2, [1.0, 1.0, 1.0])
