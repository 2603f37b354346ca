"""What members and workers are told, put into the outbox with the change that it tells of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from foundation.saying import moment_in_words, shift_in_words
from outbox.actions import put
from volunteering.models import (
    BlockedPair,
    Participation,
    ParticipationStep,
    Shift,
    ShiftMessage,
)
from volunteering.terms import is_urgent

LANGUAGE = "zh-hans"

OFFER = "volunteering.offer"
SHIFT_CHANGED = "volunteering.shift_changed"
SHIFT_CANCELLED = "volunteering.shift_cancelled"
APPLICATION = "volunteering.application"
REMINDER = "volunteering.reminder"
MESSAGE = "volunteering.message"
EXCUSED = "volunteering.excused"
HOURS = "volunteering.hours"
APART = "volunteering.apart"
TOPICS = (
    OFFER,
    SHIFT_CHANGED,
    SHIFT_CANCELLED,
    APPLICATION,
    REMINDER,
    MESSAGE,
    EXCUSED,
    HOURS,
    APART,
)
"""Every topic that this package puts; the content is {"user", "title", "text", "link"}
and, when it is urgent, "sms": {"kind", "starts_at", "until"}."""


def _when(shift: Shift, now: datetime) -> str:
    return shift_in_words(shift.starts_at, shift.ends_at, now=now)


def texted(
    kind: str, *, starts_at: datetime | None = None, until: datetime | None = None
) -> dict[str, str]:
    """Return what makes a notice go out by SMS as well: its kind, and what it cannot wait for."""
    moments = {"starts_at": starts_at, "until": until}
    return {"kind": kind} | {name: at.isoformat() for name, at in moments.items() if at}


def _texted_if_near(kind: str, starts_at: datetime, now: datetime) -> dict[str, str]:
    """Return the same for a change of a shift, but only at short notice."""
    return texted(kind, starts_at=starts_at) if is_urgent(now, starts_at) else {}


def _tell(
    topic: str,
    key: str,
    user_id: int,
    title: str,
    text: str,
    link: str,
    sms: Mapping[str, str] | None = None,
) -> bool:
    content: dict[str, object] = {"user": user_id, "title": title, "text": text, "link": link}
    if sms:
        content["sms"] = dict(sms)
    return put(topic=topic, key=f"{topic}:{key}", content=content)


def tell_offer(step: ParticipationStep, shift: Shift, now: datetime) -> None:
    """Tell a member that a place is held for them, and until when."""
    participation = step.participation
    until = participation.offer_expires_at
    with translation.override(LANGUAGE):
        text = _("%(title)s, %(when)s, %(place)s.") % {
            "title": shift.need.title,
            "when": _when(shift, now),
            "place": shift.place,
        }
        if until is not None:
            text += _(" The place is kept for you until %(until)s.") % {
                "until": moment_in_words(until, now=now)
            }
        title = _("A place is kept for you")
    sms = texted("offer", starts_at=shift.starts_at, until=until) if until else None
    _tell(OFFER, str(step.pk), participation.member.user_id, title, text, "/me/", sms)


def tell_changed(step: ParticipationStep, shift: Shift, now: datetime, *, was_at: datetime) -> None:
    """Tell a member that their shift, which was to begin at `was_at`, is at another time now."""
    with translation.override(LANGUAGE):
        text = _("%(title)s is now %(when)s, %(place)s. Please say whether you can still come.")
        text %= {"title": shift.need.title, "when": _when(shift, now), "place": shift.place}
        title = _("Your shift has changed")
    user_id = step.participation.member.user_id
    nearer = was_at if is_urgent(now, was_at) else shift.starts_at
    sms = _texted_if_near("shift_changed", nearer, now)
    _tell(SHIFT_CHANGED, str(step.pk), user_id, title, text, "/me/", sms)


def tell_place_changed(participation: Participation, shift: Shift, now: datetime) -> None:
    """Tell a member that their shift meets at another place; they need not answer."""
    with translation.override(LANGUAGE):
        text = _("%(title)s, %(when)s, now meets here: %(place)s.")
        text %= {"title": shift.need.title, "when": _when(shift, now), "place": shift.place}
        title = _("Your shift meets elsewhere")
    key = f"place:{participation.pk}:{now.isoformat()}"
    sms = _texted_if_near("shift_changed", shift.starts_at, now)
    _tell(SHIFT_CHANGED, key, participation.member.user_id, title, text, "/me/schedule/", sms)


def tell_cancelled(step: ParticipationStep, shift: Shift, reason: str, now: datetime) -> None:
    """Tell a member that the community has called the shift off, and why."""
    with translation.override(LANGUAGE):
        text = _("%(title)s, %(when)s, will not take place: %(reason)s")
        text %= {"title": shift.need.title, "when": _when(shift, now), "reason": reason}
        title = _("A shift was cancelled")
    user_id = step.participation.member.user_id
    sms = _texted_if_near("shift_cancelled", shift.starts_at, now)
    _tell(SHIFT_CANCELLED, str(step.pk), user_id, title, text, "/me/schedule/", sms)


def tell_answer(step: ParticipationStep, shift: Shift, now: datetime) -> None:
    """Tell a member what the community answered to their application."""
    accepted = step.after == Participation.State.CONFIRMED
    with translation.override(LANGUAGE):
        if accepted:
            title, text = _("You are expected"), _("%(title)s, %(when)s, %(place)s.")
        else:
            title = _("Not this time")
            text = _("%(title)s, %(when)s: the community chose others this time. Thank you.")
        text %= {"title": shift.need.title, "when": _when(shift, now), "place": shift.place}
    user_id = step.participation.member.user_id
    _tell(APPLICATION, str(step.pk), user_id, title, text, "/me/schedule/")


def tell_excused(step: ParticipationStep, shift: Shift, now: datetime) -> None:
    """Tell the worker who posted the need that somebody cannot come after all."""
    if shift.need.created_by_id is None:
        return
    with translation.override(LANGUAGE):
        text = _("%(title)s, %(when)s: one person cannot come. %(taken)d of %(places)d are left.")
        text %= {
            "title": shift.need.title,
            "when": _when(shift, now),
            "taken": shift.taken,
            "places": shift.places,
        }
        title = _("Somebody cannot come")
    _tell(EXCUSED, str(step.pk), shift.need.created_by_id, title, text, "/admin/")


def reminder_key(participation: Participation) -> str:
    """Return the idempotency key of a reminder: one for each place and day."""
    return f"{REMINDER}:{participation.pk}:{participation.starts_at:%Y%m%d}"


def remind(participation: Participation, now: datetime) -> bool:
    """Remind a member of tomorrow's shift, once; return whether this was the first time."""
    shift = participation.shift
    with translation.override(LANGUAGE):
        text = _("%(title)s, %(when)s, %(place)s.")
        text %= {"title": shift.need.title, "when": _when(shift, now), "place": shift.place}
        title = _("See you tomorrow")
    key = reminder_key(participation).removeprefix(f"{REMINDER}:")
    return _tell(REMINDER, key, participation.member.user_id, title, text, "/me/schedule/")


