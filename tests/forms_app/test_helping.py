"""Filling a form in for somebody: who, for whom, how they agreed; and one's own name when asked."""

import pytest

from forms_app.knowing import KNOWN, known_of
from forms_app.models import Draft, Submission, SubmissionEvent
from outbox.models import Message
from tests.factories.sessions import sign_in
from tests.forms_app.conftest import answers_to
from tests.forms_app.stepped import ALONE, NAME, Visitor, stepped_form
from tests.forms_app.test_compiling import definition_of, question

pytestmark = pytest.mark.django_db
PAGE = "/forms/ask-for-help/"


def test_a_worker_fills_in_for_somebody_and_all_of_it_is_on_record(form, town):
    worker = town.staff()
    visitor = Visitor(sign_in(worker), PAGE)
    assert "我替别人填" in visitor.visible

    visitor.press(**answers_to(form), helped="林样例", agreed="present")
    assert "替 林样例 · 本人在场，当面同意 填写" in visitor.visible
    visitor.press("send")

    kept = Submission.objects.get()
    event = SubmissionEvent.objects.get()
    assert kept.person is None
    assert (event.kind, event.actor, event.words) == (
        "filled_in",
        worker,
        "林样例 · 本人在场，当面同意",
    )
    assert Message.objects.filter(topic="sms", key=f"forms_app.filled_in:{kept.pk}").count() == 1
    desk = sign_in(worker).get(f"/admin/submissions/{kept.pk}/").content.decode()
    assert "代人填写" in desk


def test_nothing_is_sent_before_it_is_said_how_the_person_agreed(form, town):
    visitor = Visitor(sign_in(town.staff()), PAGE)

    visitor.press(**answers_to(form), helped="林样例")

    assert "请选对方是怎么同意的" in visitor.visible
    assert Draft.objects.get().notes == {"helped": "林样例", "agreed": ""}


def test_who_has_no_post_fills_in_for_themselves(client, form):
    visitor = Visitor(client, PAGE)
    assert "我替别人填" not in visitor.visible

    visitor.press(**answers_to(form), helped="林样例", agreed="present")
    visitor.press("send")

    assert Submission.objects.count() == 1
    assert not SubmissionEvent.objects.exists()


def test_ones_own_name_is_typed_only_when_one_asks(town):
    stepped_form(town.city)
    person = town.staff()
    visitor = Visitor(sign_in(person))
    assert f'value="{person.name}"' not in visitor.visible

    visitor.press("own", **{ALONE: "no"})

    assert f'name="{NAME}" value="{person.name}"' in visitor.visible
    visitor.press("own", **{NAME: "另一个人"})
    assert 'value="另一个人"' in visitor.visible


def test_rules_may_ask_what_is_known_here(town):
    definition = definition_of(
        *(
            ("hidden", question(name, source="known", name=name, required=False))
            for name in [*KNOWN, "stranger"]
        )
    )
    keys = [field.key for field in definition.fields]

    worker = known_of(definition, town.staff())
    nobody = known_of(definition, None)

    assert [worker.get(key) for key in keys[:2]] == ["yes", "yes"]
    assert [nobody.get(key) for key in keys[:2]] == ["no", "no"]
    assert keys[-1] not in worker
