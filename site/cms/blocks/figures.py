"""A few numbers that say much."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.base import BodyBlock, Json, JsonForm


class FigureBlock(blocks.StructBlock):
    """One number with its unit and what it counts."""

    value = blocks.CharBlock(
        label=_("Figure in digits"), max_length=12, help_text=_("Digits, as they are shown: 1,280.")
    )
    unit = blocks.CharBlock(label=_("Unit of measure"), max_length=8, required=False)
    label = blocks.CharBlock(label=_("What it counts"), max_length=24)

    class Meta:
        label = _("Figure")
        icon = "order"


class FigureForm(JsonForm):
    """One number."""

    value: str
    unit: str
    label: str


class FiguresForm(JsonForm):
    """What the API serves of it."""

    figures: list[FigureForm]
    source: str


class FiguresBlock(BodyBlock, blocks.StructBlock):
    """JSON: `{"figures": [{"value": str, "unit": str, "label": str}], "source": str}`."""

    key = "figures"
    json_form = FiguresForm
    order = 60
    slots = frozenset({"body", "figures"})

    figures = blocks.ListBlock(FigureBlock(), label=_("Figures"), min_num=1, max_num=6)
    source = blocks.CharBlock(
        label=_("Where the numbers are from"),
        max_length=80,
        required=False,
        help_text=_("And until which day they were counted."),
    )

    class Meta:
        label = _("Figures")
        icon = "order"
        group = _("Lists")
        description = _("Two to six big numbers with what they count.")
        template = "cms/blocks/figures.html"
        preview_value = {
            "figures": [
                {"value": "46", "unit": "位", "label": "志愿者常来"},
                {"value": "312", "unit": "小时", "label": "今年服务时长"},
                {"value": "9", "unit": "分钟", "label": "平均走路到达"},
            ],
            "source": "社区统计，截至 11 月",
        }

    def as_json(self, value: Any) -> Json:
        return {
            "figures": [
                {"value": one["value"], "unit": one["unit"], "label": one["label"]}
                for one in value["figures"]
            ],
            "source": value["source"],
        }
