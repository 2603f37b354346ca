"""Forged answers: what was not asked of this person in this form is kept nowhere."""

import json

import pytest
from django.core import signing

from forms_app.actions.save_draft import code_of_draft
from forms_app.models import Draft, Form, PlaceCount, Submission, Upload
from forms_app.models.form import FormAudience
from forms_app.tickets import new_ticket
from tests.forms_app.authoring import key_of, question
from tests.forms_app.conftest import answers_to
from tests.forms_app.filed import PHOTO, filed_form, photo, posted
from tests.forms_app.limited import PHONE, TALK, answers, limited_form, send
from tests.forms_app.stepped import (
    AGE,
    ALONE,
    NAME,
    NIGHTS,
    PEOPLE,
    PERSON,
    STEPS,
    TOTAL,
    WHO,
    WISH,
    stepped_form,
)

pytestmark = pytest.mark.django_db
WHOLE = {
    ALONE: "yes",
    WHO: "林样例",
    NAME: "林样例",
    f"{PEOPLE}.0.{PERSON}": "林一",
    f"{PEOPLE}.0.{AGE}": "7",
    WISH: "想要一盏灯",
}
"""Right answers: who lives alone leaves out the nights."""

FORGED = {
    "a computed value": {TOTAL: "999999"},
    "a computed value in parts": {f"{TOTAL}.value": "999999", f"{TOTAL}.0": "9"},
    "an answer to a step that was left out": {NIGHTS: "偷来的"},
    "a key that nobody asks": {"f00000000dead": "偷来的", "admin": "偷来的", "state": "closed"},
    "a name of the row": {"area": "1", "person": "1", "reference": "111111111", "id": "1"},
    "a part that there is not": {f"{WISH}.secret": "偷来的", f"{NAME}.__class__": "偷来的"},
    "an item's question outside of its group": {PERSON: "偷来的", AGE: "99"},
    "a question in a group that it is not of": {f"{PEOPLE}.0.{WISH}": "偷来的"},
    "an item with a number beyond all": {f"{PEOPLE}.99999.{PERSON}": "偷来的"},
    "an item below nothing": {f"{PEOPLE}.-1.{PERSON}": "偷来的", f"{PEOPLE}.x.{PERSON}": "偷来的"},
    "prototypes": {"__proto__.x": "偷来的", f"{PEOPLE}.__proto__.{PERSON}": "偷来的"},
    "a path of its own": {"path": "偷来的", "outcome": "偷来的", "hidden": "[]"},
}


def by_page(client, form, given, **more):
    ticket = str(new_ticket(form.current))
    return client.post(form.get_absolute_url(), given | {"ticket": ticket, "step": "send"} | more)


def by_api(client, form, given, **more):
    body = {"ticket": str(new_ticket(form.current)), "answers": given} | more
    return client.post(
        f"/api/v1/forms/{form.slug}/submissions", json.dumps(body), content_type="application/json"
    )


@pytest.fixture(autouse=True)
def _no_proof(settings):
    settings.FORM_PROOF_BITS = 0


@pytest.mark.parametrize("way", [by_page, by_api])
def test_what_was_not_asked_is_not_kept_whatever_it_is_called(client, town, way):
    form = stepped_form(town.community)

    for forged in ({}, *FORGED.values()):
        assert way(client, form, WHOLE | forged).status_code in (201, 302)

    kept = [one.values for one in Submission.objects.order_by("pk")]
    assert len(kept) == 1 + len(FORGED)
    for values, name in zip(kept[1:], FORGED, strict=True):
        assert values == kept[0], name
    assert kept[0][TOTAL] == 7
    assert NIGHTS not in kept[0]


def test_what_is_hidden_by_a_rule_is_dropped_however_it_is_sent(client, town):
    form = stepped_form(town.community)
    given = WHOLE | {ALONE: "no", NIGHTS: "自己"}

    assert by_page(client, form, given).status_code == 302

    values = Submission.objects.get().values
    assert WHO not in values
    assert values[NIGHTS] == "自己"


def known_form(town):
    """Return a form with a value that is known here, one of the link, and one of staff."""
    form = Form(
        title="隐藏",
        slug="hidden",
        area=town.community,
        live=False,
        questions=json.dumps(
            [
                question(1, label="说说"),
                question(2, "hidden", "谁", required=False, source="known", name="has_post"),
                question(3, "hidden", "来处", required=False, source="link", name="from"),
                question(4, "short_text", "同事才填", required=False),
            ]
        ),
        rules=[{"id": "r", "kind": "show", "targets": [key_of(4)],
                "when": {"==": [{"var": key_of(2)}, "yes"]}}],
    )  # fmt: skip
    form.full_clean()
    form.save()
    form.save_revision().publish(skip_permission_checks=True)
    form.refresh_from_db()
    return form


@pytest.mark.parametrize("way", [by_page, by_api])
def test_what_is_known_here_is_never_taken_from_a_browser(client, town, way):
    form = known_form(town)
    forged = {key_of(1): "甲", key_of(2): "yes", key_of(4): "偷来的", "has_post": "yes"}

    assert way(client, form, forged).status_code in (201, 302)

    values = Submission.objects.get().values
    assert values.get(key_of(2)) != "yes"
    assert key_of(4) not in values


