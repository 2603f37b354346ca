"""What the blocks share that keep themselves up to date: a heading, a place, how many."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.base import Json, JsonForm


class AlwaysFreshForm(JsonForm):
    """What the API serves of such a block; what it shows is served by a list of the API."""

    heading: str
    place: int | None
    limit: int | None


class AlwaysFreshBlock(blocks.StructBlock):
    """JSON: `{"heading": str, "place": page id | null, "limit": int}`."""

    json_form = AlwaysFreshForm

    heading = blocks.CharBlock(label=_("Heading"), max_length=30, required=False)
    place = blocks.PageChooserBlock(
        label=_("Of which community"),
        required=False,
        page_type=["cms.CommunityPage"],
        help_text=_("Empty: of the community that this page belongs to."),
    )
    limit = blocks.IntegerBlock(label=_("How many"), default=4, min_value=1, max_value=12)

    class Meta:
        group = _("Always fresh")

    def as_json(self, value: Any) -> Json:
        place = value["place"]
        return {
            "heading": value["heading"],
            "place": place.pk if place else None,
            "limit": value["limit"],
        }
