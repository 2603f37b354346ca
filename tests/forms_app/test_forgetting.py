"""Who is erased is forgotten in what was sent, also within items, parts and choices."""

import pytest

from forms_app.actions.forget_sender import forget_sender
from forms_app.actions.submit import submit
from forms_app.models import Submission
from people.traces import Traces
from tests.forms_app.conftest import NOW
from tests.forms_app.limited import TALK, answers, limited_form, send
from tests.forms_app.stepped import AGE, PEOPLE, PERSON, stepped_form

pytestmark = pytest.mark.django_db
GONE = "已注销"


def test_a_name_within_an_item_goes_and_what_others_said_stays(town):
    version = stepped_form(town.community).current
    values = {PEOPLE: [{PERSON: "林样例的母亲", AGE: 80}, {PERSON: "甲一", AGE: 9}]}
    named = submit(version=version, values=values, key="k1", now=NOW).submission
    other = submit(
        version=version, values={PEOPLE: [{PERSON: "乙二"}]}, key="k2", now=NOW
    ).submission

    assert forget_sender(Traces(("林样例",)), NOW) == 1

    named.refresh_from_db()
    assert named.values == {PEOPLE: [{PERSON: f"{GONE}的母亲", AGE: 80}, {PERSON: "甲一", AGE: 9}]}
    assert Submission.objects.get(pk=other.pk).values == {PEOPLE: [{PERSON: "乙二"}]}
    assert forget_sender(Traces(("林样例",)), NOW) == 0


def test_a_name_in_a_choice_of_ones_own_goes(town):
    form = limited_form(town.city)
    send(form, 1)
    values = answers(2, talk="other:林样例讲的那场")
    named = submit(version=form.current, values=values, key="k2", now=NOW).submission

    forget_sender(Traces(("林样例",)), NOW)

    named.refresh_from_db()
    assert named.values == {TALK: f"other:{GONE}讲的那场"}
