"""Exports by the clock: masked, by what their owner may see that day, fetched by them alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from forms_app.actions.schedule_export import (
    PART,
    drop_exports,
    due_schedules,
    following,
    schedule_export,
    write_scheduled,
)
from forms_app.models import ExportFile, ExportSchedule, SubmissionExport
from foundation import clock
from foundation.errors import NotFound
from outbox.models import Message
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.limited import NOW, limited_form, send

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("every", "now", "then"),
    [
        ("day", datetime(2026, 11, 21, 1, 0, tzinfo=UTC), date(2026, 11, 22)),
        ("week", datetime(2026, 11, 21, 1, 0, tzinfo=UTC), date(2026, 11, 23)),
        ("week", datetime(2026, 11, 22, 23, 0, tzinfo=UTC), date(2026, 11, 30)),
        ("month", datetime(2026, 12, 31, 15, 59, tzinfo=UTC), date(2027, 1, 1)),
        ("month", datetime(2026, 11, 30, 20, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_next_time_is_at_six_by_the_clock_of_the_city(every, now, then):
    found = following(every, now)

    assert (found.date(), found.hour, str(found.tzinfo)) == (then, 6, "Asia/Shanghai")
    assert found > now


@pytest.fixture
def talk(town):
    form = limited_form(town.city)
    for number in (1, 2):
        found = send(form, number).submission
        found.area = town.community
        found.save(update_fields=["area"])
    return form


@pytest.mark.django_db
def test_a_file_is_written_masked_told_of_and_fetched_by_its_owner_alone(talk, town, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW + DAY)
    worker, colleague = town.staff(), town.staff()
    worker.email = "worker@example.org"
    worker.save()
    office = sign_in(worker)
    wanted = {"form": talk.pk, "format": "csv", "every": "day"}

    office.post(reverse("submissions:schedule"), wanted)
    office.post(reverse("submissions:schedule"), wanted)
    [schedule] = ExportSchedule.objects.all()
    assert due_schedules(now=schedule.next_at - timedelta(seconds=1)) == []
    assert due_schedules(now=schedule.next_at) == [schedule.pk]
    assert due_schedules(now=schedule.next_at) == []
    file = write_scheduled(schedule_id=schedule.pk, now=NOW + DAY)

    address = reverse("submissions:exported_file", args=[file.pk])
    whole = b"".join(office.get(address).streaming_content).decode()
    assert whole.count("\r\n") == 3
    assert "13900000001" not in whole
    assert "139****0001" in whole
    assert (file.size, len(file.parts)) == (len(whole.encode()), 1)
    log = SubmissionExport.objects.get()
    assert (log.actor, log.revealed, log.count) == (worker, False, 2)
    assert Message.objects.filter(topic="mail", key=f"forms_app.export:{file.pk}").exists()
    assert sign_in(colleague).get(address).status_code == 404
    assert "可以取的文件" in office.get(reverse("submissions:export")).content.decode()


@pytest.mark.django_db
def test_whose_post_has_ended_gets_nothing_more_and_cannot_fetch(talk, town, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    worker = town.staff()
    schedule = schedule_export(by=worker, form_id=talk.pk, kind="xlsx", every="week", now=NOW)
    file = write_scheduled(schedule_id=schedule.pk, now=NOW)
    Post.objects.filter(user=worker).update(area=town.other_community)
    moved = sign_in(worker).get(reverse("submissions:exported_file", args=[file.pk]))

    empty = write_scheduled(schedule_id=schedule.pk, now=NOW)
    Post.objects.filter(user=worker).update(ends_on=NOW.date() - DAY)
    ended = write_scheduled(schedule_id=schedule.pk, now=NOW + DAY)

    assert (moved.status_code, empty, ended) == (404, None, None)
    schedule.refresh_from_db()
    assert schedule.ended_at == NOW + DAY
    assert SubmissionExport.objects.count() == 1


@pytest.mark.django_db
def test_nobody_schedules_or_ends_what_is_not_theirs(talk, town):
    stranger = town.staff(area=town.other_community)
    with pytest.raises(NotFound):
        schedule_export(by=stranger, form_id=talk.pk, kind="csv", every="day", now=NOW)
    schedule = schedule_export(by=town.staff(), form_id=talk.pk, kind="csv", every="day", now=NOW)

    answer = sign_in(stranger).post(reverse("submissions:unschedule", args=[schedule.pk]))

    assert answer.status_code == 404
    schedule.refresh_from_db()
    assert schedule.ended_at is None


@pytest.mark.django_db
def test_a_file_goes_when_its_days_are_over(talk, town):
    schedule = schedule_export(by=town.staff(), form_id=talk.pk, kind="csv", every="day", now=NOW)
    write_scheduled(schedule_id=schedule.pk, now=NOW)

    assert drop_exports(now=NOW + 7 * DAY - timedelta(seconds=1)) == 0
    assert drop_exports(now=NOW + 7 * DAY) == 1
    assert not ExportFile.objects.exists()
    assert PART == 1024 * 1024
