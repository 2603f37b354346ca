"""A form that asks for photos, papers, a signature and a place, for tests."""

from __future__ import annotations

import json
import re
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from forms_app.file_store import PREFIX
from forms_app.models import Form
from territory.models import Area
from tests.forms_app.engine.hostile_files import picture

QUESTIONS: list[dict[str, Any]] = [
    {
        "type": "short_text",
        "id": "a1f4c6a2-7a5d-4a7e-9d5f-0c2f5d9e0001",
        "value": {"label": "哪里坏了", "required": True},
    },
    {
        "type": "photo",
        "id": "b1f4c6a2-7a5d-4a7e-9d5f-0c2f5d9e0002",
        "value": {"label": "现场照片", "required": True, "most": 2, "megabytes": 5},
    },
    {
        "type": "file",
        "id": "c1f4c6a2-7a5d-4a7e-9d5f-0c2f5d9e0003",
        "value": {
            "label": "证明材料",
            "required": False,
            "most": 2,
            "megabytes": 1,
            "data_class": "personal",
        },
    },
    {
        "type": "signature",
        "id": "d1f4c6a2-7a5d-4a7e-9d5f-0c2f5d9e0004",
        "value": {"label": "签名", "required": False},
    },
    {
        "type": "position",
        "id": "e1f4c6a2-7a5d-4a7e-9d5f-0c2f5d9e0005",
        "value": {"label": "在哪里", "required": False},
    },
]
WORDS, PHOTO, PAPER, SIGNED, WHERE = (
    "fa1f4c6a27a5d",
    "fb1f4c6a27a5d",
    "fc1f4c6a27a5d",
    "fd1f4c6a27a5d",
    "fe1f4c6a27a5d",
)


def filed_form(area: Area, **fields: object) -> Form:
    """Return a published form that asks for files."""
    form = Form(
        title="路灯报修",
        slug="lamp",
        area=area,
        live=False,
        questions=json.dumps(QUESTIONS, ensure_ascii=False),
        **fields,
    )
    form.full_clean()
    form.save()
    form.save_revision().publish(skip_permission_checks=True)
    form.refresh_from_db()
    return form


def photo(name: str = "现场.jpg", body: bytes | None = None) -> SimpleUploadedFile:
    """Return a file as a browser sends it; its own idea of its kind is worth nothing."""
    return SimpleUploadedFile(name, picture() if body is None else body, "image/svg+xml")


def ticket_of(page: Any) -> str:
    """Return the ticket in a page."""
    found = re.search(r'name="ticket" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


def begun(client: Client, form: Form) -> str:
    """Return the ticket of somebody who has just opened the form."""
    return ticket_of(client.get(f"/forms/{form.slug}/"))


def posted(client: Client, form: Form, ticket: str, step: str = "check", **given: Any) -> Any:
    """Send the page with these answers by key."""
    data = {WORDS: "路灯不亮", "ticket": ticket, "step": step} | given
    return client.post(f"/forms/{form.slug}/", data)


def ids_in(page: Any, key: str = PHOTO) -> list[str]:
    """Return the ids of files that a page carries for a question."""
    return re.findall(rf'name="{key}" value="([0-9a-f]{{32}})"', page.content.decode())


def stored() -> list[str]:
    """Return the paths of all files in the private part of the storage."""
    if not default_storage.exists(PREFIX):
        return []
    folders, _files = default_storage.listdir(PREFIX)
    return sorted(
        f"{PREFIX}/{folder}/{name}"
        for folder in folders
        for name in default_storage.listdir(f"{PREFIX}/{folder}")[1]
    )
