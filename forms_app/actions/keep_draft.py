"""An author changes a part of a draft on a screen of its own: its samples, its translations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_app.engine.definition import Definition
from forms_app.engine.samples import MOST_SAMPLES, expectation
from forms_app.engine.translating import LANGUAGES, with_translations
from forms_app.models import Form
from forms_app.permissions import may_write_forms
from foundation.errors import Invalid, NotAllowed, NotFound
from people.models import User
from people.permissions import Verb, scope_of

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Trial:
    """Answers that an author tried a form with: what they are called, on which day, by name."""

    name: str
    today: date
    answers: Mapping[str, list[str]]

    def sample(self, definition: Definition) -> dict[str, Any]:
        """Return the sample: the answers with the path that they take now."""
        found = {
            "name": self.name,
            "today": self.today.isoformat(),
            "answers": {name: texts for name, texts in self.answers.items() if any(texts)},
        }
        return {**found, "expect": expectation(definition, found)}


def draft_to_change(by: User, form_id: int) -> Form:
    """Return the newest draft of a form that `by` may change now; raises NotFound, NotAllowed."""
    form = Form.objects.within(scope_of(by, Verb.EDIT_PAGES)).filter(pk=form_id).first()
    if form is None:
        raise NotFound(_("There is no such form."), code="form_unknown")
    draft: Form = form.get_latest_revision_as_object()
    lock = draft.get_lock()
    if not may_write_forms(by, draft.area) or (lock and lock.for_user(by)):
        raise NotAllowed(_("The form is locked or under review just now."), code="form_locked")
    return draft


@transaction.atomic
def keep_sample(*, by: User, form_id: int, trial: Trial) -> Form:
    """Keep answers as a sample under a name; one of the same name gives way.

    Raises NotFound, NotAllowed, and Invalid for a missing name or too many samples.
    """
    draft = draft_to_change(by, form_id)
    name = trial.name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(_("Please give the sample a name, in 40 characters at most."), code="name")
    others = [sample for sample in draft.samples if sample.get("name") != name]
    if len(others) >= MOST_SAMPLES:
        raise Invalid(_("There are as many samples as there can be."), code="samples_too_many")
    draft.samples = [*others, trial.sample(draft.definition)]
    draft.save_revision(user=by, log_action=True)
    return draft


@transaction.atomic
def expect_again(*, by: User, form_id: int, name: str) -> Form:
    """Expect of a sample what comes of it now; raises NotFound and NotAllowed."""
    draft = draft_to_change(by, form_id)
    _known(draft, name)
    draft.samples = [
        {**sample, "expect": expectation(draft.definition, sample)}
        if sample.get("name") == name
        else sample
        for sample in draft.samples
    ]
    draft.save_revision(user=by, log_action=True)
    return draft


@transaction.atomic
def drop_sample(*, by: User, form_id: int, name: str) -> Form:
    """Take a sample away; raises NotFound and NotAllowed."""
    draft = draft_to_change(by, form_id)
    _known(draft, name)
    draft.samples = [sample for sample in draft.samples if sample.get("name") != name]
    draft.save_revision(user=by, log_action=True)
    return draft


def _known(draft: Form, name: str) -> None:
    if not any(sample.get("name") == name for sample in draft.samples):
        raise NotFound(_("There is no such sample."), code="sample_unknown")


@transaction.atomic
def keep_translations(*, by: User, form_id: int, language: str, texts: Mapping[str, str]) -> Form:
    """Keep translations, address → words; empty ones go. Raises NotFound and NotAllowed."""
    if language not in LANGUAGES:
        raise NotFound(_("Forms are not translated into this language."), code="language")
    draft = draft_to_change(by, form_id)
    draft.translations = with_translations(draft.definition, language, texts, draft.words_beside)
    draft.save_revision(user=by, log_action=True)
    return draft
