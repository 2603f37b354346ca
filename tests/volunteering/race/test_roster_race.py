"""Rosters confirmed at the same moment on a real PostgreSQL; a control shows the race."""

import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from foundation.errors import Refused
from people.models import User
from tests.people.roster.making import ANN, id_number
from tests.people.roster.test_planning import BEA
from tests.volunteering.roster.conftest import NOW, make_office
from volunteering.actions.confirm_roster import confirm_roster
from volunteering.actions.import_roster import write_plan
from volunteering.models import Member, RosterImport
from volunteering.queries.rosters import area_index, plan_roster, unpacked_roster

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
]
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def office(transactional_db):
    return make_office()


def confirm(office, found):
    return partial(confirm_roster, by=office.organiser, roster_import_id=found.pk, now=LATER)


def naive_confirm(found, planned: threading.Barrier) -> None:
    """Plan, then write: what confirming would be without locks."""
    with transaction.atomic():
        found = RosterImport.objects.select_related("unit__area").get(pk=found.pk)
        plan = plan_roster(unpacked_roster(found.drafts), found.unit, area_index())
        planned.wait()
        write_plan(plan=plan, unit=found.unit, now=LATER)


def test_without_locks_two_confirmations_collide(office, race):
    found = office.preview(ANN, BEA)
    planned = threading.Barrier(2, timeout=30)

    results = race([partial(naive_confirm, found, planned)] * 2)

    assert sum(isinstance(one, IntegrityError) for one in results) == 1


def test_one_roster_confirmed_twice_at_once_is_imported_once(office, race):
    found = office.preview(ANN, BEA)

    results = race([confirm(office, found)] * 4)

    closed = [one for one in results if isinstance(one, Refused)]
    assert [one.code for one in closed] == ["import_closed"] * 3
    assert Member.objects.count() == 2
    assert User.objects.filter(member__isnull=False).count() == 2


def test_two_units_of_one_district_get_different_numbers(office, race):
    first = office.preview(ANN, by=office.organiser)
    second = office.preview(BEA, by=office.organiser, unit=office.other_unit)

    results = race([confirm(office, first), confirm(office, second)])

    assert [one.state for one in results] == ["confirmed", "confirmed"]
    assert len(set(Member.objects.values_list("number", flat=True))) == 2


def test_the_same_person_in_two_rosters_at_once_is_imported_once(office, race):
    again = {**ANN, "身份证号": id_number(), "邮箱": None}
    first = office.preview(ANN, by=office.organiser)
    second = office.preview(again, by=office.organiser)

    results = race([confirm(office, first), confirm(office, second)])

    assert sorted(getattr(one, "code", "imported") for one in results) == [
        "import_changed", "imported",
    ]  # fmt: skip
    assert Member.objects.count() == 1
