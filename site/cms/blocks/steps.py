"""Things to do one after the other."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.base import BodyBlock, Json, JsonForm


class StepBlock(blocks.StructBlock):
    """One step: JSON `{"title": str, "text": str}`."""

    title = blocks.CharBlock(
        label=_("What to do"), max_length=40, help_text=_("Begin with a verb.")
    )
    text = blocks.TextBlock(label=_("More about it"), max_length=300, required=False)

    class Meta:
        label = _("Step")
        icon = "list-ol"


class StepForm(JsonForm):
    """One step."""

    title: str
    text: str


class StepsForm(JsonForm):
    """What the API serves of it."""

    steps: list[StepForm]


class StepsBlock(BodyBlock, blocks.StructBlock):
    """JSON: `{"steps": [{"title": str, "text": str}]}`."""

    key = "steps"
    json_form = StepsForm
    order = 50
    slots = frozenset({"body", "steps"})

    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=1)

    class Meta:
        label = _("Steps")
        icon = "list-ol"
        group = _("Lists")
        description = _("Numbered steps, each with a short title and, if needed, a sentence.")
        template = "cms/blocks/steps.html"
        preview_value = {
            "steps": [
                {"title": "带上身份证", "text": "复印件也可以。"},
                {"title": "到一楼窗口取号", "text": ""},
                {"title": "当场领结果", "text": "一般十分钟。"},
            ]
        }

    def as_json(self, value: Any) -> Json:
        return {
            "steps": [{"title": step["title"], "text": step["text"]} for step in value["steps"]]
        }
