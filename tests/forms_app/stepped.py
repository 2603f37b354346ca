"""A form in four steps with rules: one brings a question, one leaves a step out; and a group."""

from __future__ import annotations

import json
import re
from typing import Any

from django.test import Client

from forms_app.models import Form
from territory.models import Area

PAGE = "/forms/home/"
STEPS = [f"aaaaaaa{number}-1111-4a7e-9d5f-0c2f5d9e0001" for number in range(4)]
IDS = [f"{number:08d}-1111-4a7e-9d5f-0c2f5d9e0001" for number in range(20)]
ALONE, WHO, NAME, PEOPLE, PERSON, AGE, TOTAL, NIGHTS, WISH = (
    f"f{one.replace('-', '')[:12]}" for one in IDS[:9]
)


def _block(kind: str, number: int, label: str, **more: Any) -> dict[str, Any]:
    value = {"label": label, "hint": "", "required": True} | more
    return {"type": kind, "id": IDS[number], "value": value}


def _step(number: int, title: str) -> dict[str, Any]:
    return {"type": "step", "id": STEPS[number], "value": {"title": title}}


def questions() -> list[dict[str, Any]]:
    """Return the blocks; a test may change them."""
    return [
        _step(0, "您的情况"),
        _block("yes_no", 0, "一个人住吗"),
        _block("person_name", 1, "紧急时找谁"),
        _block("person_name", 2, "怎么称呼您"),
        _step(1, "家里人"),
        _block(
            "repeat",
            3,
            "家里人",
            required=False,
            item="家人",
            least=0,
            most=4,
            fields=[
                _block("short_text", 4, "叫什么"),
                _block("number", 5, "几岁", required=False, places=0),
            ],
        ),
        _block("computed", 6, "一共几岁", **{"as": "number", "places": 0, "unit": "岁"}),
        _step(2, "夜里"),
        _block("short_text", 7, "夜里谁在", required=False),
        _step(3, "心愿"),
        _block("long_text", 8, "想要什么"),
    ]


RULES: list[dict[str, Any]] = [
    {"id": "r1", "kind": "show", "targets": [WHO], "when": {"==": [{"var": ALONE}, True]}},
    {
        "id": "r2",
        "kind": "skip",
        "from": STEPS[1],
        "targets": [STEPS[3]],
        "when": {"==": [{"var": ALONE}, True]},
    },
    {
        "id": "r3",
        "kind": "compute",
        "targets": [TOTAL],
        "value": {"sum": [{"var": PEOPLE}, {"var": f"item.{AGE}"}]},
    },
]


def stepped_form(area: Area, **fields: Any) -> Form:
    """Return the form, published for `area`."""
    wanted = {
        "title": "家里情况",
        "slug": "home",
        "questions": questions(),
        "rules": RULES,
    } | fields
    form = Form(area=area, live=False, **wanted | {"questions": json.dumps(wanted["questions"])})
    form.full_clean()
    form.save()
    form.save_revision().publish(skip_permission_checks=True)
    form.refresh_from_db()
    return form


class Visitor:
    """Fills a form in without JavaScript: what the page sends hidden is sent back."""

    def __init__(self, client: Client, page: str = PAGE) -> None:
        self.client, self.page = client, page
        self.response: Any = client.get(page)

    @property
    def text(self) -> str:
        """The page as it stands."""
        return str(self.response.content.decode())

    @property
    def visible(self) -> str:
        """The page without what only JavaScript brings forth."""
        text = self.text
        while (
            bare := re.sub(r"<template(?:(?!<template).)*?</template>", "", text, flags=re.S)
        ) != text:
            text = bare
        return text

    def open(self, path: str) -> Visitor:
        """Follow a link."""
        self.response = self.client.get(path)
        return self

    def press(self, step: str = "next", **answers: Any) -> Visitor:
        """Send the page with these answers; follow where it leads."""
        hidden: dict[str, list[str]] = {}
        for name, value in re.findall(
            r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.visible
        ):
            hidden.setdefault(name, []).append(value)
        self.response = self.client.post(self.page, hidden | answers | {"step": step}, follow=True)
        return self
