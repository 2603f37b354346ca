"""A sender corrects what they sent while nobody has begun: places and marks are counted anew."""

import re

import pytest

from forms_app.actions.close_submission import close_submission
from forms_app.actions.correct_submission import begin_correction, correct_submission
from forms_app.actions.purge_submissions import emptied
from forms_app.actions.submit import code_of, submit
from forms_app.actions.trim_submissions import withdraw_consent
from forms_app.models import Draft, PlaceCount, Submission, SubmissionEvent
from foundation.errors import NotFound, Refused
from tests.factories.sessions import sign_in
from tests.forms_app.limited import NOW, PHONE, TALK, answers, limited_form, send
from tests.forms_app.stepped import Visitor

pytestmark = pytest.mark.django_db
PAGE = "/forms/fire-talk/"
MORNING, EVENING = "c0000001", "c0000002"


def correct(found, number, talk=MORNING, key="again"):
    return correct_submission(
        submission_id=found.pk, values=answers(number, talk), key=key, now=NOW
    )


def test_corrected_on_the_page_it_keeps_its_number_and_tells_what_stood_there(client, town):
    form = limited_form(town.community, places=1, once_per="phone")
    found = send(form, 1).submission
    visitor = Visitor(client, "/forms/status/")

    visitor.press("correct", reference=found.reference, code=code_of(found))
    assert f"您正在改正 {found.spoken_reference}" in visitor.visible
    [link] = re.findall(rf'href="([^"]+\?then=check)#q-{PHONE}"', visitor.visible)
    visitor.open(link)
    assert "13900000001" in visitor.visible
    visitor.page = PAGE
    visitor.press(**{TALK: EVENING, PHONE: "13900000002"})
    visitor.press("send")

    kept = Submission.objects.get()
    assert kept.values == {TALK: EVENING, PHONE: "+8613900000002"}
    assert kept.spoken_reference == found.spoken_reference
    assert found.spoken_reference in visitor.visible
    assert PlaceCount.objects.get().taken == 1
    event = SubmissionEvent.objects.get(kind="corrected")
    assert "听哪一场：上午" in event.told
    assert "139****0001" in event.told
    assert "13900000001" not in event.told
    desk = sign_in(town.staff()).get(f"/admin/submissions/{found.pk}/").content.decode()
    assert "139****0001" in desk


def test_the_own_place_is_free_for_oneself(town):
    form = limited_form(town.community, morning=1)
    first = send(form, 1).submission

    kept = correct(first, 3)

    assert kept.state == "received"
    assert PlaceCount.objects.get().taken == 1


def test_nothing_changes_when_the_other_place_is_taken(town):
    form = limited_form(town.community, morning=1)
    send(form, 1)
    values = answers(2, EVENING)
    found = submit(version=form.current, values=values, key="k2", now=NOW).submission

    with pytest.raises(Refused):
        correct(found, 2, MORNING)

    found.refresh_from_db()
    assert found.values == values
    assert PlaceCount.objects.get().taken == 1
    assert not SubmissionEvent.objects.exists()


def test_a_place_that_is_let_go_goes_to_who_waits(town):
    form = limited_form(town.community, morning=1, keeps_waiting=True)
    first, waiting = send(form, 1).submission, send(form, 2).submission
    assert waiting.state == "waiting"

    correct(first, 1, EVENING)

    waiting.refresh_from_db()
    assert waiting.state == "received"
    assert PlaceCount.objects.get().taken == 1


def test_the_phone_of_somebody_else_stays_refused_and_the_own_is_free_again(town):
    form = limited_form(town.community, once_per="phone")
    first = send(form, 1).submission
    send(form, 2)

    with pytest.raises(Refused):
        correct(first, 2)
    correct(first, 3)
    send(form, 1, key="new")

    assert Submission.objects.count() == 3


def test_what_somebody_has_begun_with_is_not_corrected(client, town):
    form = limited_form(town.community)
    found = send(form, 1).submission
    close_submission(by=town.staff(), submission_id=found.pk, reply="好的", now=NOW)

    with pytest.raises(Refused):
        correct(found, 2)
    with pytest.raises(NotFound):
        correct_submission(submission_id=0, values={}, key="x", now=NOW)
    page = client.post(
        "/forms/status/",
        {"reference": found.reference, "code": code_of(found), "step": "correct"},
    ).content.decode()

    assert "改正我提交的内容" not in page
    assert not Draft.objects.exists()


def test_sending_a_correction_twice_does_it_once(town):
    form = limited_form(town.community, places=2)
    found = send(form, 1).submission
    begin_correction(submission=found, key="again", now=NOW)

    correct(found, 2)
    correct(found, 2)

    assert SubmissionEvent.objects.filter(kind="corrected").count() == 1
    assert PlaceCount.objects.get().taken == 1
    assert Draft.objects.get().answers == ""


@pytest.mark.parametrize("way", ["emptied", "consent"])
def test_what_stood_there_before_goes_when_answers_go(town, way):
    form = limited_form(town.community)
    found = send(form, 1).submission
    correct(found, 2)

    if way == "emptied":
        emptied([found.pk], NOW)
    else:
        withdraw_consent(submission_id=found.pk, now=NOW)

    assert SubmissionEvent.objects.get(kind="corrected").words == ""
