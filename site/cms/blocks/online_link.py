"""Where a service can be asked for online."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.base import BodyBlock, Json, JsonForm
from cms.blocks.link import LinkBlock, LinkForm, link_json


class OnlineLinkForm(JsonForm):
    """What the API serves of it."""

    text: str
    link: LinkForm | None


class OnlineLinkBlock(BodyBlock, blocks.StructBlock):
    """JSON: `{"text": str, "link": {"label", "url"} | null}`."""

    key = "online_link"
    json_form = OnlineLinkForm
    slots = frozenset({"online"})

    text = blocks.CharBlock(label=_("What can be done there"), max_length=80, required=False)
    link = LinkBlock(label=_("Button"))

    class Meta:
        label = _("Link to an online form")
        icon = "mobile-alt"
        description = _("A button that leads to where one applies online.")
        template = "cms/blocks/online_link.html"
        preview_value = {
            "text": "提交后一个工作日内回复",
            "link": {"label": "在线申请", "page": None, "address": "/"},
        }

    def as_json(self, value: Any) -> Json:
        return {"text": value["text"], "link": link_json(value["link"])}
