"""The events of the place that it lies in, the next first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from cms.calendars import calendar_file, calendar_response
from cms.listing import chosen, paginated
from cms.pages.base import BasePage, opening_panels, tabs
from cms.pages.event import EventPage
from cms.pages.gathering import Audience, between, coming, gone
from foundation import clock

BACK = timedelta(days=30)
AHEAD = timedelta(days=180)


class EventIndexPage(RoutablePageMixin, BasePage):
    """A list of events: a community's own below a community, everybody's below the home page."""

    kind = "event_index"
    page_description = _("Where events are announced and listed")
    template = "cms/pages/event_index.html"
    parent_page_types = ["cms.HomePage", "cms.CommunityPage"]
    subpage_types = ["cms.EventPage"]
    max_count_per_parent = 1
    edit_handler = tabs(content=[*opening_panels(), FieldPanel("body")])

    class Meta:
        verbose_name = _("list of events")
        verbose_name_plural = _("lists of events")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        past = request.GET.get("when") == "past"
        audience = chosen(request, "audience", Audience.values)
        events = (gone if past else coming)(EventPage, self.get_parent(), clock.now())
        context |= {
            "past": past,
            "audience": audience,
            "audiences": Audience.choices,
            "events": paginated(request, events.filter(audience=audience) if audience else events),
        }
        return context

    @path("calendar/", name="calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """Serve the events as a calendar to subscribe to."""
        now = clock.now()
        events = between(EventPage, self.get_parent(), now - BACK, now + AHEAD)
        owner = self.community or self.get_parent()
        content = calendar_file(
            (event.entry(request) for event in events), name=f"{owner.title} · {self.title}"
        )
        return calendar_response(content, "events")
