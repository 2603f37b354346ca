"""The only code that counts places: held while somebody checks, taken, waited for, passed on.

Whoever comes here has no counts locked yet. All counts that a call may touch are locked first, in
the order of their keys, so that no two wait for each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from forms_app.engine.definition import Definition
from forms_app.engine.field_type import Value
from forms_app.models import Form, PlaceClaim, PlaceCount, SeatEntry, Submission
from forms_app.models.place_count import words_of_options
from foundation.errors import Refused

State = PlaceClaim.State
Wanted = Mapping[tuple[str, str], int]
MOST_LOOKED_AT = 100
"""How many of those who wait are asked in turn whether what became free is enough for them."""


class FormFull(Refused):
    """Not so many places are left."""


@dataclass(frozen=True, slots=True)
class Short:
    """A count that does not have what was wanted of it."""

    count: PlaceCount
    amount: int


def wanted_of(form: Form, values: Mapping[str, Value]) -> Wanted:
    """Return question and option → places that these answers take; `("", "")` is the form's own."""
    given = values.get(form.counted_by)
    amount = max(1, int(given)) if isinstance(given, int | float) else 1
    wanted = {("", ""): amount}
    for key, value in values.items():
        for choice in value if isinstance(value, list) else [value]:
            if isinstance(choice, str):
                wanted[key, choice] = amount
    return wanted


def locked_counts(form: Form) -> list[PlaceCount]:
    """Lock all counts of `form`, in their order; the first thing that whoever counts does."""
    return list(PlaceCount.objects.filter(form=form).locked())


def claim_for(
    submission: Submission,
    locked: list[PlaceCount],
    *,
    wanted: Wanted,
    key: str,
    waits: bool,
    now: datetime,
) -> bool:
    """Take the places that `submission` wants, its own hold first; return False when it waits.

    `locked` are the counts of its form. Where places are drawn by lot it always waits. Raises
    `FormFull`, naming what is full, when it does not wait.
    """
    counts = _wanted(locked, wanted)
    if locked:
        _drop_hold(locked, key)
    by_lot = submission.version.form.drawn_by_lot
    short = None if by_lot else _first_short(counts, wanted, now)
    if short is not None and not waits:
        raise full(submission.version.definition, short)
    comes_in = short is None and not by_lot
    for count in counts:
        amount = wanted[count.field, count.choice]
        if comes_in and not count.take(amount):
            raise full(submission.version.definition, Short(count, amount))
        PlaceClaim.objects.create(
            count=count,
            submission=submission,
            key=key,
            amount=amount,
            state=State.TAKEN if comes_in else State.WAITING,
        )
    return comes_in


def hold_for(
    form: Form, *, wanted: Wanted, key: str, now: datetime, until: datetime
) -> Short | None:
    """Hold the places for a filling-in until `until`; return what is short, having held nothing."""
    locked = locked_counts(form)
    counts = _wanted(locked, wanted)
    if locked:
        _drop_hold(locked, key)
    short = _first_short(counts, wanted, now)
    if short is not None:
        return short
    for count in counts:
        amount = wanted[count.field, count.choice]
        if count.hold(amount):
            PlaceClaim.objects.create(
                count=count, key=key, amount=amount, state=State.HELD, held_until=until
            )
    return None


def release(submission: Submission, now: datetime) -> list[Submission]:
    """Give back what a submission has; return those who waited and have come in for it."""
    form = submission.version.form
    counts = {count.pk: count for count in PlaceCount.objects.filter(form=form).locked()}
    for claim in submission.claims.all():
        if claim.state == State.TAKEN:
            counts[claim.count_id].give_back(taken=claim.amount)
    submission.claims.all().delete()
    return promote(form, now)


