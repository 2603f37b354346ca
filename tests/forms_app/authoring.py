"""Drafts to author with, and what their editing screen posts."""

import json
from typing import Any

from django.urls import reverse

from forms_app.models import Form
from territory.models import Area

WORDS = {
    "title": "",
    "slug": "",
    "introduction": "",
    "next_words": "",
    "starts": "",
    "once_per": "",
    "once_every": "ever",
    "keep_days": "365",
    "audience": "everybody",
}


def block_id(number: int) -> str:
    """Return the id of a made-up block; its field's key is `key_of` the same number."""
    return f"{number:08d}-2222-4333-8444-555555555555"


def key_of(number: int) -> str:
    """Return the key of the answer to the question in block `number`."""
    return f"f{number:08d}2222"


def question(number: int, kind: str = "short_text", label: str = "", **value: Any) -> dict:
    """Return a block of a form's stream."""
    label = label or f"第 {number} 问"
    return {
        "type": kind,
        "id": block_id(number),
        "value": {"label": label, "required": True, **value},
    }


def draft(area: Area, *questions: dict, **fields: Any) -> Form:
    """Return a saved draft with these questions, not published."""
    found = Form(
        **{"title": "借活动室", "slug": "a-room", **fields},
        area=area,
        live=False,
        questions=json.dumps(list(questions)),
    )
    found.save()
    found.save_revision()
    return found


def newest(form: Form) -> Form:
    """Return the newest draft of a form, as it is kept."""
    return Form.objects.get(pk=form.pk).get_latest_revision_as_object()


def address(name: str, form: Form, *more: Any) -> str:
    """Return one of the addresses of a form's screens."""
    return reverse(f"wagtailsnippets_forms_app_form:{name}", args=[form.pk, *more])


def posted(form: Form, *questions: dict, **changed: Any) -> dict[str, str]:
    """Return what the editing screen posts; `questions` are simple ones, without lists."""
    found = WORDS | {"title": form.title, "slug": form.slug, "area": str(form.area_id)}
    found["questions-count"] = str(len(questions))
    for place, block in enumerate(questions):
        name = f"questions-{place}"
        found |= {f"{name}-type": block["type"], f"{name}-id": block["id"]}
        found |= {f"{name}-order": str(place), f"{name}-deleted": ""}
        for part, value in block["value"].items():
            if value is not False:
                found[f"{name}-value-{part}"] = "on" if value is True else str(value)
    return found | changed
