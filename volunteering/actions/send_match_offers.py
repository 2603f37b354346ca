"""Send a run's proposals as offers: once, and only those that still hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.clock import CITY_TIME
from foundation.errors import Busy, NotAllowed, Refused
from outbox.actions import put_many
from people.models import User
from volunteering.actions.keep_plan import note_sent, repair_plan
from volunteering.actions.locking import busy_if_locked
from volunteering.actions.notices import LANGUAGE, OFFER, texted
from volunteering.models import MatchRun, Member, Need, Participation, ParticipationStep, Shift
from volunteering.permissions import may_run_matching
from volunteering.queries.blocked_pairs import blocked_among
from volunteering.queries.kept_plans import plan_of
from volunteering.queries.matching_arrays import AWAITED, ENGAGED, MOST_OPEN_OFFERS
from volunteering.transitions import Move, after

ANSWER_WITHIN = timedelta(days=3)
"""How long an offer waits for its answer; before a near shift, half of the time that is left."""
AT_ONCE = 500
State = Participation.State
OFFERED = after(State.PROPOSED, Move.SEND)


@dataclass(frozen=True)
class Sent:
    """How many offers went out, to how many members, and how many no longer held."""

    offers: int
    members: int
    dropped: int


def send_match_offers(*, run: MatchRun, by: User, now: datetime) -> Sent:
    """Turn the proposals of a ready run into offers and tell each member once.

    What changed since the run is looked at again: shifts called off or filled, members who left,
    are taken by then or kept apart from the community, would have less rest between two shifts
    than the run leaves them or more shifts of a day than they wish, or hold too many unanswered
    offers. Raises `NotAllowed` outside the person's posts, `Refused` when the run is not ready, as
    after the first click of two, and `Busy` when a member signs up at the very moment; nothing is
    sent then.
    """
    if not may_run_matching(by, run.area):
        raise NotAllowed(_("Your posts do not cover matching in this area."), code="not_allowed")
    plan = plan_of(run.pk)
    if plan is not None:
        repair_plan(plan=plan, now=now)
    try:
        with busy_if_locked(), transaction.atomic():
            return _send(run, by, now)
    except IntegrityError as error:
        raise Busy(_("This was just changed elsewhere. Please look again."), code="busy") from error


def _send(run: MatchRun, by: User, now: datetime) -> Sent:
    # A statement that waited for the row still sees the proposals of before: wait first, then ask.
    list(MatchRun.objects.select_for_update(no_key=True).filter(pk=run.pk).values_list("pk"))
    proposals = Participation.objects.filter(run=run, state=State.PROPOSED)
    again = Q(state=MatchRun.State.SENT) & Exists(proposals)
    claimed = MatchRun.objects.filter(Q(state=MatchRun.State.READY) | again, pk=run.pk).update(
        state=MatchRun.State.SENT, sent_at=now
    )
    if not claimed:
        raise Refused(_("These offers were sent already, or set aside."), code="not_ready")
    _lock_shifts(proposals)
    rest = timedelta(minutes=run.rest_minutes)
    dropped = _drop_overtaken(proposals, rest, now) + _drop_beyond_limits(proposals)
    dropped += _drop_beyond_days(proposals)
    sent = proposals.count()
    _log(proposals, by, now)
    _hold_places(proposals)
    _offer(proposals, now)
    members = _tell(run, now)
    note_sent(run=run, dropped=dropped, now=now)
    run.refresh_from_db(fields=["state", "sent_at"])
    return Sent(sent, members, len(dropped))


def _lock_shifts(proposals: QuerySet[Participation]) -> None:
    """Lock the shifts in the order of their keys, before anything of a participation."""
    shifts = Shift.objects.filter(pk__in=proposals.values("shift")).order_by("pk")
    list(shifts.select_for_update(no_key=True).values_list("pk", flat=True))


def _hold_places(proposals: QuerySet[Participation]) -> None:
    """Count the places of these proposals as taken: an offer holds its place.

    The database refuses more than there are, and with it the whole sending.
    """
    rows = proposals.order_by().values("shift").annotate(times=Count("pk"))
    shifts: dict[int, list[int]] = {}
    for shift, times in rows.values_list("shift", "times"):
        shifts.setdefault(times, []).append(shift)
    for times, keys in shifts.items():
        for first in range(0, len(keys), AT_ONCE):
            Shift.objects.filter(pk__in=keys[first : first + AT_ONCE]).update(
                taken=F("taken") + times
            )


def _drop_overtaken(
    proposals: QuerySet[Participation], rest: timedelta, now: datetime
) -> list[tuple[int, int]]:
    """Drop proposals whose shift or member is no longer to be had, or without a rest before."""
    # The state comes first: few have an engagement, and only theirs is reckoned with.
    engaged = Participation.objects.filter(member=OuterRef("member"), state__in=ENGAGED).filter(
        starts_at__lt=OuterRef("ends_at") + rest, ends_at__gt=OuterRef("starts_at") - rest
    )
    answered = Participation.objects.filter(
        member=OuterRef("member"), shift=OuterRef("shift")
    ).exclude(state=State.PROPOSED)
    stale = proposals.filter(
        Q(starts_at__lte=now)
        | ~Q(shift__state=Shift.State.OPEN)
        | ~Q(shift__need__state=Need.State.OPEN)
        | Q(member__activated_at=None)
        | Q(member__user__is_active=False)
        | blocked_among("member", "shift__area")
        | Exists(engaged)
        | Exists(answered)
    )
    return _drop(list(stale.values_list("pk", "member_id", "shift_id")))


def _drop_beyond_limits(proposals: QuerySet[Participation]) -> list[tuple[int, int]]:
    """Drop what goes beyond the free places of a shift, or a member's unanswered offers."""
    shifts = Shift.objects.filter(pk__in=proposals.values("shift"))
    left = {
        shift: places - taken - awaited
        for shift, places, taken, awaited in shifts.annotate(
            awaited=Count("participations", filter=Q(participations__state__in=AWAITED))
        ).values_list("pk", "places", "taken", "awaited")
    }
    held: Counter[int] = Counter(
        dict(
            Participation.objects.filter(state=State.OFFERED, member__in=proposals.values("member"))
            .values_list("member")
            .annotate(times=Count("pk"))
        )
    )
    surplus = []
    for key, shift, member in proposals.order_by("starts_at", "pk").values_list(
        "pk", "shift_id", "member_id"
    ):
        if left[shift] <= 0 or held[member] >= MOST_OPEN_OFFERS:
            surplus.append((key, member, shift))
        else:
            left[shift] -= 1
            held[member] += 1
    return _drop(surplus)


