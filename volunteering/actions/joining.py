"""What has to hold before a member joins a shift: it is open, they can, they are free."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from foundation.clock import CITY_TIME
from foundation.errors import Refused
from foundation.saying import span_of_hours
from volunteering.actions.moving import Overlapping
from volunteering.models import BlockedPair, Member, Need, Participation, Shift, Skill


def refuse_unless_open(shift: Shift, now: datetime) -> None:
    """Raise `Refused` unless one can still join `shift` at `now`."""
    if shift.state != Shift.State.OPEN or shift.need.state != Need.State.OPEN:
        raise Refused(_("This shift is no longer open."), code="shift_not_open")
    if shift.starts_at <= now:
        raise Refused(_("This shift has already begun."), code="shift_begun")


def refuse_if_kept_apart(member: Member, shift: Shift) -> None:
    """Raise `Refused` when the member or the shift's community asked for it; say what helps."""
    sides = set(
        BlockedPair.objects.standing()
        .filter(member=member, area=shift.area_id)
        .values_list("side", flat=True)
    )
    if BlockedPair.Side.COMMUNITY in sides:
        raise Refused(
            _("%(area)s places you no more. You can object on your profile."),
            code="kept_apart",
            area=str(shift.area),
        )
    if sides:
        raise Refused(
            _("You asked for nothing more of %(area)s. Your profile is where to change that."),
            code="kept_apart_by_oneself",
            area=str(shift.area),
        )


def refuse_if_unskilled(member: Member, shift: Shift) -> None:
    """Raise `Refused` naming the skills that the need requires and the member does not have."""
    missing = Skill.objects.filter(
        need_skills__need=shift.need_id, need_skills__required=True
    ).exclude(member_skills__member=member)
    names = [str(skill) for skill in missing]
    if names:
        raise Refused(
            _("This shift needs: %(skills)s. If you can do it, add it to your profile."),
            code="skill_missing",
            skills="、".join(names),
        )


def refuse_if_of_other_age(member: Member, shift: Shift) -> None:
    """Raise `Refused` naming the ages that the need asks for, unless the member has one of them."""
    day = shift.starts_at.astimezone(CITY_TIME).date()
    if not shift.need.admits(member.age_on(day)):
        raise Refused(
            _("This shift is for those of %(ages)s. Your community can tell you about others."),
            code="other_age",
            ages=shift.need.ages,
        )


def refuse_if_overlapping(member: Member, shift: Shift) -> None:
    """Raise `Overlapping` naming the shift that takes the member's time."""
    other = (
        Participation.objects.filter(
            member=member,
            state__in=Participation.OCCUPYING,
            starts_at__lt=shift.ends_at,
            ends_at__gt=shift.starts_at,
        )
        .exclude(shift=shift)
        .select_related("shift__need")
        .first()
    )
    if other is not None:
        raise Overlapping(
            _("At that time you are already at “%(title)s” (%(hours)s)."),
            code="overlapping_shift",
            title=other.shift.need.title,
            hours=span_of_hours(other.starts_at, other.ends_at),
        )
