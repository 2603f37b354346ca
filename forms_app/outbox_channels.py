"""What forms offer the outbox: files in quarantine are scanned by a worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forms_app.actions.scan_upload import TOPIC, scan_upload
from foundation import clock


def scan(content: Mapping[str, Any], key: str) -> None:
    """Scan one file; raises `NotScanned`, so that the outbox tries again."""
    del key
    scan_upload(upload_id=content["upload"], now=clock.now())


TOPICS = {TOPIC: scan}
