"""A worker has a form exported again and again; what they may see is looked at each time."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from forms_app.actions.export_submissions import Export, export_submissions
from forms_app.actions.telling import language_of
from forms_app.file_store import drop, keep
from forms_app.models import ExportFile, ExportSchedule, SubmissionExport
from forms_app.queries import forms_sent_to
from foundation.clock import CITY_TIME
from foundation.errors import Invalid, NotFound
from outbox.actions import put
from people.models import User
from people.permissions import Verb, may_somewhere

MOST_SCHEDULES = 20
EARLY = time(6)
STAYS = timedelta(days=7)
PART = 1024 * 1024
"""Files are sealed in parts of so many bytes: memory does not grow with them."""
Every = ExportSchedule.Every


def following(every: str, after: datetime) -> datetime:
    """Return the next morning, Monday or first of a month at six, by the clock of the city.

    >>> from datetime import UTC
    >>> following("month", datetime(2026, 11, 21, 1, 0, tzinfo=UTC)).isoformat()
    '2026-12-01T06:00:00+08:00'
    """
    day = after.astimezone(CITY_TIME).date() + timedelta(days=1)
    if every == Every.WEEK:
        day += timedelta(days=-day.weekday() % 7)
    if every == Every.MONTH and day.day != 1:
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return datetime.combine(day, EARLY, CITY_TIME)


@transaction.atomic
def schedule_export(
    *, by: User, form_id: int, kind: str, every: str, now: datetime
) -> ExportSchedule:
    """Set one up, masked; the same again changes its format. Raises `NotFound`, `Invalid`."""
    form = forms_sent_to(by).filter(pk=form_id).first()
    if form is None:
        raise NotFound(_("Nobody has sent you this form."), code="nothing_to_export")
    own = ExportSchedule.objects.filter(owner=by, ended_at=None)
    before = own.filter(form=form, every=every).first()
    if before is None and own.count() >= MOST_SCHEDULES:
        raise Invalid(_("You have 20 scheduled exports; please end one first."), code="too_many")
    found, _new = ExportSchedule.objects.update_or_create(
        owner=by,
        form=form,
        every=Every(every),
        ended_at=None,
        defaults={"format": SubmissionExport.Format(kind)},
        create_defaults={
            "format": SubmissionExport.Format(kind),
            "next_at": following(every, now),
            "created_at": now,
        },
    )
    return found


def end_schedule(*, by: User, schedule_id: int, now: datetime) -> None:
    """End one's own; raises `NotFound`. Its files stay until their day."""
    own = ExportSchedule.objects.filter(pk=schedule_id, owner=by)
    if not own.exists():
        raise NotFound(_("There is no such scheduled export."), code="no_such_schedule")
    own.filter(ended_at=None).update(ended_at=now)


@transaction.atomic
def due_schedules(*, now: datetime) -> list[int]:
    """Return the schedules whose time has come, and set each to its next time: once for each."""
    due = ExportSchedule.objects.select_for_update(of=("self",), no_key=True)
    found = list(due.filter(next_at__lte=now, ended_at=None).order_by("pk")[:100])
    for schedule in found:
        schedule.next_at = following(schedule.every, now)
        schedule.save(update_fields=["next_at"])
    return [schedule.pk for schedule in found]


def write_scheduled(*, schedule_id: int, now: datetime) -> ExportFile | None:
    """Write the file of one schedule and tell its owner; None when there is nothing for them.

    Somebody whose posts no longer see any submission has it ended.
    """
    schedule = ExportSchedule.objects.select_related("owner", "form").get(pk=schedule_id)
    if not may_somewhere(schedule.owner, Verb.SEE_NEEDS):
        ExportSchedule.objects.filter(pk=schedule_id).update(ended_at=now)
        return None
    with translation.override(language_of(schedule.owner)):
        try:
            found = export_submissions(
                by=schedule.owner, form_id=schedule.form_id, kind=schedule.format, now=now
            )
        except NotFound:
            # Nothing was sent to the areas that the person sees today: the next time may differ.
            return None
        parts, size = _stored(found)
        return _told(schedule, found, parts, size, now)


def _stored(found: Export) -> tuple[list[str], int]:
    parts: list[str] = []
    waiting, size = bytearray(), 0
    for piece in found.pieces():
        waiting += piece
        while len(waiting) >= PART:
            parts.append(keep(bytes(waiting[:PART])))
            del waiting[:PART]
            size += PART
    if waiting:
        parts.append(keep(bytes(waiting)))
    return parts, size + len(waiting)


@transaction.atomic
def _told(
    schedule: ExportSchedule, found: Export, parts: list[str], size: int, now: datetime
) -> ExportFile:
    file = ExportFile.objects.create(
        schedule=schedule, log=found.log, parts=parts, size=size, expires_at=now + STAYS
    )
    if schedule.owner.email:
        address = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('submissions:export')}"
        text = _(
            "“%(form)s”, %(count)d submissions. Fetch it within seven days, signed in:\n%(address)s"
        ) % {"form": found.form.title, "count": found.log.count, "address": address}
        content = {"to": [schedule.owner.email], "subject": _("Your export is ready"), "text": text}
        put(topic="mail", key=f"forms_app.export:{file.pk}", content=content)
    return file


def drop_exports(*, now: datetime) -> int:
    """Delete the files that were not fetched in time; return how many."""
    over = list(ExportFile.objects.filter(expires_at__lte=now).order_by("pk")[:100])
    for file in over:
        for part in file.parts:
            drop(part)
        file.delete()
    return len(over)