def reclaim(
    submission: Submission, *, wanted: Wanted, key: str, waits: bool, now: datetime
) -> tuple[bool, list[Submission]]:
    """Let a submission take other places instead of its own, before anybody who waits.

    Returns whether it has them, and who came in for what it let go. Raises `FormFull`.
    """
    form = submission.version.form
    locked = locked_counts(form)
    counts = {count.pk: count for count in locked}
    for claim in submission.claims.all():
        if claim.state == State.TAKEN:
            counts[claim.count_id].give_back(taken=claim.amount)
    submission.claims.all().delete()
    has_places = claim_for(submission, locked, wanted=wanted, key=key, waits=waits, now=now)
    return has_places, promote(form, now)


def promote(form: Form, now: datetime) -> list[Submission]:
    """Let those who wait come in, the longest waiting first, as far as places go.

    Where places are drawn by lot, nobody does before the draw, and the lot says who is next.
    """
    counts = {count.pk: count for count in PlaceCount.objects.filter(form=form).locked()}
    waiting = Submission.objects.filter(version__form=form, state=Submission.State.WAITING)
    order = ("created_at", "pk")
    if form.drawn_by_lot:
        waiting, order = (
            waiting.filter(seat_entry__place__isnull=False),
            ("seat_entry__place", "pk"),
        )
    waiting = waiting.select_related("version__form").order_by(*order).prefetch_related("claims")
    came_in = []
    for submission in waiting[:MOST_LOOKED_AT]:
        claims = sorted(submission.claims.all(), key=lambda claim: claim.count_id)
        if not all(_is_free(counts[claim.count_id], claim.amount, now) for claim in claims):
            continue
        came = Submission.objects.filter(pk=submission.pk, state=Submission.State.WAITING)
        if not came.update(state=Submission.State.RECEIVED):
            continue  # a worker has just closed it
        for claim in claims:
            counts[claim.count_id].take(claim.amount)
        submission.claims.update(state=State.TAKEN)
        submission.state = Submission.State.RECEIVED
        came_in.append(submission)
    if form.drawn_by_lot:
        SeatEntry.objects.filter(submission__in=came_in).update(seated=True)
    return came_in


def full(definition: Definition, short: Short) -> FormFull:
    """Say what is full, and how much of it is left."""
    left = PlaceCount.objects.get(pk=short.count.pk).free
    if short.count.choice:
        words = words_of_options(definition).get((short.count.field, short.count.choice), "")
        return FormFull(
            _("“%(choice)s” is full. Please choose another one."),
            code="option_full",
            choice=words,
        )
    if left:
        return FormFull(
            _("Only %(left)d places are left. Please choose a smaller number."),
            code="form_nearly_full",
            left=left,
        )
    return FormFull(_("All places are taken."), code="form_full")


def _wanted(locked: list[PlaceCount], wanted: Wanted) -> list[PlaceCount]:
    return [count for count in locked if (count.field, count.choice) in wanted]


def _drop_hold(counts: list[PlaceCount], key: str) -> None:
    """Give back what this filling-in holds: it takes, or holds, anew."""
    by_pk = {count.pk: count for count in counts}
    held = PlaceClaim.objects.filter(key=key, state=State.HELD).select_related("count")
    for claim in held:
        by_pk.get(claim.count_id, claim.count).give_back(held=claim.amount)
        claim.delete()


def _first_short(counts: list[PlaceCount], wanted: Wanted, now: datetime) -> Short | None:
    for count in counts:
        amount = wanted[count.field, count.choice]
        if not _is_free(count, amount, now):
            return Short(count, amount)
    return None


def _is_free(count: PlaceCount, amount: int, now: datetime) -> bool:
    """Whether a locked count has so many places, holds that ran out given back."""
    if count.free < amount:
        drop_run_out(count, now)
    return count.free >= amount


def drop_run_out(count: PlaceCount, now: datetime) -> int:
    """Give back the holds on a locked count that have run out; return how many there were."""
    over = list(count.claims.filter(state=State.HELD, held_until__lte=now))
    for claim in over:
        count.give_back(held=claim.amount)
        claim.delete()
    return len(over)
