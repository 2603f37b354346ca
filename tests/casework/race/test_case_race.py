"""Two workers press at the same moment."""

import pytest

from casework.actions.close_case import close_case
from casework.actions.open_case import open_case
from casework.actions.remind_overdue import remind_overdue
from casework.models import Case, CaseEntry
from foundation.errors import Refused
from outbox.models import Message
from tests.casework.conftest import CONTENT
from tests.casework.test_clock import DAY_AFTER, with_mail
from tests.forms_app.conftest import NOW

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
]


def test_one_reference_opens_one_case_whoever_is_first(town, race):
    workers = [town.staff() for _ in range(4)]

    results = race(
        [
            lambda by=by: open_case(
                by=by,
                area=town.community,
                content=CONTENT,
                origin=Case.Origin.FORM,
                now=NOW,
                reference="123456789",
            )
            for by in workers
        ]
    )

    case = Case.objects.get()
    assert [result.pk for result in results] == [case.pk] * 4
    assert CaseEntry.objects.get().kind == "opened"


def test_of_two_answers_one_is_given(town, race):
    workers = [town.staff() for _ in range(2)]
    case = town.case(workers[0])

    results = race(
        [
            lambda by=by, words=words: close_case(by=by, case_id=case.pk, outcome=words, now=NOW)
            for by, words in zip(workers, ("甲说好了", "乙说好了"), strict=True)
        ]
    )

    assert sum(isinstance(result, Refused) for result in results) == 1
    case.refresh_from_db()
    assert list(case.entries.values_list("kind", flat=True)) == ["opened", "done"]
    assert case.entries.last().words == case.outcome


def test_two_clocks_remind_once(town, race):
    town.case(with_mail(town.staff(), "worker"))

    results = race([lambda: remind_overdue(now=DAY_AFTER) for _ in range(2)])

    assert sorted(results) == [0, 1]
    assert Message.objects.count() == 1
    assert CaseEntry.objects.filter(kind="reminded").count() == 1
