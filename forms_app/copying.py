"""Write a form's questions, rules and samples again under ids of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from forms_app.compiling import ID_LENGTH, KEY_LENGTH

Json = Any
WEEK = 7
AFTER = "after"
NAME = re.compile(r"[A-Za-z0-9-]{8,}")


def renewed(written: Mapping[str, Any], new_id: Callable[[], UUID] = uuid4) -> dict[str, Any]:
    """Return a form, as JSON by name of its part, with a new id for each of its blocks.

    Keys of answers, ids of choices, rows and slots all follow from the ids of blocks. Wherever
    rules, samples and limits name one, it becomes the new one; words are left as they are.
    """
    new_names: dict[str, str] = {}
    for old in (*ids_in(written["questions"]), *ids_in(written.get(AFTER, []))):
        new_names |= _names(old, str(new_id()))
    return {
        part: _rewritten(entry, new_names) if part == AFTER else _renamed(entry, new_names)
        for part, entry in written.items()
    }


def _rewritten(entry: Json, new_names: Mapping[str, str]) -> Json:
    """Rename within texts too: conditions and templates name questions in the midst of words."""
    if isinstance(entry, str):
        return NAME.sub(lambda match: new_names.get(match[0], match[0]), entry)
    return _within(entry, lambda inner: _rewritten(inner, new_names))


def ids_in(blocks: Json) -> Iterator[str]:
    """Yield the id of every block of a stream, those inside others too."""
    if isinstance(blocks, list):
        for block in blocks:
            yield from ids_in(block)
    elif isinstance(blocks, Mapping):
        if blocks.get("id") and "type" in blocks:
            yield str(blocks["id"])
        for inner in blocks.values():
            yield from ids_in(inner)


def _names(old: str, new: str) -> dict[str, str]:
    """Return every name that follows from the id of a block, old → new."""
    return {
        old: new,
        f"{old}-section": f"{new}-section",
        f"f{old.replace('-', '')[:KEY_LENGTH]}": f"f{new.replace('-', '')[:KEY_LENGTH]}",
        old[:ID_LENGTH]: new[:ID_LENGTH],
    }


def _renamed(entry: Json, new_names: Mapping[str, str]) -> Json:
    if isinstance(entry, str):
        return _address(entry, new_names)
    if isinstance(entry, list):
        return [_renamed(inner, new_names) for inner in entry]
    if isinstance(entry, Mapping):
        return {
            _address(key, new_names): _renamed(found, new_names) for key, found in entry.items()
        }
    return entry


def _address(name: str, new_names: Mapping[str, str]) -> str:
    """Rename each part of an address of an answer."""
    return ".".join(new_names.get(part, part) for part in name.split("."))


def with_days(questions: Json, today: date) -> Json:
    """Return the questions with days for slots that say “the Saturday of the week after next”.

    A starter gives the day of a slot as `week`, counted from this one, and `weekday`, 1 to 7.
    """
    monday = today - timedelta(days=today.weekday())

    def day(entry: Json) -> Json:
        if isinstance(entry, Mapping) and entry.keys() == {"week", "weekday"}:
            ahead = entry["week"] * WEEK + entry["weekday"] - 1
            return (monday + timedelta(days=ahead)).isoformat()
        return _within(entry, day)

    return day(questions)


def with_pictures(questions: Json, pictures: Mapping[str, int]) -> Json:
    """Return the questions with a picture above each choice of these words: words → picture."""

    def above(entry: Json) -> Json:
        if isinstance(entry, Mapping) and entry.keys() == {"type", "id", "value"}:
            number = pictures.get(entry["value"]) if isinstance(entry["value"], str) else None
            if entry["type"] == "item" and number is not None:
                return {**entry, "value": {"text": entry["value"], "picture": number}}
        return _within(entry, above)

    return above(questions)


def moved_on(questions: Json, today: date) -> Json:
    """Return the questions with all slots moved on by whole weeks until the first lies ahead."""
    days = [date.fromisoformat(found) for found in _slot_days(questions)]
    if not days or min(days) > today:
        return questions
    weeks = (today - min(days)).days // WEEK + 1
    return _moved(questions, timedelta(days=weeks * WEEK))


def _moved(questions: Json, by: timedelta) -> Json:
    def move(entry: Json) -> Json:
        if _is_slot(entry):
            return entry | {"day": (date.fromisoformat(entry["day"]) + by).isoformat()}
        return _within(entry, move)

    return move(questions)


def _is_slot(entry: Json) -> bool:
    return isinstance(entry, dict) and {"day", "start", "end"} <= entry.keys()


def _slot_days(entry: Json) -> Iterator[str]:
    if _is_slot(entry):
        yield entry["day"]
    elif isinstance(entry, list | dict):
        for inner in entry.values() if isinstance(entry, dict) else entry:
            yield from _slot_days(inner)


def _within(entry: Json, change: Callable[[Json], Json]) -> Json:
    if isinstance(entry, list):
        return [change(inner) for inner in entry]
    if isinstance(entry, Mapping):
        return {key: change(inner) for key, inner in entry.items()}
    return entry
