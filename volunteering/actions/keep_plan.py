"""Keep a run's plan up to date: note what happens, repair the plan, propose what it asks for.

Nobody is asked and nobody is moved by it: what changes are proposals that an organiser still has
to send. What was sent is pinned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from foundation.clock import CITY_TIME
from territory.models import Area
from volunteering.matching import Outcome, Weights
from volunteering.matching.keeping import Kept
from volunteering.models import (
    BlockedPair,
    KeptEvent,
    KeptPlan,
    MatchRun,
    Member,
    Participation,
    Shift,
)
from volunteering.models.kept_plan import new_stamp
from volunteering.queries.kept_plans import (
    NOTHING,
    Copy,
    Moved,
    catch_up,
    copies,
    keys_of,
    month_of,
    plan_of,
    plans_from,
    plans_over,
)
from volunteering.queries.match_runs import overlapping_runs
from volunteering.queries.matching_arrays import AWAITED, Reading

KEPT_UP_TO = 400_000
"""Members of a problem whose plan is kept; a larger one is matched again instead."""
STORED_AFTER = 200
"""Events after which the worker stores the plan anew, so that others need not repeat them."""
Kind = KeptEvent.Kind
State = Participation.State


def keep_plan(*, run: MatchRun, reading: Reading, outcome: Outcome, now: datetime) -> None:
    """Store the plan of a run that was just carried out; it takes the place of older ones."""
    overlapping = overlapping_runs(area=run.area, month=run.month).exclude(pk=run.pk)
    past = Q(run__month__lt=month_of(now))
    KeptPlan.objects.filter(Q(run__in=overlapping) | past).delete()
    if reading.problem.members.count > KEPT_UP_TO or not outcome.network.count:
        return
    kept = Kept(reading.problem, Weights(run.weights), outcome)
    KeptPlan.objects.update_or_create(
        run=run,
        defaults={
            "state": kept.packed(),
            "keys": keys_of(reading),
            "stamp": new_stamp(),
            "stored_version": 0,
            "version": 0,
            "kept_at": now,
        },
    )


def note_given_back(*, participation: Participation, now: datetime) -> None:
    """An offer was declined or ran out, or a promise was taken back."""
    plan = plan_of(participation.run_id)
    if plan is not None:
        _note(
            plan,
            now,
            kind=Kind.GIVEN_BACK,
            member_id=participation.member_id,
            shift_id=participation.shift_id,
        )


def note_pause(*, member: Member, now: datetime) -> None:
    """A member pauses: no plan of this month or a later one may count on them for those days."""
    area = member.home_area
    if area is not None and member.paused_from is not None:
        for plan in plans_from(area_path=area.path, month=month_of(now)):
            until = member.paused_until
            facts = {
                "from": member.paused_from.isoformat(),
                "until": until.isoformat() if until else None,
            }
            _note(plan, now, kind=Kind.PAUSE, member_id=member.pk, facts=facts)


def note_back(*, member: Member, first: date, last: date | None, now: datetime) -> None:
    """A pause that had been said before no longer holds from one day to another."""
    area = member.home_area
    if area is not None:
        facts = {"from": first.isoformat(), "until": last.isoformat() if last else None}
        for plan in plans_from(area_path=area.path, month=month_of(now)):
            _note(plan, now, kind=Kind.BACK, member_id=member.pk, facts=facts)


def note_joined(*, participation: Participation, now: datetime) -> None:
    """A member signed up, or applied, by themselves."""
    _note_by_themselves(Kind.JOINED, participation, now)


def note_left(*, participation: Participation, now: datetime) -> None:
    """Who had signed up by themselves gave the place back, or was not taken."""
    _note_by_themselves(Kind.LEFT, participation, now)


def _note_by_themselves(kind: Kind, participation: Participation, now: datetime) -> None:
    shift, home = participation.shift, participation.member.home_area
    paths = [shift.area.path, *([home.path] if home is not None else [])]
    for plan in plans_over(area_paths=paths, month=month_of(shift.starts_at)):
        _note(plan, now, kind=kind, member_id=participation.member_id, shift_id=shift.pk)


def note_apart(*, member: Member, area: Area, now: datetime) -> None:
    """A member and a community are kept apart: no plan may bring them together."""
    for plan in plans_from(area_path=area.path, month=month_of(now)):
        _note(plan, now, kind=Kind.APART, member_id=member.pk, area_id=area.pk)


def note_called_off(*, shift: Shift, now: datetime) -> None:
    """A shift was called off."""
    for plan in plans_over(area_paths=[shift.area.path], month=month_of(shift.starts_at)):
        _note(plan, now, kind=Kind.CALLED_OFF, shift_id=shift.pk)


def note_needs(*, shifts: Iterable[Shift], now: datetime) -> None:
    """Shifts were opened that no plan knows of."""
    by_month: dict[tuple[str, date], list[Shift]] = {}
    for shift in shifts:
        by_month.setdefault((shift.area.path, month_of(shift.starts_at)), []).append(shift)
    for (path, month), opened in by_month.items():
        for plan in plans_over(area_paths=[path], month=month):
            _note_all(plan, now, [{"kind": Kind.NEED, "shift_id": shift.pk} for shift in opened])


def note_sent(*, run: MatchRun, dropped: list[tuple[int, int]], now: datetime) -> None:
    """A run's proposals were sent, but for those (member, shift) that no longer held."""
    plan = plan_of(run.pk)
    if plan is not None:
        _note(plan, now, kind=Kind.SENT, facts={"dropped": dropped})


