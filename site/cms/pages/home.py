"""The home page: what is on, where help is needed, the doors to everything."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from cms.fields import BodyField
from cms.listing import below, tell_communities
from cms.models.category import ServiceCategory
from cms.pages.base import BasePage, opening_panels, tabs
from cms.pages.brand import brands_below
from cms.pages.community import CommunityPage
from cms.pages.event import EventPage
from cms.pages.gathering import coming
from cms.pages.lecture import LecturePage
from cms.pages.news_article import news_below
from cms.pages.service import services_below
from cms.sections import rendered_sections
from foundation import clock


class HomePage(BasePage):
    """The first page of a site."""

    greeting = models.CharField(
        _("greeting"),
        max_length=24,
        blank=True,
        help_text=_("The large words at the top, at most two short lines."),
    )
    introduction = models.CharField(_("sentence below the greeting"), max_length=80, blank=True)
    doors = BodyField(
        slot="doors",
        verbose_name=_("doors"),
        help_text=_("Four to eight, the most wanted first."),
    )

    kind = "home"
    page_description = _("The first page of the site; there is one")
    json_fields = ("greeting", "introduction", "doors")
    template = "cms/pages/home.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "cms.CommunityIndexPage",
        "cms.NewsIndexPage",
        "cms.EventIndexPage",
        "cms.ServiceIndexPage",
        "cms.LectureSchedulePage",
        "cms.BrandIndexPage",
        "cms.StandardPage",
    ]
    max_count_per_parent = 1
    edit_handler = tabs(
        content=[
            *opening_panels(),
            MultiFieldPanel(
                [FieldPanel("greeting"), FieldPanel("introduction"), FieldPanel("doors")],
                heading=_("Top of the page"),
            ),
            FieldPanel("body"),
        ]
    )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        services = services_below(self).order_by().values("pk")
        articles, brands = list(news_below(self)[:5]), list(brands_below(self)[:3])
        gatherings = next_gatherings(self, 5)
        tell_communities(articles, brands, gatherings)
        context |= {
            "articles": articles,
            "gatherings": gatherings,
            "categories": ServiceCategory.objects.annotate(
                count=Count("services", filter=Q(services__in=services))
            ),
            "communities": below(CommunityPage, self).exclude(area=None).order_by("area__path")[:8],
            "brands": brands,
            "children": {
                child.specific_class.kind: child.get_url(request)
                for child in self.get_children().live()
                if hasattr(child.specific_class, "kind")
            },
            "sections": rendered_sections("", request),
        }
        return context

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


def next_gatherings(root: Page, limit: int) -> list[Any]:
    """Return the next events and lectures below `root` in one list, by their time."""
    now = clock.now()
    found = [*coming(EventPage, root, now)[:limit], *coming(LecturePage, root, now)[:limit]]
    return sorted(found, key=lambda gathering: gathering.starts_at)[:limit]
