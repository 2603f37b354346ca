"""An event: something to come to, once."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField

from cms.pages.base import opening_panels, tabs
from cms.pages.gathering import Gathering, gathering_panels


class EventPage(Gathering):
    """One event."""

    organiser = models.CharField(_("who invites"), max_length=40, blank=True)
    fee = models.CharField(
        _("fee"), max_length=40, blank=True, help_text=_("Empty: free of charge.")
    )

    kind = "event"
    page_description = _("Something to come to, with its time and place")
    json_fields = (*Gathering.json_fields, "organiser", "fee")
    template = "cms/pages/event.html"
    parent_page_types = ["cms.EventIndexPage"]
    subpage_types: list[str] = []
    api_fields = [*Gathering.api_fields, APIField("organiser"), APIField("fee")]
    edit_handler = tabs(
        content=[
            *opening_panels(),
            MultiFieldPanel(
                [FieldPanel("organiser"), FieldPanel("fee")], heading=_("About this event")
            ),
            FieldPanel("body"),
        ],
        when_and_where=gathering_panels(),
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
