"""For every step after sending a published form with that step alone, and one that was sent."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from forms_app.actions.advance_course import advance_course
from forms_app.actions.submit import code_of, submit
from forms_app.copying import renewed
from forms_app.engine.definition import Field
from forms_app.engine.document import document_of
from forms_app.engine.step import Step, steps
from forms_app.exchange.own_reading import read_document
from forms_app.exchange.writing_questions import content_of
from forms_app.gallery import form_of
from forms_app.models import Form, Submission
from foundation import clock
from territory.models import Area
from tests.forms_app.engine.examples import definition_of

SLUG = "after-"
ASKED = (
    Field("1", "fwhat", "long_text", "要做什么", purpose="what"),
    Field("2", "fphone", "phone", "手机号", purpose="contact_phone"),
)


def _published(step: Step, area: Area) -> Form:
    content = content_of(read_document(document_of(definition_of(*ASKED))).definition)
    follows = {"type": step.key, "id": str(uuid4()), "value": dict(step.example)}
    named = {
        "title": f"之后：{step.names['zh']}",
        "slug": Form.objects.free_slug(SLUG + step.key.replace("_", "-")),
    }
    form = form_of({**renewed(content), **named, "after": [follows]})
    form.area = area
    form.full_clean()
    form.save()
    form.save_revision().publish(skip_permission_checks=True)
    form.refresh_from_db()
    return form


def _sent(form: Form) -> Submission:
    what, phone = form.current.definition.fields
    values = {what.key: "灯不亮了", phone.key: "+8613900000001"}
    now = clock.now()
    found = submit(version=form.current, values=values, key=f"every-step-{form.pk}", now=now)
    advance_course(submission_id=found.submission.pk, now=now)
    found.submission.refresh_from_db()
    return found.submission


def told(area: Area) -> str:
    """Return as JSON what was sent for each step, and what worker and sender read of it."""
    found = [_told(step, _sent(_published(step, area))) for step in steps().values()]
    return json.dumps(found, ensure_ascii=False)


def _told(step: Step, sent: Submission) -> dict[str, Any]:
    return {
        "step": step.key,
        "pk": sent.pk,
        "reference": sent.reference,
        "code": code_of(sent),
        "sentence": step.sentence(step.example),
        "told": step.told(step.example),
    }
