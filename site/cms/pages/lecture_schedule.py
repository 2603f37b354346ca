"""The schedule of lectures and classes of the place that it lies in, by week and by month."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from cms.calendars import calendar_file, calendar_response
from cms.listing import (
    by_day,
    chosen,
    day_of,
    midnight,
    next_month,
    paginated,
    week_of,
    weeks_of_month,
    with_communities,
)
from cms.pages.base import BasePage, opening_panels, tabs
from cms.pages.gathering import Audience, between, coming
from cms.pages.lecture import LecturePage
from foundation import clock

BACK = timedelta(days=30)
AHEAD = timedelta(days=180)
VIEWS = ("week", "month", "list")
TONES = {
    LecturePage.Series.NIGHT_SCHOOL: "due",
    LecturePage.Series.AFTER_SCHOOL: "done",
    LecturePage.Series.HEALTH: "done",
}


class LectureSchedulePage(RoutablePageMixin, BasePage):
    """A schedule: a community's own below a community, everybody's below the home page."""

    kind = "lecture_schedule"
    page_description = _("Lectures and classes by week and by month")
    template = "cms/pages/lecture_schedule.html"
    parent_page_types = ["cms.HomePage", "cms.CommunityPage"]
    subpage_types = ["cms.LecturePage"]
    max_count_per_parent = 1
    edit_handler = tabs(content=[*opening_panels(), FieldPanel("body")])

    class Meta:
        verbose_name = _("schedule of lectures")
        verbose_name_plural = _("schedules of lectures")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        view = chosen(request, "view", VIEWS) or "week"
        series = chosen(request, "series", LecturePage.Series.values)
        audience = chosen(request, "audience", Audience.values)
        wanted = {
            name: value for name, value in (("series", series), ("audience", audience)) if value
        }
        context |= {
            "view": view,
            "series": series,
            "all_series": LecturePage.Series.choices,
            "audience": audience,
            "audiences": Audience.choices,
        }
        if view == "list":
            lectures = coming(LecturePage, self.get_parent(), clock.now()).filter(**wanted)
            context["lectures"] = paginated(request, lectures)
        else:
            day = day_of(request.GET.get("from", ""), clock.today())
            context |= self._calendar_context(request, view, day, wanted)
        return context

    def _calendar_context(
        self, request: HttpRequest, view: str, day: date, wanted: dict[str, str]
    ) -> dict[str, Any]:
        weeks = [week_of(day)] if view == "week" else weeks_of_month(day)
        first, last = weeks[0][0], weeks[-1][-1]
        lectures = between(
            LecturePage, self.get_parent(), midnight(first), midnight(last + timedelta(days=1))
        ).filter(**wanted)
        days = by_day(with_communities(lectures))
        shown = [
            [self._day_context(request, each, day, days.get(each, [])) for each in week]
            for week in weeks
        ]
        step = timedelta(days=7)
        turns = (
            (day - step, day + step)
            if view == "week"
            else ((day.replace(day=1) - timedelta(days=1)).replace(day=1), next_month(day))
        )
        return {
            "weeks": shown,
            "days": shown[0],
            "first_day": first,
            "last_day": last,
            "month": day,
            "count": sum(len(found) for found in days.values()),
            "previous_url": turned(request, turns[0]),
            "next_url": turned(request, turns[1]),
            "today_url": turned(request, None),
        }

    def _day_context(
        self, request: HttpRequest, each: date, month: date, lectures: list[LecturePage]
    ) -> dict[str, Any]:
        return {
            "date": each,
            "today": each == clock.today(),
            "outside": each.month != month.month,
            "items": [
                {
                    "title": lecture.title,
                    "url": lecture.get_url(request),
                    "start": lecture.starts_at,
                    "tone": TONES.get(lecture.series, ""),
                }
                for lecture in lectures
            ],
        }

    @path("calendar/", name="calendar")
    def calendar(self, request: HttpRequest) -> HttpResponse:
        """Serve the schedule as a calendar to subscribe to, `?series=` and `?audience=` kept."""
        now = clock.now()
        lectures = between(LecturePage, self.get_parent(), now - BACK, now + AHEAD)
        for name, allowed in (("series", LecturePage.Series.values), ("audience", Audience.values)):
            value = chosen(request, name, allowed)
            lectures = lectures.filter(**{name: value}) if value else lectures
        owner = self.community or self.get_parent()
        content = calendar_file(
            (lecture.entry(request) for lecture in lectures), name=f"{owner.title} · {self.title}"
        )
        return calendar_response(content, "lectures")


def turned(request: HttpRequest, day: date | None) -> str:
    """Return the query of the same view at another day; no day means today."""
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("from", None)
    if day is not None:
        query["from"] = day.isoformat()
    return f"?{query.urlencode()}"
