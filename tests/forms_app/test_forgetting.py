"""Who is erased is forgotten in what was sent, also within items, parts and choices."""

import pytest

from forms_app.actions.add_note import add_note
from forms_app.actions.forget_sender import forget_sender
from forms_app.actions.submit import submit
from forms_app.models import Submission
from people.models import User
from people.traces import Traces
from tests.forms_app.conftest import NOW
from tests.forms_app.limited import TALK, answers, limited_form, send
from tests.forms_app.stepped import AGE, PEOPLE, PERSON, stepped_form

pytestmark = pytest.mark.django_db
GONE = "已注销"


def somebody(number: int = 9) -> User:
    """Return an account of the name that the answers hold, with a phone number of its own."""
    return User.objects.create_user(name="林样例", phone=f"+86139{number:08d}")


def test_a_name_within_an_item_goes_and_what_others_said_stays(town):
    version = stepped_form(town.community).current
    person = somebody()
    values = {PEOPLE: [{PERSON: "林样例的母亲", AGE: 80}, {PERSON: "甲一", AGE: 9}]}
    named = submit(version=version, values=values, key="k1", now=NOW, by=person).submission
    other = submit(
        version=version, values={PEOPLE: [{PERSON: "乙二"}]}, key="k2", now=NOW
    ).submission

    forget_sender(person, Traces.of(person), NOW)

    named.refresh_from_db()
    assert named.values == {PEOPLE: [{PERSON: f"{GONE}的母亲", AGE: 80}, {PERSON: "甲一", AGE: 9}]}
    assert Submission.objects.get(pk=other.pk).values == {PEOPLE: [{PERSON: "乙二"}]}


def test_a_name_in_a_choice_of_ones_own_goes(town):
    form = limited_form(town.city)
    send(form, 1)
    person = somebody(number=2)
    values = answers(2, talk="other:林样例讲的那场")
    named = submit(version=form.current, values=values, key="k2", now=NOW).submission

    assert forget_sender(person, Traces.of(person), NOW) == 1

    named.refresh_from_db()
    assert named.values == {TALK: f"other:{GONE}讲的那场"}
    assert forget_sender(person, Traces.of(person), NOW) == 0


def test_a_stranger_of_the_same_name_keeps_what_they_sent_and_what_was_noted(town):
    form = limited_form(town.community)
    person = somebody(number=41)
    own, strangers = (
        submit(
            version=form.current,
            values=answers(number, talk=f"other:林样例讲的那场 {number}"),
            key=f"k{number}",
            now=NOW,
        ).submission
        for number in (41, 42)
    )
    worker = town.staff()
    for found in (own, strangers):
        words = "已回电林样例，13900000041 没人接"
        add_note(by=worker, submission_id=found.pk, words=words, now=NOW)
    before = dict(strangers.values)

    assert forget_sender(person, Traces.of(person), NOW) == 1

    strangers.refresh_from_db()
    assert strangers.values == before
    assert [event.words for event in strangers.events.all()] == [f"已回电林样例，{GONE} 没人接"]
    assert [event.words for event in own.events.all()] == [f"已回电{GONE}，{GONE} 没人接"]


def test_what_somebody_wrote_of_others_for_the_office_stays(town):
    form = limited_form(town.city, audience="staff")
    worker = town.staff()
    visited = submit(
        version=form.current, values=answers(7), key="k7", now=NOW, by=worker
    ).submission
    before = dict(visited.values)

    assert forget_sender(worker, Traces.of(worker), NOW) == 0

    visited.refresh_from_db()
    assert visited.values == before
