"""Rosters confirmed at the same moment on a real PostgreSQL; a control shows the race."""

import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from people.models import User
from tests.people.roster.making import ANN, id_number
from tests.people.roster.test_planning import BEA
from tests.volunteering.roster.conftest import NOW, make_office
from volunteering.actions.carry_out_roster import carry_out_roster
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


def carry_out(office, found):
    """Confirm it, and return what a worker then does."""
    confirm(office, found)()
    return partial(carry_out_roster, roster_import_id=found.pk, now=LATER)


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


def test_of_four_clicks_at_once_one_tells_a_worker(office, race):
    found = office.preview(ANN, BEA)

    results = race([confirm(office, found)] * 4)

    assert sorted(results) == [False, False, False, True]


def test_one_roster_taken_by_four_workers_at_once_is_imported_once(office, race):
    found = office.preview(ANN, BEA)

    results = race([carry_out(office, found)] * 4)

    assert [one.state for one in results] == ["confirmed"] * 4
    assert Member.objects.count() == 2
    assert User.objects.filter(member__isnull=False).count() == 2


def test_two_units_of_one_district_get_different_numbers(office, race):
    first = office.preview(ANN, by=office.organiser)
    second = office.preview(BEA, by=office.organiser, unit=office.other_unit)

    results = race([carry_out(office, first), carry_out(office, second)])

    assert [one.state for one in results] == ["confirmed", "confirmed"]
    assert len(set(Member.objects.values_list("number", flat=True))) == 2


def test_the_same_person_in_two_rosters_at_once_is_imported_once(office, race):
    again = {**ANN, "身份证号": id_number(), "邮箱": None}
    first = office.preview(ANN, by=office.organiser)
    second = office.preview(again, by=office.organiser)

    results = race([carry_out(office, first), carry_out(office, second)])

    assert sorted((one.state, one.failure) for one in results) == [
        ("confirmed", ""),
        ("failed", "changed"),
    ]
    assert Member.objects.count() == 1
