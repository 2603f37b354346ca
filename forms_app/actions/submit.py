"""Somebody sends a filled-in form and gets a number and a code to ask after it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forms_app.actions.advance_course import begin_course
from forms_app.actions.claiming import claim_for, locked_counts, wanted_of
from forms_app.actions.count_tries import TooOften, count_along, count_tries
from forms_app.actions.keeping_uploads import take_over
from forms_app.actions.marking import marks_of, standing_mark
from forms_app.actions.recording import Kind, record
from forms_app.actions.telling import tell_receipt
from forms_app.engine.field_type import Value
from forms_app.models import Draft, Form, FormVersion, SeatDraw, Submission, SubmissionMark, Try
from forms_app.permissions import may_fill_in, may_fill_in_for_others
from forms_app.phone_proofs import phones_to_prove, proofs_of
from forms_app.words import in_short
from foundation.errors import Invalid, Refused
from foundation.saying import moment_in_words
from outbox.webhooks.events import FORM_SUBMITTED
from outbox.webhooks.registering import announce
from people.fields import digest_of
from people.models import User
from territory.models import Area

REFERENCE_DIGITS = 9
CODE_DIGITS = 6
PROOF = "proof"
"""The name of the try that uses up a proof of work; nothing was sent with it when it is refused."""

_TRIES = 5


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender keeps: the submission with its number, and the code."""

    submission: Submission
    code: str


@dataclass(frozen=True, slots=True)
class Around:
    """What there may be around a sending: a draft, counted places, webhooks.

    False, where it was just seen that there is none, spares asking once more; what comes up in
    this very moment comes after it.
    """

    draft: bool = True
    places: bool = True
    webhooks: bool = True


ANYTHING = Around()


def code_of(submission: Submission) -> str:
    """Return the code of a submission; it follows from the installation's key and is not kept."""
    digits = digest_of("form_code", submission.idempotency_key)
    return str(int(digits[:15], 16) % 10**CODE_DIGITS).zfill(CODE_DIGITS)


def digest_of_code(reference: str, code: str) -> str:
    """Return the digest by which a code is known to belong to a number."""
    return digest_of("form_code_check", f"{reference}:{code}")


def area_of(version: FormVersion, values: Mapping[str, Value]) -> Area:
    """Return where a submission goes: the community that was answered, else the form's area."""
    for field in version.definition.fields:
        if field.type == "community" and field.key in values:
            return Area.objects.get(code=values[field.key])
    return version.form.area


class NotOpen(Refused):
    """The form is not taking anything at this moment."""


def refuse_unless_open(form: Form, now: datetime) -> None:
    """Raise `NotOpen` before the form opens and after it closes."""
    if form.opens_at is not None and now < form.opens_at:
        raise NotOpen(
            _("This form opens %(when)s. Please come back then."),
            code="form_not_open",
            when=moment_in_words(form.opens_at, now, get_language() or ""),
        )
    if form.closes_at is not None and now >= form.closes_at:
        raise NotOpen(
            _("This form closed %(when)s. Please call your community."),
            code="form_closed",
            when=moment_in_words(form.closes_at, now, get_language() or ""),
        )
    refuse_if_lots_closed(form)


def refuse_if_lots_closed(form: Form) -> None:
    """Raise `NotOpen` when the entries to a draw of the form's places are closed."""
    if form.drawn_by_lot and SeatDraw.objects.closed().filter(form=form).exists():
        raise NotOpen(
            _("Entries are closed; places are drawn among those who have entered."),
            code="form_closed",
        )


class NotForYou(Refused):
    """The form is for people with a post there."""


def refuse_unless_meant(form: Form, person: User | None) -> None:
    """Raise `NotForYou` when the form is for staff and `person` has no post there."""
    if not may_fill_in(person, form):
        raise NotForYou(_("This form is for people who work there."), code="form_for_staff")


def refuse_to_help(form: Form, person: User | None, helped: str) -> None:
    """Raise `NotForYou` when it is filled in for somebody by who may not do that."""
    if helped and not may_fill_in_for_others(person, form):
        raise NotForYou(_("You cannot fill this form in for others."), code="no_help")


def refuse_unproven(
    version: FormVersion, values: Mapping[str, Value], key: str, before: Mapping[str, Value]
) -> None:
    """Raise `Invalid` for a number that needs a code, when neither `key` nor `before` shows it."""
    asked = set(phones_to_prove(version.definition, values))
    asked -= set(phones_to_prove(version.definition, before))
    if not asked:
        return
    proofs = proofs_of(Draft.objects.filter(key=key).first())
    if not all(proofs.is_proven(phone) for phone in asked):
        raise Invalid(
            _("Please show by the code that the phone number is yours."), code="phone_unproven"
        )


