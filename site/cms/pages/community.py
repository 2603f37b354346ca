"""A community: its news, events, services, needs, brand, and the people to call."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.search import index

from cms.listing import tell_communities
from cms.pages.base import BasePage, opening_panels, tabs
from cms.pages.brand import brands_below
from cms.pages.event import EventPage
from cms.pages.gathering import coming
from cms.pages.lecture import LecturePage
from cms.pages.news_article import news_below
from cms.pages.service import services_below
from cms.sections import rendered_sections
from foundation import clock
from territory.models import Area


class CommunityPage(BasePage):
    """The page of one community; everything below it is the community's own."""

    area = models.OneToOneField(
        Area,
        models.PROTECT,
        null=True,
        related_name="community_page",
        verbose_name=_("area"),
        help_text=_("Of which community; whoever holds a post there edits these pages."),
    )
    address = models.CharField(_("address"), max_length=120, blank=True)
    phone = models.CharField(
        _("phone"), max_length=20, blank=True, help_text=_("The number that somebody answers.")
    )
    opening_hours = models.CharField(
        _("opening hours"),
        max_length=100,
        blank=True,
        help_text=_("Mondays to Fridays 8:30–17:30, say."),
    )
    late_opening = models.CharField(
        _("late opening"), max_length=100, blank=True, help_text=_("Wednesdays until 20:00, say.")
    )

    kind = "community"
    page_description = _("A community with its own news, events, services and people to call")
    json_fields = ("address", "phone", "opening_hours", "late_opening")
    json_rows = ("contacts",)
    template = "cms/pages/community.html"
    parent_page_types = ["cms.CommunityIndexPage"]
    subpage_types = [
        "cms.NewsIndexPage",
        "cms.EventIndexPage",
        "cms.ServiceIndexPage",
        "cms.LectureSchedulePage",
        "cms.BrandIndexPage",
        "cms.StandardPage",
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("address"),
        index.FilterField("area"),
    ]
    edit_handler = tabs(
        content=[
            *opening_panels(),
            FieldPanel("body"),
            InlinePanel(
                "contacts", heading=_("People to call"), label=_("Person to call"), max_num=12
            ),
        ],
        when_and_where=[
            FieldPanel("area"),
            MultiFieldPanel(
                [
                    FieldPanel("address"),
                    FieldPanel("phone"),
                    FieldPanel("opening_hours"),
                    FieldPanel("late_opening"),
                ],
                heading=_("The office"),
            ),
        ],
    )

    @property
    def community(self) -> CommunityPage:
        """The page itself: a community lies in no other."""
        return self

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        now = clock.now()
        lists = {
            "articles": list(news_below(self)[:4]),
            "events": list(coming(EventPage, self, now)[:4]),
            "lectures": list(coming(LecturePage, self, now)[:4]),
            "services": list(services_below(self)[:6]),
            "brands": list(brands_below(self)[:3]),
        }
        tell_communities(*lists.values())
        context |= lists | {
            "children": {
                child.specific_class.kind: child.get_url(request)
                for child in self.get_children().live()
                if hasattr(child.specific_class, "kind")
            },
            "street": self.area.get_parent() if self.area else None,
            "sections": rendered_sections(self.area.path, request) if self.area else [],
        }
        return context

    class Meta:
        verbose_name = _("community page")
        verbose_name_plural = _("community pages")


class CommunityContact(Orderable):
    """Somebody of the community whom residents may call."""

    page = ParentalKey(CommunityPage, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=20, help_text=_("Or a form of address."))
    role = models.CharField(_("role"), max_length=40, help_text=_("Secretary, grid worker, say."))
    phone = models.CharField(_("phone"), max_length=20)
    note = models.CharField(
        _("what for"),
        max_length=60,
        blank=True,
        help_text=_("What to call them about, or when they are there."),
    )

    json_fields = ("name", "role", "phone", "note")
    panels = [FieldPanel("name"), FieldPanel("role"), FieldPanel("phone"), FieldPanel("note")]

    class Meta(Orderable.Meta):
        verbose_name = _("person to call")
        verbose_name_plural = _("people to call")

    def __str__(self) -> str:
        return f"{self.name} · {self.role}"
