"""From a form to the answer: opened once by a worker, settled in words, read by who asked."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from casework.actions.close_case import close_case
from casework.actions.reopen_case import reopen_case
from casework.actions.take_case import take_case
from casework.models import Case, CaseEntry
from forms_app.actions.advance_course import advance_course
from forms_app.actions.start_step import start_step
from forms_app.models import Course, Submission
from forms_app.starting import form_steps
from foundation import clock
from foundation.errors import NotFound
from tests.casework.conftest import sent, started
from tests.factories.sessions import sign_in
from tests.forms_app.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_saturday(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_from_a_form_to_the_answer(town, worker, client):
    receipt = sent(town.form())
    found = receipt.submission
    asked = {"reference": found.reference, "code": receipt.code}

    def status(place: str = "/forms/status/") -> str:
        return client.post(place, asked).text

    advance_course(submission_id=found.pk, now=NOW)
    assert Course.objects.get().waits_for == "button"
    office = sign_in(worker)
    page = office.get(reverse("submissions:show", args=[found.pk])).text
    assert "登记办件" in page
    assert "姓名、电话和住址加密保存" in page
    answer = office.post(reverse("submissions:start", args=[found.pk]))
    case = Case.objects.get()
    assert answer["Location"] == reverse("case_desk:show", args=[case.pk])
    assert (case.kind, case.title, case.area) == ("报修", "三楼的声控灯不亮", town.community)
    assert (case.origin, case.source_reference) == ("form", found.reference)
    # Two working days after a Saturday.
    assert (case.state, case.due_on, case.opened_by) == ("open", date(2026, 11, 24), worker)
    assert (case.contact_name, case.contact_phone) == ("林样例", "13900000001")
    assert case.contact_address == "3号楼2单元301"
    assert Course.objects.get().waits_for == "served"
    assert f"已登记，办件编号 {case.spoken_number}。最晚11月24日 周二答复您。" in status()
    assert f"It is on record, case number {case.spoken_number}." in status("/en/forms/status/")

    take_case(by=worker, case_id=case.pk, now=NOW)
    assert f"有专人在办，办件编号 {case.spoken_number}。" in status()

    close_case(by=worker, case_id=case.pk, outcome="师傅换了灯头，亮了", now=NOW)
    found.refresh_from_db()
    assert (found.state, Course.objects.get().ended_at) == (Submission.State.CLOSED, NOW)
    settled = status()
    assert settled.index("<b>已办结</b>") < settled.index("办好了：师傅换了灯头，亮了")
    assert "Done: 师傅换了灯头，亮了" in status("/en/forms/status/")

    reopen_case(by=worker, case_id=case.pk, reason="又不亮了", now=NOW)
    assert f"又接着办了，办件编号 {case.spoken_number}。最晚11月25日 周三答复您。" in status()
    assert "又不亮了" not in status()

    close_case(
        by=worker, case_id=case.pk, outcome="线路要整楼更换，已报物业", now=NOW, declined=True
    )
    assert "没能办成：线路要整楼更换，已报物业" in status()


def test_pressing_the_button_twice_opens_one_case(town, worker):
    receipt, case = started(town.form(), worker)

    start_step(by=worker, submission_id=receipt.submission.pk, now=NOW)

    assert Case.objects.get() == case
    assert CaseEntry.objects.get().kind == CaseEntry.Kind.OPENED


def test_who_has_no_post_there_opens_nothing(town, stranger):
    found = sent(town.form()).submission

    with pytest.raises(NotFound):
        start_step(by=stranger, submission_id=found.pk, now=NOW)

    found.refresh_from_db()
    assert found.state == Submission.State.RECEIVED
    assert not Case.objects.exists()


def test_a_late_answer_is_not_hidden_from_who_waits(town, worker, monkeypatch):
    receipt, _case = started(town.form(), worker)
    later = NOW.replace(month=12)
    monkeypatch.setattr(clock, "now", lambda: later)

    with translation.override("en"):
        said = form_steps()["open_case"].standing(receipt.submission.reference)

    assert "You should have heard by Tue 24 Nov. It takes longer" in said


def test_the_door_knows_nothing_of_a_number_that_opened_no_case(town):
    offer = form_steps()["open_case"]

    assert (offer.address("123456789"), offer.standing("123456789")) == ("", "")
    assert (offer.is_over("123456789"), offer.thanking("123456789")) == (False, "")
