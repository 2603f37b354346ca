"""Places by lot: entries close, it is drawn once, and anyone can repeat what came out."""

import csv
import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms_app.actions.draw_seats import close_entries, draw_seats, forget_who_lost
from forms_app.actions.erase_submission import erase_submission
from forms_app.actions.submit import NotOpen
from forms_app.actions.withdraw_submission import withdraw_submission
from forms_app.models import Form, PlaceCount, SeatDraw, SeatEntry, Submission
from foundation.errors import NotFound, Refused
from foundation.lots import Entry, commitment, verified
from outbox.keys import sealer
from outbox.models import Message
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.limited import NOW, limited_form, send

State = Submission.State
LATER = NOW + timedelta(days=1)


def lecture(area, *, slug="fire-talk", **fields):
    """Return a published form whose places are drawn by lot."""
    form = limited_form(area, **{"places": 2, "once_per": "phone", "drawn_by_lot": True, **fields})
    if slug != form.slug:
        Form.objects.filter(pk=form.pk).update(slug=slug)
        form.refresh_from_db()
    return form


@pytest.fixture
def talk(town):
    return lecture(town.community)


@pytest.fixture
def worker(town):
    return town.staff()


def drawn(form, worker, now=LATER):
    close_entries(by=worker, form_id=form.pk, now=now)
    return draw_seats(by=worker, form_id=form.pk, now=now)


def texts():
    return {
        told["params"]["text"]
        for message in Message.objects.filter(topic="sms").exclude(sealed="")
        if (told := json.loads(sealer().open(message.sealed, "outbox.message")))
    }


def test_everybody_enters_and_nobody_has_a_place_before_the_draw(talk):
    sent = [send(talk, number).submission for number in range(5)]

    assert {submission.state for submission in sent} == {State.WAITING}
    assert PlaceCount.objects.get(form=talk).taken == 0
    withdraw_submission(submission_id=sent[0].pk, now=NOW)
    assert not Submission.objects.filter(state=State.RECEIVED).exists()


def test_the_seed_is_promised_before_anybody_enters_and_told_after_the_draw(client, talk, worker):
    promise = SeatDraw.objects.get(form=talk)
    page = reverse("form_draw", args=[talk.slug])
    before = client.get(page).text
    for number in range(3):
        send(talk, number)
    close_entries(by=worker, form_id=talk.pk, now=LATER)
    closed = client.get(page).text
    draw_seats(by=worker, form_id=talk.pk, now=LATER)
    after = client.get(page).text

    assert promise.commitment == commitment(promise.seed)
    for shown in (before, closed, after):
        assert promise.commitment in shown
    assert promise.seed not in before + closed
    assert promise.seed in after


def test_anyone_can_repeat_the_draw_by_what_is_published(client, talk, worker):
    for number in range(9):
        send(talk, number)
    found = drawn(talk, worker)

    response = client.get(reverse("form_draw_entries", args=[talk.slug]))
    rows = list(csv.reader(response.text.splitlines()))
    entries = [Entry(number, int(lost)) for number, lost in rows]
    won = found.entries.filter(place__lte=2).order_by("place").values_list("number", flat=True)
    assert len(entries) == 9
    assert verified(found.seed, found.commitment, entries, 2, [str(number) for number in won])
    assert Submission.objects.filter(state=State.RECEIVED).count() == 2
    assert PlaceCount.objects.get(form=talk).taken == 2
    seated = found.entries.filter(seated=True)
    assert set(seated.values_list("number", flat=True)) == set(won)


def test_no_page_of_a_draw_carries_a_name_phone_or_receipt_number(client, talk, worker):
    receipt = send(talk, 7)
    send(talk, 8)
    drawn(talk, worker)

    pages = client.get(reverse("form_draw", args=[talk.slug])).text
    pages += client.get(reverse("form_draw_entries", args=[talk.slug])).text

    submission = receipt.submission
    for private in (submission.reference, submission.spoken_reference, "13900000007", "00000007"):
        assert private not in pages


def test_everybody_is_told_once_what_the_lot_brought(talk, worker):
    for number in range(4):
        send(talk, number)

    drawn(talk, worker)
    draw_seats(by=worker, form_id=talk.pk, now=LATER + timedelta(hours=1))

    told = texts()
    assert len(told) == 4
    assert sum("您抽中了名额" in text for text in told) == 2
    assert sorted(place for text in told for place in (1, 2) if f"候补第 {place} 位" in text) == [
        1,
        2,
    ]


def test_who_withdraws_leaves_the_place_to_the_next_of_the_lot(talk, worker):
    for number in range(5):
        send(talk, number)
    found = drawn(talk, worker)
    in_order = [entry.submission for entry in found.entries.order_by("place")]

    withdraw_submission(submission_id=in_order[0].pk, now=LATER)

    for submission in in_order:
        submission.refresh_from_db()
    assert [submission.state for submission in in_order] == [
        State.WITHDRAWN,
        State.RECEIVED,
        State.RECEIVED,
        State.WAITING,
        State.WAITING,
    ]
    assert found.entries.get(place=3).seated


def test_who_withdrew_between_closing_and_draw_keeps_the_number_but_no_place(talk, worker):
    sent = [send(talk, number).submission for number in range(3)]
    close_entries(by=worker, form_id=talk.pk, now=LATER)
    withdraw_submission(submission_id=sent[0].pk, now=LATER)

    found = draw_seats(by=worker, form_id=talk.pk, now=LATER)

    assert found.entries.count() == 3
    states = dict(Submission.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in sent] == [State.WITHDRAWN, State.RECEIVED, State.RECEIVED]


