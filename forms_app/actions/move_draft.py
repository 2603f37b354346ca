"""What somebody has begun moves over to what the form asks now, because they say so."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction

from forms_app.actions.submit import refuse_unless_open
from forms_app.models import Draft, FormVersion


@transaction.atomic
def move_draft(*, key: str, version: FormVersion, now: datetime) -> Draft | None:
    """Hold the filling-in `key` to `version` of its form from now on; None when there is none.

    Answers stay with the questions that are still asked, by their keys; the others go. What was
    sent, and what corrects something that was sent, stays where it is. Raises `NotOpen`.
    """
    refuse_unless_open(version.form, now)
    found = Draft.objects.select_for_update(of=("self",), no_key=True)
    draft = found.filter(key=key, version__form=version.form).first()
    if draft is None or draft.submission_id is not None or draft.corrects_id is not None:
        return draft
    asked = {field.key for field in version.definition.fields}
    kept = {name: texts for name, texts in draft.given.items() if name.partition(".")[0] in asked}
    draft.version, draft.answers = version, json.dumps(kept, ensure_ascii=False)
    draft.save(update_fields=["version", "answers"])
    return draft
