"""A worker makes a need of what somebody sent in by a form."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from foundation.errors import Refused
from people.models import User
from territory.models import Area
from volunteering.actions.post_need import NeedContent, post_need
from volunteering.models import Need


def raise_need(
    *, by: User, area: Area, content: NeedContent, reference: str, now: datetime
) -> Need:
    """Post a draft of a need whose origin is the form's submission `reference`, once.

    A second call with the same reference returns the same need, whatever has become of it.
    Raises `NotFound` when the person has no post there, `Refused` when `area` is no community.
    """
    if area.level not in (Area.Level.COMMUNITY, Area.Level.GRID):
        raise Refused(_("First settle which community it is for."), code="no_community_yet")
    return post_need(
        by=by,
        area=area,
        content=content,
        now=now,
        draft=True,
        origin=Need.Origin.FORM,
        origin_reference=reference,
    )
