"""What nobody sent within its time is deleted."""

from __future__ import annotations

import logging
from datetime import datetime

from forms_app.models import Draft

logger = logging.getLogger(__name__)


def purge_drafts(*, now: datetime) -> int:
    """Delete the drafts that are kept no longer; return how many there were."""
    gone, _each = Draft.objects.filter(expires_at__lte=now).delete()
    if gone:
        logger.info("deleted %d forms that were not sent in time", gone)
    return gone
