"""Files for tests: good ones, and ones that somebody made to do harm."""

import random
import zipfile
import zlib
from io import BytesIO

from PIL import Image, PngImagePlugin

DOCX_TYPES = (
    '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxml'
    'formats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
XLSX_TYPES = (
    '<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxml'
    'formats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def picture(kind="JPEG", size=(64, 48), mode="RGB", **options) -> bytes:
    """Return a picture whose left half is red."""
    image = Image.new(mode, size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    into = BytesIO()
    image.save(into, kind, **options)
    return into.getvalue()


def located_photo() -> bytes:
    """Return a photo that lies on its side and says where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (36.0, 39.0, 4.0)
    return picture("JPEG", exif=exif, comment=b"SECRET-COMMENT")


def talking_png() -> bytes:
    """Return a PNG with words inside."""
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "SECRET-COMMENT")
    return picture("PNG", pnginfo=told)


def pixel_bomb(width=50_000, height=50_000) -> bytes:
    """Return a tiny PNG that claims to be enormous."""
    row = b"\x00" + b"\x00" * ((width + 7) // 8)

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return len(content).to_bytes(4, "big") + checked + zlib.crc32(checked).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x01\x00\x00\x00\x00"
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(row * 100))
        + chunk(b"IEND", b"")
    )


def pdf(extra: bytes = b"", catalogue: bytes = b"", tail: bytes = b"") -> bytes:
    """Return a small PDF; `extra` are more objects, `catalogue` more words of its root."""
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + catalogue + b" >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n" + extra + b"trailer\n"
        b"<< /Root 1 0 R /Size 3 >>\nstartxref\n0\n%%EOF\n" + tail
    )


def pdf_stream(content: bytes, words: bytes, *, packed: bool = True) -> bytes:
    """Return one object with a stream."""
    inside = zlib.compress(content) if packed else content
    return b"9 0 obj\n<< " + words + b" >>\nstream\n" + inside + b"\nendstream\nendobj\n"


def packed_zeros(megabytes: int) -> bytes:
    """Return so many megabytes of nothing, packed piece by piece."""
    packing, piece = zlib.compressobj(), bytes(1 << 20)
    return b"".join([*(packing.compress(piece) for _ in range(megabytes)), packing.flush()])


def entry_named(name: str) -> zipfile.ZipInfo:
    """Return an entry without the moment of packing, so that the same parts are the same bytes."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def office(parts: dict[str, bytes | str] | None = None, *, kind="word", **changed) -> bytes:
    """Return a Word or Excel file; `parts` are added, or put in the place of its own."""
    main = "word/document.xml" if kind == "word" else "xl/workbook.xml"
    found: dict[str, bytes | str] = {
        "[Content_Types].xml": DOCX_TYPES if kind == "word" else XLSX_TYPES,
        "_rels/.rels": "<Relationships/>",
        main: "<w:document><w:body/></w:document>",
    }
    found |= parts or {}
    into = BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, content in found.items():
            parcel.writestr(entry_named(name), content)
    body = into.getvalue()
    return changed.get("before", b"") + body + changed.get("after", b"")


def zip_with(name: str, content: bytes) -> bytes:
    """Return a plain parcel with one part."""
    into = BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr(entry_named(name), content)
    return into.getvalue()


def lying_about_size(body: bytes) -> bytes:
    """Return a parcel whose directory says of its last part that it is one byte long."""
    directory = body.rfind(b"PK\x01\x02")
    return body[: directory + 24] + (1).to_bytes(4, "little") + body[directory + 28 :]


def noise(length: int, seed: int = 1) -> bytes:
    """Return bytes that mean nothing, the same each time."""
    return random.Random(seed).randbytes(length)
