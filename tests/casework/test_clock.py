"""What the clock does: it reminds of what is late, once, and empties words in their time."""

from datetime import UTC, datetime, timedelta

import pytest

from casework.actions.close_case import close_case
from casework.actions.empty_cases import empty_cases
from casework.actions.note_case import note_case
from casework.actions.remind_overdue import remind_overdue
from casework.actions.reopen_case import reopen_case
from casework.actions.take_case import take_case
from casework.duties import remind_of_what_is_late
from casework.models import Case
from casework.terms import KEPT_AFTER_CLOSING
from forms_app.actions.close_submission import close_submission
from forms_app.actions.erase_submission import erase_submission
from forms_app.models import Submission
from foundation import clock
from foundation.errors import Refused
from people.models import Post
from tests.casework.conftest import mails, started
from tests.forms_app.conftest import NOW

pytestmark = pytest.mark.django_db
DUE_DAY = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAY_AFTER = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
"""Nine in the morning after the day by which it was to be answered."""


def with_mail(user, name):
    user.email = f"{name}@example.org"
    user.save()
    return user


def readers() -> list[str]:
    return sorted(address for content in mails() for address in content["to"])


def test_who_took_a_late_case_is_reminded_once(town, worker):
    taken, mailed = town.case(worker), with_mail(worker, "worker")
    with_mail(town.staff(), "colleague")
    take_case(by=mailed, case_id=taken.pk, now=NOW)

    assert remind_overdue(now=DUE_DAY) == 0
    assert remind_overdue(now=DAY_AFTER) == 1
    assert remind_overdue(now=DAY_AFTER + timedelta(days=1)) == 0

    assert readers() == ["worker@example.org"]
    [content] = mails()
    assert "过了答复期限" in content["text"]
    assert not any(word in content["text"] for word in ("林样例", "施工", "工地"))
    assert list(taken.entries.values_list("kind", flat=True)) == ["opened", "taken", "reminded"]


def test_what_nobody_took_is_told_to_the_workers_of_the_place(town, worker):
    town.case(worker)
    for number, user in enumerate((worker, town.staff())):
        with_mail(user, f"here{number}")
    with_mail(town.staff(area=town.other_community), "elsewhere")
    with_mail(town.staff(role=Post.Role.STREET_OFFICER, area=town.street), "street")

    remind_overdue(now=DAY_AFTER)

    assert readers() == ["here0@example.org", "here1@example.org"]


def test_whose_post_has_ended_is_not_reminded(town, worker):
    case = town.case(worker)
    take_case(by=with_mail(worker, "gone"), case_id=case.pk, now=NOW)
    with_mail(town.staff(role=Post.Role.STREET_OFFICER, area=town.street), "street")
    Post.objects.filter(user=worker).update(ends_on=NOW.date() - timedelta(days=1))

    remind_overdue(now=DAY_AFTER)

    assert readers() == ["street@example.org"]


def test_settled_cases_are_left_alone_and_those_taken_up_again_get_their_own_reminder(town, worker):
    case = town.case(with_mail(worker, "worker"))
    close_case(by=worker, case_id=case.pk, outcome="好了", now=NOW)
    assert remind_overdue(now=DAY_AFTER) == 0

    reopen_case(by=worker, case_id=case.pk, reason="又响了", now=DAY_AFTER)

    assert remind_overdue(now=DAY_AFTER + timedelta(days=2)) == 0
    assert remind_overdue(now=DAY_AFTER + timedelta(days=7)) == 1


def test_nobody_is_reminded_before_nine_in_the_morning(town, worker, monkeypatch):
    town.case(with_mail(worker, "worker"))

    monkeypatch.setattr(clock, "now", lambda: DAY_AFTER - timedelta(minutes=1))
    remind_of_what_is_late()
    assert readers() == []

    monkeypatch.setattr(clock, "now", lambda: DAY_AFTER)
    remind_of_what_is_late()
    assert readers() == ["worker@example.org"]


def assert_emptied(case: Case) -> None:
    case.refresh_from_db()
    texts = (case.what, case.contact_name, case.contact_phone, case.contact_address, case.outcome)
    assert set(texts) == {""}
    assert case.title == case.kind
    assert {entry.words for entry in case.entries.all()} == {""}


def test_words_of_a_settled_case_go_in_their_time_and_its_times_stay(town, worker):
    case, open_one = town.case(worker), town.case(worker)
    note_case(by=worker, case_id=case.pk, words="林样例说很吵", now=NOW)
    close_case(by=worker, case_id=case.pk, outcome="十点停工", now=NOW)

    assert empty_cases(now=NOW + KEPT_AFTER_CLOSING - timedelta(seconds=1)) == 0
    assert empty_cases(now=NOW + KEPT_AFTER_CLOSING) == 1
    assert empty_cases(now=NOW + KEPT_AFTER_CLOSING) == 0

    assert_emptied(case)
    assert (case.state, case.closed_at) == ("done", NOW)
    open_one.refresh_from_db()
    assert open_one.contact_phone == "13900000001"
    with pytest.raises(Refused):
        reopen_case(by=worker, case_id=case.pk, reason="又响了", now=NOW)
    with pytest.raises(Refused):
        note_case(by=worker, case_id=case.pk, words="还有", now=NOW)


def test_a_settled_case_loses_its_words_with_the_answers_that_it_was_made_of(town, worker):
    receipt, case = started(town.form(), worker)
    Submission.objects.update(purged_at=NOW)
    assert empty_cases(now=NOW) == 0

    close_case(by=worker, case_id=case.pk, outcome="亮了", now=NOW)

    assert empty_cases(now=NOW) == 1
    assert_emptied(case)
    assert case.state == "done"
    assert receipt.submission.reference == case.source_reference


def test_whoever_has_their_answers_erased_has_the_open_case_emptied_and_ended(town, worker):
    receipt, case = started(town.form(), worker)
    sent = receipt.submission
    close_submission(by=worker, submission_id=sent.pk, reply="电话里说好了", now=NOW)
    erase_submission(submission_id=sent.pk, now=NOW)

    assert empty_cases(now=NOW) == 1

    assert_emptied(case)
    assert (case.state, case.closed_at) == ("declined", NOW)
