"""Conditions and templates in the editor: shown with question numbers, kept with keys."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from forms_app.course_blocks import WHEN
from forms_app.engine.definition import Definition
from forms_app.engine.logic.parsing import parse_formula
from forms_app.engine.logic.writing import WithKeys, Writer
from forms_app.engine.sentences import Unfit
from forms_app.engine.step import steps
from forms_app.engine.templating import kept, shown
from forms_app.words import language


def show_numbers(after: Any, definition: Definition) -> None:
    """Write what was kept with keys as an author reads it, in the blocks themselves."""
    for child in after or ():
        text = child.value.get(WHEN) or ""
        if text:
            child.value[WHEN] = _again(text, definition, Writer(definition, language()))
        for key in _templates(child.block_type):
            child.value[key] = shown(child.value.get(key) or "", definition)


def keep_keys(after: Any, definition: Definition) -> None:
    """Write what an author wrote with keys, so that it stays however questions move.

    Raises ValidationError for a condition that is not understood.
    """
    for number, child in enumerate(after or (), 1):
        text = child.value.get(WHEN) or ""
        try:
            parse_formula(text, definition) if text.strip() else None
        except Unfit as reason:
            saying = f"{number}. {child.block.label}: {reason.say(language())}"
            raise ValidationError(saying, code=reason.code) from reason
        if text.strip():
            child.value[WHEN] = _again(text, definition, WithKeys(definition))
        for key in _templates(child.block_type):
            child.value[key] = kept(child.value.get(key) or "", definition)


def _again(text: str, definition: Definition, writer: Writer) -> str:
    try:
        return writer.tree(parse_formula(text, definition))
    except Unfit:
        return text


def _templates(step: str) -> list[str]:
    return [option.key for option in steps()[step].options if option.kind == "template"]
