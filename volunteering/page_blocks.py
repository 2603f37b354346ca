"""What volunteering offers to page bodies: the shifts that are open in a place."""

from django.utils.translation import gettext_lazy as _

from cms.blocks.always_fresh import AlwaysFreshBlock
from cms.blocks.base import BodyBlock


class OpenShiftsBlock(AlwaysFreshBlock, BodyBlock):
    """JSON: `{"heading": str, "place": page id | null, "limit": int}`; the shifts themselves are
    served by the API's list of shifts.
    """  # noqa: D205 (the form of the JSON is the sentence)

    key = "open_shifts"
    order = 81

    class Meta:
        label = _("Open shifts")
        icon = "group"
        description = _("The next shifts that members can join, kept up to date by itself.")
        template = "volunteering/blocks/open_shifts.html"
        preview_value = {"heading": "邻里缺个帮手", "place": None, "limit": 3}
