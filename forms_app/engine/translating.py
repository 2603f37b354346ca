"""A form in another language: the same questions and keys, other words.

A translation is kept beside the words that it translates: `{"en": {"<address>": {"text": …,
"of": …}}}`. When the words change, it is stale: still shown, and counted as one to look at. An
address is made of ids, so that a copy of the form takes its translations along: `title`,
`introduction`, `<id of a step or section>.title`, `<key>.label`, `<key>.hint`, `<key>.<option>`,
`<key>.<option>.<id of the choice or row>`, `<id of a rule>.message`, `after.<id of a
step>.<option>`, and `next_words`, which stands beside the document and is handed over as `more`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from forms_app.engine.definition import AnswerStep, Definition, Field, Section
from forms_app.engine.field_type import field_types
from forms_app.engine.planned import Planned
from forms_app.engine.step import steps
from foundation.text import visible

SOURCE = "zh"
LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": {"zh": "英文", "en": "English"}}
"""Into what forms are translated."""

UNSAID = frozenset({"hidden"})
"""Types whose options nobody reads."""

LONGEST = 500
NO_MORE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Phrase:
    """Some words of a form: where they stand, what they are, and of which question."""

    address: str
    words: str
    part: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Translated:
    """A phrase with its translation; `is_stale` when the words changed since."""

    phrase: Phrase
    text: str
    is_stale: bool

    @property
    def is_missing(self) -> bool:
        """Whether there is no translation."""
        return not self.text


def phrases(definition: Definition, more: Mapping[str, str] = NO_MORE) -> Iterator[Phrase]:
    """Yield everything that people read of a form, in its order; empty words are left out.

    `more` are words beside the document, by their address, which is the name of their part too.
    """
    beside = (Phrase(address, words, address) for address, words in more.items())
    for phrase in (*_phrases(definition), *beside):
        if phrase.words.strip():
            yield phrase


def _phrases(definition: Definition) -> Iterator[Phrase]:
    yield Phrase("title", definition.title, "title")
    yield Phrase("introduction", definition.introduction, "introduction")
    for step in definition.steps:
        yield Phrase(f"{step.id}.title", step.title, "step")
        for section in step.sections:
            yield Phrase(f"{section.id}.title", section.title, "section")
            for field in section.fields:
                yield from _of_field(field)
                for inner in field.fields:
                    yield from _of_field(inner)
    for rule in definition.rules:
        yield Phrase(f"{rule.id}.message", rule.message, "message")
    for planned in definition.after:
        for option in _read_of(planned):
            words = str(planned.settings.get(option) or "")
            yield Phrase(f"after.{planned.id}.{option}", words, "after")


def _read_of(planned: Planned) -> tuple[str, ...]:
    step = steps().get(planned.step)
    return step.read_by_sender if step is not None else ()


def _of_field(field: Field) -> Iterator[Phrase]:
    yield Phrase(f"{field.key}.label", field.label, "label", field.label)
    yield Phrase(f"{field.key}.hint", field.hint, "hint", field.label)
    kind = field_types().get(field.type)
    for option in kind.options if kind and field.type not in UNSAID else ():
        value = field.options.get(option.key)
        if option.kind == "text":
            yield Phrase(f"{field.key}.{option.key}", str(value or ""), "option", field.label)
        elif option.kind in ("texts", "choices"):
            for entry in value or ():
                address = f"{field.key}.{option.key}.{entry['id']}"
                yield Phrase(address, entry["text"], "choice", field.label)


def translations(
    definition: Definition, language: str, more: Mapping[str, str] = NO_MORE
) -> list[Translated]:
    """Return every phrase with its translation into `language`, missing ones too."""
    kept = definition.translations.get(language, {})
    found = []
    for phrase in phrases(definition, more):
        entry = kept.get(phrase.address, {})
        text = str(entry.get("text", ""))
        found.append(Translated(phrase, text, bool(text) and entry.get("of") != phrase.words))
    return found


def with_translations(
    definition: Definition,
    language: str,
    texts: Mapping[str, str],
    more: Mapping[str, str] = NO_MORE,
) -> dict[str, dict[str, dict[str, str]]]:
    """Return the translations of a form with `texts`, address → words, as those of today.

    What is not named stays as it is; an empty text takes a translation away, and what the form
    no longer says is dropped.
    """
    known = {phrase.address: phrase.words for phrase in phrases(definition, more)}
    kept = {
        address: dict(entry)
        for address, entry in definition.translations.get(language, {}).items()
        if address in known
    }
    for address, text in texts.items():
        text = visible(text).strip()[:LONGEST]
        if address not in known:
            continue
        if not text:
            kept.pop(address, None)
        elif kept.get(address, {}).get("text") != text or address not in kept:
            kept[address] = {"text": text, "of": known[address]}
    found = {
        name: {address: dict(entry) for address, entry in entries.items()}
        for name, entries in definition.translations.items()
        if name != language
    }
    return {**found, language: kept} if kept else found


def said_in(definition: Definition, language: str, address: str, words: str) -> str:
    """Return words beside the document in `language`, as they are without a translation."""
    text = definition.translations.get(_short(language), {}).get(address, {}).get("text", "")
    return str(text or words) if words else words


def said_by_a_step(definition: Definition, language: str, words: str, planned: str = "") -> str:
    """Return in `language` what a step of the course says to the sender in `words`.

    `planned` is the id of the step, any step without; words that no step says stay as they are.
    """
    kept = definition.translations.get(_short(language), {})
    for step in definition.after if kept and words else ():
        for option in _read_of(step) if planned in ("", step.id) else ():
            text = kept.get(f"after.{step.id}.{option}", {}).get("text", "")
            if text and step.settings.get(option) == words:
                return str(text)
    return words


def _short(language: str) -> str:
    return "zh" if language.lower().startswith("zh") else language.lower()[:2]


def in_language(definition: Definition, language: str) -> Definition:
    """Return the form in `language` where it is translated; keys and ids stay what they are."""
    kept = definition.translations.get(_short(language))
    if not kept:
        return definition

    def said(address: str, words: str) -> str:
        text = kept.get(address, {}).get("text", "")
        return str(text or words) if words else words

    return replace(
        definition,
        title=said("title", definition.title),
        introduction=said("introduction", definition.introduction),
        steps=tuple(_step(step, said) for step in definition.steps),
        rules=tuple(
            replace(rule, message=said(f"{rule.id}.message", rule.message))
            for rule in definition.rules
        ),
        after=tuple(_planned(planned, said) for planned in definition.after),
    )


def _planned(planned: Planned, said: Any) -> Planned:
    settings = dict(planned.settings)
    for option in _read_of(planned):
        if settings.get(option):
            settings[option] = said(f"after.{planned.id}.{option}", settings[option])
    return replace(planned, settings=settings)


def _step(step: AnswerStep, said: Any) -> AnswerStep:
    sections = tuple(
        Section(
            section.id,
            said(f"{section.id}.title", section.title),
            tuple(_field(field, said) for field in section.fields),
        )
        for section in step.sections
    )
    return AnswerStep(step.id, said(f"{step.id}.title", step.title), sections)


def _field(field: Field, said: Any) -> Field:
    options = dict(field.options)
    kind = field_types().get(field.type)
    for option in kind.options if kind and field.type not in UNSAID else ():
        value = options.get(option.key)
        if option.kind == "text" and value:
            options[option.key] = said(f"{field.key}.{option.key}", value)
        elif option.kind in ("texts", "choices"):
            options[option.key] = [
                {**entry, "text": said(f"{field.key}.{option.key}.{entry['id']}", entry["text"])}
                for entry in value or ()
            ]
    return replace(
        field,
        label=said(f"{field.key}.label", field.label),
        hint=said(f"{field.key}.hint", field.hint),
        options=options,
        fields=tuple(_field(inner, said) for inner in field.fields),
    )