def submit(
    *,
    version: FormVersion,
    values: Mapping[str, Value],
    key: str,
    now: datetime,
    by: User | None = None,
    helped: str = "",
    tries: Sequence[Try] = (),
    around: Around = ANYTHING,
) -> Receipt:
    """Keep checked answers, sealed; the same answers under the same `key` are one submission.

    `values` are what `answered` let through for this very version, `by` who is signed in, `helped`
    for whom they filled it in and how that person agreed: then it is not their own. The language
    of the moment is the one in which the sender is written to. When
    places are short and the form keeps a waiting list, the submission waits. `tries` are counted
    in the same transaction; what came before counts nothing. Raises `TooOften`, `NotForYou`,
    `NotOpen`, `FormFull`, `SentBefore`, `FileGone`, and `Invalid` for a phone number whose code was
    not typed back; nothing is kept then but the count. `around` spares looking for what there is
    not.
    """
    answers = json.dumps(values, ensure_ascii=False, sort_keys=True)
    idempotency_key = digest_of("form_submission", f"{version.pk}:{key}:{answers}")
    clash: IntegrityError | None = None
    for _turn in range(_TRIES):
        fresh = Submission(
            version=version,
            answers=answers,
            idempotency_key=idempotency_key,
            created_at=now,
            person=None if helped else by,
            language=in_short(),
        )
        refusal: Refused | None = None
        try:
            with transaction.atomic():
                count_along(tries, now=now)
                refuse_unless_meant(version.form, by)
                refuse_to_help(version.form, by, helped)
                receipt = _received(fresh, values, key, around)
                if helped:
                    _tell_of_help(receipt, by, helped)
                return receipt
        except IntegrityError as error:
            # The number was taken, something like it stands, or the same came before.
            clash = error
        except Refused as error:
            refusal = error
        before = Submission.objects.filter(idempotency_key=idempotency_key).first()
        if before is not None:
            return Receipt(before, code_of(before))
        _refuse(refusal or standing_mark(fresh, values, now), tries, now)
    message = "no free number was found"
    raise RuntimeError(message) from clash


def _refuse(refusal: Refused | None, tries: Sequence[Try], now: datetime) -> None:
    """Raise `refusal`, if any; it took the count of the tries back with it, so they count again."""
    if refusal is None:
        return
    if not isinstance(refusal, TooOften):
        count_tries([one for one in tries if one.name != PROOF], now=now)
    raise refusal


def _tell_of_help(receipt: Receipt, by: User | None, helped: str) -> None:
    fresh = receipt.submission
    record(fresh, Kind.FILLED_IN, at=fresh.created_at, by=by, words=helped)
    tell_receipt(fresh, receipt.code)


def _received(fresh: Submission, values: Mapping[str, Value], key: str, around: Around) -> Receipt:
    """Write a submission with all that belongs to it, in the transaction of the caller."""
    version, now = fresh.version, fresh.created_at
    form = version.form
    refuse_unless_open(form, now)
    refuse_unproven(version, values, key, {})
    # Counts before the submission and its marks, as everywhere.
    counts = locked_counts(form) if around.places or form.drawn_by_lot else []
    if counts:
        refuse_if_lots_closed(form)  # they may have been closed while this waited for the lock
    fresh.area = area_of(version, values)
    fresh.reference = str(secrets.randbelow(9 * 10**8) + 10**8)
    fresh.code_digest = digest_of_code(fresh.reference, code_of(fresh))
    fresh.save(force_insert=True)
    take_over(fresh, values, key)
    SubmissionMark.objects.bulk_create(marks_of(fresh, values, now))
    wanted = wanted_of(form, values)
    if claim_for(fresh, counts, wanted=wanted, key=key, waits=form.keeps_waiting, now=now):
        begin_course(fresh)
    else:
        fresh.state = Submission.State.WAITING
        fresh.save(update_fields=["state"])
    if around.draft:
        end_draft(key, fresh)
    if around.webhooks:
        announce(
            event=FORM_SUBMITTED,
            key=str(fresh.pk),
            content={"form": form.slug, "version": version.number, "area": fresh.area.code},
        )
    return Receipt(fresh, code_of(fresh))


def end_draft(key: str, submission: Submission) -> None:
    """Empty the draft of a filling-in that was sent; from now on it leads to `submission`."""
    Draft.objects.filter(key=key).update(
        answers="", aside="", place="", person=None, submission=submission
    )
