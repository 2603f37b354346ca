"""A piece of news: a notice, a story, a look back."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import Page
from wagtail.search import index

from cms.listing import below
from cms.pages.base import BasePage, opening_panels, tabs


class NewsArticlePage(BasePage):
    """One article."""

    class Sort(models.TextChoices):
        """What sort of news it is."""

        NOTICE = "notice", _("Notice")
        STORY = "story", _("Story")
        REPORT = "report", _("Look back")
        PARTY = "party", _("Party life")

    date = models.DateField(_("date"), null=True, db_index=True, help_text=_("Shown in lists."))
    sort = models.CharField(_("sort of news"), max_length=10, choices=Sort, default=Sort.NOTICE)
    source = models.CharField(
        _("source"),
        max_length=40,
        blank=True,
        help_text=_("Who wrote it, if not the community itself."),
    )

    kind = "news_article"
    page_description = _("A notice, a story or a look back")
    json_fields = ("date", "sort", "source")
    template = "cms/pages/news_article.html"
    parent_page_types = ["cms.NewsIndexPage"]
    subpage_types: list[str] = []
    search_fields = [
        *BasePage.search_fields,
        index.FilterField("date"),
        index.FilterField("sort"),
    ]
    api_fields = [*BasePage.api_fields, APIField("date"), APIField("sort"), APIField("source")]
    edit_handler = tabs(
        content=[
            *opening_panels(),
            MultiFieldPanel(
                [FieldPanel("date"), FieldPanel("sort"), FieldPanel("source")],
                heading=_("About this article"),
            ),
            FieldPanel("body"),
        ]
    )

    class Meta:
        verbose_name = _("news article")
        verbose_name_plural = _("news articles")


def news_below(root: Page) -> Any:
    """Return the articles below `root`, newest first."""
    return below(NewsArticlePage, root).exclude(date=None).order_by("-date", "-pk")