def _note(plan: KeptPlan, now: datetime, **fields: Any) -> None:
    _note_all(plan, now, [fields])


def _note_all(plan: KeptPlan, now: datetime, events: Iterable[dict[str, Any]]) -> None:
    """Note only: who waits for an answer does not wait for the repair, which the worker does."""
    KeptEvent.objects.bulk_create(KeptEvent(plan=plan, noted_at=now, **fields) for fields in events)


def repair_plans(*, now: datetime) -> int:
    """Carry out what waits in every kept plan, and store what has changed much."""
    light = KeptPlan.objects.defer("state", "keys")
    pending = KeptEvent.objects.filter(number=None).values("plan")
    done = sum(repair_plan(plan=plan, now=now) for plan in list(light.filter(pk__in=pending)))
    for plan in light.filter(version__gte=F("stored_version") + STORED_AFTER):
        store_plan(plan=plan)
    return done


def repair_plan(*, plan: KeptPlan, now: datetime) -> int:
    """Let the noted events happen to a plan, in their order; return how many there were.

    Another process that is at it already is not waited for: it, or the next, does the rest.
    """
    with copies.held(plan) as copy, transaction.atomic():
        ours = KeptPlan.objects.filter(pk=plan.pk, stamp=plan.stamp)
        free = connection.features.has_select_for_update_skip_locked
        if not ours.select_for_update(skip_locked=free).values_list("pk", flat=True):
            return 0
        catch_up(copy, plan.pk)
        pending = list(plan.events.filter(number=None).order_by("pk").select_related("shift"))
        for event in pending:
            event.facts = _facts(event, copy, plan.run_id)
            moved = copy.carry_out(event.facts)
            event.number = copy.version
            _propose(plan.run_id, copy, moved, now)
            event.save(update_fields=["number", "facts"])
        if pending:
            ours.update(version=copy.version)
        return len(pending)


def store_plan(*, plan: KeptPlan) -> None:
    """Store a plan as it is in memory, so that others begin from there."""
    with copies.held(plan) as copy:
        catch_up(copy, plan.pk)
        older = KeptPlan.objects.filter(stamp=plan.stamp, stored_version__lt=copy.version)
        older.update(state=copy.kept.packed(), keys=copy.keys(), stored_version=copy.version)


def _facts(event: KeptEvent, copy: Copy, run_id: int) -> dict[str, Any]:
    """An event in rows and numbers; one that does not touch the plan is nothing."""
    said = _SAID[event.kind](event, copy, run_id)
    return {"kind": NOTHING} if said is None else {"kind": event.kind, **said}


def _need(event: KeptEvent, copy: Copy, run_id: int) -> dict[str, Any] | None:
    del run_id
    if event.shift is None or copy.shift_row(event.shift_id) is not None:
        return None
    columns = copy.columns_of(event.shift)
    if columns is None:
        return None
    blocked = BlockedPair.objects.standing().filter(area=event.shift.area_id)
    rows = map(copy.member_row, blocked.order_by("member").values_list("member", flat=True))
    apart = sorted({row for row in rows if row is not None})
    return {"key": event.shift_id, "columns": columns, "apart": apart}


def _given_back(event: KeptEvent, copy: Copy, run_id: int) -> dict[str, Any] | None:
    member, shift = copy.member_row(event.member_id), copy.shift_row(event.shift_id)
    if event.shift is None or member is None or shift is None:
        return None
    if not copy.kept.stands(member, shift):
        return None
    return {"member": member, "shift": shift, "refill": _has_room(event.shift, run_id)}


def _pause(event: KeptEvent, copy: Copy, run_id: int) -> dict[str, Any] | None:
    del run_id
    member = copy.member_row(event.member_id)
    days = copy.days_of(event.facts["from"], event.facts["until"])
    if member is None or days is None:
        return None
    return {"member": member, "first": days[0], "last": days[1]}


def _back(event: KeptEvent, copy: Copy, run_id: int) -> dict[str, Any] | None:
    return _pause(event, copy, run_id)


