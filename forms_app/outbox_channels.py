"""What forms offer the outbox: scanning files, the steps after sending, filling pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms_app.actions import advance_course, fill_page, scan_upload
from foundation import clock


def scan(content: Mapping[str, Any], key: str) -> None:
    """Scan one file; raises `NotScanned`, so that the outbox tries again."""
    del key
    scan_upload.scan_upload(upload_id=content["upload"], now=clock.now())


def deliver_course(content: Mapping[str, Any], key: str) -> None:
    """Go on with one submission; a repeat finds every step taken."""
    del key
    advance_course.advance_course(submission_id=int(content["submission"]), now=clock.now())


def deliver_page(content: Mapping[str, Any], key: str) -> None:
    """Fill one page; a repeat finds it there. Raises `NotScanned`, to be tried again."""
    del key
    submission_id, page = int(content["submission"]), str(content["page"])
    fill_page.fill_page(submission_id=submission_id, page=page, now=clock.now())


TOPICS = {
    scan_upload.TOPIC: scan,
    advance_course.TOPIC: deliver_course,
    fill_page.TOPIC: deliver_page,
}
