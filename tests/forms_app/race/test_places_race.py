"""Forms sent at the same moment, on a real PostgreSQL, with a control that shows the race."""

import threading
from collections import Counter
from functools import partial

import pytest
from django.db import transaction

from forms_app.actions.claiming import FormFull
from forms_app.actions.hold_places import hold_places
from forms_app.actions.marking import SentBefore
from forms_app.actions.withdraw_submission import withdraw_submission
from forms_app.models import PlaceClaim, PlaceCount, Submission
from tests.forms_app.limited import NOW, answers, limited_form, send

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
]
State = Submission.State


def naive_take(count_id: int, looked: threading.Barrier) -> None:
    """Look, then count: what the action would be without its lock and its condition."""
    with transaction.atomic():
        count = PlaceCount.objects.get(pk=count_id)
        looked.wait()
        if count.taken < count.places:
            PlaceClaim.objects.create(
                count=count, key=str(threading.get_ident()), amount=1, state="held", held_until=NOW
            )


def test_control_who_looks_first_and_counts_then_lets_in_too_many(town, race):
    limited_form(town.city, places=3)
    count = PlaceCount.objects.get()
    looked = threading.Barrier(12, timeout=60)

    race([partial(naive_take, count.pk, looked)] * 12)

    assert PlaceClaim.objects.count() == 12


def test_forty_send_for_ten_places_and_ten_have_one(town, race):
    form = limited_form(town.city, places=10)

    results = race([partial(send, form, number) for number in range(40)])

    kinds = Counter(type(result).__name__ for result in results)
    assert kinds == {"Receipt": 10, "FormFull": 30}
    assert Submission.objects.count() == 10
    assert PlaceCount.objects.get().taken == 10


def test_forty_send_with_a_waiting_list_and_thirty_wait(town, race):
    form = limited_form(town.city, places=10, keeps_waiting=True)

    race([partial(send, form, number) for number in range(40)])

    states = Counter(Submission.objects.values_list("state", flat=True))
    assert states == {State.RECEIVED: 10, State.WAITING: 30}


def test_holds_and_sendings_together_never_overshoot(town, race):
    form = limited_form(town.city, places=5)
    holding = [
        partial(hold_places, version=form.current, values=answers(n), key=f"k{n}", now=NOW)
        for n in range(10)
    ]

    results = race([*holding, *(partial(send, form, number) for number in range(10, 20))])

    assert sum(isinstance(result, FormFull) for result in results) == 15
    count = PlaceCount.objects.get()
    assert count.taken + count.held == 5


def test_withdrawn_at_once_as_many_come_in_as_go(town, race):
    form = limited_form(town.city, places=6, keeps_waiting=True)
    inside = [send(form, number).submission for number in range(6)]
    waiting = [send(form, number).submission for number in range(6, 16)]

    race([partial(withdraw_submission, submission_id=one.pk, now=NOW) for one in inside])

    assert PlaceCount.objects.get().taken == 6
    came_in = Submission.objects.filter(state=State.RECEIVED)
    assert set(came_in) == set(waiting[:6])


def test_one_form_sent_many_times_at_once_is_one(town, race):
    form = limited_form(town.city, places=5, once_per="phone")

    results = race([partial(send, form, 1)] * 8)

    assert len({receipt.submission.pk for receipt in results}) == 1
    assert PlaceCount.objects.get().taken == 1


def test_one_phone_in_many_windows_at_once_sends_once(town, race):
    form = limited_form(town.city, once_per="phone")

    results = race([partial(send, form, 1, key=f"window {n}") for n in range(8)])

    assert sum(isinstance(result, SentBefore) for result in results) == 7
    assert Submission.objects.count() == 1
