"""The next events and lectures of a place, always up to date."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.base import BodyBlock, Json, JsonForm


class UpcomingEventsForm(JsonForm):
    """What the API serves of it."""

    heading: str
    place: int | None
    limit: int | None


class UpcomingEventsBlock(BodyBlock, blocks.StructBlock):
    """JSON: `{"heading": str, "place": page id | null, "limit": int}`; the events themselves are
    served by the API's list of events.
    """  # noqa: D205 (the form of the JSON is the sentence)

    key = "upcoming_events"
    json_form = UpcomingEventsForm
    order = 80

    heading = blocks.CharBlock(label=_("Heading"), max_length=30, required=False)
    place = blocks.PageChooserBlock(
        label=_("Of which community"),
        required=False,
        page_type=["cms.CommunityPage"],
        help_text=_("Empty: of the community that this page belongs to."),
    )
    limit = blocks.IntegerBlock(label=_("How many"), default=4, min_value=1, max_value=12)

    class Meta:
        label = _("Upcoming events")
        icon = "calendar-alt"
        group = _("Always fresh")
        description = _("The next events, kept up to date by itself.")
        template = "cms/blocks/upcoming_events.html"
        preview_value = {"heading": "近期活动", "place": None, "limit": 3}

    def as_json(self, value: Any) -> Json:
        place = value["place"]
        return {
            "heading": value["heading"],
            "place": place.pk if place else None,
            "limit": value["limit"],
        }