def test_nobody_enters_after_the_closing(talk, worker):
    send(talk, 1)
    close_entries(by=worker, form_id=talk.pk, now=LATER)

    with pytest.raises(NotOpen):
        send(talk, 2, now=LATER)

    assert Submission.objects.count() == 1


def test_who_lost_has_more_tickets_until_they_win(town, worker):
    first = lecture(town.community, slug="first", places=1)
    for number in (1, 2):
        send(first, number)
    lost = drawn(first, worker).entries.get(seated=False).submission
    loser = int(lost.values["fc9f5a7b13d6e"][-8:])
    second = lecture(town.community, slug="second", places=2)
    for number in (1, 2, 3):
        send(second, number, key=f"second{number}")

    close_entries(by=worker, form_id=second.pk, now=LATER)

    lots = {
        int(entry.submission.values["fc9f5a7b13d6e"][-8:]): (entry.lost, entry.tickets)
        for entry in SeatEntry.objects.filter(draw__form=second)
    }
    assert lots == {loser: (1, 2), 3 - loser: (0, 1), 3: (0, 1)}


def test_who_lost_is_forgotten_in_time_and_when_they_ask(talk, worker):
    sent = [send(talk, number).submission for number in range(3)]
    drawn(talk, worker)
    erase_submission(submission_id=sent[0].pk, now=LATER)
    assert SeatEntry.objects.filter(who="").count() == 1

    assert forget_who_lost(now=LATER + timedelta(days=729)) == 0
    assert forget_who_lost(now=LATER + timedelta(days=731)) == 2


@pytest.mark.parametrize("action", [close_entries, draw_seats])
def test_whoever_has_no_post_there_draws_nothing(town, talk, action):
    send(talk, 1)

    for stranger in (
        town.staff(area=town.other_community),
        town.staff(role=Post.Role.COMMUNITY_EDITOR),
    ):
        with pytest.raises(NotFound):
            action(by=stranger, form_id=talk.pk, now=LATER)

    found = SeatDraw.objects.get(form=talk)
    assert (found.closed_at, found.drawn_at) == (None, None)


def test_it_is_drawn_only_after_the_closing_and_not_of_nobody(talk, worker):
    with pytest.raises(Refused):
        close_entries(by=worker, form_id=talk.pk, now=LATER)
    send(talk, 1)
    with pytest.raises(Refused):
        draw_seats(by=worker, form_id=talk.pk, now=LATER)

    assert not SeatEntry.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"places": None}, {"once_per": ""}, {"once_every": "day"}, {"audience": "staff"}]
)
def test_a_draw_that_could_not_be_fair_is_refused_to_its_author(town, fields):
    with pytest.raises(ValidationError):
        lecture(town.community, **fields)

    assert not SeatDraw.objects.exists()


def test_whether_it_is_drawn_cannot_be_changed_when_somebody_has_entered(talk):
    send(talk, 1)
    talk.drawn_by_lot = False

    with pytest.raises(ValidationError):
        talk.save_revision().publish(skip_permission_checks=True)

    assert SeatDraw.objects.filter(form=talk).exists()


def test_a_form_without_lots_has_no_page_of_a_draw(client, town):
    form = limited_form(town.community, places=2)

    assert client.get(reverse("form_draw", args=[form.slug])).status_code == 404
    assert client.get(reverse("form_draw_entries", args=[form.slug])).status_code == 404


def test_the_worker_goes_through_the_draw_by_buttons(town, talk, worker):
    for number in range(3):
        send(talk, number)
    client, stranger = sign_in(worker), sign_in(town.staff(area=town.other_community))
    page = reverse("form_desk:draw", args=[talk.pk])

    assert stranger.get(page).status_code == 404
    assert stranger.post(page, {"step": "close"}).status_code == 404
    assert "目前 3 人报名" in client.get(page).text
    client.post(page, {"step": "close"})
    assert "下一步是抽签" in client.get(page).text
    client.post(page, {"step": "draw"})
    assert "结果已告知大家" in client.get(page).text
    assert Submission.objects.filter(state=State.RECEIVED).count() == 2


def test_the_sender_reads_where_the_lot_put_them(client, talk, worker):
    receipts = [send(talk, number) for number in range(3)]

    def asked(receipt):
        number, code = receipt.submission.reference, receipt.code
        return client.post(reverse("form_status"), {"reference": number, "code": code}).text

    assert "报名截止以前人人可报" in asked(receipts[0])
    close_entries(by=worker, form_id=talk.pk, now=LATER)
    assert "您的抽签编号是 1。 报名已截止，等待抽签。" in asked(receipts[0])
    found = draw_seats(by=worker, form_id=talk.pk, now=LATER)
    last = found.entries.get(place=3)
    (waiting,) = [one for one in receipts if one.submission.pk == last.submission_id]
    assert "前面还有 0 人" in asked(waiting)


def test_the_pages_ask_as_many_questions_for_many_entries_as_for_few(client, town, worker):
    def asked(form, count):
        for number in range(count):
            send(form, number, key=f"{form.pk}-{number}")
        drawn(form, worker)
        page = reverse("form_draw", args=[form.slug])
        client.get(page)
        with CaptureQueriesContext(connection) as found:
            client.get(page)
        return len(found)

    few = asked(lecture(town.community, slug="few"), 2)
    assert asked(lecture(town.community, slug="many"), 12) == few
