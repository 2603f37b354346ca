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


def test_who_is_erased_is_forgotten_in_every_case_that_names_them(town, worker, resident):
    named, other = (
        town.case(worker),
        town.case(
            worker,
            contact_name="周示范",
            contact_phone="13900000099",
            what="听林样例说夜里有人敲门",
        ),
    )
    _receipt, own = started(town.form(), worker)
    Submission.objects.update(person=resident)
    Case.objects.filter(pk=own.pk).update(contact_name="家里人", contact_phone="13900000077")
    note_case(by=worker, case_id=other.pk, words="林样例和周示范都在", now=NOW)
    reveal_case(by=worker, case_id=other.pk, reason="给林样例回电话", now=NOW)

    erased(resident, Traces.of(resident), NOW)

    for case in (named, own):
        case.refresh_from_db()
        assert (case.contact_name, case.contact_phone, case.contact_address) == ("", "", "")
    other.refresh_from_db()
    assert (other.contact_name, other.contact_phone) == ("周示范", "13900000099")
    assert other.what == "听已注销说夜里有人敲门"
    assert CaseEntry.objects.get(kind="noted").words == "已注销和周示范都在"
    assert CaseLook.objects.get().reason == "给已注销回电话"
