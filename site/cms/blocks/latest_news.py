"""The latest news of a place, always up to date."""

from django.utils.translation import gettext_lazy as _

from cms.blocks.always_fresh import AlwaysFreshBlock
from cms.blocks.base import BodyBlock


class LatestNewsBlock(AlwaysFreshBlock, BodyBlock):
    """JSON: `{"heading": str, "place": page id | null, "limit": int}`; the news itself
    is served by the API's list of news.
    """  # noqa: D205 (the form of the JSON is the sentence)

    key = "latest_news"
    order = 82

    class Meta:
        label = _("Latest news")
        icon = "doc-full-inverse"
        description = _("The newest articles, kept up to date by itself.")
        template = "cms/blocks/latest_news.html"
        preview_value = {"heading": "社区新闻", "place": None, "limit": 3}
