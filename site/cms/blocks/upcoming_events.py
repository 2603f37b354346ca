"""The next events and lectures of a place, always up to date."""

from django.utils.translation import gettext_lazy as _

from cms.blocks.always_fresh import AlwaysFreshBlock
from cms.blocks.base import BodyBlock


class UpcomingEventsBlock(AlwaysFreshBlock, BodyBlock):
    """JSON: `{"heading": str, "place": page id | null, "limit": int}`; the events themselves are
    served by the API's list of events.
    """  # noqa: D205 (the form of the JSON is the sentence)

    key = "upcoming_events"
    order = 80

    class Meta:
        label = _("Upcoming events")
        icon = "calendar-alt"
        description = _("The next events, kept up to date by itself.")
        template = "cms/blocks/upcoming_events.html"
        preview_value = {"heading": "近期活动", "place": None, "limit": 3}
