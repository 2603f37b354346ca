"""A step fills a page: sealed with the submission, opened with a reason, gone with the answers."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from forms_app.actions.fill_page import fill_page
from forms_app.actions.purge_submissions import emptied
from forms_app.file_store import opened
from forms_app.models import FormVersion, SubmissionEvent, SubmissionLook
from forms_app.queries import unproven_purges
from outbox.delivering import deliver
from outbox.models import Message
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.coursed import NOW, coursed_form, sent, step_id
from tests.forms_app.filed import stored

pytestmark = pytest.mark.django_db
PAGE = {"title": "登记表", "layout": "registration", "template": "", "for_sender": True}


def filled(form):
    """Return what was sent, with its page, and the receipt."""
    receipt = sent(form)
    for message in Message.objects.filter(topic="forms_app.page", state="waiting"):
        assert deliver(message)
    return receipt.submission, receipt.code


def test_a_page_is_filled_by_the_worker_and_kept_sealed_once(town):
    submission, _code = filled(coursed_form(town.community, ("fill_template", PAGE)))

    page = submission.uploads.get()
    again = fill_page(submission_id=submission.pk, page=step_id(1), now=NOW)

    assert (page.page, page.media_type, page.state) == (step_id(1), "application/pdf", "clean")
    assert page.name == f"登记表 {submission.reference}.pdf"
    assert opened(page.path).startswith(b"%PDF-")
    assert again is None
    assert len(stored()) == 1


def test_it_is_handed_out_with_a_reason_on_record_and_to_the_sender_if_allowed(town, client):
    submission, code = filled(coursed_form(town.community, ("fill_template", PAGE)))
    office = sign_in(town.staff(role=Post.Role.COMMUNITY_WORKER))
    stranger = sign_in(town.staff(role=Post.Role.COMMUNITY_WORKER, area=town.other_community))
    address = reverse("submissions:print", args=[submission.pk, step_id(1)])

    silent = office.post(address, {"reason": " "})
    foreign = stranger.post(address, {"reason": "想看看"})
    found = office.post(address, {"reason": "交给本人"})
    asked = {"reference": submission.reference, "code": code, "step": f"print:{step_id(1)}"}
    own = client.post("/forms/status/", asked)

    assert (silent.status_code, foreign.status_code) == (302, 404)
    for answer in (found, own):
        assert answer["Content-Type"] == "application/pdf"
        assert "attachment" in answer["Content-Disposition"]
        assert answer.content.startswith(b"%PDF-")
    assert [look.reason for look in SubmissionLook.objects.all()] == ["交给本人"]


def test_a_page_that_is_not_for_the_sender_is_not_handed_out(town, client):
    form = coursed_form(town.community, ("fill_template", PAGE | {"for_sender": False}))
    submission, code = filled(form)

    asked = {"reference": submission.reference, "code": code, "step": f"print:{step_id(1)}"}
    answer = client.post("/forms/status/", asked)

    assert answer["Content-Type"].startswith("text/html")
    assert "登记表" not in answer.content.decode()


def test_a_page_goes_with_the_answers(town, django_capture_on_commit_callbacks):
    submission, _code = filled(coursed_form(town.community, ("fill_template", PAGE)))

    with django_capture_on_commit_callbacks(execute=True):
        emptied([submission.pk], NOW)

    assert stored() == []
    assert unproven_purges() == 0
    assert fill_page(submission_id=submission.pk, page=step_id(1), now=NOW) is None
    assert submission.uploads.count() == 0


@pytest.mark.parametrize(
    ("template", "words"),
    [("一\n#nothing", "第 2 行"), ('#import "@preview/x:1.0.0"', "不能用 import")],
)
def test_a_layout_that_cannot_be_typeset_or_loads_code_is_not_published(town, template, words):
    with translation.override("zh-hans"), pytest.raises(ValidationError, match=words):
        coursed_form(town.community, ("fill_template", PAGE | {"template": template}))

    assert FormVersion.objects.count() == 0


def test_a_page_that_fails_later_is_told_in_the_log_and_not_tried_again(town):
    """It holds for the example answers alone."""
    choosy = PAGE | {"template": '#assert(known("number") == "123 456 789")'}
    form = coursed_form(town.community, ("fill_template", choosy))
    submission = sent(form).submission
    [message] = Message.objects.filter(topic="forms_app.page")

    assert deliver(message)

    [event] = submission.events.filter(kind=SubmissionEvent.Kind.NOTED)
    assert "登记表" in event.words
    assert submission.uploads.count() == 0


def test_an_author_sees_the_page_of_a_draft_with_example_answers(town):
    form = coursed_form(town.community, ("fill_template", PAGE))
    address = reverse("form_desk:page", args=[form.pk, step_id(1)])
    author = sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR))
    stranger = sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR, area=town.other_community))

    found = author.get(address)

    assert found["Content-Type"] == "application/pdf"
    assert found.content.startswith(b"%PDF-")
    assert stranger.get(address).status_code == 404
    assert author.get(reverse("form_desk:page", args=[form.pk, "x"])).status_code == 404
