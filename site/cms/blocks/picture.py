"""One picture with its description and a line below."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from cms.blocks.base import BodyBlock, Json, JsonForm, PictureForm


class PictureBlockForm(JsonForm):
    """What the API serves of it."""

    image: PictureForm | None
    caption: str
    wide: bool


class PictureBlock(BodyBlock, blocks.StructBlock):
    """JSON: `{"image": picture | null, "caption": str, "wide": bool}`.

    A picture is `{"id", "alt", "credit", "width", "height", "renditions": [{"url", "width",
    "height", "type"}]}`.
    """

    key = "picture"
    json_form = PictureBlockForm
    order = 30

    image = ImageBlock(
        label=_("Picture"),
        help_text=_("Say what is to be seen, for people who cannot see it."),
    )
    caption = blocks.CharBlock(label=_("Line below"), max_length=120, required=False)
    wide = blocks.BooleanBlock(
        label=_("Wider than the text"), required=False, help_text=_("On large screens only.")
    )

    class Meta:
        label = _("Picture")
        icon = "image"
        group = _("Pictures and files")
        description = _("A picture with a description and, if wanted, a line below.")
        template = "cms/blocks/picture.html"
        preview_value = {"image": None, "caption": "活动室里的书法角", "wide": False}

    def as_json(self, value: Any) -> Json:
        image = value["image"]
        return {
            "image": image.as_json() if image else None,
            "caption": value["caption"],
            "wide": bool(value["wide"]),
        }
