"""Corrections, ending holds and promotions at the same moment never give one place twice."""

import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from forms_app.actions.correct_submission import correct_submission
from forms_app.actions.hold_places import end_holds, hold_places
from forms_app.actions.marking import SentBefore
from forms_app.actions.withdraw_submission import withdraw_submission
from forms_app.models import Form, PlaceClaim, PlaceCount, Submission, SubmissionMark
from tests.forms_app.limited import COMING, NOW, PHONE, TALK, answers, limited_form, send

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
]
State = Submission.State
LATER = NOW + timedelta(hours=1)


def naive_promote(count_id: int, submission_id: int, looked: threading.Barrier) -> None:
    """Look for a free place and let one in: what promoting would be without its lock."""
    with transaction.atomic():
        count = PlaceCount.objects.get(pk=count_id)
        looked.wait()
        if count.taken < count.places:
            PlaceClaim.objects.filter(submission=submission_id).update(state="taken")
            Submission.objects.filter(pk=submission_id).update(state=State.RECEIVED)


def taken_by_claims() -> int:
    claims = PlaceClaim.objects.filter(state="taken", count__choice="")
    return sum(claims.values_list("amount", flat=True))


def test_control_without_a_lock_one_free_place_lets_everybody_in(town, race):
    form = limited_form(town.city, places=1, keeps_waiting=True)
    inside = send(form, 0).submission
    waiting = [send(form, number).submission for number in range(1, 7)]
    count = PlaceCount.objects.get()
    PlaceClaim.objects.filter(submission=inside).delete()
    PlaceCount.objects.update(taken=0)
    looked = threading.Barrier(6, timeout=60)

    race([partial(naive_promote, count.pk, one.pk, looked) for one in waiting])

    assert taken_by_claims() == 6


def test_corrected_withdrawn_and_ended_at_once_the_places_are_given_once(town, race):
    form = limited_form(town.city, places=6, counted_by=COMING, keeps_waiting=True)
    inside = [send(form, number, coming=2).submission for number in range(3)]
    waiting = [send(form, number, coming=1).submission for number in range(3, 9)]

    def smaller(number: int) -> object:
        values = answers(number) | {COMING: 1}
        return correct_submission(
            submission_id=inside[number].pk, values=values, key=f"c{number}", now=NOW
        )

    race(
        [
            *(partial(smaller, number) for number in range(2)),
            partial(withdraw_submission, submission_id=inside[2].pk, now=NOW),
            *[partial(end_holds, now=LATER)] * 2,
            *(partial(send, form, number, coming=1) for number in range(20, 24)),
        ]
    )

    assert PlaceCount.objects.get().taken == taken_by_claims() == 6
    came_in = [one for one in waiting if Submission.objects.get(pk=one.pk).state == State.RECEIVED]
    assert came_in == waiting[:4]


def test_holds_that_run_out_while_others_send_are_given_once(town, race):
    form = limited_form(town.city, places=4)
    for number in range(4):
        hold_places(version=form.current, values=answers(number), key=f"k{number}", now=NOW)

    race(
        [
            *[partial(end_holds, now=LATER)] * 4,
            *(partial(send, form, number, now=LATER) for number in range(10, 20)),
        ]
    )

    count = PlaceCount.objects.get()
    assert (count.taken, count.held) == (4, 0)
    assert taken_by_claims() == Submission.objects.count() == 4


def test_an_option_counted_by_a_sum_is_never_overshot(town, race):
    form = limited_form(town.city, morning=10, counted_by=COMING)

    race([partial(send, form, number, coming=3) for number in range(12)])

    assert PlaceCount.objects.get().taken == 9
    assert Submission.objects.count() == 3


def naive_once(form: Form, number: int, looked: threading.Barrier) -> None:
    """Look whether it was sent before, then keep it: what sending would be without its mark."""
    with transaction.atomic():
        was_sent = SubmissionMark.objects.filter(form=form).exists()
        looked.wait()
        if not was_sent:
            Submission.objects.create(
                version=form.current,
                area=form.area,
                reference=f"{number:09d}",
                idempotency_key=f"window {number}",
                code_digest="x",
                answers="{}",
                created_at=NOW,
            )


def test_control_who_only_looks_whether_it_was_sent_lets_every_window_send(town, race):
    form = limited_form(town.city, once_per="phone")
    looked = threading.Barrier(8, timeout=60)

    race([partial(naive_once, form, number, looked) for number in range(8)])

    assert Submission.objects.count() == 8


@pytest.mark.parametrize(
    "limit",
    [
        {"once_per": "phone", "once_every": "month"},
        {"once_per": "person"},
        {"same_answers": [TALK, PHONE]},
    ],
    ids=["phone and period", "person", "same answers"],
)
def test_of_many_at_once_one_passes_what_may_come_once(town, race, limit):
    form = limited_form(town.city, **limit)
    member = town.staff()

    results = race([partial(send, form, 1, key=f"window {n}", by=member) for n in range(8)])

    assert sum(isinstance(result, SentBefore) for result in results) == 7
    assert Submission.objects.count() == 1


def test_a_correction_to_the_phone_that_just_sends_waits_in_no_circle(town, race):
    form = limited_form(town.city, places=9, once_per="phone")
    mine = send(form, 1).submission

    def to_number(number: int) -> object:
        values = answers(number)
        return correct_submission(submission_id=mine.pk, values=values, key="c", now=NOW)

    results = race([partial(to_number, 2), partial(send, form, 2)])

    assert sum(isinstance(result, SentBefore) for result in results) == 1
    assert Submission.objects.count() == PlaceCount.objects.get().taken
