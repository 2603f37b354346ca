"""Somebody who asked for something is forgotten in the cases; what was done about it stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from casework.models import Case, CaseEntry, CaseLook
from casework.queries.own import cases_of
from people.models import User
from people.traces import Traces

CONTACT = ("contact_name", "contact_phone", "contact_address")
WORDS = ("title", "what", "outcome")
AT_A_TIME = 500


@transaction.atomic
def forget_contact(*, user: User, traces: Traces, now: datetime) -> int:
    """Empty the contact of the person's cases, and take their words out; return of how many.

    Theirs is what they asked for signed in, and what names their number as the one to call. What
    lies sealed cannot be looked for: every case is looked into. Elsewhere their numbers go, and a
    stranger of the same name keeps what is said of them.
    """
    del now
    own = set(cases_of(user).values_list("pk", flat=True))
    theirs, found = set[int](), 0
    for case in Case.objects.filter(emptied_at=None).iterator(chunk_size=AT_A_TIME):
        changed = {}
        if case.pk in own or any(traces.are_in(getattr(case, name)) for name in CONTACT):
            theirs.add(case.pk)
            changed = dict.fromkeys(CONTACT, "")
        for name in WORDS:
            kept = _without(traces, getattr(case, name), is_theirs=case.pk in theirs)
            if kept != getattr(case, name):
                changed[name] = kept
        if changed:
            found += Case.objects.filter(pk=case.pk).update(**changed)
    _forget_in_entries(traces, theirs)
    return found


def _without(traces: Traces, words: str, *, is_theirs: bool) -> str:
    return traces.taken_out_of(words) if is_theirs else traces.numbers_taken_out_of(words)


def _forget_in_entries(traces: Traces, theirs: set[int]) -> None:
    """Take only the person's words out; what was done, by whom and when, stays as written."""
    for entry in CaseEntry.objects.exclude(words="").iterator(chunk_size=AT_A_TIME):
        kept = _without(traces, entry.words, is_theirs=entry.case_id in theirs)
        if kept != entry.words:
            CaseEntry.objects.filter(pk=entry.pk).update(words=kept)
    for look in CaseLook.objects.iterator(chunk_size=AT_A_TIME):
        kept = _without(traces, look.reason, is_theirs=look.case_id in theirs)
        if kept != look.reason:
            CaseLook.objects.filter(pk=look.pk).update(reason=kept)
