"""Show that a mobile number is one's own: a code goes to it by text message, and is typed back."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_app.actions.save_draft import save_draft
from forms_app.actions.submit import refuse_unless_open
from forms_app.engine.field_types.phone import asks_for_code
from forms_app.engine.sentences import Unfit
from forms_app.models import Draft, FormVersion
from forms_app.phone_proofs import CODES, PROVEN, digest_of_code, digest_of_phone, is_open
from foundation.errors import Refused
from foundation.reasons import Unacceptable
from people.sms.texting import put_sms

CODE_DIGITS = 6
APART = timedelta(seconds=60)
MOST_CODES = 8
"""How many codes one filling-in can ask for."""


class NoCode(Refused):
    """No code is sent now."""


@transaction.atomic
def send_phone_code(*, version: FormVersion, key: str, phone: str, now: datetime) -> None:
    """Send a new code to `phone`, E.164, for the filling-in `key`; an earlier one ends with it.

    The same happens for every number: nothing tells whether anybody here knows it. The caller
    limits how often one address and one number may ask. Raises `NotOpen`, and `NoCode` for a form
    that asks for none, right after another code, and after too many.
    """
    if not any(asks_for_code(asked) for asked in version.definition.all_fields):
        raise NoCode(_("This form does not ask for a code."), code="code_not_asked")
    refuse_unless_open(version.form, now)
    draft = _locked(key)
    if draft is None:
        draft = save_draft(version=version, key=key, given={}, only=(), now=now).draft
    if draft.submission_id is not None:
        raise NoCode(_("This was sent already."), code="sent_already")
    codes = dict(draft.notes.get(CODES, {}))
    digest = digest_of_phone(key, phone)
    before = codes.get(digest)
    if before is not None and now < datetime.fromisoformat(before["sent_at"]) + APART:
        raise NoCode(
            _("A code was sent a moment ago. Please wait a minute for the next."), code="code_soon"
        )
    if sum(int(found["sent"]) for found in codes.values()) >= MOST_CODES:
        raise NoCode(
            _("Too many codes were sent. Please call your community."), code="codes_too_many"
        )
    code = str(secrets.randbelow(10**CODE_DIGITS)).zfill(CODE_DIGITS)
    codes[digest] = {
        "code": digest_of_code(key, phone, code),
        "sent_at": now.isoformat(),
        "tries": 0,
        "sent": int(before["sent"]) + 1 if before is not None else 1,
    }
    _note(draft, {CODES: codes})
    put_sms(phone=phone, kind="code", params={"code": code})


@transaction.atomic
def confirm_phone_code(*, key: str, phone: str, code: str, now: datetime) -> Unacceptable | None:
    """Take the code that was typed for `phone`; return why it does not hold, None when it does.

    A code holds once, for five minutes and five tries. A wrong number and a wrong code look alike.
    """
    draft = _locked(key)
    if draft is None:
        return Unfit("phone_code_wrong")
    digest = digest_of_phone(key, phone)
    if digest in draft.notes.get(PROVEN, ()):
        return None
    codes = dict(draft.notes.get(CODES, {}))
    found = codes.get(digest)
    if found is None:
        return Unfit("phone_code_wrong")
    if not is_open(found, now):
        return Unfit("phone_code_over")
    right = hmac.compare_digest(found["code"], digest_of_code(key, phone, code))
    codes[digest] = {**found, "tries": int(found["tries"]) + 1} | ({"code": ""} if right else {})
    proven = [*draft.notes.get(PROVEN, ()), *([digest] if right else [])]
    _note(draft, {CODES: codes, PROVEN: proven})
    if right:
        return None
    is_spent = not is_open(codes[digest], now)
    return Unfit("phone_code_over" if is_spent else "phone_code_wrong")


def _locked(key: str) -> Draft | None:
    found = Draft.objects.select_for_update(of=("self",), no_key=True)
    return found.filter(key=key, submission=None).first()


def _note(draft: Draft, notes: Mapping[str, Any]) -> None:
    draft.aside = json.dumps(draft.notes | dict(notes), ensure_ascii=False)
    draft.save(update_fields=["aside"])
