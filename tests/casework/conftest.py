"""A city with two streets, workers, a form whose answers become a case, and cases of all states."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from casework.actions.open_case import CaseContent, open_case
from casework.models import Case
from forms_app.actions.advance_course import advance_course
from forms_app.actions.start_step import start_step
from forms_app.actions.submit import Receipt, submit
from forms_app.models import Form
from outbox.keys import sealer
from outbox.models import Message
from people.models import User
from territory.models import Area
from tests.forms_app.conftest import NOW
from tests.forms_app.conftest import Town as FormTown

STEPS = [
    {
        "type": "open_case",
        "id": "a0000000-0000-4000-8000-000000000001",
        "value": {"kind": "报修", "title": "", "days": 2},
    },
    {"type": "wait", "id": "a0000000-0000-4000-8000-000000000002", "value": {"unit": "served"}},
    {
        "type": "set_state",
        "id": "a0000000-0000-4000-8000-000000000003",
        "value": {"state": "closed", "reply": "结果写在上面。"},
    },
]
QUESTIONS = [
    {
        "type": kind,
        "id": f"b000000{number}-0000-4000-8000-000000000000",
        "value": {"label": label, "hint": "", "required": True} | more,
    }
    for number, (kind, label, more) in enumerate(
        (
            ("long_text", "坏成什么样了", {}),
            ("community", "在哪个社区", {}),
            ("person_name", "怎么称呼您", {}),
            ("phone", "手机号", {"purpose": "contact_phone"}),
            ("address", "您家的地址", {"required": False}),
            ("consent", "我同意社区为了办这件事使用上面的姓名和电话", {}),
        )
    )
]
ANSWERS = {
    "long_text": "三楼的声控灯不亮。昨天晚上发现的",
    "community": "370199001001",
    "person_name": "林样例",
    "phone": "+8613900000001",
    "address": {"detail": "3号楼2单元301"},
    "consent": True,
}
CONTENT = CaseContent(
    kind="噪声",
    title="夜里施工太吵",
    what="南边工地夜里十一点还在响。",
    days=2,
    contact_name="林样例",
    contact_phone="13900000001",
    contact_address="3号楼2单元301",
)


@dataclass
class Town(FormTown):
    """Makes what a test asks for; every name and number is made up."""

    def form(self) -> Form:
        form = Form(
            title="报修",
            slug="repair",
            area=self.city,
            live=False,
            questions=json.dumps(QUESTIONS),
            after=json.dumps(STEPS),
        )
        form.full_clean()
        form.save()
        form.save_revision().publish(skip_permission_checks=True)
        form.refresh_from_db()
        return form

    def case(self, by: User, *, area: Area | None = None, **changed: Any) -> Case:
        """Return a case that was opened by hand."""
        content = CaseContent(
            **{name: getattr(CONTENT, name) for name in CONTENT.__slots__} | changed
        )
        return open_case(
            by=by,
            area=area or self.community,
            content=content,
            origin=Case.Origin.CALL,
            now=NOW,
        )


@pytest.fixture
def town(db) -> Town:
    return Town()


@pytest.fixture
def worker(town) -> User:
    return town.staff()


@pytest.fixture
def stranger(town) -> User:
    """Return a worker of another street's community."""
    return town.staff(area=town.other_community)


def sent(form: Form, key: str = "k", **fields: Any) -> Receipt:
    """Send the form; return number and code."""
    values = {field.key: ANSWERS[field.type] for field in form.current.definition.fields}
    return submit(version=form.current, values=values, key=key, now=NOW, **fields)


def started(form: Form, by: User, key: str = "k") -> tuple[Receipt, Case]:
    """Send the form and open the case that it asks for."""
    receipt = sent(form, key)
    advance_course(submission_id=receipt.submission.pk, now=NOW)
    start_step(by=by, submission_id=receipt.submission.pk, now=NOW)
    return receipt, Case.objects.get(source_reference=receipt.submission.reference)


def mails() -> list[dict[str, Any]]:
    """Return what waits in the outbox to be mailed, in the order in which it was written."""
    sealed = Message.objects.filter(topic="mail").order_by("pk").values_list("sealed", flat=True)
    return [json.loads(sealer().open(text, "outbox.message")) for text in sealed]
