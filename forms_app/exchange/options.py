"""What authors decide about questions, read from files that anybody may have written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from forms_app.engine.field_type import FieldType, Option
from forms_app.engine.step import Step
from forms_app.exchange.drafting import LONGEST, default_options
from forms_app.exchange.report import Unreadable

MOST_ENTRIES = 300
MOST_WHOLE = 1_000_000
LONGEST_TEMPLATE = 20_000
_ID = re.compile(r"[\w\-]{1,60}")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def clean_options(kind: FieldType | Step, raw: Any) -> dict[str, Any]:
    """Return the options of a question or a step, each of its own kind; raises Unreadable."""
    if not isinstance(raw, Mapping):
        raise Unreadable("document_shape", place="options")
    found = default_options(kind)
    for option in kind.options:
        if raw.get(option.key) is not None:
            found[option.key] = _READ[option.kind](option, raw[option.key])
    return found


def options_from_text(kind: FieldType, text: str) -> dict[str, Any]:
    """Return the options that a cell of ours holds as JSON; what stands in columns is left out."""
    try:
        raw = json.loads(text) if len(text) < 30_000 else None
    except (ValueError, RecursionError):
        raw = None
    return clean_options(kind, raw) if isinstance(raw, Mapping) else default_options(kind)


def text_of(raw: Any, most: int, place: str) -> str:
    """Return a text of one line; raises Unreadable for anything else."""
    if not isinstance(raw, str):
        raise Unreadable("document_shape", place=place)
    return " ".join("".join(sign if sign.isprintable() else " " for sign in raw).split())[:most]


def _flag(option: Option, raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise Unreadable("document_shape", place=option.key)
    return raw


def _whole(option: Option, raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int) or abs(raw) > MOST_WHOLE:
        raise Unreadable("document_shape", place=option.key)
    return raw


def _number(option: Option, raw: Any) -> str:
    text = str(raw).strip()
    try:
        found = Decimal(text or "0")
    except InvalidOperation as error:
        raise Unreadable("document_shape", place=option.key) from error
    if not found.is_finite() or abs(found) >= 10**15:
        raise Unreadable("document_shape", place=option.key)
    return text[:30]


def _text(option: Option, raw: Any) -> str:
    return text_of(raw, LONGEST["text"], option.key)


def _pick(option: Option, raw: Any) -> str:
    if not isinstance(raw, str) or raw not in {"", *(key for key, _ in option.among)}:
        raise Unreadable("document_shape", place=option.key)
    return str(raw)


def _entries(option: Option, raw: Any) -> list[Mapping[str, Any]]:
    fits = isinstance(raw, list) and len(raw) <= MOST_ENTRIES
    if not fits or not all(isinstance(entry, Mapping) for entry in raw):
        raise Unreadable("document_shape", place=option.key)
    for entry in raw:
        if not isinstance(entry.get("id"), str) or not _ID.fullmatch(entry["id"]):
            raise Unreadable("document_shape", place=f"{option.key}.id")
    return list(raw)


def _texts(option: Option, raw: Any) -> list[dict[str, Any]]:
    return [
        {"id": entry["id"], "text": text_of(entry.get("text"), LONGEST["row"], option.key)}
        for entry in _entries(option, raw)
    ]


def _choices(option: Option, raw: Any) -> list[dict[str, Any]]:
    found = []
    for entry in _entries(option, raw):
        text = text_of(entry.get("text"), LONGEST["choice"], option.key)
        made: dict[str, Any] = {"id": entry["id"], "text": text}
        score = entry.get("score")
        if isinstance(score, int | float) and not isinstance(score, bool) and abs(score) < 10**6:
            made["score"] = score
        places = entry.get("places")
        if isinstance(places, int) and not isinstance(places, bool) and 0 < places < MOST_WHOLE:
            made["places"] = places
        picture = entry.get("picture")
        if isinstance(picture, int) and not isinstance(picture, bool) and picture > 0:
            # A number of the file, until the picture that came with it has one here.
            made["picture"] = picture
        found.append(made)
    return found


def _slots(option: Option, raw: Any) -> list[dict[str, Any]]:
    found = []
    for entry in _entries(option, raw):
        times = [entry.get("start"), entry.get("end")]
        places = entry.get("places", 0)
        try:
            day = date.fromisoformat(entry.get("day", ""))
        except (TypeError, ValueError) as error:
            raise Unreadable("document_shape", place=f"{option.key}.day") from error
        if not all(isinstance(one, str) and _TIME.fullmatch(one) for one in times):
            raise Unreadable("document_shape", place=f"{option.key}.start")
        if isinstance(places, bool) or not isinstance(places, int) or places < 0:
            raise Unreadable("document_shape", place=f"{option.key}.places")
        found.append(
            {"id": entry["id"], "day": day.isoformat(), "start": times[0], "end": times[1],
             "places": places}
        )  # fmt: skip
    return found


def _template(option: Option, raw: Any) -> str:
    if not isinstance(raw, str) or len(raw) > LONGEST_TEMPLATE:
        raise Unreadable("document_shape", place=option.key)
    return "".join(sign for sign in raw if sign.isprintable() or sign in "\n\t\u3000")


def _picks(option: Option, raw: Any) -> list[str]:
    known = {key for key, _ in option.among}
    if (
        not isinstance(raw, list)
        or len(raw) > MOST_ENTRIES
        or not all(isinstance(one, str) and one in known for one in raw)
    ):
        raise Unreadable("document_shape", place=option.key)
    return list(raw)


_READ: Mapping[str, Callable[[Option, Any], Any]] = {
    "flag": _flag,
    "whole": _whole,
    "number": _number,
    "text": _text,
    "pick": _pick,
    "texts": _texts,
    "choices": _choices,
    "slots": _slots,
    "template": _template,
    "picks": _picks,
}
