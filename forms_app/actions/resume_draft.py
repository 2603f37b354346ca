"""Somebody goes on with what they began, on another device, with number and code."""

from __future__ import annotations

import hmac
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from forms_app.actions.save_draft import digest_of_draft_code
from forms_app.models import Draft
from foundation.errors import NotFound


def resume_draft(*, reference: str, code: str, now: datetime) -> Draft:
    """Return the draft with this number and code; what goes on with it is its `key`.

    Raises `NotFound`, in the same words for a wrong number, a wrong code, and one that is no
    longer kept. The caller limits how often a number can be tried.
    """
    found = (
        Draft.objects.select_related("version__form__area")
        .filter(reference=reference, expires_at__gt=now, version__form__live=True)
        .first()
    )
    # A wrong number and a wrong code take the same steps.
    expected = found.code_digest if found else ""
    right = hmac.compare_digest(digest_of_draft_code(reference, code), expected)
    if not right or found is None:
        raise NotFound(
            _("Number and code do not belong together. Please check both."), code="no_such_draft"
        )
    return found
