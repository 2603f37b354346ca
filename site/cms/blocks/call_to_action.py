"""The one thing to do next."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.base import BodyBlock, Json, JsonForm
from cms.blocks.link import LinkBlock, LinkForm, link_json


class CallToActionForm(JsonForm):
    """What the API serves of it."""

    title: str
    text: str
    link: LinkForm | None


class CallToActionBlock(BodyBlock, blocks.StructBlock):
    """JSON: `{"title": str, "text": str, "link": {"label", "url"} | null}`."""

    key = "call_to_action"
    json_form = CallToActionForm
    order = 72

    title = blocks.CharBlock(label=_("Title"), max_length=30)
    text = blocks.TextBlock(label=_("One sentence"), max_length=120, required=False)
    link = LinkBlock(label=_("Button"))

    class Meta:
        label = _("Call to action")
        icon = "thumbtack"
        group = _("Ways on")
        description = _("A title, a sentence and one button: what the reader can do now.")
        template = "cms/blocks/call_to_action.html"
        preview_value = {
            "title": "周六有空吗",
            "text": "社区还差两位帮忙搬书的邻居。",
            "link": {"label": "我要报名", "page": None, "address": "/"},
        }

    def as_json(self, value: Any) -> Json:
        return {
            "title": value["title"],
            "text": value["text"],
            "link": link_json(value["link"]),
        }
