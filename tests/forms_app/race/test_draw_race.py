"""Entering, closing and drawing at the same moment, on a real PostgreSQL."""

from functools import partial

import pytest

from forms_app.actions.draw_seats import close_entries, draw_seats
from forms_app.actions.withdraw_submission import withdraw_submission
from forms_app.models import PlaceClaim, PlaceCount, SeatDraw, Submission
from tests.forms_app.conftest import NOW, Town
from tests.forms_app.limited import limited_form, send

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
]
PLACES = 3


def test_no_place_is_lost_or_given_twice_in_a_draw(race):
    town = Town()
    form = limited_form(town.community, places=PLACES, once_per="phone", drawn_by_lot=True)
    worker = town.staff()
    early = [send(form, number).submission for number in range(6)]

    closing = [partial(close_entries, by=worker, form_id=form.pk, now=NOW)] * 2
    entering = [partial(send, form, number) for number in range(10, 14)]
    race([*closing, *entering])
    drawing = [partial(draw_seats, by=worker, form_id=form.pk, now=NOW)] * 3
    leaving = [partial(withdraw_submission, submission_id=one.pk, now=NOW) for one in early[:2]]
    race([*drawing, *leaving])

    found = SeatDraw.objects.get()
    entries = found.entries.select_related("submission").order_by("place")
    assert Submission.objects.count() == entries.count()
    assert [entry.place for entry in entries] == list(range(1, entries.count() + 1))
    staying = [one for one in entries if one.submission.state != Submission.State.WITHDRAWN]
    came_in = [one.place for one in staying if one.submission.state == Submission.State.RECEIVED]
    assert came_in == [one.place for one in staying][:PLACES]
    assert PlaceCount.objects.get(form=form).taken == PLACES
    assert PlaceClaim.objects.filter(state="taken").count() == PLACES
