"""A file comes in with a form: inspected, sealed and kept for its sender, or refused with words."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Sum

from forms_app.actions.scan_upload import order_scan
from forms_app.engine.definition import Field
from forms_app.engine.field_type import type_of
from forms_app.engine.inspecting import Inspected, Unsafe, inspect
from forms_app.engine.inspecting.names import cleaned
from forms_app.engine.uploading import MEGABYTE, TakesFiles
from forms_app.file_store import drop, keep
from forms_app.models import FormVersion, Upload

logger = logging.getLogger(__name__)
UNSENT_FOR = timedelta(hours=25)
"""How long a file waits for its form to be sent: an hour longer than a form stays open."""

MOST_FILES, MOST_BYTES = 60, 200 * MEGABYTE
"""What one filling-in may bring in all."""


def receive_upload(
    *, version: FormVersion, ticket: str, field: Field, name: str, body: bytes, now: datetime
) -> Upload:
    """Keep a file for the question `field` under the key `ticket`; the same file is kept once.

    A file that is not taken comes back refused, with the reason, and nothing of it is stored.
    """
    digest = hashlib.sha256(body).hexdigest()
    before = Upload.objects.filter(ticket=ticket, sha256=digest, submission=None).first()
    if before is not None and (before.state != Upload.State.REFUSED or _was_virus(before)):
        return before
    kind = type_of(field)
    fresh = Upload(
        version=version,
        ticket=ticket,
        name=cleaned(name)[:80] or "file",
        sha256=digest,
        created_at=now,
        purge_at=now + UNSENT_FOR,
    )
    try:
        if not isinstance(kind, TakesFiles):
            raise Unsafe("file_not_asked", name=fresh.name)
        _refuse_too_much(fresh, len(body))
        found = inspect(name, body, takes=kind.media_of(field), most=kind.size_of(field))
    except Unsafe as reason:
        return _refused(fresh, before, reason)
    if before is not None:
        # It was refused for one question and fits another.
        before.delete()
    return _kept(fresh, found)


def _was_virus(upload: Upload) -> bool:
    return bool(upload.refusal.get("code") == "virus_found")


def _refuse_too_much(fresh: Upload, size: int) -> None:
    had = Upload.objects.filter(ticket=fresh.ticket, submission=None).aggregate(
        files=Count("pk"), bytes=Sum("size", default=0)
    )
    if had["files"] >= MOST_FILES or had["bytes"] + size > MOST_BYTES:
        raise Unsafe("file_too_much_in_all", name=fresh.name, most=MOST_BYTES // MEGABYTE)


def _refused(fresh: Upload, before: Upload | None, reason: Unsafe) -> Upload:
    params = {key: value for key, value in reason.params.items() if key != "name"}
    refusal = {"code": reason.code, "params": params}
    logger.info("an upload was refused: %s", reason.code)
    if before is not None:
        before.refusal, before.name = refusal, fresh.name
        before.save(update_fields=["refusal", "name"])
        return before
    fresh.state, fresh.refusal = Upload.State.REFUSED, refusal
    return _written(fresh)


def _kept(fresh: Upload, found: Inspected) -> Upload:
    fresh.name, fresh.media_type, fresh.size = found.name, found.media_type, len(found.body)
    fresh.path = keep(found.body)
    if not settings.CLAMD_URL:
        fresh.state, fresh.scanned_at = Upload.State.CLEAN, fresh.created_at
    kept = _written(fresh)
    if kept is not fresh:
        drop(fresh.path)
    return kept


def _written(fresh: Upload) -> Upload:
    """Write the row, and its scan with it; return its twin when that was quicker."""
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
            if fresh.state == Upload.State.QUARANTINE:
                order_scan(fresh)
    except IntegrityError:
        return Upload.objects.get(ticket=fresh.ticket, sha256=fresh.sha256, submission=None)
    return fresh
