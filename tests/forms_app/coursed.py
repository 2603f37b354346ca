"""A form after which something follows, for tests: what to do, phone, age, and a course."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from forms_app.actions.submit import Receipt, submit
from forms_app.models import Form
from outbox.delivering import deliver
from outbox.keys import sealer
from outbox.models import Message
from territory.models import Area
from tests.forms_app.limited import NOW, PHONE, QUESTIONS, TALK

EMAIL = {
    "type": "email",
    "id": "e0f5a7b1-3d6e-4fa0-84b8-5e7a9d1f0020",
    "value": {"label": "邮箱", "required": False},
}


def step_id(number: int) -> str:
    """Return the id of the block of the step with this number, from 1."""
    return str(UUID(int=0xABCD0000 + number))


def coursed_form(area: Area, *steps: tuple[str, dict[str, Any]], **fields: Any) -> Form:
    """Return a published form with these steps (key and settings) after sending."""
    after = [
        {"type": key, "id": step_id(number), "value": value}
        for number, (key, value) in enumerate(steps, 1)
    ]
    form = Form(
        title="借活动室",
        slug="borrow-room",
        area=area,
        live=False,
        questions=json.dumps([*QUESTIONS, EMAIL], ensure_ascii=False),
        after=json.dumps(after, ensure_ascii=False),
        **fields,
    )
    form.full_clean()
    form.save()
    form.save_revision().publish(skip_permission_checks=True)
    form.refresh_from_db()
    return form


def sent(form: Form, number: int = 1, **more: Any) -> Receipt:
    """Send it from the phone `number`, and let the outbox start what follows."""
    values = {TALK: "c0000001", PHONE: f"+86139{number:08d}", **more}
    receipt = submit(version=form.current, values=values, key=f"k{number}", now=NOW)
    for message in Message.objects.filter(topic="forms_app.course", state="waiting"):
        assert deliver(message)
    receipt.submission.refresh_from_db()
    return receipt


def written(topic: str) -> list[dict[str, Any]]:
    """Return what waits in the outbox under a topic, opened, the first first."""
    waiting = Message.objects.filter(topic=topic).exclude(sealed="").order_by("pk")
    return [json.loads(sealer().open(found.sealed, "outbox.message")) for found in waiting]


def texts() -> list[str]:
    """Return the text messages that wait to leave."""
    return [content["params"]["text"] for content in written("sms")]
