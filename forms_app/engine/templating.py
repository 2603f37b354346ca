"""Words with gaps: `{@key}` is an answer, `{number}`, `{day}` and `{area}` what is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from forms_app.engine.answering import said
from forms_app.engine.context import Context
from forms_app.engine.definition import Definition
from forms_app.engine.field_type import Value
from forms_app.engine.logic.notation import Numbering

GAP = re.compile(r"\{([^{}\n]{1,60})\}")
KNOWN = {"number": "编号", "day": "日期", "area": "社区", "title": "表单"}
"""What every submission has, in English and Chinese."""
_NAMES = {name: key for key, name in KNOWN.items()} | {key: key for key in KNOWN}


def gaps(template: str) -> Iterator[str]:
    """Yield what stands in each gap of a template."""
    yield from (found.strip() for found in GAP.findall(template))


def unknown_gaps(template: str, definition: Definition) -> list[str]:
    """Return the gaps that nothing of this form can fill."""
    return [gap for gap in gaps(template) if gap_meant(gap, definition) is None]


def gap_meant(gap: str, definition: Definition) -> str | None:
    """Return what a gap asks for: `@key` of an answer, or what is known; None for nothing here."""
    if gap in _NAMES:
        return _NAMES[gap]
    named = gap.removeprefix("@") if gap.startswith("@") else None
    key = named or Numbering(definition).references.get(gap)
    return f"@{key}" if key in definition.by_key else None


def kept(template: str, definition: Definition) -> str:
    """Return the template with `{Q3}` as `{@key}`, which stays however questions move."""
    return _replaced(template, lambda gap: gap_meant(gap, definition) or gap)


def shown(template: str, definition: Definition) -> str:
    """Return the template with `{@key}` as `{Q3}`, and what is known by its Chinese name."""
    names = Numbering(definition).names

    def name(gap: str) -> str:
        return KNOWN.get(gap) or names.get(gap.removeprefix("@"), gap)

    return _replaced(template, name)


def _replaced(template: str, change: Callable[[str], str]) -> str:
    return GAP.sub(lambda match: f"{{{change(match[1].strip())}}}", template)


def filled(
    template: str,
    definition: Definition,
    values: Mapping[str, Value],
    context: Context,
    known: Mapping[str, str],
    *,
    revealed: bool = True,
) -> str:
    """Return the template with answers in its gaps; what was not answered is left blank.

    Personal answers are masked unless `revealed`.
    """
    rows = said(definition, values, context, revealed=revealed)
    words = {f"@{row.field.key}": row.words for row in rows}

    def fill(match: re.Match[str]) -> str:
        key = gap_meant(match[1].strip(), definition)
        if key is None:
            return match[0]
        return words.get(key, "") if key.startswith("@") else known.get(key, "")

    return GAP.sub(fill, template)
