"""What can happen to a case: who may, what is refused, and that a refusal changes nothing."""

from datetime import date, timedelta

import pytest

from casework.actions.assign_case import assign_case
from casework.actions.close_case import close_case
from casework.actions.note_case import note_case
from casework.actions.open_case import open_case
from casework.actions.reopen_case import reopen_case
from casework.actions.reveal_case import reveal_case
from casework.actions.take_case import take_case
from casework.models import Case, CaseEntry, CaseLook
from foundation.errors import Invalid, NotFound, Refused
from people.models import Post
from tests.casework.conftest import CONTENT, mails
from tests.forms_app.conftest import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)

ACTS = {
    "take": lambda by, case: take_case(by=by, case_id=case.pk, now=NOW),
    "assign": lambda by, case: assign_case(by=by, case_id=case.pk, to=by, now=NOW),
    "note": lambda by, case: note_case(by=by, case_id=case.pk, words="打过电话", now=NOW),
    "close": lambda by, case: close_case(by=by, case_id=case.pk, outcome="好了", now=NOW),
    "reopen": lambda by, case: reopen_case(by=by, case_id=case.pk, reason="又坏了", now=NOW),
    "reveal": lambda by, case: reveal_case(by=by, case_id=case.pk, reason="回电话", now=NOW),
}


def rows() -> list:
    """Return all that an action could have changed."""
    return [
        *Case.objects.order_by("pk").values(),
        *CaseEntry.objects.order_by("pk").values(),
        *CaseLook.objects.order_by("pk").values(),
    ]


def kinds(case: Case) -> list[str]:
    return list(case.entries.values_list("kind", flat=True))


def test_a_worker_opens_a_case_by_hand(town, worker):
    case = town.case(worker)

    assert len(case.number) == 8
    assert case.number.isdecimal()
    assert case.spoken_number == f"{case.number[:4]} {case.number[4:]}"
    assert (case.state, case.origin, case.source_reference) == ("open", "call", None)
    # Saturday: two working days end on Tuesday.
    assert (case.due_on, case.opened_by, case.opened_at) == (date(2026, 11, 24), worker, NOW)
    assert (case.masked_contact, case.assignee) == ("林*例 139****0001", None)
    assert kinds(case) == ["opened"]


def test_words_and_contact_lie_sealed(town, worker):
    case = town.case(worker)
    note_case(by=worker, case_id=case.pk, words="林样例说门没锁", now=NOW)
    columns = ("what", "contact_name", "contact_phone", "contact_address")

    raw = [
        str(field)
        for field in Case.objects.extra(select={f"raw_{name}": name for name in columns})
        .values_list(*(f"raw_{name}" for name in columns))
        .get()
    ]

    for text in raw:
        assert text
        assert not any(word in text for word in ("工地", "林样例", "13900000001", "3号楼"))


@pytest.mark.parametrize("changed", [{"kind": " "}, {"title": ""}, {"what": " "}, {"days": 0}])
def test_a_case_without_words_or_days_is_not_opened(town, worker, changed):
    with pytest.raises(Invalid):
        town.case(worker, **changed)

    assert rows() == []


def test_an_editor_of_pages_opens_no_case(town):
    with pytest.raises(NotFound):
        town.case(town.staff(role=Post.Role.COMMUNITY_EDITOR))

    assert rows() == []


@pytest.mark.parametrize("name", sorted(ACTS))
def test_another_area_is_none_of_a_workers_business(town, worker, stranger, name):
    case = town.case(worker)
    if name == "reopen":
        close_case(by=worker, case_id=case.pk, outcome="好了", now=NOW)
    before = rows()

    with pytest.raises(NotFound):
        ACTS[name](stranger, case)
    with pytest.raises(NotFound):
        open_case(
            by=stranger, area=town.community, content=CONTENT, origin=Case.Origin.CALL, now=NOW
        )

    assert rows() == before


@pytest.mark.parametrize(
    "role", [Post.Role.GRID_WORKER, Post.Role.STREET_OFFICER, Post.Role.ORGANISER]
)
def test_the_posts_that_answer_for_a_place_do_every_step(town, worker, role):
    case = town.case(worker)
    person = town.staff(role=role, area=town.street if role != Post.Role.GRID_WORKER else None)

    for name in ("take", "assign", "note", "reveal", "close", "reopen"):
        ACTS[name](person, case)

    assert kinds(case) == ["opened", "taken", "noted", "done", "reopened"]


def test_taking_twice_is_taking_once(town, worker):
    case = town.case(worker)

    take_case(by=worker, case_id=case.pk, now=NOW)
    take_case(by=worker, case_id=case.pk, now=LATER)

    case.refresh_from_db()
    assert (case.state, case.assignee) == ("in_hand", worker)
    assert kinds(case) == ["opened", "taken"]


