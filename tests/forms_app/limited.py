"""A form with a limit on something, for tests: which talk, a phone, how many are welcome."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

from forms_app.actions.submit import Receipt, submit
from forms_app.models import Form
from people.models import User
from territory.models import Area

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
QUESTIONS: list[dict[str, Any]] = [
    {
        "type": "choice",
        "id": "b1f4c6a2-7a5d-4a7e-9d5f-0c2f5d9e0002",
        "value": {
            "label": "听哪一场",
            "required": True,
            "choices": [
                {"type": "item", "id": "c0000001-1111-4a7e-9d5f-0c2f5d9e0001", "value": "上午"},
                {"type": "item", "id": "c0000002-1111-4a7e-9d5f-0c2f5d9e0002", "value": "晚上"},
            ],
        },
    },
    {
        "type": "phone",
        "id": "c9f5a7b1-3d6e-4fa0-84b8-5e7a9d1f0009",
        "value": {"label": "手机号", "required": True, "purpose": "contact_phone"},
    },
    {
        "type": "number",
        "id": "d0f5a7b1-3d6e-4fa0-84b8-5e7a9d1f0010",
        "value": {"label": "几个人来", "required": False},
    },
]
TALK, PHONE, COMING = "fb1f4c6a27a5d", "fc9f5a7b13d6e", "fd0f5a7b13d6e"


def limited_form(area: Area, *, morning: int = 0, **fields: object) -> Form:
    """Return a published form with these limits; `morning` are the places of its first option."""
    questions = copy.deepcopy(QUESTIONS)
    if morning:
        first = questions[0]["value"]["choices"][0]
        first["value"] = {"text": first["value"], "places": morning}
    form = Form(
        title="消防讲座",
        slug="fire-talk",
        area=area,
        live=False,
        questions=json.dumps(questions, ensure_ascii=False),
        **fields,
    )
    form.full_clean()
    form.save()
    form.save_revision().publish(skip_permission_checks=True)
    form.refresh_from_db()
    return form


def answers(number: int, talk: str = "c0000001") -> dict[str, str]:
    """Return whole answers from the phone number `number`."""
    return {TALK: talk, PHONE: f"+86139{number:08d}"}


def send(
    form: Form, number: int, *, key: str = "", by: User | None = None, now=NOW, coming: int = 0
) -> Receipt:
    """Send the form from the phone number `number`, in a filling-in of its own."""
    values = answers(number) | ({COMING: coming} if coming else {})
    return submit(version=form.current, values=values, key=key or f"k{number}", now=now, by=by)


def typed(ticket: str, number: int, step: str, talk: str = "c0000001") -> dict[str, str]:
    """Return what a browser sends with the form from the phone number `number`."""
    return {TALK: talk, PHONE: f"139{number:08d}", "ticket": ticket, "step": step}
