"""Running text with headings, lists and links."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.base import BodyBlock, Json, JsonForm, html_of

FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "document-link", "hr"]


class ProseForm(JsonForm):
    """What the API serves of it."""

    html: str


class ProseBlock(BodyBlock, blocks.RichTextBlock):
    """JSON: `{"html": str}`."""

    key = "prose"
    json_form = ProseForm
    order = 10

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", FEATURES)
        super().__init__(**kwargs)

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        group = _("Texts")
        description = _("Running text with headings, lists and links.")
        template = "cms/blocks/prose.html"
        preview_value = "<p>周三下午，活动室照常开放。想来坐坐的邻居，带上水杯就好。</p>"

    def as_json(self, value: Any) -> Json:
        return {"html": html_of(value)}
