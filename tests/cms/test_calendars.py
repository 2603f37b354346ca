"""Calendar files say when and where, in the city's time, and keep their identity."""

from datetime import UTC, datetime

from icalendar import Calendar

from cms.calendars import Entry, calendar_file
from tests.factories.pages import add_event, add_lecture

ENTRY = Entry(
    uid="a@b",
    title="修理角；带伞来",
    starts_at=datetime(2026, 12, 5, 1, 0, tzinfo=UTC),
    ends_at=datetime(2026, 12, 5, 3, 0, tzinfo=UTC),
    changed_at=datetime(2026, 11, 21, tzinfo=UTC),
    place="一楼门厅",
    longitude=117.1,
    latitude=36.7,
)


def read(content):
    return Calendar.from_ical(content)


def test_an_entry_says_when_in_the_citys_time():
    [event] = read(calendar_file([ENTRY])).walk("VEVENT")

    assert str(event["summary"]) == "修理角；带伞来"
    assert event["dtstart"].dt.isoformat() == "2026-12-05T09:00:00+08:00"
    assert event["dtend"].dt.isoformat() == "2026-12-05T11:00:00+08:00"
    assert event["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert str(event["location"]) == "一楼门厅"
    assert event["geo"].to_ical() == "36.7;117.1"


def test_the_zone_is_told_to_programs_that_do_not_know_it():
    zones = read(calendar_file([ENTRY])).walk("VTIMEZONE")

    assert [str(zone["tzid"]) for zone in zones] == ["Asia/Shanghai"]


def test_an_empty_calendar_is_a_calendar():
    calendar = read(calendar_file([], name="课表"))

    assert str(calendar["x-wr-calname"]) == "课表"
    assert calendar.walk("VEVENT") == []


def test_an_event_is_one_entry(site, client):
    page = add_event(site.community, title="看花灯")

    response = client.get(f"{page.get_url()}calendar/")
    [event] = read(response.content).walk("VEVENT")

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert str(event["uid"]).startswith(str(page.translation_key))
    assert str(event["status"]) == "CONFIRMED"


def test_a_cancelled_event_tells_calendars_so(site, client):
    page = add_event(site.community, cancelled=True)

    [event] = read(client.get(f"{page.get_url()}calendar/").content).walk("VEVENT")

    assert str(event["status"]) == "CANCELLED"


def test_a_schedule_can_be_subscribed_to_in_part(site, client):
    add_lecture(site.community, title="周三党课", series="party_lecture")
    add_lecture(site.community, title="夜校咖啡", series="night_school")

    whole = read(client.get("/lectures/calendar/").content).walk("VEVENT")
    part = read(client.get("/lectures/calendar/?series=night_school").content).walk("VEVENT")

    assert {str(event["summary"]) for event in whole} == {"周三党课", "夜校咖啡"}
    assert [str(event["summary"]) for event in part] == ["夜校咖啡"]
