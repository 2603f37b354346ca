"""A service item: who can have it, what to bring, how it goes, how long, what it costs, where."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from cms.fields import BodyField
from cms.listing import below
from cms.models.category import ServiceCategory
from cms.pages.base import BasePage, opening_panels, tabs

FEATURES = ["bold", "ol", "ul", "link", "document-link"]


class ServicePage(BasePage):
    """One item of the guide to services."""

    category = models.ForeignKey(
        ServiceCategory,
        models.PROTECT,
        null=True,
        related_name="services",
        verbose_name=_("category"),
    )
    also_called = models.CharField(
        _("also called"),
        max_length=120,
        blank=True,
        help_text=_("The words that residents use for it, with spaces between; search finds them."),
    )
    audience = models.CharField(_("for whom"), max_length=80, blank=True)
    conditions = RichTextField(
        _("who can have it"),
        features=FEATURES,
        blank=True,
        help_text=_("In plain sentences, the most common case first."),
    )
    materials = BodyField(slot="materials", verbose_name=_("what to bring"))
    steps = BodyField(slot="steps", verbose_name=_("how it goes"))
    days = models.PositiveSmallIntegerField(
        _("working days"),
        null=True,
        blank=True,
        help_text=_("How long we take; 0 means at once, at the window."),
    )
    legal_days = models.PositiveSmallIntegerField(
        _("working days by law"), null=True, blank=True, help_text=_("How long we may take.")
    )
    time_limit = models.CharField(
        _("how long it takes"),
        max_length=40,
        blank=True,
        help_text=_("In words, where a number of days does not say it."),
    )
    fee = models.CharField(
        _("fee"), max_length=40, blank=True, help_text=_("Empty: free of charge.")
    )
    result = models.CharField(
        _("what one gets"),
        max_length=60,
        blank=True,
        help_text=_("A certificate, say."),
    )
    at_home = models.BooleanField(
        _("can be done at home"),
        default=False,
        help_text=_("Somebody comes to people who cannot come themselves."),
    )
    by_proxy = models.BooleanField(_("somebody else may come instead"), default=False)
    online = BodyField(
        slot="online",
        verbose_name=_("online"),
        max_num=1,
        help_text=_("A form of this site or a link to where one applies."),
    )
    questions = BodyField(slot="questions", verbose_name=_("questions and answers"), max_num=1)
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)
    reviewed_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("When somebody last made sure that all this still holds."),
    )

    kind = "service"
    page_description = _("Who can have it, what to bring, how it goes, where and when")
    json_fields = (
        "category",
        "also_called",
        "audience",
        "conditions",
        "materials",
        "steps",
        "days",
        "legal_days",
        "time_limit",
        "fee",
        "result",
        "at_home",
        "by_proxy",
        "online",
        "questions",
        "basis",
        "reviewed_on",
    )
    json_rows = ("points", "related")
    template = "cms/pages/service.html"
    parent_page_types = ["cms.ServiceIndexPage"]
    subpage_types: list[str] = []
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("also_called", boost=2),
        index.SearchField("conditions"),
        index.SearchField("materials"),
        index.SearchField("steps"),
        index.FilterField("category"),
    ]
    api_fields = [
        *BasePage.api_fields,
        *(APIField(name) for name in json_fields if name != "category"),
    ]
    edit_handler = tabs(
        content=[
            *opening_panels(),
            MultiFieldPanel(
                [FieldPanel("category"), FieldPanel("also_called")], heading=_("To be found")
            ),
            FieldPanel("audience"),
            FieldPanel("conditions"),
            FieldPanel("materials"),
            FieldPanel("steps"),
            FieldPanel("online"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("days"), FieldPanel("legal_days")]),
                    FieldPanel("time_limit"),
                    FieldRowPanel([FieldPanel("fee"), FieldPanel("result")]),
                    FieldRowPanel([FieldPanel("at_home"), FieldPanel("by_proxy")]),
                ],
                heading=_("At a glance"),
            ),
            FieldPanel("questions"),
            FieldPanel("body"),
            MultiFieldPanel(
                [FieldPanel("basis"), FieldPanel("reviewed_on")], heading=_("To be relied on")
            ),
            InlinePanel("related", heading=_("See also"), label=_("Service item"), max_num=6),
        ],
        when_and_where=[
            InlinePanel(
                "points", heading=_("Where and when"), label=_("Service point"), max_num=20
            ),
        ],
    )

    @property
    def is_online(self) -> bool:
        """Whether one can apply online."""
        return len(self.online) > 0

    @property
    def how_long(self) -> str:
        """How long it takes, in words."""
        if self.time_limit or self.days is None:
            return self.time_limit
        if self.days == 0:
            return gettext("At once")
        return ngettext("%(days)d working day", "%(days)d working days", self.days) % {
            "days": self.days
        }

    @property
    def cost(self) -> str:
        """What it costs, in words."""
        return self.fee or gettext("Free of charge")

    class Meta:
        verbose_name = _("service item")
        verbose_name_plural = _("service items")


class ServicePoint(Orderable):
    """A window where a service is given, and when it is open."""

    page = ParentalKey(ServicePage, on_delete=models.CASCADE, related_name="points")
    name = models.CharField(_("name"), max_length=40)
    address = models.CharField(_("address"), max_length=120, blank=True)
    opening_hours = models.CharField(
        _("opening hours"), max_length=100, help_text=_("Mondays to Fridays 8:30–17:30, say.")
    )
    late_opening = models.CharField(
        _("late opening"), max_length=100, blank=True, help_text=_("Wednesdays until 20:00, say.")
    )
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)

    json_fields = (
        "name",
        "address",
        "opening_hours",
        "late_opening",
        "phone",
        "longitude",
        "latitude",
    )
    panels = [
        FieldPanel("name"),
        FieldPanel("address"),
        FieldRowPanel([FieldPanel("opening_hours"), FieldPanel("late_opening")]),
        FieldPanel("phone"),
        FieldRowPanel([FieldPanel("longitude"), FieldPanel("latitude")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("service point")
        verbose_name_plural = _("service points")

    def __str__(self) -> str:
        return self.name


class RelatedService(Orderable):
    """Another service that people who need this one often need too."""

    page = ParentalKey(ServicePage, on_delete=models.CASCADE, related_name="related")
    target = models.ForeignKey(
        ServicePage, models.CASCADE, related_name="+", verbose_name=_("service item")
    )

    json_fields = ("target",)
    panels = [PageChooserPanel("target", ["cms.ServicePage"])]

    class Meta(Orderable.Meta):
        verbose_name = _("related service")
        verbose_name_plural = _("related services")

    def __str__(self) -> str:
        return str(self.target)


def services_below(root: Page) -> Any:
    """Return the service items below `root`, by category and title."""
    return (
        below(ServicePage, root)
        .defer(None)
        .defer("body", "materials", "steps", "questions", "conditions")
        .select_related("category")
        .prefetch_related("points")
        .order_by("category__sort_order", "title", "pk")
    )
