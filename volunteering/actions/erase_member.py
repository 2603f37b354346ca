"""A member is forgotten; the hours that they served stay proved, under a number alone."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction

from foundation import clock
from people.actions.stop_invitations import stop_invitations
from people.models import User
from people.traces import GONE, Traces
from volunteering.actions import notices
from volunteering.actions.locking import own_participation
from volunteering.actions.moving import advance
from volunteering.actions.promoting import promote_waiting
from volunteering.models import (
    Certificate,
    Member,
    Need,
    Notice,
    Participation,
    ParticipationStep,
    ServiceRecord,
)
from volunteering.terms import withdraws_freely
from volunteering.transitions import Move

State = Participation.State
_GIVEN_BACK = {
    State.OFFERED: Move.DECLINE,
    State.APPLIED: Move.WITHDRAW,
    State.WAITLISTED: Move.WITHDRAW,
    State.CONFIRMED: Move.WITHDRAW,
}


@transaction.atomic
def erase_member(*, user: User, traces: Traces, now: datetime) -> bool:
    """Forget what is personal of the user's member; return whether there was one.

    Promised places are given back. Hours, their steps and certificates stay for those who rely on
    them (Order 67), under the volunteer number; what the member wrote there goes.
    """
    Notice.objects.filter(user=user).delete()
    member = Member.objects.select_for_update(of=("self",)).filter(user=user).first()
    if member is None:
        return False
    _give_places_back(member, user, now)
    traces = Traces.of(user, member.id_number)
    today = now.astimezone(clock.CITY_TIME).date()
    stop_invitations(today=today, id_number=member.id_number)
    _forget_words(member, user, traces)
    for certificate in Certificate.objects.filter(member=member):
        content = json.loads(certificate.content) | {"name": GONE}
        certificate.content = json.dumps(content, ensure_ascii=False, sort_keys=True)
        certificate.save(update_fields=["content"])
    member.free_windows.all().delete()
    member.free_exceptions.all().delete()
    member.member_skills.all().delete()
    member.blocked_pairs.all().delete()
    _empty(member)
    return True


def _give_places_back(member: Member, user: User, now: datetime) -> None:
    """Give back what is still ahead, in the order in which everybody locks; others move up."""
    ahead = member.participations.filter(shift__starts_at__gt=now).order_by("shift_id")
    for key in ahead.filter(state__in=_GIVEN_BACK).values_list("pk", flat=True):
        participation, shift = own_participation(member, key)
        late = participation.state == State.CONFIRMED and not withdraws_freely(now, shift.starts_at)
        move = Move.EXCUSE if late else _GIVEN_BACK[State(participation.state)]
        step = advance(participation=participation, shift=shift, move=move, by=user, now=now)
        if late:
            notices.tell_excused(step, shift, now)
        promote_waiting(shift=shift, by=None, now=now)
    member.participations.filter(state=State.PROPOSED).delete()


def _forget_words(member: Member, user: User, traces: Traces) -> None:
    """Take out what the member wrote, and the member's name out of what others wrote of them."""
    member.participations.update(reason={})
    steps = ParticipationStep.objects.filter(participation__member=member).exclude(note="")
    steps.filter(by=user).update(note="")
    for step in steps.exclude(by=user):
        ParticipationStep.objects.filter(pk=step.pk).update(note=traces.taken_out_of(step.note))
    for record in ServiceRecord.objects.filter(member=member).exclude(claim="", answer=""):
        ServiceRecord.objects.filter(pk=record.pk).update(
            claim=GONE if record.claim else "", answer=traces.taken_out_of(record.answer)
        )


def _empty(member: Member) -> None:
    member.home_area = member.home_longitude = member.home_latitude = None
    member.sex = member.birth_date = member.id_number = ""
    member.id_digest = member.feed_token = None
    member.paused_from = member.paused_until = member.activated_at = None
    untouched = Member()
    member.travel_metres = untouched.travel_metres
    member.monthly_shifts = untouched.monthly_shifts
    member.daily_shifts = untouched.daily_shifts
    member.save()


def forget_contacts(traces: Traces) -> int:
    """Forget the person as whom to call for a need; return in how many needs they stood.

    The numbers lie sealed, each with a seal of its own, so every need is looked into.
    """
    needs = Need.objects.exclude(contact_phone="")
    found = [
        need.pk
        for need in needs.only("contact_phone").iterator(chunk_size=500)
        if traces.are_in(need.contact_phone)
    ]
    for key in found:
        Need.objects.filter(pk=key).update(contact_name="", contact_phone="")
    return len(found)
