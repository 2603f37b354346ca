"""The news of the place that it lies in, newest first."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.pages.base import BasePage, opening_panels, tabs


class NewsIndexPage(BasePage):
    """A list of news: a community's own below a community, everybody's below the home page."""

    kind = "news_index"
    template = "cms/pages/news_index.html"
    parent_page_types = ["cms.HomePage", "cms.CommunityPage"]
    subpage_types = ["cms.NewsArticlePage"]
    max_count_per_parent = 1
    edit_handler = tabs(content=[*opening_panels(), FieldPanel("body")])

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")
