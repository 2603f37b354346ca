"""The news of the place that it lies in, newest first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from cms.feeds import news_feed
from cms.listing import chosen, paginated, with_communities
from cms.pages.base import BasePage, opening_panels, tabs
from cms.pages.news_article import NewsArticlePage, news_below

FEED_LENGTH = 30


class NewsIndexPage(RoutablePageMixin, BasePage):
    """A list of news: a community's own below a community, everybody's below the home page."""

    kind = "news_index"
    page_description = _("Where news is written and listed")
    template = "cms/pages/news_index.html"
    parent_page_types = ["cms.HomePage", "cms.CommunityPage"]
    subpage_types = ["cms.NewsArticlePage"]
    max_count_per_parent = 1
    edit_handler = tabs(content=[*opening_panels(), FieldPanel("body")])

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        sort = chosen(request, "sort", NewsArticlePage.Sort.values)
        articles = news_below(self.get_parent())
        context["sort"] = sort
        context["sorts"] = NewsArticlePage.Sort.choices
        context["articles"] = paginated(request, articles.filter(sort=sort) if sort else articles)
        return context

    @path("feed/", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponse:
        """Serve the newest articles as RSS."""
        articles = with_communities(news_below(self.get_parent())[:FEED_LENGTH])
        owner = self.community or self.get_parent()
        return news_feed(
            request,
            title=f"{owner.title} · {self.title}",
            description=self.shared_description,
            link=self.get_url(request),
            articles=articles,
        )