def pass_on(message: ShiftMessage, shift: Shift, user_id: int) -> None:
    """Pass a worker's message on to one participant."""
    with translation.override(LANGUAGE):
        title = _("About: %(title)s") % {"title": shift.need.title}
    key = f"{message.pk}:{user_id}"
    _tell(MESSAGE, key, user_id, title, message.text, f"/shifts/{shift.pk}/")


def tell_hours(user_id: int, key: str, *, activity: str, minutes: int) -> None:
    """Tell a member that their hours were verified or corrected."""
    with translation.override(LANGUAGE):
        title = _("Your hours are on record")
        text = _("%(activity)s: %(minutes)d minutes.") % {
            "activity": activity,
            "minutes": minutes,
        }
    _tell(HOURS, key, user_id, title, text, "/me/hours/")


def tell_blocked(block: BlockedPair) -> None:
    """Tell a member that a community places them no more, and that they can object."""
    with translation.override(LANGUAGE):
        title = _("About %(area)s") % {"area": block.area}
        text = _("%(area)s places you no more. What is confirmed stays. You can object.")
        text %= {"area": block.area}
    _tell(APART, f"{block.pk}", block.member.user_id, title, text, "/me/profile/#apart")


def tell_objection(block: BlockedPair) -> None:
    """Tell who blocked a member that they object, so that a colleague is asked to answer."""
    with translation.override(LANGUAGE):
        title = _("A member objects")
        text = _("A member objects to being kept apart from %(area)s. A colleague has to answer.")
        text %= {"area": block.area}
    key = f"{block.pk}:objection:{block.objected_at:%Y%m%d%H%M%S}"
    link = f"/admin/kept-apart/{block.pk}/"
    _tell(APART, key, block.made_by_id, title, text, link)


def tell_block_reviewed(block: BlockedPair, now: datetime) -> None:
    """Tell a member what came of it when a community's block was looked at again."""
    with translation.override(LANGUAGE):
        title = _("About %(area)s") % {"area": block.area}
        if block.lifted_at is not None:
            text = _("%(area)s can ask you again.")
        else:
            text = _("It was looked at again: %(area)s still places you no more.")
        text = f"{text % {'area': block.area}} {block.answer}".strip()
    key = f"{block.pk}:reviewed:{now:%Y%m%d%H%M%S}"
    _tell(APART, key, block.member.user_id, title, text, "/me/profile/#apart")
