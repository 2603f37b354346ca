"""The schedule of lectures and classes of the place that it lies in, by week and by month."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.pages.base import BasePage, opening_panels, tabs


class LectureSchedulePage(BasePage):
    """A schedule: a community's own below a community, everybody's below the home page."""

    kind = "lecture_schedule"
    template = "cms/pages/lecture_schedule.html"
    parent_page_types = ["cms.HomePage", "cms.CommunityPage"]
    subpage_types = ["cms.LecturePage"]
    max_count_per_parent = 1
    edit_handler = tabs(content=[*opening_panels(), FieldPanel("body")])

    class Meta:
        verbose_name = _("schedule of lectures")
        verbose_name_plural = _("schedules of lectures")
