"""A member's shifts as a calendar that any phone understands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from foundation.clock import CITY_TIME
from volunteering.models import Participation

KEPT_BACK = timedelta(days=60)


def calendar_of(
    participations: Iterable[Participation], *, host: str, now: datetime, name: str
) -> bytes:
    """Return the iCalendar text of these participations; a cancelled shift says so."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//shifts//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", "PT1H")
    for participation in participations:
        calendar.add_component(_event(participation, host, now))
    text: bytes = calendar.to_ical()
    return text


def _event(participation: Participation, host: str, now: datetime) -> Event:
    shift, event = participation.shift, Event()
    cancelled = participation.state == Participation.State.CANCELLED_BY_HOST
    event.add("uid", f"shift-{participation.pk}@{host}")
    event.add("dtstamp", now)
    event.add("dtstart", participation.starts_at.astimezone(CITY_TIME))
    event.add("dtend", participation.ends_at.astimezone(CITY_TIME))
    event.add("summary", shift.need.title)
    event.add("location", f"{shift.area} {shift.place}")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if shift.longitude is not None and shift.latitude is not None:
        event.add("geo", (shift.latitude, shift.longitude))
    if not cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", timedelta(hours=-2))
        alarm.add("description", _("Your shift begins in two hours"))
        event.add_component(alarm)
    return event
