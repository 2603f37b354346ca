"""The events of the place that it lies in, the next first."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.pages.base import BasePage, opening_panels, tabs


class EventIndexPage(BasePage):
    """A list of events: a community's own below a community, everybody's below the home page."""

    kind = "event_index"
    template = "cms/pages/event_index.html"
    parent_page_types = ["cms.HomePage", "cms.CommunityPage"]
    subpage_types = ["cms.EventPage"]
    max_count_per_parent = 1
    edit_handler = tabs(content=[*opening_panels(), FieldPanel("body")])

    class Meta:
        verbose_name = _("list of events")
        verbose_name_plural = _("lists of events")
