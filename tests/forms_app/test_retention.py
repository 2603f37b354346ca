"""Answers go when their time is over, provably; sensitive questions need a consent of their own."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection

from forms_app.actions.close_submission import close_submission
from forms_app.actions.purge_submissions import Purged, purge_submissions
from forms_app.actions.withdraw_submission import withdraw_submission
from forms_app.duties import DUTIES, empty_old_answers
from forms_app.models import Form, PlaceCount, Submission
from foundation import clock
from tests.forms_app.conftest import NOW
from tests.forms_app.limited import QUESTIONS, limited_form, send

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def raw(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def settled(form: Form, town, number: int) -> Submission:
    found = send(form, number, by=town.staff()).submission
    return close_submission(by=town.staff(), submission_id=found.pk, reply="林样例已回电", now=NOW)


def test_nothing_of_the_answers_is_left_when_their_days_are_over(town):
    form = limited_form(town.community, places=5, once_per="phone", keep_days=30)
    found = settled(form, town, 1)
    sealed = raw("SELECT answers FROM forms_app_submission")[0][0]

    assert purge_submissions(now=NOW + 30 * DAY - timedelta(seconds=1)) == Purged()
    assert purge_submissions(now=NOW + 30 * DAY) == Purged(submissions=1, marks=1, claims=1)
    assert purge_submissions(now=NOW + 30 * DAY) == Purged()

    everything = repr([raw(f"SELECT * FROM {table}") for table in tables()])
    assert sealed.startswith("s1.")
    assert sealed not in everything
    assert "林样例已回电" not in everything
    row = raw("SELECT answers, reply, person_id, reference, state FROM forms_app_submission")
    assert row == [("", "", None, found.reference, "closed")]
    assert raw("SELECT count(*) FROM forms_app_submissionmark") == [(0,)]
    assert raw("SELECT count(*) FROM forms_app_placeclaim") == [(0,)]
    found.refresh_from_db()
    assert (found.values, found.created_at, found.closed_at) == ({}, NOW, NOW)
    assert PlaceCount.objects.get().taken == 1


def tables() -> list[str]:
    return [name for name in connection.introspection.table_names() if name.startswith("forms_app")]


def test_what_is_open_or_kept_longer_stays(town):
    form = limited_form(town.community, keep_days=30)
    waiting, withdrawn = send(form, 1).submission, send(form, 2).submission
    withdraw_submission(submission_id=withdrawn.pk, now=NOW + DAY)

    purge_submissions(now=NOW + 30 * DAY)
    assert not Submission.objects.filter(answers="").exists()

    purge_submissions(now=NOW + 31 * DAY)
    assert list(Submission.objects.filter(answers="")) == [withdrawn]
    waiting.refresh_from_db()
    assert waiting.purged_at is None


def test_the_command_prints_its_proof_and_refuses_a_false_one(town, monkeypatch):
    form = limited_form(town.community, keep_days=30)
    found = settled(form, town, 1)
    send(form, 2)
    monkeypatch.setattr(clock, "now", lambda: NOW + 40 * DAY)
    out = StringIO()

    call_command("purge_submissions", stdout=out)

    assert json.loads(out.getvalue()) == {
        "emptied": 1,
        "marks": 0,
        "claims": 0,
        "files": 0,
        "trimmed": 0,
        "stray_files": 0,
        "still_due": 0,
        "emptied_ever": 1,
        "with_words_left": 0,
    }
    Submission.objects.filter(pk=found.pk).update(answers="{}")
    with pytest.raises(Exception, match="1 emptied submissions still hold something"):
        call_command("purge_submissions", stdout=out)


def test_the_clock_does_it_by_itself(town, monkeypatch):
    settled(limited_form(town.community, keep_days=1), town, 1)
    monkeypatch.setattr(clock, "now", lambda: NOW + 2 * DAY)

    assert empty_old_answers in DUTIES
    empty_old_answers()

    assert Submission.objects.get().answers == ""


ID_NUMBER = {
    "type": "id_number",
    "id": "e1f5a7b1-3d6e-4fa0-84b8-5e7a9d1f0011",
    "value": {"label": "身份证号", "required": True},
}
CONSENT = {
    "type": "consent",
    "id": "e2f5a7b1-3d6e-4fa0-84b8-5e7a9d1f0012",
    "value": {"label": "同意为核实身份使用身份证号", "required": True, "separate": True},
}


def publish(town, *more: dict) -> Form:
    form = Form(title="资格核实", slug="proof", area=town.community, live=False)
    form.questions = json.dumps([*QUESTIONS, *more], ensure_ascii=False)
    form.save()
    form.save_revision().publish(skip_permission_checks=True)
    form.refresh_from_db()
    return form


def test_a_sensitive_question_is_published_only_with_a_consent_of_its_own(town):
    with pytest.raises(ValidationError, match="身份证号"):
        publish(town, ID_NUMBER)
    form = Form.objects.get()
    assert (form.live, form.versions.count()) == (False, 0)
    form.delete()

    assert publish(town, ID_NUMBER, CONSENT).live