def _drop_beyond_days(proposals: QuerySet[Participation]) -> list[tuple[int, int]]:
    """Drop what goes beyond the shifts of a day that a member wishes, if they have said so."""
    wishing = proposals.filter(member__daily_shifts__isnull=False).order_by("starts_at", "pk")
    rows = list(
        wishing.values_list("pk", "member_id", "shift_id", "starts_at", "member__daily_shifts")
    )
    if not rows:
        return []
    known = Participation.objects.filter(
        state__in=ENGAGED, member__in=wishing.order_by().values("member")
    )
    held = Counter(
        (member, _day(starts_at))
        for member, starts_at in known.values_list("member_id", "starts_at")
    )
    surplus = []
    for key, member, shift, starts_at, wish in rows:
        day = (member, _day(starts_at))
        if wish is not None and held[day] >= wish:
            surplus.append((key, member, shift))
        else:
            held[day] += 1
    return _drop(surplus)


def _day(moment: datetime) -> date:
    return moment.astimezone(CITY_TIME).date()


def _drop(rows: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Delete proposals, (key, member, shift) each; return the pairs."""
    for first in range(0, len(rows), 500):
        keys = [key for key, _member, _shift in rows[first : first + 500]]
        Participation.objects.filter(pk__in=keys).delete()
    return [(member, shift) for _key, member, shift in rows]


def _log(proposals: QuerySet[Participation], by: User, now: datetime) -> None:
    ParticipationStep.objects.bulk_create(
        (
            ParticipationStep(
                participation_id=key,
                verb=Move.SEND.value,
                before=State.PROPOSED,
                after=OFFERED,
                by=by,
                at=now,
            )
            for key in proposals.values_list("pk", flat=True)
        ),
        batch_size=500,
    )


def _offer(proposals: QuerySet[Participation], now: datetime) -> None:
    soon = now + 2 * ANSWER_WITHIN
    near = proposals.filter(starts_at__lt=soon).values_list("starts_at", flat=True)
    for starts_at in list(near.order_by("starts_at").distinct()):
        proposals.filter(starts_at=starts_at).update(
            state=OFFERED, changed_at=now, offer_expires_at=now + (starts_at - now) / 2
        )
    proposals.update(state=OFFERED, changed_at=now, offer_expires_at=now + ANSWER_WITHIN)


def _tell(run: MatchRun, now: datetime) -> int:
    """Write one message for each member offered something now, however much; return how many."""
    topic = (
        f"{OFFER}:run:{run.pk}"
        if run.sent_at is None
        else f"{OFFER}:run:{run.pk}:{int(now.timestamp())}"
    )
    offered = Member.objects.filter(
        participations__run=run,
        participations__state=State.OFFERED,
        participations__changed_at=now,
    ).annotate(
        times=Count("pk"),
        first=Min("participations__starts_at"),
        until=Min("participations__offer_expires_at"),
    )
    with translation.override(LANGUAGE):
        contents = {
            f"{topic}:{member}": {
                "user": user,
                "title": str(_("Shifts near you")),
                "text": ngettext(
                    "There is %(count)d shift near you that you would suit. Will you come?",
                    "There are %(count)d shifts near you that you would suit. Will you come?",
                    times,
                )
                % {"count": times},
                "link": "/me/",
                "sms": texted("offer", starts_at=first, until=until),
            }
            for member, user, times, first, until in offered.values_list(
                "pk", "user_id", "times", "first", "until"
            )
        }
    put_many(topic=OFFER, contents=contents)
    return len(contents)
