"""Brings the drawn pictures into the demo's media, each with what is to be seen on it."""

from __future__ import annotations

import json
from pathlib import Path

from django.core.files.images import ImageFile
from wagtail.models import Collection

from cms.models import Picture
from config.demo.texts import texts

FOLDER = Path(__file__).parent / "pictures"


def described() -> dict[str, str]:
    """Return key → description of every picture that is drawn."""
    written = {row["key"]: row["alt"] for row in texts("images")}
    written |= json.loads((FOLDER / "alt.json").read_text(encoding="utf-8"))
    return {path.stem: written[path.stem] for path in sorted(FOLDER.glob("*.webp"))}


def title_of(description: str) -> str:
    """Return what a picture is called in the library: its description up to the colon."""
    return description.partition("：")[0][:80]


def hang_pictures(collections: dict[str, Collection], common: Collection) -> dict[str, Picture]:
    """Write every drawn picture; one that only a community shows goes into its collection."""
    pictures: dict[str, Picture] = {}
    for key, description in described().items():
        with (FOLDER / f"{key}.webp").open("rb") as opened:
            picture = Picture(
                title=title_of(description),
                description=description,
                collection=collections.get(key, common),
                file=ImageFile(opened, name=f"{key}.webp"),
            )
            picture.save()
        pictures[key] = picture
    return pictures
