"""A worker adds shifts to a need, and changes one that is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation.errors import Invalid, NotFound, Refused
from people.models import User
from volunteering.actions import notices
from volunteering.actions.keep_plan import note_needs
from volunteering.actions.locking import locked_shift
from volunteering.actions.moving import advance
from volunteering.actions.post_need import announce_opened, locked_need
from volunteering.actions.promoting import promote_waiting
from volunteering.models import Need, Participation, Shift
from volunteering.permissions import may_edit_shift
from volunteering.terms import offer_expires_at
from volunteering.transitions import Move

LONGEST = timedelta(hours=12)
MOST_PLACES = 1000


@dataclass(frozen=True, slots=True)
class ShiftContent:
    """When and where, and for how many; times are aware."""

    starts_at: datetime
    ends_at: datetime
    place: str
    places: int
    longitude: float | None = None
    latitude: float | None = None


def _refuse_unless_sound(content: ShiftContent, now: datetime) -> None:
    if content.ends_at <= content.starts_at:
        raise Invalid(_("The shift must end after it begins."), code="ends_too_early")
    if content.ends_at - content.starts_at > LONGEST:
        raise Invalid(_("A shift lasts twelve hours at most; split it."), code="too_long")
    if content.starts_at <= now:
        raise Invalid(_("The shift must begin in the future."), code="begins_in_the_past")
    if not content.place.strip():
        raise Invalid(_("Please say where to meet."), code="place_needed")
    if not 1 <= content.places <= MOST_PLACES:
        raise Invalid(_("A shift has 1 to 1000 places."), code="places_out_of_range")


@transaction.atomic
def add_shifts(
    *, by: User, need_id: int, contents: Sequence[ShiftContent], now: datetime
) -> list[Shift]:
    """Add these shifts, all or none; the community's centre stands for a place without a point.

    Raises `NotFound`, `Invalid`, and `Refused` when the need is closed.
    """
    need = locked_need(by, need_id)
    if need.state not in (Need.State.DRAFT, Need.State.OPEN):
        raise Refused(_("This need is closed; open it again first."), code="need_closed")
    added = []
    for content in contents:
        _refuse_unless_sound(content, now)
        has_point = content.longitude is not None and content.latitude is not None
        shift = Shift.objects.create(
            need=need,
            area=need.area,
            starts_at=content.starts_at,
            ends_at=content.ends_at,
            place=content.place.strip(),
            places=content.places,
            longitude=content.longitude if has_point else need.area.longitude,
            latitude=content.latitude if has_point else need.area.latitude,
        )
        log(shift, "wagtail.create", user=by)
        added.append(shift)
    if need.state == Need.State.OPEN:
        announce_opened(added)
        note_needs(shifts=added, now=now)
    return added


@transaction.atomic
def edit_shift(*, by: User, shift_id: int, content: ShiftContent, now: datetime) -> Shift:
    """Change a shift that has not begun.

    Who had confirmed another time is asked again, with the place kept: nobody is moved against
    their will. More places go to those who wait. Raises `NotFound`, `Invalid` (also fewer places
    than are taken), `Refused` (over, begun or cancelled).
    """
    shift = locked_shift(shift_id)
    if not may_edit_shift(by, shift):
        raise NotFound(_("There is no such shift."), code="no_such_shift")
    if shift.state != Shift.State.OPEN or shift.starts_at <= now:
        raise Refused(_("This shift can no longer be changed."), code="shift_not_open")
    _refuse_unless_sound(content, now)
    if content.places < shift.taken:
        raise Invalid(
            _("%(taken)d places are taken already; there cannot be fewer."),
            code="places_taken",
            taken=shift.taken,
        )
    was_at = shift.starts_at
    moved = (content.starts_at, content.ends_at) != (shift.starts_at, shift.ends_at)
    elsewhere = content.place.strip() != shift.place
    _write(shift, content)
    if moved:
        _ask_again(shift, by, now, was_at)
    elif elsewhere:
        for participation in _joined(shift):
            notices.tell_place_changed(participation, shift, now)
    promote_waiting(shift=shift, by=by, now=now)
    log(shift, "wagtail.edit", user=by)
    return shift


def _write(shift: Shift, content: ShiftContent) -> None:
    shift.starts_at, shift.ends_at = content.starts_at, content.ends_at
    shift.place, shift.places = content.place.strip(), content.places
    fields = ["starts_at", "ends_at", "place", "places"]
    if content.longitude is not None and content.latitude is not None:
        shift.longitude, shift.latitude = content.longitude, content.latitude
        fields += ["longitude", "latitude"]
    shift.save(update_fields=fields)


def _joined(shift: Shift) -> list[Participation]:
    states = (Participation.State.CONFIRMED, Participation.State.OFFERED)
    return list(shift.participations.filter(state__in=states).select_related("member"))


def _ask_again(shift: Shift, by: User, now: datetime, was_at: datetime) -> None:
    expires = offer_expires_at(now, shift.starts_at) or shift.starts_at
    for participation in _joined(shift):
        step = advance(
            participation=participation,
            shift=shift,
            move=Move.ASK_AGAIN,
            by=by,
            now=now,
            offer_expires_at=expires,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
        )
        notices.tell_changed(step, shift, now, was_at=was_at)
    waiting = (Participation.State.APPLIED, Participation.State.WAITLISTED)
    shift.participations.filter(state__in=waiting).update(
        starts_at=shift.starts_at, ends_at=shift.ends_at
    )
