"""Several pictures to leaf through."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from cms.blocks.base import BodyBlock, Json, JsonForm, PictureForm


class GalleryPictureBlock(blocks.StructBlock):
    """One picture of a gallery and the line below it."""

    image = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Line below"), max_length=60, required=False)

    class Meta:
        label = _("Picture")
        icon = "image"


class GalleryPictureForm(JsonForm):
    """One picture with its line."""

    image: PictureForm | None
    caption: str


class GalleryForm(JsonForm):
    """What the API serves of it."""

    pictures: list[GalleryPictureForm]


class GalleryBlock(BodyBlock, blocks.StructBlock):
    """JSON: `{"pictures": [{"image": picture | null, "caption": str}]}`."""

    key = "gallery"
    json_form = GalleryForm
    order = 32
    slots = frozenset({"body", "gallery"})

    pictures = blocks.ListBlock(GalleryPictureBlock(), label=_("Pictures"), min_num=2, max_num=24)

    class Meta:
        label = _("Gallery")
        icon = "image"
        group = _("Pictures and files")
        description = _("Two or more pictures, in a grid.")
        template = "cms/blocks/gallery.html"
        preview_value = {
            "pictures": [
                {"image": None, "caption": "开场"},
                {"image": None, "caption": "教学"},
            ]
        }

    def as_json(self, value: Any) -> Json:
        return {
            "pictures": [
                {
                    "image": one["image"].as_json() if one["image"] else None,
                    "caption": one["caption"],
                }
                for one in value["pictures"]
            ]
        }
