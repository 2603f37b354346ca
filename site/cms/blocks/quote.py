"""Somebody's own words."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.base import BodyBlock, Json, JsonForm


class QuoteForm(JsonForm):
    """What the API serves of it."""

    text: str
    who: str


class QuoteBlock(BodyBlock, blocks.StructBlock):
    """JSON: `{"text": str, "who": str}`."""

    key = "quote"
    json_form = QuoteForm
    order = 20

    text = blocks.TextBlock(
        label=_("Words said"),
        max_length=300,
        help_text=_("One or two sentences, as they were said."),
    )
    who = blocks.CharBlock(
        label=_("Who said it"),
        max_length=40,
        required=False,
        help_text=_("A form of address is enough; full names only with consent."),
    )

    class Meta:
        label = _("Quotation")
        icon = "openquote"
        group = _("Texts")
        description = _("A sentence that a resident or a volunteer said.")
        template = "cms/blocks/quote.html"
        preview_value = {"text": "楼道亮了，晚上回家心里踏实。", "who": "三号楼居民"}

    def as_json(self, value: Any) -> Json:
        return {"text": value["text"], "who": value["who"]}
