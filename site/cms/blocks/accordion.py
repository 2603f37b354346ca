"""Questions that open to their answers."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.base import BodyBlock, Json, JsonForm, html_of

FEATURES = ["bold", "ol", "ul", "link", "document-link"]


class QuestionBlock(blocks.StructBlock):
    """One question and its answer."""

    title = blocks.CharBlock(
        label=_("Question"), max_length=60, help_text=_("As a resident would ask it.")
    )
    answer = blocks.RichTextBlock(label=_("Answer"), features=FEATURES)

    class Meta:
        label = _("Question")
        icon = "help"


class QuestionForm(JsonForm):
    """One question with its answer."""

    title: str
    html: str


class AccordionForm(JsonForm):
    """What the API serves of it."""

    items: list[QuestionForm]


class AccordionBlock(BodyBlock, blocks.StructBlock):
    """JSON: `{"items": [{"title": str, "html": str}]}`."""

    key = "accordion"
    json_form = AccordionForm
    order = 55
    slots = frozenset({"body", "questions"})

    items = blocks.ListBlock(QuestionBlock(), label=_("Questions"), min_num=1)

    class Meta:
        label = _("Questions and answers")
        icon = "collapse-down"
        group = _("Lists")
        description = _("Questions that people often ask; each opens to its answer.")
        template = "cms/blocks/accordion.html"
        preview_value = {
            "items": [
                {"title": "可以请家人代办吗", "answer": "<p>可以，请带上双方身份证。</p>"},
                {"title": "周末开门吗", "answer": "<p>周六上午开门，周日休息。</p>"},
            ]
        }

    def as_json(self, value: Any) -> Json:
        return {
            "items": [
                {"title": item["title"], "html": html_of(item["answer"])} for item in value["items"]
            ]
        }
