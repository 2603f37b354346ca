"""A file in quarantine is shown to the virus scanner; clean it is let out, otherwise deleted."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction

from forms_app.actions.recording import Kind, record
from forms_app.file_store import drop, opened
from forms_app.models import Upload
from forms_app.scanning import scanner_at
from outbox.actions import put

logger = logging.getLogger(__name__)
TOPIC = "upload_scan"


def order_scan(upload: Upload) -> None:
    """Have a worker scan `upload`, in the transaction in which it is written."""
    put(topic=TOPIC, key=f"forms_app.scan:{upload.uid}", content={"upload": upload.pk})


def scan_upload(*, upload_id: int, now: datetime) -> Upload | None:
    """Scan what is still in quarantine; return it, None when there is nothing to scan.

    Raises `NotScanned` when the scanner gives no answer: the file stays shut until one comes.
    """
    found = Upload.objects.filter(pk=upload_id, state=Upload.State.QUARANTINE).first()
    if found is None:
        return None
    virus = scanner_at(settings.CLAMD_URL).virus_in(opened(found.path)) if _scans() else ""
    with transaction.atomic():
        upload = Upload.objects.select_for_update(of=("self",), no_key=True).get(pk=found.pk)
        upload.scanned_at = now
        upload.state = Upload.State.REFUSED if virus else Upload.State.CLEAN
        if virus:
            _refuse(upload, now)
        upload.save(update_fields=["state", "scanned_at", "refusal", "path", "size"])
    if virus:
        drop(found.path)
        logger.warning("a virus was found in an upload and deleted: %s", virus)
    return upload


def _scans() -> bool:
    return bool(settings.CLAMD_URL)


def _refuse(upload: Upload, now: datetime) -> None:
    upload.refusal = {"code": "virus_found", "params": {}}
    upload.path, upload.size = "", 0
    if upload.submission is not None:
        record(upload.submission, Kind.INFECTED, at=now)
