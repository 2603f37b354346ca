"""In which shapes pages show pictures, and the markup that lets a browser choose its format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cms.models.image import Picture

FULL = "100vw"


@dataclass(frozen=True, slots=True)
class Shape:
    """How pictures are cut for one place on a page, narrowest first, and how wide they stand.

    `first` is for the picture that is seen before anything is scrolled: it is not waited with.
    """

    filters: tuple[str, ...]
    sizes: str
    css: str = ""
    first: bool = False


SHAPES = {
    "hero": Shape(("width-640", "width-1200"), f"(min-width: 60em) 40rem, {FULL}", first=True),
    "lead": Shape(
        ("fill-640x360", "fill-1280x720"),
        f"(min-width: 60em) 48rem, {FULL}",
        css="lead__picture",
        first=True,
    ),
    "card": Shape(
        ("fill-480x320", "fill-960x640"), f"(min-width: 60em) 20rem, {FULL}", css="card__picture"
    ),
    "card lead": Shape(
        ("fill-600x400", "fill-1200x800"),
        f"(min-width: 60em) 36rem, {FULL}",
        css="card__picture",
        first=True,
    ),
    "small card": Shape(("fill-480x320", "fill-960x640"), "20rem", css="card__picture"),
    "row": Shape(("fill-240x180", "fill-480x360"), "11rem", css="item__picture"),
    "gallery": Shape(("fill-480x360", "fill-960x720"), f"(min-width: 60em) 22rem, {FULL}"),
    "body": Shape(("width-640", "width-1280"), f"(min-width: 60em) 44rem, {FULL}"),
}

FALLBACKS = frozenset(shape.filters[0] for shape in SHAPES.values())
"""Of what a JPEG is kept for browsers that know neither AVIF nor WebP."""


def shown(picture: Picture, name: str, alt: str) -> SafeString:
    """Return the markup of `picture` in the shape `name`; `alt` stands for it, empty for adorning.

    Missing WebP sizes are made now. AVIF and JPEG take part once the worker has made them: an
    AVIF takes a second to make, and nobody should wait for it.
    """
    shape = SHAPES[name]
    webp = picture.sizes_in_webp(shape.filters)
    avif, jpeg = picture.sizes(shape.filters, "avif"), picture.sizes(shape.filters[:1], "jpeg")
    sources = [("image/avif", avif)] if len(avif) == len(webp) else []
    if jpeg:
        sources.append(("image/webp", webp))
    image = _image(shape, jpeg or webp, alt)
    if not sources:
        return image
    return format_html(
        "<picture>{}{}</picture>",
        format_html_join(
            "",
            '<source type="{}" srcset="{}" sizes="{}">',
            ((kind, _srcset(found), shape.sizes) for kind, found in sources),
        ),
        image,
    )


def _srcset(renditions: Iterable[Any]) -> str:
    return ", ".join(f"{rendition.url} {rendition.width}w" for rendition in renditions)


def _image(shape: Shape, renditions: list[Any], alt: str) -> SafeString:
    smallest = renditions[0]
    given = {
        "src": smallest.url,
        "srcset": _srcset(renditions) if len(renditions) > 1 else "",
        "sizes": shape.sizes if len(renditions) > 1 else "",
        "width": smallest.width,
        "height": smallest.height,
        "class": shape.css,
        "fetchpriority": "high" if shape.first else "",
        "loading": "" if shape.first else "lazy",
        "decoding": "async",
    }
    attributes = ((name, value) for name, value in given.items() if value != "")
    return format_html('<img{} alt="{}">', format_html_join("", ' {}="{}"', attributes), alt)
