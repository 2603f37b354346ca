"""What an event and a lecture share: a time, a place, seats, how to take part."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page
from wagtail.search import index

from cms.calendars import Entry, calendar_file, calendar_response
from cms.listing import below
from cms.pages.base import BasePage
from foundation import clock


class Audience(models.TextChoices):
    """For whom something is meant."""

    EVERYONE = "everyone", _("Everyone")
    MEMBERS = "members", _("Party members")
    ELDERLY = "elderly", _("Older people")
    CHILDREN = "children", _("Children")
    YOUTH = "youth", _("Young people")
    FAMILIES = "families", _("Families")


class Gathering(RoutablePageMixin, BasePage):
    """A page about something that takes place."""

    starts_at = models.DateTimeField(_("from"), null=True, db_index=True)
    ends_at = models.DateTimeField(_("until"), null=True)
    place = models.CharField(_("place"), max_length=40, help_text=_("Which room of which house."))
    address = models.CharField(_("address"), max_length=120, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    audience = models.CharField(
        _("for whom"), max_length=10, choices=Audience, default=Audience.EVERYONE
    )
    audience_note = models.CharField(
        _("for whom, in words"),
        max_length=40,
        blank=True,
        help_text=_("Where the list above is too coarse."),
    )
    seats = models.PositiveSmallIntegerField(
        _("seats"), null=True, blank=True, help_text=_("Empty: as many as come.")
    )
    sign_up = models.CharField(
        _("how to take part"),
        max_length=120,
        blank=True,
        help_text=_("Come along, call, or sign up below: say it in one sentence."),
    )
    sign_up_url = models.URLField(_("address to sign up at"), blank=True)
    phone = models.CharField(_("phone for questions"), max_length=20, blank=True)
    cancelled = models.BooleanField(
        _("cancelled"),
        default=False,
        help_text=_("The page stays, says so, and calendars that took it show it as cancelled."),
    )

    json_fields: ClassVar[tuple[str, ...]] = (
        "starts_at",
        "ends_at",
        "place",
        "address",
        "longitude",
        "latitude",
        "audience",
        "audience_note",
        "seats",
        "sign_up",
        "sign_up_url",
        "phone",
        "cancelled",
    )
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("place"),
        index.SearchField("address"),
        index.FilterField("starts_at"),
        index.FilterField("audience"),
    ]
    api_fields = [*BasePage.api_fields, *(APIField(name) for name in json_fields)]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("It ends after it begins.")})

    @property
    def where(self) -> str:
        """The place and its address in one line."""
        return " · ".join(part for part in (self.place, self.address) if part)

    @path("calendar/", name="calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """Serve the gathering as a calendar file."""
        entries = [self.entry(request)] if self.starts_at and self.ends_at else []
        return calendar_response(calendar_file(entries), self.slug)

    def entry(self, request: HttpRequest) -> Entry:
        """Return the gathering as calendars keep it."""
        return Entry(
            uid=f"{self.translation_key}@{request.get_host().partition(':')[0]}",
            title=self.title,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            changed_at=self.last_published_at or self.latest_revision_created_at or clock.now(),
            place=self.where,
            text=self.summary,
            url=request.build_absolute_uri(self.get_url(request)),
            longitude=self.longitude,
            latitude=self.latitude,
            cancelled=self.cancelled,
        )

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return bool(self.ends_at) and self.ends_at < clock.now()

    @property
    def is_off(self) -> bool:
        """Whether there is nothing to come to: it is over, or it was cancelled."""
        return self.cancelled or self.is_over

    @property
    def for_whom(self) -> str:
        """The audience as people say it."""
        return self.audience_note or str(Audience(self.audience).label)


def gathering_panels() -> list[Any]:
    """Return the panels of time, place and taking part."""
    return [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("cancelled"),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("place"),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("longitude"), FieldPanel("latitude")]),
            ],
            heading=_("Where"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("audience"), FieldPanel("seats")]),
                FieldPanel("audience_note"),
                FieldPanel("sign_up"),
                FieldPanel("sign_up_url"),
                FieldPanel("phone"),
            ],
            heading=_("Taking part"),
        ),
    ]


def coming(model: type[Gathering], root: Page, now: datetime) -> Any:
    """Return what has not ended yet below `root`, the next first."""
    dated = below(model, root).exclude(starts_at=None)
    return dated.filter(ends_at__gte=now).order_by("starts_at", "pk")


def gone(model: type[Gathering], root: Page, now: datetime) -> Any:
    """Return what has ended below `root`, the latest first."""
    return below(model, root).filter(ends_at__lt=now).order_by("-starts_at", "-pk")


def between(model: type[Gathering], root: Page, start: datetime, end: datetime) -> Any:
    """Return what begins from `start` until before `end` below `root`, in order."""
    dated = below(model, root).exclude(ends_at=None)
    return dated.filter(starts_at__gte=start, starts_at__lt=end).order_by("starts_at", "pk")
