"""The person who was helped says what they thought of it, by the private link."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import Invalid, NotFound, Refused
from volunteering.models import Rating


@transaction.atomic
def rate(*, token: str, stars: int, comment: str, now: datetime) -> Rating:
    """Write 1–5 stars and a comment, once.

    Who has the link may: it was given to the person who was helped. Raises `NotFound`, `Invalid`
    and `Refused` when it was used already.
    """
    rating = Rating.objects.filter(token=token).first()
    if rating is None:
        raise NotFound(_("This link leads nowhere."), code="no_such_rating")
    if not 1 <= stars <= 5:
        raise Invalid(_("Please choose one to five stars."), code="stars_out_of_range")
    written = Rating.objects.filter(pk=rating.pk, given_at=None).update(
        stars=stars, comment=comment.strip()[:300], given_at=now
    )
    if not written:
        raise Refused(_("Thank you, we have your answer already."), code="rated_already")
    rating.refresh_from_db()
    return rating
