"""What keeps a form from being published, beside the question or step that has to be mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError

from forms_app.blocks import GROUP, SECTION, STEP
from forms_app.engine.sentences import Unfit
from forms_app.words import language


def errors_beside(
    questions: Iterable[Any], problems: Iterable[Unfit]
) -> StreamBlockValidationError | None:
    """Return the errors of the blocks of `questions`, None where no problem is about a block."""
    said: dict[str, list[str]] = {}
    for problem in problems:
        if problem.block:
            said.setdefault(problem.block, []).append(problem.say(language()))
    found = _errors_of(questions, said)
    if found:
        # Stands in the list at the top, after the sentences; Wagtail's own words speak of blocks.
        found.message = _("What has to be mended is marked below.")
    return found


def _errors_of(
    blocks: Iterable[Any], said: Mapping[str, Sequence[str]]
) -> StreamBlockValidationError | None:
    found = {}
    for place, child in enumerate(blocks):
        errors: dict[str, ValidationError] = {}
        if sentences := said.get(str(child.id)):
            title = "title" if child.block_type in (STEP, SECTION) else "label"
            errors[title] = ValidationError(list(sentences))
        inner = _errors_of(child.value["fields"], said) if child.block_type == GROUP else None
        if inner:
            errors["fields"] = inner
        if errors:
            found[place] = StructBlockValidationError(errors)
    return StreamBlockValidationError(found) if found else None
