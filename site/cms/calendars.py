"""Calendar files: what takes place, as every calendar program reads it (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from icalendar import Calendar, Event

from foundation.clock import CITY_TIME

PRODUCT = "-//Tongxin//Tongxin//ZH"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar; `uid` never changes, so that a calendar updates what it has."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    place: str = ""
    text: str = ""
    url: str = ""
    longitude: float | None = None
    latitude: float | None = None
    cancelled: bool = False


def calendar_file(entries: Iterable[Entry], *, name: str = "") -> bytes:
    """Return a calendar with `entries`, times in the city's zone."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("x-published-ttl", "PT6H")
    for entry in entries:
        calendar.add_component(_component(entry))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _component(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("summary", entry.title)
    event.add("dtstart", entry.starts_at.astimezone(CITY_TIME))
    event.add("dtend", entry.ends_at.astimezone(CITY_TIME))
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    for key, value in (("location", entry.place), ("description", entry.text), ("url", entry.url)):
        if value:
            event.add(key, value)
    if entry.longitude is not None and entry.latitude is not None:
        event.add("geo", (entry.latitude, entry.longitude))
    return event


def calendar_response(content: bytes, filename: str) -> HttpResponse:
    """Return a calendar as a download that calendar programs may also subscribe to."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{filename}.ics"'
    response["Cache-Control"] = "public, max-age=900"
    return response
