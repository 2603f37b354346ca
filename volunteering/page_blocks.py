"""What volunteering offers to page bodies: the shifts that are open in a place."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.base import BodyBlock, Json, JsonForm


class OpenShiftsForm(JsonForm):
    """What the API serves of it."""

    heading: str
    place: int | None
    limit: int | None


class OpenShiftsBlock(BodyBlock, blocks.StructBlock):
    """JSON: `{"heading": str, "place": page id | null, "limit": int}`; the shifts themselves are
    served by the API's list of shifts.
    """  # noqa: D205 (the form of the JSON is the sentence)

    key = "open_shifts"
    json_form = OpenShiftsForm
    order = 81

    heading = blocks.CharBlock(label=_("Heading"), max_length=30, required=False)
    place = blocks.PageChooserBlock(
        label=_("Of which community"),
        required=False,
        page_type=["cms.CommunityPage"],
        help_text=_("Empty: of the community that this page belongs to."),
    )
    limit = blocks.IntegerBlock(label=_("How many"), default=4, min_value=1, max_value=12)

    class Meta:
        label = _("Open shifts")
        icon = "group"
        group = _("Always fresh")
        description = _("The next shifts that members can join, kept up to date by itself.")
        template = "volunteering/blocks/open_shifts.html"
        preview_value = {"heading": "邻里缺个帮手", "place": None, "limit": 3}

    def as_json(self, value: Any) -> Json:
        place = value["place"]
        return {
            "heading": value["heading"],
            "place": place.pk if place else None,
            "limit": value["limit"],
        }
