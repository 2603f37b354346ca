"""A brand: what a district, street or community is known for, with its story and its figures."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.api import APIField
from wagtail.models import Orderable, Page
from wagtail.search import index

from cms.fields import BodyField
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
    json_fields = ("level", "motto", "since", "figures", "gallery")
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
            InlinePanel("links", heading=_("Activities and services"), label=_("Page"), max_num=12),
        ]
    )

    class Meta:
        verbose_name = _("brand page")
        verbose_name_plural = _("brand pages")


class BrandLink(Orderable):
    """An activity or service that belongs to a brand."""

    page = ParentalKey(BrandPage, on_delete=models.CASCADE, related_name="links")
    target = models.ForeignKey(
        Page, models.CASCADE, related_name="+", verbose_name=_("activity or service")
    )

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