def _joined(event: KeptEvent, copy: Copy, run_id: int) -> dict[str, Any] | None:
    found = _by_themselves(event, copy)
    if found is not None:
        _drop(run_id, shift=event.shift_id, member=event.member_id)
        # Events of before took the place and the day only, and are repeated as they were.
        found["whole"] = True
    return found


def _left(event: KeptEvent, copy: Copy, run_id: int) -> dict[str, Any] | None:
    before = KeptEvent.objects.filter(plan=event.plan_id, kind=Kind.JOINED, number__gt=0)
    found = _by_themselves(event, copy)
    if event.shift is None or found is None:
        return None
    if not before.filter(member=event.member_id, shift=event.shift_id).exists():
        return None
    return {**found, "refill": _has_room(event.shift, run_id)}


def _by_themselves(event: KeptEvent, copy: Copy) -> dict[str, Any] | None:
    """The rows of who joined or left and where, -1 for what is not part of the plan."""
    member, shift = copy.member_row(event.member_id), copy.shift_row(event.shift_id)
    if event.shift is None or (member is None and shift is None):
        return None
    day = event.shift.starts_at.astimezone(CITY_TIME).date().isoformat()
    days = copy.days_of(day, day)
    if days is None:
        return None
    rows = {"member": member, "shift": shift}
    return {"day": days[0]} | {name: -1 if row is None else row for name, row in rows.items()}


def _apart(event: KeptEvent, copy: Copy, run_id: int) -> dict[str, Any] | None:
    member = copy.member_row(event.member_id)
    if member is None or event.area_id is None:
        return None
    shifts = Shift.objects.filter(area=event.area_id).order_by("pk").values_list("pk", flat=True)
    rows = [(key, copy.shift_row(key)) for key in shifts]
    for key, row in rows:
        if row is not None:
            _drop(run_id, shift=key, member=event.member_id)
    return {"member": member, "shifts": [row for _key, row in rows if row is not None]}


def _called_off(event: KeptEvent, copy: Copy, run_id: int) -> dict[str, Any] | None:
    shift = copy.shift_row(event.shift_id)
    if shift is None:
        return None
    _drop(run_id, shift=event.shift_id)
    return {"shift": shift}


def _sent(event: KeptEvent, copy: Copy, run_id: int) -> dict[str, Any] | None:
    del run_id
    pairs = [(copy.member_row(m), copy.shift_row(s)) for m, s in event.facts["dropped"]]
    return {"dropped": [pair for pair in pairs if None not in pair]}


_SAID: dict[str, Callable[[KeptEvent, Copy, int], dict[str, Any] | None]] = {
    Kind.NEED: _need,
    Kind.GIVEN_BACK: _given_back,
    Kind.PAUSE: _pause,
    Kind.BACK: _back,
    Kind.JOINED: _joined,
    Kind.LEFT: _left,
    Kind.CALLED_OFF: _called_off,
    Kind.APART: _apart,
    Kind.SENT: _sent,
}


def _has_room(shift: Shift, run_id: int) -> bool:
    """Whether a place of the shift is free that nobody waits for and no proposal is meant for."""
    promised = Participation.objects.filter(shift=shift)
    meant = promised.filter(Q(state__in=AWAITED) | Q(state=State.PROPOSED, run=run_id)).count()
    return shift.state == Shift.State.OPEN and shift.places > shift.taken + meant


def _propose(run_id: int, copy: Copy, moved: Moved, now: datetime) -> None:
    """Write the proposals that a change asks for, and take back those that gave way."""
    for member, shift in moved.taken_back:
        _drop(run_id, shift=shift, member=member)
    if not moved.added:
        return
    shifts = Shift.objects.in_bulk([shift for _, shift in moved.added])
    Participation.objects.bulk_create(
        Participation(
            shift=shifts[shift],
            member_id=member,
            state=State.PROPOSED,
            origin=Participation.Origin.OFFER,
            starts_at=shifts[shift].starts_at,
            ends_at=shifts[shift].ends_at,
            run_id=run_id,
            reason=_reason(copy, member, shift),
            created_at=now,
            changed_at=now,
        )
        for member, shift in moved.added
        if shift in shifts
    )


def _reason(copy: Copy, member: int, shift: int) -> dict[str, Any]:
    rows = copy.member_row(member), copy.shift_row(shift)
    if rows[0] is None or rows[1] is None:
        raise LookupError((member, shift))
    said = copy.kept.explained(member=rows[0], shift=rows[1])
    return {"zh": said.zh, "en": said.en}


def _drop(run_id: int, *, shift: int | None, member: int | None = None) -> None:
    """Delete proposals of a run; nothing refers to them yet."""
    proposals = Participation.objects.filter(run=run_id, shift=shift, state=State.PROPOSED)
    if member is not None:
        proposals = proposals.filter(member=member)
    proposals._raw_delete(proposals.db)
