"""What a liaison sees of the unit at a glance."""

import pytest

from people.models import Post, Unit
from volunteering.queries.units import units_at_a_glance

pytestmark = pytest.mark.django_db


def test_a_liaison_sees_who_is_in_and_who_has_yet_to_answer(town):
    for activated in (True, True, False):
        town.member(activated=activated)
    other = Unit.objects.create(
        code="U2", name="别的单位", level=Unit.Level.DISTRICT, area=town.community
    )
    liaison = town.user()
    Post.objects.create(
        user=liaison, role=Post.Role.UNIT_LIAISON, unit=town.unit, starts_on="2026-01-01"
    )

    units = list(units_at_a_glance(liaison))

    assert other not in units
    assert [(u.members_known, u.members_active, u.members_invited) for u in units] == [(3, 2, 1)]


def test_who_is_no_liaison_sees_no_unit(town):
    town.member()

    assert list(units_at_a_glance(town.staff(Post.Role.ORGANISER, town.district))) == []
