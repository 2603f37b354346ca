"""The workers' desk: the list within their areas, the page of a case, and what is done there."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from casework.actions.close_case import close_case
from casework.actions.take_case import take_case
from casework.models import Case, CaseEntry, CaseLook
from foundation import clock
from people.models import Post
from tests.casework.conftest import started
from tests.factories.sessions import sign_in
from tests.forms_app.conftest import NOW

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
CHINESE = {"accept-language": "zh-hans"}
INDEX = "/admin/cases/"


@pytest.fixture(autouse=True)
def _a_saturday(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def page_of(case: Case, verb: str = "show") -> str:
    return reverse(f"case_desk:{verb}", args=[case.pk])


def test_the_list_shows_what_is_not_settled_in_ones_areas(town, worker, stranger):
    mine, settled = town.case(worker), town.case(worker, title="路灯亮了一整天")
    close_case(by=worker, case_id=settled.pk, outcome="已调好定时", now=NOW)
    elsewhere = town.case(stranger, area=town.other_community, title="井盖松动")

    listed = sign_in(worker).get(INDEX, headers=CHINESE).text

    assert mine.spoken_number in listed
    assert "夜里施工太吵" in listed
    assert "11月24日 周二" in listed
    for hidden in (settled, elsewhere):
        assert hidden.spoken_number not in listed
        assert hidden.title not in listed


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("state=all", {"late", "mine", "settled"}),
        ("state=done", {"settled"}),
        ("state=in_hand", {"mine"}),
        ("which=overdue", {"late"}),
        ("which=mine", {"mine"}),
        ("which=nobody", {"late"}),
    ],
)
def test_the_list_is_narrowed(town, worker, monkeypatch, asked, found):
    for title, days in (("late", 2), ("mine", 30), ("settled", 2)):
        case = town.case(worker, title=title, days=days)
        if title == "mine":
            take_case(by=worker, case_id=case.pk, now=NOW)
        if title == "settled":
            close_case(by=worker, case_id=case.pk, outcome="好了", now=NOW)
    Case.objects.filter(title="settled").update(assignee=town.staff())
    monkeypatch.setattr(clock, "now", lambda: LATER)

    cases = sign_in(worker).get(f"{INDEX}?{asked}").context["object_list"]

    assert {case.title for case in cases} == found


def test_a_number_is_found_as_it_was_read_out_also_of_what_is_settled(town, worker):
    case, other = town.case(worker), town.case(worker)
    Case.objects.filter(pk=case.pk).update(number="12345678")
    Case.objects.filter(pk=other.pk).update(number="87654321")
    close_case(by=worker, case_id=case.pk, outcome="好了", now=NOW)
    client = sign_in(worker)

    for typed in ("1234 5678", "12345678", "4567"):
        found = client.get(INDEX, {"q": typed}).context["object_list"]
        assert [one.pk for one in found] == [case.pk]
    assert list(client.get(INDEX, {"q": "99"}).context["object_list"]) == []


def test_the_list_asks_as_many_questions_for_thirty_cases_as_for_two(
    town, worker, django_assert_num_queries, django_assert_max_num_queries
):
    client = sign_in(worker)
    for _ in range(2):
        take_case(by=worker, case_id=town.case(worker).pk, now=NOW)
    client.get(INDEX)
    with django_assert_max_num_queries(60) as few:
        client.get(INDEX)
    asked = len(few)

    for _ in range(28):
        take_case(by=worker, case_id=town.case(worker).pk, now=NOW)
    with django_assert_num_queries(asked):
        first = client.get(INDEX)

    assert len(first.context["object_list"]) == 25
    assert len(client.get(INDEX, {"p": 2}).context["object_list"]) == 5


def test_a_page_asks_as_many_questions_whatever_was_done(
    town, worker, django_assert_num_queries, django_assert_max_num_queries
):
    case, client = town.case(worker), sign_in(worker)
    client.get(page_of(case))
    with django_assert_max_num_queries(60) as few:
        client.get(page_of(case))
    asked = len(few)

    for number in range(10):
        client.post(page_of(case, "note"), {"words": f"第 {number} 次电话"})
    client.get(page_of(case))
    with django_assert_num_queries(asked):
        text = client.get(page_of(case)).text

    assert text.count("次电话") == 10


def test_a_page_shows_what_is_asked_and_masks_whom_to_call(town, worker):
    receipt, case = started(town.form(), worker)

    text = sign_in(worker).get(page_of(case), headers=CHINESE).text

    assert "坏成什么样了：三楼的声控灯不亮。昨天晚上发现的" in text
    assert "林*例 139****0001" in text
    assert "留了地址" in text
    assert reverse("submissions:show", args=[receipt.submission.pk]) in text
    for sealed in ("林样例", "13900000001", "2单元301"):
        assert sealed not in text


def test_the_desk_speaks_english_too(town, worker):
    case = town.case(worker)
    profile = UserProfile.get_for_user(worker)
    profile.preferred_language = "en"
    profile.save()

    text = sign_in(worker).get(page_of(case)).text

    assert "Whom to call" in text
    assert "Waits for somebody" in text
    assert "Tue 24 Nov" in text


def test_whom_to_call_is_shown_once_for_a_reason_on_record(town, worker):
    case, client = town.case(worker), sign_in(worker)

    refused = client.post(page_of(case, "reveal"), {"reason": " "})
    assert refused.status_code == 422
    assert "13900000001" not in refused.text
    assert not CaseLook.objects.exists()

    shown = client.post(page_of(case, "reveal"), {"reason": "回电话"})
    assert "13900000001" in shown.text
    assert "3号楼2单元301" in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert CaseLook.objects.get().reason == "回电话"
    assert client.get(page_of(case, "reveal")).status_code == 405
    assert "13900000001" not in client.get(page_of(case)).text


def test_another_area_does_not_exist_for_a_worker(town, worker, stranger):
    case, client = town.case(worker), sign_in(stranger)
    before = list(Case.objects.values())

    assert client.get(page_of(case)).status_code == 404
    for verb in ("reveal", "take", "give", "note", "call_back", "close", "reopen"):
        typed = {"reason": "x", "words": "x", "outcome": "x", "to": stranger.pk}
        assert client.post(page_of(case, verb), typed).status_code == 404

    assert list(Case.objects.values()) == before
    assert CaseEntry.objects.get().kind == "opened"
    assert not CaseLook.objects.exists()


def test_an_editor_of_pages_has_no_business_here(town, worker):
    case = town.case(worker)
    client = sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR))

    for address in (INDEX, "/admin/cases/add/", page_of(case)):
        assert client.get(address)["Location"] == reverse("wagtailadmin_home")
    home = client.get("/admin/").text
    assert INDEX not in home
    assert case.title not in home


def test_a_case_is_opened_by_hand(town, worker):
    client = sign_in(worker)
    typed = {
        "area": town.community.pk,
        "origin": "visit",
        "kind": "停车",
        "title": "通道停了车",
        "what": "东侧通道",
        "days": "3",
        "contact_name": "周示范",
        "contact_phone": "",
        "contact_address": "",
    }

    wrong = client.post("/admin/cases/add/", typed | {"title": "", "area": ""}, headers=CHINESE)
    assert wrong.status_code == 200
    assert "东侧通道" in wrong.text
    assert not Case.objects.exists()

    answer = client.post("/admin/cases/add/", typed)

    case = Case.objects.get()
    assert answer["Location"] == page_of(case)
    assert (case.origin, case.kind, case.contact_name) == ("visit", "停车", "周示范")
    assert (case.area, case.opened_by) == (town.community, worker)


def test_no_case_is_opened_in_another_area(town, worker):
    typed = {"area": town.other_community.pk, "origin": "call", "kind": "停车"}
    typed |= {"title": "通道停了车", "what": "东侧通道", "days": "3"}

    answer = sign_in(worker).post("/admin/cases/add/", typed)

    assert answer.status_code == 200
    assert not Case.objects.exists()


def test_from_taking_to_calling_back_on_the_page(town, worker):
    case, colleague, client = town.case(worker), town.staff(), sign_in(worker)

    client.post(page_of(case, "take"))
    client.post(page_of(case, "give"), {"to": colleague.pk})
    client.post(page_of(case, "note"), {"words": "约了明天"})
    client.post(page_of(case, "close"), {"outcome": "十点停工", "step": "do"})
    settled = client.get(page_of(case), headers=CHINESE).text
    client.post(page_of(case, "call_back"), {"words": "安静了"})
    client.post(page_of(case, "reopen"), {"reason": "又响了"})
    client.post(page_of(case, "close"), {"outcome": "归城管管", "step": "decline"})

    done = list(case.entries.values_list("kind", flat=True))
    assert done == [
        "opened",
        "taken",
        "given",
        "noted",
        "done",
        "called_back",
        "reopened",
        "declined",
    ]
    assert "回访" in settled
    case.refresh_from_db()
    assert (case.state, case.assignee, case.outcome) == ("declined", colleague, "归城管管")


@pytest.mark.parametrize(
    ("verb", "typed"),
    [
        ("give", {"to": ""}),
        ("note", {"words": " "}),
        ("close", {"outcome": "", "step": "do"}),
        ("close", {"outcome": "字" * 301, "step": "do"}),
    ],
)
def test_what_is_missing_is_said_on_the_page_and_nothing_happens(town, worker, verb, typed):
    case = town.case(worker)

    answer = sign_in(worker).post(page_of(case, verb), typed)

    assert answer.status_code == 422
    assert "error-message" in answer.text
    assert CaseEntry.objects.get().kind == "opened"


def test_the_home_page_says_what_is_late_and_what_nobody_has(town, worker, stranger, monkeypatch):
    town.case(worker)
    town.case(stranger, area=town.other_community, title="井盖松动")
    monkeypatch.setattr(clock, "now", lambda: LATER)

    home = sign_in(worker).get("/admin/", headers=CHINESE).text

    assert "1 个超期" in home
    assert "1 个还没人办" in home
    assert "夜里施工太吵" in home
    assert "井盖松动" not in home
