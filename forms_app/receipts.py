"""A receipt that a phone can scan: where one asks how far it is, with the number in the address."""

from __future__ import annotations

import segno
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import mark_safe

from forms_app.models import Submission

MASK = 1
"""One of the eight masks of a code, each of which every scanner reads; trying all takes longer
than everything else on the page of thanks."""


def receipt_code(request: HttpRequest, submission: Submission) -> str:
    """Return where to ask after `submission` as a QR code; the tracking code is not in it."""
    address = request.build_absolute_uri(reverse("form_status"))
    drawn = segno.make(f"{address}?number={submission.reference}", error="m", mask=MASK).svg_inline(
        scale=1, border=0, omitsize=True, svgclass=None, lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 (drawn by us from an address of ours)
