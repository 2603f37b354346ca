"""Pages that a form fills, tried with example answers: what cannot be typeset stays a draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from forms_app.engine.context import Context
from forms_app.engine.definition import Definition
from forms_app.engine.field_type import Value
from forms_app.engine.planned import Planned
from forms_app.engine.samples import sample_context
from forms_app.engine.typeset_source import (
    content_of,
    example_values,
    layout,
    line_of,
    program,
)
from forms_app.typesetting import NotTypeset, typeset

TYPESET = "fill_template"
EXAMPLE = {"number": "123 456 789", "day": "1 月 5 日", "area": "样例社区"}


def source_of(definition: Definition, planned: Planned) -> str:
    """Return the program of a page: the author's layout, or one that comes with the software."""
    own = str(planned.settings.get("template") or "")
    return program(own or layout(str(planned.settings["layout"])), definition)


def page_content(
    definition: Definition,
    values: Mapping[str, Value],
    context: Context,
    planned: Planned,
    known: Mapping[str, str],
) -> dict[str, Any]:
    """Return what a page is filled with, pictures aside."""
    found = content_of(
        definition, values, context, known=known, revealed=bool(planned.settings.get("personal"))
    )
    return found | {"title": planned.settings.get("title") or definition.title}


def tried_page(definition: Definition, planned: Planned) -> bytes:
    """Return the page with example answers as PDF; raises `NotTypeset`."""
    known = EXAMPLE | {"title": definition.title}
    values = example_values(definition)
    content = page_content(definition, values, sample_context(), planned, known)
    return typeset(source_of(definition, planned), content, {})


def pages_not_typeset(definition: Definition) -> Iterator[str]:
    """Yield in words why each page that an author laid out cannot be typeset."""
    for planned in definition.after:
        if planned.step == TYPESET and planned.settings.get("template"):
            try:
                tried_page(definition, planned)
            except NotTypeset as reason:
                yield in_words(planned, reason)


def in_words(planned: Planned, reason: NotTypeset) -> str:
    """Say why a page cannot be typeset, with the line of its layout."""
    told = {
        "title": planned.settings.get("title") or "",
        "line": line_of(reason.line),
        "reason": reason.message,
    }
    if told["line"]:
        return _("The page “%(title)s” cannot be made, line %(line)d: %(reason)s") % told
    return _("The page “%(title)s” cannot be made: %(reason)s") % told
