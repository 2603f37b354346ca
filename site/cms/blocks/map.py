"""Where something is: the address, a sketch of its surroundings, how to get there."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.base import BodyBlock, Json, JsonForm

FIELDS = ("place", "address", "directions", "longitude", "latitude")


class MapForm(JsonForm):
    """What the API serves of it."""

    place: str
    address: str
    directions: str
    longitude: float | None
    latitude: float | None


class MapBlock(BodyBlock, blocks.StructBlock):
    """JSON: `{"place": str, "address": str, "directions": str, "longitude": float | null,
    "latitude": float | null}`.
    """  # noqa: D205 (the form of the JSON is the sentence)

    key = "map"
    json_form = MapForm
    order = 45

    place = blocks.CharBlock(label=_("Name of the place"), max_length=40)
    address = blocks.CharBlock(label=_("Address"), max_length=120)
    directions = blocks.TextBlock(
        label=_("How to get there"),
        max_length=200,
        required=False,
        help_text=_("Bus stop, which gate, whether there is a ramp."),
    )
    longitude = blocks.FloatBlock(
        label=_("Longitude"), required=False, min_value=-180, max_value=180
    )
    latitude = blocks.FloatBlock(label=_("Latitude"), required=False, min_value=-90, max_value=90)

    class Meta:
        label = _("Place")
        icon = "site"
        group = _("Pictures and files")
        description = _("An address with directions; it opens the map on a phone.")
        template = "cms/blocks/map.html"
        preview_value = {
            "place": "社区党群服务中心",
            "address": "样例路 12 号",
            "directions": "公交样例路站下车，走三分钟；东门有坡道。",
            "longitude": 117.06,
            "latitude": 36.68,
        }

    def as_json(self, value: Any) -> Json:
        return {name: value[name] for name in FIELDS}
