"""Makes the sizes of pictures that take long to make: AVIF, and JPEG for old browsers."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Replace
from wagtail.images.models import Filter, SourceImageIOError

from cms.models.image import PictureRendition
from cms.shapes import FALLBACKS

logger = logging.getLogger(__name__)

WEBP = "|format-webp"
MOST = 200
"""Sizes looked at in one go; what is left waits for the next."""

MOST_PIXELS = 4_000_000
"""Of one AVIF: four seconds' work at most. A picture that is very long stays WebP, rather than hold
up the minute and the messages that wait in it."""


def waiting_sizes() -> list[tuple[PictureRendition, str]]:
    """Return WebP sizes that somebody was shown, with the format in which each is missing."""
    fallbacks = [f"{one}{WEBP}" for one in FALLBACKS]
    jpeg = _without("jpeg").filter(filter_spec__in=fallbacks)
    found = [(size, "jpeg") for size in jpeg[:MOST]]
    drawn = _without("avif").filter(width__lte=MOST_PIXELS / F("height"))
    found += [(size, "avif") for size in drawn[:MOST]]
    return [(size, kind) for size, kind in found if _is_of_today(size)]


def _without(kind: str) -> QuerySet[PictureRendition]:
    same = PictureRendition.objects.filter(
        image=OuterRef("image"),
        focal_point_key=OuterRef("focal_point_key"),
        filter_spec=Replace(OuterRef("filter_spec"), Value("webp"), Value(kind)),
    )
    return (
        PictureRendition.objects.filter(~Exists(same), filter_spec__endswith=WEBP)
        .select_related("image")
        .order_by("-pk")
    )


def _is_of_today(size: PictureRendition) -> bool:
    """Say whether a size is cut round what editors marked as important since."""
    return Filter(spec=size.filter_spec).get_cache_key(size.image) == size.focal_point_key


def make_sizes(*, at_most: timedelta) -> int:
    """Make missing sizes, begin none after `at_most`, and return how many were made.

    A picture whose file is gone is told in the log and left out.
    """
    until = time.monotonic() + at_most.total_seconds()
    made = 0
    for size, kind in waiting_sizes():
        if time.monotonic() >= until:
            break
        try:
            size.image.get_rendition(size.filter_spec.replace("webp", kind))
        except SourceImageIOError:
            logger.warning("picture %s has no file to make sizes of", size.image_id)
        else:
            made += 1
    return made
