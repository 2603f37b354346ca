"""A few cards that lead on."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from cms.blocks.base import BodyBlock, Json, JsonForm, PictureForm
from cms.blocks.link import LinkBlock, LinkForm, link_json


class CardBlock(blocks.StructBlock):
    """One card: a title, a sentence, perhaps a picture, and where it leads."""

    title = blocks.CharBlock(label=_("Title"), max_length=30)
    text = blocks.TextBlock(label=_("One sentence"), max_length=120, required=False)
    image = ImageBlock(label=_("Picture"), required=False)
    link = LinkBlock(label=_("Leads to"))

    class Meta:
        label = _("Card")
        icon = "form"


class CardForm(JsonForm):
    """One card."""

    title: str
    text: str
    image: PictureForm | None
    link: LinkForm | None


class CardsForm(JsonForm):
    """What the API serves of it."""

    heading: str
    cards: list[CardForm]


class CardsBlock(BodyBlock, blocks.StructBlock):
    """JSON: `{"heading": str, "cards": [{"title", "text", "image": picture | null, "link"}]}`."""

    key = "cards"
    json_form = CardsForm
    order = 70

    heading = blocks.CharBlock(label=_("Heading"), max_length=30, required=False)
    cards = blocks.ListBlock(CardBlock(), label=_("Cards"), min_num=1, max_num=6)

    class Meta:
        label = _("Cards")
        icon = "grip"
        group = _("Ways on")
        description = _("Up to six cards, each leading to another page.")
        template = "cms/blocks/cards.html"
        preview_value = {
            "heading": "还可以看看",
            "cards": [
                {
                    "title": "青年夜校",
                    "text": "下班后学一门手艺。",
                    "image": None,
                    "link": {"label": "去看看", "page": None, "address": "/"},
                }
            ],
        }

    def as_json(self, value: Any) -> Json:
        return {
            "heading": value["heading"],
            "cards": [
                {
                    "title": card["title"],
                    "text": card["text"],
                    "image": card["image"].as_json() if card["image"] else None,
                    "link": link_json(card["link"]),
                }
                for card in value["cards"]
            ],
        }
