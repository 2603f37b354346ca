"""Single answers go before the rest, provably; consent to sensitive ones can be taken back."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from forms_app.actions.close_submission import close_submission
from forms_app.actions.submit import submit
from forms_app.actions.trim_submissions import trim_submissions, withdraw_consent
from forms_app.engine.definition import AnswerStep, Definition, Field, Section
from forms_app.engine.keeping import goes_after, needs_separate_consent, spans, without
from forms_app.models import Form, Submission
from forms_app.queries import unproven_trims
from foundation import clock
from tests.forms_app.limited import NOW, PHONE, QUESTIONS, TALK

DAY = timedelta(days=1)
ID_NUMBER = {
    "type": "id_number",
    "id": "e1f5a7b1-3d6e-4fa0-84b8-5e7a9d1f0011",
    "value": {"label": "身份证号", "required": True, "keep_days": 30},
}
CONSENT = {
    "type": "consent",
    "id": "e2f5a7b1-3d6e-4fa0-84b8-5e7a9d1f0012",
    "value": {"label": "同意为核实身份使用身份证号", "required": True, "separate": True},
}
NUMBER, AGREED = "fe1f5a7b13d6e", "fe2f5a7b13d6e"
VALUES = {TALK: "c0000001", PHONE: "+8613900000001", NUMBER: "11010519491231002X", AGREED: True}


def test_questions_say_for_how_long_their_answers_stay():
    born = Field("4", "f4", "date", "生日", keep_days=90)
    fields = (
        Field("1", "f1", "id_number", "证件", keep_days=30),
        Field("2", "f2", "consent", "同意", options={"separate": True}),
        Field("3", "f3", "repeat", "家人", fields=(born,)),
        Field("5", "f5", "long_text", "说明"),
    )
    form = Definition("甲", "", "", (AnswerStep("p", "", (Section("s", "", fields),)),))
    values = {"f1": "11010519491231002X", "f2": True, "f3": [{"f4": "1949-12-31"}], "f5": "乙"}

    assert spans(form) == [30, 90]
    assert without(form, values, goes_after(30)) == {
        "f2": True,
        "f3": [{"f4": "1949-12-31"}],
        "f5": "乙",
    }
    assert without(form, values, goes_after(90))["f3"] == [{}]
    assert without(form, values, needs_separate_consent) == {"f3": values["f3"], "f5": "乙"}


def sensitive(town) -> Submission:
    questions = json.dumps([*QUESTIONS, ID_NUMBER, CONSENT], ensure_ascii=False)
    form = Form(
        title="资格核实", slug="proof", area=town.community, questions=questions, live=False
    )
    form.save()
    form.save_revision().publish(skip_permission_checks=True)
    form.refresh_from_db()
    return submit(version=form.current, values=VALUES, key="k", now=NOW)


@pytest.mark.django_db
def test_an_answer_goes_when_its_own_days_are_over_and_the_rest_stays(town, monkeypatch):
    found = sensitive(town).submission
    assert found.version.definition.by_key[NUMBER].keep_days == 30
    assert trim_submissions(now=NOW + 40 * DAY) == 0
    close_submission(by=town.staff(), submission_id=found.pk, reply="已核实", now=NOW)

    assert trim_submissions(now=NOW + 30 * DAY - timedelta(seconds=1)) == 0
    assert trim_submissions(now=NOW + 30 * DAY) == 1
    assert trim_submissions(now=NOW + 30 * DAY) == 0

    found.refresh_from_db()
    assert found.values == {key: value for key, value in VALUES.items() if key != NUMBER}
    assert list(found.events.values_list("kind", flat=True)) == ["closed", "trimmed"]
    assert unproven_trims() == 0
    Submission.objects.filter(pk=found.pk).update(answers=json.dumps(VALUES))
    assert unproven_trims() == 1
    monkeypatch.setattr(clock, "now", lambda: NOW + 31 * DAY)
    with pytest.raises(Exception, match="1 emptied submissions still hold something"):
        call_command("purge_submissions", stdout=StringIO())


@pytest.mark.django_db
def test_a_sender_takes_consent_back_and_sensitive_answers_are_gone_at_once(town, client):
    receipt = sensitive(town)
    found = receipt.submission
    asked = {"reference": found.reference, "code": receipt.code}

    before = client.post("/forms/status/", asked).content.decode()
    after = client.post("/forms/status/", asked | {"step": "consent"}).content.decode()
    withdraw_consent(submission_id=found.pk, now=NOW)

    found.refresh_from_db()
    assert "收回" in before
    assert "收回" not in after
    assert found.values == {TALK: "c0000001", PHONE: "+8613900000001"}
    assert (found.state, found.purged_at) == ("received", None)
    assert list(found.events.values_list("kind", flat=True)) == ["consent"]
