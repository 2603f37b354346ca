"""Pictures are drawn anew: what comes out holds pixels, and nothing else that came in."""

from __future__ import annotations

from io import BytesIO

import pillow_heif
from PIL import Image, ImageOps

from forms_app.engine.inspecting.kinds import HEIC, JPEG, PNG, WEBP
from forms_app.engine.inspecting.refusals import Unsafe

MOST_PIXELS = {JPEG: 64_000_000, HEIC: 50_000_000, PNG: 24_000_000, WEBP: 24_000_000}
"""A JPEG is made smaller while it is read; others stand in memory in full, three or four bytes a
pixel. Phones take photos of up to fifty millions; a drawing or a screen has far fewer."""

LONGEST_SIDE = 3000
"""Enough to read a page of small print that was photographed."""

THUMBNAIL, FOR_PAPER = 320, 1400
_FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
_QUALITY = 85
_TEN_THOUSAND, _MILLION = 10_000, 1_000_000


def redrawn(name: str, body: bytes, kind: str) -> tuple[str, bytes]:
    """Return media type and bytes of the picture drawn anew, upright, a HEIC as JPEG.

    Of an animation the first picture is left. Raises Unsafe for what cannot be drawn.
    """
    drawn = JPEG if kind == HEIC else kind
    try:
        image = _opened(body, kind)
        if image.width * image.height > MOST_PIXELS[kind]:
            raise _too_many(name, kind)
        return drawn, _written(_upright(image, LONGEST_SIDE), drawn)
    except Unsafe:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many(name, kind) from error
    except Exception as error:
        raise Unsafe("file_broken", name=name) from error


def thumbnail(body: bytes) -> bytes:
    """Return a small JPEG of a picture that was drawn anew before."""
    with Image.open(BytesIO(body), formats=tuple(_FORMATS.values())) as image:
        return _written(_upright(image, THUMBNAIL), JPEG)


def lighter(body: bytes) -> bytes:
    """Return a JPEG of a picture that was drawn anew before, as large as paper shows it."""
    with Image.open(BytesIO(body), formats=tuple(_FORMATS.values())) as image:
        return _written(_upright(image, FOR_PAPER), JPEG)


def _too_many(name: str, kind: str) -> Unsafe:
    most = MOST_PIXELS[kind]
    return Unsafe(
        "picture_too_many_pixels",
        name=name,
        most=most // _TEN_THOUSAND,
        millions=most // _MILLION,
    )


def _opened(body: bytes, kind: str) -> Image.Image:
    if kind != HEIC:
        return Image.open(BytesIO(body), formats=(_FORMATS[kind],))
    found = pillow_heif.open_heif(BytesIO(body), convert_hdr_to_8bit=True)
    width, height = found.size
    if width * height > MOST_PIXELS[HEIC]:
        raise Image.DecompressionBombError
    return found.to_pillow()


def _upright(image: Image.Image, longest: int) -> Image.Image:
    image.draft("RGB", (longest, longest))
    # Made small before it is turned: turning takes a second copy.
    image.thumbnail((longest, longest))
    return ImageOps.exif_transpose(image)


def _written(image: Image.Image, media_type: str) -> bytes:
    keeps_alpha = media_type != JPEG and image.has_transparency_data
    if keeps_alpha:
        pixels = image.convert("RGBA")
    else:
        pixels = image if image.mode == "L" else _on_white(image)
    # What was known of the picture (comments, profiles, text) must not be written again.
    pixels.info = {}
    into = BytesIO()
    pixels.save(into, _FORMATS[media_type], **({} if media_type == PNG else {"quality": _QUALITY}))
    return into.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    paper = Image.new("RGBA", seen.size, "white")
    paper.alpha_composite(seen)
    return paper.convert("RGB")
