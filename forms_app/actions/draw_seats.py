"""Places by lot: entries close and get numbers, then it is drawn once; everybody is told."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from forms_app.actions.advance_course import begin_courses
from forms_app.actions.claiming import locked_counts, promote
from forms_app.actions.telling import in_language_of, phone_of, title_for
from forms_app.models import Form, SeatDraw, SeatEntry, Submission
from forms_app.permissions import may_draw_seats
from foundation.errors import NotFound, Refused
from foundation.lots import draw as drawn_by_lot
from people.fields import digest_of
from people.models import User
from people.sms.texting import put_sms

REMEMBERED = timedelta(days=730)
"""Draws lost longer ago count no more, and who lost them is forgotten."""
AT_ONCE = 500
State = Submission.State


@transaction.atomic
def close_entries(*, by: User, form_id: int, now: datetime) -> SeatDraw:
    """Take no more entries, number those there are by when they came, and count what each lost.

    Twice is the same as once. Raises `NotFound`, and `Refused` when nobody has entered.
    """
    form, found = _locked(by, form_id)
    if found.closed_at is not None:
        return found
    waiting = Submission.objects.filter(version__form=form, state=State.WAITING)
    entered = list(waiting.select_related("version", "person").order_by("created_at", "pk"))
    if not entered:
        raise Refused(_("Nobody has entered yet."), code="nobody_entered")
    persons = [person_of(submission) for submission in entered]
    lost = draws_lost(set(persons), since=now - REMEMBERED)
    SeatEntry.objects.bulk_create(
        (
            SeatEntry(
                draw=found,
                submission=submission,
                number=number,
                who=who,
                lost=lost.get(who, 0),
            )
            for number, (submission, who) in enumerate(zip(entered, persons, strict=True), start=1)
        ),
        batch_size=AT_ONCE,
    )
    found.closed_at, found.closed_by = now, by
    found.save(update_fields=["closed_at", "closed_by"])
    log(instance=form, action="forms_app.close_entries", user=by)
    return found


@transaction.atomic
def draw_seats(*, by: User, form_id: int, now: datetime) -> SeatDraw:
    """Draw, once: the first have a place, the others wait in the order of the lot; tell everybody.

    Whoever withdrew since entries closed keeps the number, so that the draw can be repeated; the
    place goes to the next. Raises `NotFound`, and `Refused` before entries are closed.
    """
    form, found = _locked(by, form_id)
    if found.drawn_at is not None:
        return found
    if found.closed_at is None:
        raise Refused(_("Please close the entries first."), code="entries_open")
    seats = form.places or 0
    entries = {str(entry.number): entry for entry in found.entries.all()}
    order = drawn_by_lot(found.seed, [entry.lot for entry in entries.values()], seats).order
    for place, lot in enumerate(order, start=1):
        entries[lot.number].place = place
    SeatEntry.objects.bulk_update(entries.values(), ["place"], batch_size=AT_ONCE)
    found.seats, found.drawn_at, found.drawn_by = seats, now, by
    found.save(update_fields=["seats", "drawn_at", "drawn_by"])
    won = []
    while came_in := promote(form, now):
        won += came_in
    _tell(found)
    begin_courses(won)
    log(instance=form, action="forms_app.draw_seats", user=by)
    return found


def _locked(by: User, form_id: int) -> tuple[Form, SeatDraw]:
    """Lock the counts of a form, as everybody who counts does, and then its draw."""
    form = Form.objects.select_related("area").filter(pk=form_id).first()
    if form is None or not form.drawn_by_lot or not may_draw_seats(by, form):
        raise NotFound(_("There is no such draw."), code="no_such_draw")
    locked_counts(form)
    found = SeatDraw.objects.select_for_update(of=("self",), no_key=True).filter(form=form).first()
    if found is None:
        raise NotFound(_("There is no such draw."), code="no_such_draw")
    return form, found


def person_of(submission: Submission) -> str:
    """Return the digest by which who sent it is known again: the phone, or else the account."""
    person = submission.person
    phone = phone_of(submission) or (person.phone if person is not None else "")
    if phone:
        return digest_of("seat_draw", phone)
    return digest_of("seat_draw", f"person:{person.pk}") if person is not None else ""


def draws_lost(persons: set[str], *, since: datetime) -> dict[str, int]:
    """Return person → draws lost since the last place; who was never drawn is not in it."""
    lost: dict[str, int] = {}
    known = sorted(persons - {""})
    for first in range(0, len(known), AT_ONCE):
        rows = SeatEntry.objects.filter(
            who__in=known[first : first + AT_ONCE],
            draw__drawn_at__gte=since,
            place__isnull=False,
        ).order_by("draw__drawn_at", "pk")
        for who, seated in rows.values_list("who", "seated"):
            lost[who] = 0 if seated else lost.get(who, 0) + 1
    return lost


def forget_who_lost(*, now: datetime) -> int:
    """Forget who entered draws that count no more; return how many there were."""
    old = SeatEntry.objects.filter(draw__drawn_at__lt=now - REMEMBERED).exclude(who="")
    return old.update(who="")


def _tell(draw: SeatDraw) -> None:
    """Tell everybody what the lot brought, each once."""
    entries = draw.entries.filter(submission__state__in=(State.WAITING, State.RECEIVED))
    ahead = 0
    told = entries.select_related("submission__version__form", "submission__person")
    for entry in told.order_by("place"):
        submission = entry.submission
        ahead += not entry.seated
        if submission is not None:
            _tell_one(entry, submission, ahead)


def _tell_one(entry: SeatEntry, submission: Submission, ahead: int) -> None:
    person = submission.person
    phone = phone_of(submission) or (person.phone if person is not None else "")
    if not phone:
        return
    with in_language_of(submission):
        if entry.seated:
            text = _("“%(form)s”: the lot gave you a place. Your number in the draw: %(number)s.")
        else:
            text = _(
                "“%(form)s”: no place this time, you wait as number %(ahead)s; next time your odds "
                "are better. Your number in the draw: %(number)s."
            )
        text %= {"form": title_for(submission), "number": entry.number, "ahead": ahead}
    put_sms(
        phone=phone, kind="notice", params={"text": text}, key=f"forms_app.drawn:{submission.pk}"
    )
