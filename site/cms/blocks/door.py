"""A door of the home page: a sign, two or three words, and where it leads."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.base import BodyBlock, Json, JsonForm
from cms.blocks.link import LinkBlock, LinkForm, link_json

SIGNS = [
    ("service", _("Service")),
    ("hand", _("Hand")),
    ("calendar", _("Calendar")),
    ("lecture", _("Lecture")),
    ("home", _("House")),
    ("phone", _("Phone")),
    ("community", _("Community")),
    ("people", _("People")),
    ("heart", _("Heart")),
    ("map", _("Map")),
    ("news", _("News")),
]


class DoorForm(JsonForm):
    """What the API serves of it."""

    icon: str
    hint: str
    link: LinkForm | None


class DoorBlock(BodyBlock, blocks.StructBlock):
    """JSON: `{"icon": str, "hint": str, "link": {"label", "url"} | null}`."""

    key = "door"
    json_form = DoorForm
    slots = frozenset({"doors"})

    icon = blocks.ChoiceBlock(label=_("Icon"), choices=SIGNS, default="service")
    hint = blocks.CharBlock(label=_("Hint"), max_length=24, required=False)
    link = LinkBlock(label=_("Leads to"))

    class Meta:
        label = _("Door")
        icon = "home"
        description = _("One of the big buttons at the top of the home page.")
        template = "cms/blocks/door.html"
        preview_value = {
            "icon": "service",
            "hint": "材料、地点、时间",
            "link": {"label": "我要办事", "page": None, "address": "/"},
        }

    def as_json(self, value: Any) -> Json:
        return {"icon": value["icon"], "hint": value["hint"], "link": link_json(value["link"])}
