"""Keep what somebody has typed so far, so that it can be gone on with later or elsewhere."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from forms_app.actions.submit import CODE_DIGITS, refuse_unless_open
from forms_app.models import Draft, FormVersion
from people.fields import digest_of
from people.models import User

KEPT_FOR = timedelta(days=14)
_TRIES = 5
_PLACE = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""A step as an address can name it; what a page says otherwise stands nowhere."""
_TURN = re.compile(r"([0-9a-f]{8})\.([0-9]{1,6})")
"""A page as it was opened once, and how often it has been sent since."""
_MOST_PAGES = 8
"""Of how many opened pages it is known how often they were sent: the latest."""


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft with its number, and the code with which it is gone on with."""

    draft: Draft
    code: str


def code_of_draft(draft: Draft) -> str:
    """Return the code of a draft; it follows from the installation's key and is not kept."""
    digits = digest_of("form_draft_code", draft.key)
    return str(int(digits[:15], 16) % 10**CODE_DIGITS).zfill(CODE_DIGITS)


def digest_of_draft_code(reference: str, code: str) -> str:
    """Return the digest by which a code is known to belong to the number of a draft."""
    return digest_of("form_draft_code_check", f"{reference}:{code}")


@transaction.atomic
def save_draft(
    *,
    version: FormVersion,
    key: str,
    given: Mapping[str, Sequence[str]],
    now: datetime,
    only: Collection[str] | None = None,
    place: str = "",
    notes: Mapping[str, Any] | None = None,
    by: User | None = None,
) -> KeptDraft:
    """Keep `given`, name → typed texts, for the filling-in `key`; a new one begins with it.

    `only` are the keys of the fields that `given` speaks for: what was typed for others stays.
    None speaks for all. `place` is the id of the step where the person is, `notes` is added to
    what goes along; its `turn` says which page this is and how often it was sent, and a saving that
    a later one of the same page overtook changes nothing. A draft that was sent stays as it is.
    Raises `NotOpen`.
    """
    refuse_unless_open(version.form, now)
    draft = Draft.objects.select_for_update(of=("self",), no_key=True).filter(key=key).first()
    if draft is None:
        draft = _begun(version, key, now, by)
    aside = dict(notes or {})
    turns = _turns(draft, str(aside.pop("turn", "")))
    if draft.submission_id is None and turns is not None:
        _fill(draft, given, only)
        if aside or turns:
            noted = draft.notes | aside | ({"turns": turns} if turns else {})
            draft.aside = json.dumps(noted, ensure_ascii=False)
        draft.place = place if _PLACE.fullmatch(place) else draft.place
        draft.saved_at, draft.expires_at = now, now + KEPT_FOR
        draft.save()
    return KeptDraft(draft, code_of_draft(draft))


def _turns(draft: Draft, turn: str) -> dict[str, int] | None:
    """Return how often each page was sent, with this one; None when it comes too late."""
    found: dict[str, int] = draft.notes.get("turns", {})
    said = _TURN.fullmatch(turn)
    if said is None:
        return found
    page, count = said[1], int(said[2])
    if count <= found.get(page, 0):
        return None
    others = [(one, times) for one, times in found.items() if one != page]
    return dict([*others, (page, count)][-_MOST_PAGES:])


def _fill(draft: Draft, given: Mapping[str, Sequence[str]], only: Collection[str] | None) -> None:
    asked = {field.key for field in draft.version.definition.fields}
    spoken_for = asked if only is None else asked & set(only)
    kept = {
        name: texts
        for name, texts in draft.given.items()
        if name.partition(".")[0] not in spoken_for
    }
    fresh = {
        name: list(texts) for name, texts in given.items() if name.partition(".")[0] in spoken_for
    }
    draft.answers = json.dumps(kept | fresh, ensure_ascii=False)


def _begun(version: FormVersion, key: str, now: datetime, by: User | None) -> Draft:
    draft = Draft(
        version=version,
        key=key,
        person=by,
        created_at=now,
        saved_at=now,
        expires_at=now + KEPT_FOR,
    )
    for _try in range(_TRIES):
        draft.reference = str(secrets.randbelow(9 * 10**8) + 10**8)
        draft.code_digest = digest_of_draft_code(draft.reference, code_of_draft(draft))
        try:
            with transaction.atomic():
                draft.save(force_insert=True)
        except IntegrityError:
            # The number was taken, or the same filling-in began twice at the same moment.
            twin = Draft.objects.select_for_update(of=("self",)).filter(key=key).first()
            if twin is not None:
                return twin
            draft.pk = None
        else:
            return draft
    message = "no free number was found"
    raise RuntimeError(message)
