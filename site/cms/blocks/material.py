"""One thing to bring along to a window."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from cms.blocks.base import BodyBlock, Json, JsonForm


class MaterialForm(JsonForm):
    """What the API serves of it."""

    name: str
    form: str
    count: int | None
    required: bool
    note: str
    sample_url: str


class MaterialBlock(BodyBlock, blocks.StructBlock):
    """JSON: `{"name": str, "form": "original" | "copy" | "both" | "electronic", "count": int,
    "note": str, "sample_url": str, "required": bool}`.
    """  # noqa: D205 (the form of the JSON is the sentence)

    key = "material"
    json_form = MaterialForm
    slots = frozenset({"materials"})

    name = blocks.CharBlock(label=_("What"), max_length=60)
    form = blocks.ChoiceBlock(
        label=_("Original or photocopy"),
        choices=[
            ("original", _("Original document")),
            ("copy", _("Photocopy")),
            ("both", _("Original and photocopy")),
            ("electronic", _("On the phone")),
        ],
        default="original",
    )
    count = blocks.IntegerBlock(label=_("How many of it"), default=1, min_value=1, max_value=20)
    required = blocks.BooleanBlock(
        label=_("Always needed"),
        default=True,
        required=False,
        help_text=_("If not, say in the note when it is."),
    )
    note = blocks.CharBlock(label=_("Note"), max_length=120, required=False)
    sample = DocumentChooserBlock(label=_("Blank form or sample"), required=False)

    class Meta:
        label = _("Material")
        icon = "doc-full"
        description = _("A paper to bring along: original or copy, how many, with a sample.")
        template = "cms/blocks/material.html"
        preview_value = {
            "name": "身份证",
            "form": "original",
            "count": 1,
            "required": True,
            "note": "代办时带双方的",
            "sample": None,
        }

    def as_json(self, value: Any) -> Json:
        return {
            "name": value["name"],
            "form": value["form"],
            "count": value["count"],
            "required": bool(value["required"]),
            "note": value["note"],
            "sample_url": value["sample"].url if value["sample"] else "",
        }
