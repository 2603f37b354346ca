"""A person reads the cases that they asked for, and is forgotten in them."""

import pytest

from casework.actions.close_case import close_case
from casework.actions.note_case import note_case
from casework.actions.reveal_case import reveal_case
from casework.erasures import erased
from casework.exports import own_data
from casework.models import Case, CaseEntry, CaseLook
from forms_app.models import Submission
from people.models import User
from people.traces import Traces
from tests.casework.conftest import started
from tests.forms_app.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def resident(town) -> User:
    return User.objects.create_user(username="r", name="林样例", phone="+8613988880001")


def test_who_was_signed_in_gets_a_copy_of_the_case(town, worker, resident):
    receipt, case = started(town.form(), worker)
    assert own_data(resident) == {}
    Submission.objects.update(person=resident)
    close_case(by=worker, case_id=case.pk, outcome="亮了", now=NOW)

    [told] = own_data(resident)["cases"]

    assert (told["number"], told["from_form"]) == (case.number, receipt.submission.reference)
    assert (told["title"], told["outcome"], told["state"]) == ("三楼的声控灯不亮", "亮了", "done")
    assert told["contact"] == ["林样例", "13900000001", "3号楼2单元301"]


def test_who_is_erased_is_forgotten_in_the_cases_that_are_theirs(town, worker, resident):
    named = town.case(worker, contact_phone="13988880001", what="林样例家的灯不亮")
    _receipt, own = started(town.form(), worker)
    Submission.objects.update(person=resident)
    Case.objects.filter(pk=own.pk).update(contact_name="家里人", contact_phone="13900000077")
    note_case(by=worker, case_id=named.pk, words="林样例在家", now=NOW)
    reveal_case(by=worker, case_id=named.pk, reason="给林样例回电话", now=NOW)

    erased(resident, Traces.of(resident), NOW)

    for case in (named, own):
        case.refresh_from_db()
        assert (case.contact_name, case.contact_phone, case.contact_address) == ("", "", "")
    assert named.what == "已注销家的灯不亮"
    assert CaseEntry.objects.get(kind="noted").words == "已注销在家"
    assert CaseLook.objects.get().reason == "给已注销回电话"


def test_elsewhere_numbers_go_and_a_stranger_of_the_same_name_stays(town, worker, resident):
    other = town.case(
        worker,
        contact_name="林样例",
        contact_phone="13900000099",
        what="听林样例说夜里有人敲门，可打13988880001",
    )
    note_case(by=worker, case_id=other.pk, words="林样例在，13988880001没人接", now=NOW)
    reveal_case(by=worker, case_id=other.pk, reason="给林样例回电话", now=NOW)

    erased(resident, Traces.of(resident), NOW)

    other.refresh_from_db()
    assert (other.contact_name, other.contact_phone) == ("林样例", "13900000099")
    assert other.what == "听林样例说夜里有人敲门，可打已注销"
    assert CaseEntry.objects.get(kind="noted").words == "林样例在，已注销没人接"
    assert CaseLook.objects.get().reason == "给林样例回电话"