def test_a_form_for_staff_takes_nothing_from_others_with_a_ticket_that_holds(client, form):
    Form.objects.filter(pk=form.pk).update(audience=FormAudience.STAFF)

    assert by_page(client, form, answers_to(form)).status_code in (302, 404)
    assert by_api(client, form, answers_to(form)).status_code == 404
    assert Submission.objects.count() == 0


TICKETS = {
    "none": lambda form, other: "",
    "made up": lambda form, other: "eyJ2ZXJzaW9uIjoxfQ:1abc:xyz",
    "with another signature": lambda form, other: str(new_ticket(form.current))[:-3] + "AAA",
    "signed for something else": lambda form, other: signing.dumps(
        {"version": form.current.pk, "key": "k" * 32, "opened": 0}, salt="forms_app.receipt"
    ),
    "of another form": lambda form, other: str(new_ticket(other.current)),
}


@pytest.mark.parametrize("name", TICKETS)
def test_a_forged_ticket_sends_nothing(client, town, form, name):
    ticket = TICKETS[name](form, limited_form(town.city))

    page = by_page(client, form, answers_to(form), ticket=ticket)
    api = by_api(client, form, answers_to(form), ticket=ticket)

    # The page is shown again with what was typed, the API says what is wrong.
    assert page.status_code == 200
    assert "厨房的灯不亮了" in page.content.decode()
    assert api.status_code == 422
    assert (Submission.objects.count(), Draft.objects.count()) == (0, 0)


@pytest.mark.parametrize("number", [0, -1, 2, 99, 2**31])
def test_a_version_that_was_never_published_gives_no_ticket(client, form, number):
    answer = client.post(
        f"/api/v1/forms/{form.slug}/tickets", json.dumps({"version": number}),
        content_type="application/json",
    )  # fmt: skip

    assert answer.status_code in (404, 422)


def test_a_forged_step_moves_nobody_past_a_question(client, town):
    form = stepped_form(town.community)
    half = {NAME: "林样例"}

    for at in (STEPS[3], "check", "end", "-1", STEPS[0] + "x"):
        for step in ("next", "send", "edit:nothing", "move", "code:x", "bogus"):
            answer = by_page(client, form, half, at=at, step=step)
            assert answer.status_code in (200, 302, 422), (at, step)

    assert Submission.objects.count() == 0


def test_a_draft_opens_with_its_own_number_and_code_alone(client, town):
    form = stepped_form(town.community)
    for number in range(2):
        by_page(client, form, WHOLE | {WISH: f"第 {number} 个"}, step="save")
    first, second = Draft.objects.order_by("pk")

    def resumed(reference, code):
        body = json.dumps({"reference": reference, "code": code})
        return client.post("/api/v1/forms/drafts/resume", body, content_type="application/json")

    wrong = [
        (first.reference, code_of_draft(second)), (second.reference, code_of_draft(first)),
        ("000000000", "000000"), (first.reference, "000000"),
    ]  # fmt: skip
    for reference, code in wrong:
        answer = resumed(reference, code)
        assert answer.status_code == 404
        assert "个" not in json.dumps(answer.json().get("answers", ""), ensure_ascii=False)
    assert resumed(first.reference, code_of_draft(first)).status_code == 200


FULL_OR_NONE = {
    "an option that there is not": "c0000009",
    "the words of an option": "上午",
    "an option that is full": "c0000001",
    "another, written by hand": "other:走后门",
    "two at once": ["c0000001", "c0000002"],
}


@pytest.mark.parametrize("way", [by_page, by_api])
def test_forged_options_take_no_place(client, town, way):
    form = limited_form(town.city, morning=1)
    send(form, 1)
    before = list(PlaceCount.objects.values_list("taken", "held"))

    for name, option in FULL_OR_NONE.items():
        answer = way(client, form, {TALK: option, PHONE: "13900000002"})
        assert answer.status_code in (200, 422), name

    assert Submission.objects.count() == 1
    assert list(PlaceCount.objects.values_list("taken", "held")) == before


def test_a_place_that_is_not_asked_for_is_not_given_twice(client, town):
    """How many come is counted from the answer, never from a name that looks like it."""
    form = limited_form(town.city, places=1)

    assert by_page(client, form, answers(1) | {"amount": "-5", "places": "99"}).status_code == 302
    assert by_page(client, form, answers(2) | {"taken": "0"}).status_code == 200

    assert (PlaceCount.objects.get().taken, Submission.objects.count()) == (1, 1)


def test_the_file_of_somebody_else_is_nobodys_answer(client, town):
    form = filed_form(town.community)
    first, second = str(new_ticket(form.current)), str(new_ticket(form.current))
    posted(client, form, first, **{PHOTO: photo()})
    uid = Upload.objects.get().uid
    answer = posted(client, form, second, step="send", **{PHOTO: uid})

    assert answer.status_code == 422
    assert Submission.objects.count() == 0
    assert Upload.objects.get().submission is None
