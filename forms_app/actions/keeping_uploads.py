"""Files follow their form: a submission takes them over, and they go when it lets them go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from forms_app.engine.field_type import Value
from forms_app.engine.uploading import ids_of_files
from forms_app.file_store import drop, keep, opened
from forms_app.models import Draft, Submission, Upload
from forms_app.models.upload import new_uid
from foundation.errors import Refused

MOST_AT_ONCE = 200


class FileGone(Refused):
    """A file that was answered with is not kept any more."""


def take_over(submission: Submission, values: Mapping[str, Value], ticket: str) -> None:
    """Give `submission` the files in its answers, in the transaction in which it is written.

    Files that went with an earlier submission of the same filling-in come along as copies of
    their own, and the answers name those. Raises `FileGone`.
    """
    wanted = set(ids_of_files(submission.version.definition, values))
    if not wanted:
        return
    own = Upload.objects.filter(ticket=ticket, uid__in=wanted).exclude(state=Upload.State.REFUSED)
    free = own.filter(submission=None).update(submission=submission, purge_at=None)
    sent_before = list(own.exclude(submission=submission))
    if free + len(sent_before) != len(wanted):
        raise FileGone(_("A file is not there any more. Please send it again."), code="file_gone")
    if sent_before:
        renamed = {upload.uid: _copied(upload, submission) for upload in sent_before}
        submission.answers = _with_new_ids(submission.answers, renamed)
        submission.save(update_fields=["answers"])


def _copied(upload: Upload, submission: Submission) -> str:
    path = keep(opened(upload.path))
    Upload.objects.create(
        uid=(uid := new_uid()),
        version=upload.version,
        ticket=upload.ticket,
        submission=submission,
        state=upload.state,
        name=upload.name,
        media_type=upload.media_type,
        size=upload.size,
        sha256=upload.sha256,
        path=path,
        created_at=upload.created_at,
        scanned_at=upload.scanned_at,
    )
    return uid


def _with_new_ids(answers: str, renamed: Mapping[str, str]) -> str:
    for before, after in renamed.items():
        answers = answers.replace(f'"{before}"', f'"{after}"')
    return answers


def let_go(uploads: Any, now: datetime) -> int:
    """Part these uploads (a queryset) from their submission for good; return how many.

    Their bytes go when the transaction is through; what a broken connection leaves behind goes
    with the clock.
    """
    keys = list(uploads.values_list("pk", flat=True))
    Upload.objects.filter(pk__in=keys).update(
        # A key of its own: another file of the same filling-in may be the same.
        submission=None,
        ticket=F("uid"),
        name="",
        purge_at=now,
    )
    transaction.on_commit(partial(drop_due, now=now, keys=keys))
    return len(keys)


def drop_due(*, now: datetime, keys: Iterable[int] | None = None) -> int:
    """Delete the files whose time has come, bytes first; return how many. Twice does no more.

    Files of a draft wait as long as the draft does.
    """
    drafts = Draft.objects.filter(key=OuterRef("ticket"), submission=None, expires_at__gt=now)
    due = Upload.objects.filter(~Exists(drafts), purge_at__lte=now)
    found = due.filter(pk__in=keys) if keys is not None else due
    dropped = 0
    for pk, path in found.order_by("pk").values_list("pk", "path")[:MOST_AT_ONCE]:
        with transaction.atomic():
            # A submission may take it over in this very moment: then it stays.
            gone, _each = Upload.objects.filter(pk=pk, purge_at__lte=now).delete()
            if gone:
                drop(path)
                dropped += 1
    return dropped


def remove_upload(*, ticket: str, uid: str, now: datetime) -> bool:
    """Delete a file that its sender takes back before sending; say whether there was one."""
    own = Upload.objects.filter(ticket=ticket, uid=uid.replace("\0", ""), submission=None)
    return bool(let_go(own, now))
