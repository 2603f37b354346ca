"""What stands beside a document in our own file: settings of the form, pictures of its choices."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from forms_app.engine.definition import AnswerStep, Definition, Field, Section
from forms_app.engine.inspecting import Unsafe, inspect
from forms_app.exchange.options import text_of

MOST_PICTURES = 60
MOST_PICTURE_BYTES = 100_000
MOST_IN_ALL = 700_000
"""All pictures together; they travel with the document from one screen to the next."""

LONGEST_WORDS = 255
LONGEST_SETTING = 200
MOST_WHOLE = 1_000_000
_TAKEN = frozenset({"image/jpeg", "image/png", "image/webp"})


@dataclass(frozen=True, slots=True)
class ChoicePicture:
    """A picture as it came in, drawn anew, and the words for what is to be seen on it."""

    body: bytes
    media_type: str
    words: str


def _text(found: Any) -> str:
    return text_of(found, LONGEST_SETTING, "settings")


def _flag(found: Any) -> bool | None:
    return found if isinstance(found, bool) else None


def _whole(found: Any) -> int | None:
    fits = isinstance(found, int) and not isinstance(found, bool) and 0 < found <= MOST_WHOLE
    return found if fits else None


_READ: Mapping[str, Callable[[Any], Any]] = {
    "next_words": _text, "audience": _text, "once_per": _text, "once_every": _text,
    "keeps_waiting": _flag, "drawn_by_lot": _flag, "shows_results": _flag,
    "places": _whole, "keep_days": _whole,
}  # fmt: skip
_NAMING = ("counted_by", "same_answers")
"""Settings that name questions."""

SETTINGS = (*_READ, *_NAMING)
"""What a form is besides its document; opening times and addresses are of one place and time."""


def package_of(
    definition: Definition,
    settings: Mapping[str, Any],
    pictures: Mapping[int, ChoicePicture],
) -> dict[str, Any]:
    """Return our own file as JSON: the document with all that belongs to it."""
    return {
        "document": definition.document(),
        "settings": {name: settings[name] for name in SETTINGS if name in settings},
        "pictures": {
            str(number): {
                "type": one.media_type,
                "alt": one.words,
                "data": base64.b64encode(one.body).decode(),
            }
            for number, one in pictures.items()
        },
    }


def settings_in(package: Any, keys: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings that a file tells of, questions by their new `keys`; others are left."""
    raw = package.get("settings") if isinstance(package, Mapping) else None
    if not isinstance(raw, Mapping):
        return {}
    found = {
        name: read(raw[name]) for name, read in _READ.items() if raw.get(name) not in (None, "")
    }
    counted, same = (raw.get(name) for name in _NAMING)
    if isinstance(counted, str) and counted in keys:
        found["counted_by"] = keys[counted]
    if isinstance(same, list) and same and all(_is_key(key, keys) for key in same):
        found["same_answers"] = [keys[key] for key in same]
    return {name: value for name, value in found.items() if value is not None}


def _is_key(found: Any, keys: Mapping[str, str]) -> bool:
    return isinstance(found, str) and found in keys


def pictures_in(package: Any) -> dict[int, ChoicePicture]:
    """Return number → picture of those that a file holds and that may come in, drawn anew."""
    raw = package.get("pictures") if isinstance(package, Mapping) else None
    found: dict[int, ChoicePicture] = {}
    left = MOST_IN_ALL
    for number, entry in list(raw.items())[:MOST_PICTURES] if isinstance(raw, Mapping) else ():
        one = _picture(entry) if number.isascii() and number.isdecimal() else None
        if one is not None and len(one.body) <= left:
            found[int(number[:9])] = one
            left -= len(one.body)
    return found


def _picture(entry: Any) -> ChoicePicture | None:
    words, data = (entry.get(part) for part in ("alt", "data")) if _is_entry(entry) else ("", "")
    if not data or len(data) > 2 * MOST_PICTURE_BYTES:
        return None
    try:
        body = base64.b64decode(data, validate=True)
        kept = inspect("picture", body, takes=_TAKEN, most=MOST_PICTURE_BYTES)
    except (binascii.Error, ValueError, Unsafe):
        # What is no picture is left out, and told of; the choice stays with its words.
        return None
    return ChoicePicture(kept.body, kept.media_type, text_of(words, LONGEST_WORDS, "alt"))


def _is_entry(entry: Any) -> bool:
    return isinstance(entry, Mapping) and all(
        isinstance(entry.get(part), str) for part in ("alt", "data")
    )


def with_pictures(definition: Definition, numbers: Mapping[int, int]) -> tuple[Definition, int]:
    """Return the form with its pictures under other numbers, and how many have none."""
    lost = [0]

    def field(found: Field) -> Field:
        inner = tuple(field(one) for one in found.fields)
        if not any("picture" in entry for entry in found.options.get("choices") or ()):
            return replace(found, fields=inner)
        choices = []
        for entry in found.options["choices"]:
            number = numbers.get(entry.get("picture", 0))
            lost[0] += "picture" in entry and number is None
            rest = {name: value for name, value in entry.items() if name != "picture"}
            choices.append(rest if number is None else {**rest, "picture": number})
        return replace(found, options={**found.options, "choices": choices}, fields=inner)

    def section(found: Section) -> Section:
        return replace(found, fields=tuple(field(one) for one in found.fields))

    def step(found: AnswerStep) -> AnswerStep:
        return replace(found, sections=tuple(section(one) for one in found.sections))

    return replace(definition, steps=tuple(step(one) for one in definition.steps)), lost[0]
