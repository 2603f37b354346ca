"""What every block is: a key, a place in the picker, a template, an example and a JSON form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict
from wagtail import blocks
from wagtail.rich_text import expand_db_html

Json = dict[str, Any] | list[Any] | str | int | float | bool | None


class JsonForm(BaseModel):
    """The typed form of what a block, or a part of one, serves: nothing more, nothing less."""

    model_config = ConfigDict(extra="forbid")


class RenditionForm(JsonForm):
    """One size of a picture, pixels."""

    url: str
    width: int
    height: int
    type: Literal["image/avif", "image/webp"]


class PictureForm(JsonForm):
    """A picture with the words that stand for it and its sizes: AVIF first, narrowest first."""

    id: int
    alt: str
    credit: str
    width: int
    height: int
    renditions: list[RenditionForm]


class BodyBlock:
    """Mixed into a Wagtail block to offer it to editors.

    `key` is its name in stored bodies and in the API and never changes. `slots` are the fields
    that take it: `body` for the main column, other names for lists that a page type keeps.
    The `Meta` of the block gives `label`, `icon`, `description`, `group`, `template` and
    `preview_value`; `as_json` gives what `/api/v1/` serves, and `json_form` is its type.
    """

    key: ClassVar[str]
    slots: ClassVar[frozenset[str]] = frozenset({"body"})
    order: ClassVar[int] = 100

    json_form: ClassVar[type[JsonForm]]
    as_json: Callable[[Any], Json]


def is_offered(candidate: type) -> bool:
    """Say whether a class is a block that editors can pick (and not a part of one)."""
    return issubclass(candidate, BodyBlock) and issubclass(candidate, blocks.Block)


def html_of(value: Any) -> str:
    """Return a rich text value as HTML with real addresses."""
    return expand_db_html(value.source) if value else ""


def stream_json(stream: Iterable[Any]) -> list[dict[str, Any]]:
    """Return a whole body as `[{"type", "id", "value"}, …]`; unknown blocks are left out."""
    return [
        {"type": child.block_type, "id": child.id, "value": child.block.as_json(child.value)}
        for child in stream
        if isinstance(child.block, BodyBlock)
    ]
