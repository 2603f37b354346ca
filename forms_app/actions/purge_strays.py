"""Bytes that no row names are deleted: a proof that files went with their rows."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from forms_app.file_store import drop, kept_before
from forms_app.models import ExportFile, Upload

logger = logging.getLogger(__name__)
OLD_ENOUGH = timedelta(days=1)
"""Younger bytes may belong to what is being written at this moment."""


def purge_strays(*, now: datetime) -> int:
    """Delete stored files that belong to nothing; return how many. Twice does no more.

    They are left where a process ended between storing bytes and writing the row, or a storage
    did not answer; nobody could open them, and nobody would delete them.
    """
    exported = {
        part for parts in ExportFile.objects.values_list("parts", flat=True) for part in parts
    }
    dropped = 0
    for paths in kept_before(now - OLD_ENOUGH):
        named = set(Upload.objects.filter(path__in=paths).values_list("path", flat=True))
        for path in paths:
            if path not in named and path not in exported:
                drop(path)
                dropped += 1
    if dropped:
        logger.warning("deleted %d stored files that belonged to nothing", dropped)
    return dropped
