"""Turns the demo's written texts into page bodies."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import Any

from cms.models import Picture

Part = dict[str, Any]
Block = tuple[str, Any]


def stored(blocks: Iterable[Block]) -> str:
    """Return blocks, each (key, value), as a stream field keeps them."""
    return json.dumps([{"type": key, "value": value} for key, value in blocks])


def prose(paragraphs: Iterable[str]) -> Block:
    """Return one block of running text."""
    return ("prose", "".join(f"<p>{escape(text)}</p>" for text in paragraphs))


def listed(lines: Iterable[str]) -> str:
    """Return lines as a list in HTML."""
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def body_of(parts: list[Part]) -> Iterator[Block]:
    """Yield the blocks of a written body: quotes stand alone, all between is running text."""
    for is_quote, group in groupby(parts, key=lambda part: part["type"] == "quote"):
        if is_quote:
            for part in group:
                yield ("quote", {"text": part["text"], "who": part["by"]})
        else:
            yield ("prose", "".join(map(_html, group)))


def _html(part: Part) -> str:
    if part["type"] == "list":
        return listed(part["items"])
    tag = {"heading": "h2", "paragraph": "p"}[part["type"]]
    return f"<{tag}>{escape(part['text'])}</{tag}>"


def questions_of(parts: list[Part]) -> Block:
    """Return headings, each with what follows it, as questions that open to their answers."""
    items: list[dict[str, str]] = []
    for part in parts:
        if part["type"] == "heading":
            items.append({"title": part["text"], "answer": ""})
        else:
            items[-1]["answer"] += _html(part)
    return ("accordion", {"items": items})


def questions(rows: Iterable[dict[str, str]]) -> Block:
    """Return questions with their answers; `rows` have question and answer."""
    items = [
        {"title": row["question"], "answer": f"<p>{escape(row['answer'])}</p>"} for row in rows
    ]
    return ("accordion", {"items": items})


def figures(rows: Iterable[dict[str, Any]], source: str = "") -> Block:
    """Return big numbers; `rows` have value, unit and label."""
    shown = [
        {"value": f"{row['value']:,}", "unit": row["unit"], "label": row["label"]} for row in rows
    ]
    return ("figures", {"figures": shown, "source": source})


def gallery(pictures: Iterable[Picture]) -> Block:
    """Return pictures to leaf through, each with its own description below."""
    return (
        "gallery",
        {
            "pictures": [
                {"image": image(picture), "caption": picture.description[:60]}
                for picture in pictures
            ]
        },
    )


def image(picture: Picture) -> dict[str, Any]:
    """Return a chosen picture as an image block keeps it."""
    return {"image": picture.pk, "decorative": False, "alt_text": picture.description}


def link(label: str, *, page: int | None = None, address: str = "") -> dict[str, Any]:
    """Return a link as blocks keep it: to a page of the site or to an address."""
    return {"label": label, "page": page, "address": address}
