"""A brand: what a district, street or community is known for, with its story and its figures."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.models import Orderable, Page
from wagtail.search import index

from cms.fields import BodyField
from cms.listing import below, is_restricted, with_communities
from cms.pages.base import BasePage, opening_panels, tabs


class BrandPage(BasePage):
    """One brand."""

    class Level(models.TextChoices):
        """Whose brand it is."""

        DISTRICT = "district", _("District")
        STREET = "street", _("Street or town")
        COMMUNITY = "community", _("Community or village")

    level = models.CharField(
        _("whose brand"), max_length=10, choices=Level, default=Level.COMMUNITY
    )
    motto = models.CharField(
        _("motto"), max_length=40, blank=True, help_text=_("What it promises, in the words used.")
    )
    since = models.PositiveSmallIntegerField(_("since the year"), null=True, blank=True)
    figures = BodyField(slot="figures", verbose_name=_("figures"), max_num=1)
    gallery = BodyField(slot="gallery", verbose_name=_("gallery"), max_num=1)

    kind = "brand"
    page_description = _("A brand with its story, its figures and its pictures")
    json_fields = ("level", "motto", "since", "figures", "gallery")
    json_rows = ("links",)
    template = "cms/pages/brand.html"
    parent_page_types = ["cms.BrandIndexPage"]
    subpage_types: list[str] = []
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("motto"),
        index.FilterField("level"),
    ]
    api_fields = [*BasePage.api_fields, *(APIField(name) for name in json_fields)]
    edit_handler = tabs(
        content=[
            *opening_panels(),
            MultiFieldPanel(
                [FieldPanel("level"), FieldPanel("motto"), FieldPanel("since")],
                heading=_("About this brand"),
            ),
            FieldPanel("body", heading=_("Story")),
            FieldPanel("figures"),
            FieldPanel("gallery"),
            InlinePanel(
                "links", heading=_("Activities and services"), label=_("Linked page"), max_num=12
            ),
        ]
    )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        ids = [link.target_id for link in self.links.all()]
        found = {
            page.pk: page
            for page in Page.objects.live().filter(~is_restricted(), pk__in=ids).specific()
        }
        linked = with_communities(found[pk] for pk in ids if pk in found)
        context["gatherings"] = [page for page in linked if page.kind in {"event", "lecture"}]
        context["services"] = [page for page in linked if page.kind == "service"]
        context["articles"] = [page for page in linked if page.kind == "news_article"]
        return context

    class Meta:
        verbose_name = _("brand page")
        verbose_name_plural = _("brand pages")


class BrandLink(Orderable):
    """An activity or service that belongs to a brand."""

    page = ParentalKey(BrandPage, on_delete=models.CASCADE, related_name="links")
    target = models.ForeignKey(
        Page, models.CASCADE, related_name="+", verbose_name=_("activity or service")
    )

    json_fields = ("target",)
    panels = [
        PageChooserPanel(
            "target",
            ["cms.EventPage", "cms.LecturePage", "cms.ServicePage", "cms.NewsArticlePage"],
        )
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("page of a brand")
        verbose_name_plural = _("pages of a brand")

    def __str__(self) -> str:
        return str(self.target)


def brands_below(root: Page) -> Any:
    """Return the brands below `root`, the district's first."""
    return below(BrandPage, root).order_by("-level", "title", "pk")