def test_a_colleague_gets_it_and_is_told_without_what_is_in_it(town, worker):
    case, colleague = town.case(worker), town.staff()
    colleague.email = "colleague@example.org"
    colleague.save()

    assign_case(by=worker, case_id=case.pk, to=colleague, now=NOW)
    assign_case(by=worker, case_id=case.pk, to=colleague, now=LATER)

    case.refresh_from_db()
    assert (case.state, case.assignee) == ("in_hand", colleague)
    assert kinds(case) == ["opened", "given"]
    [content] = mails()
    assert content["to"] == ["colleague@example.org"]
    assert content["subject"] == f"办件 {case.spoken_number}"
    assert "有一个办件交给您办理。" in content["text"]
    assert not any(word in content["text"] for word in ("林样例", "13900000001", "施工"))


def test_nobody_from_elsewhere_is_given_a_case(town, worker, stranger):
    case = town.case(worker)
    before = rows()

    with pytest.raises(Invalid):
        assign_case(by=worker, case_id=case.pk, to=stranger, now=NOW)

    assert rows() == before


def test_a_settled_case_is_neither_taken_nor_settled_again(town, worker):
    case = town.case(worker)
    close_case(by=worker, case_id=case.pk, outcome="已请施工方十点停工", now=NOW)
    before = rows()

    for name in ("take", "assign", "close"):
        with pytest.raises(Refused):
            ACTS[name](worker, case)

    case.refresh_from_db()
    assert (case.state, case.closed_at, case.assignee) == ("done", NOW, worker)
    assert rows() == before


@pytest.mark.parametrize("words", ["  ", "字" * 301])
def test_nobody_is_answered_without_words_or_with_too_many(town, worker, words):
    case = town.case(worker)
    before = rows()

    with pytest.raises(Invalid):
        close_case(by=worker, case_id=case.pk, outcome=words, now=NOW)

    assert rows() == before


def test_declining_says_why_and_is_another_state(town, worker):
    case = town.case(worker)

    close_case(by=worker, case_id=case.pk, outcome="归城管管，已转告", now=NOW, declined=True)

    case.refresh_from_db()
    assert (case.state, case.outcome) == ("declined", "归城管管，已转告")
    assert kinds(case) == ["opened", "declined"]


def test_taken_up_again_it_has_a_new_day_and_keeps_the_first_answer_in_its_course(town, worker):
    case = town.case(worker)
    close_case(by=worker, case_id=case.pk, outcome="十点停工", now=NOW)

    reopen_case(by=worker, case_id=case.pk, reason="昨晚又响到十二点", now=LATER)

    case.refresh_from_db()
    assert (case.state, case.outcome, case.closed_at) == ("in_hand", "", None)
    assert (case.reopened_at, case.due_on) == (LATER, date(2026, 11, 25))
    words = list(case.entries.values_list("kind", flat=True)), [e.words for e in case.entries.all()]
    assert words == (["opened", "done", "reopened"], ["", "十点停工", "昨晚又响到十二点"])


def test_what_is_open_is_not_taken_up_again(town, worker):
    case = town.case(worker)
    before = rows()

    with pytest.raises(Refused):
        reopen_case(by=worker, case_id=case.pk, reason="再看看", now=NOW)

    assert rows() == before


def test_one_calls_back_once_it_is_settled(town, worker):
    case = town.case(worker)
    with pytest.raises(Refused):
        note_case(by=worker, case_id=case.pk, words="挺好", now=NOW, called_back=True)
    assert kinds(case) == ["opened"]

    close_case(by=worker, case_id=case.pk, outcome="十点停工", now=NOW)
    note_case(by=worker, case_id=case.pk, words="夜里安静了", now=LATER, called_back=True)

    assert kinds(case) == ["opened", "done", "called_back"]


def test_an_entry_is_written_once(town, worker):
    entry = town.case(worker).entries.get()
    entry.words = "改一改"

    with pytest.raises(TypeError):
        entry.save()

    assert CaseEntry.objects.get().words == ""


def test_a_look_at_whom_to_call_needs_a_reason_and_is_on_record(town, worker):
    case = town.case(worker)
    with pytest.raises(Invalid):
        reveal_case(by=worker, case_id=case.pk, reason=" ", now=NOW)
    assert not CaseLook.objects.exists()

    found = reveal_case(by=worker, case_id=case.pk, reason="回电话", now=NOW)

    assert found.contact_phone == "13900000001"
    look = CaseLook.objects.get()
    assert (look.actor, look.case, look.reason, look.at) == (worker, case, "回电话", NOW)
