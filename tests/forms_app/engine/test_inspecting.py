"""Files are taken for what they are inside; what hides, runs, unpacks or lies is refused."""

from io import BytesIO

import pillow_heif
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from forms_app.engine.field_types.file import DOCUMENTS, IMAGES
from forms_app.engine.inspecting import Unsafe, inspect
from forms_app.engine.inspecting.pictures import LONGEST_SIDE, thumbnail
from forms_app.engine.inspecting.refusals import SENTENCES
from tests.forms_app.engine.fuzzing import steadily
from tests.forms_app.engine.hostile_files import (
    located_photo,
    lying_about_size,
    noise,
    office,
    packed_zeros,
    pdf,
    pdf_stream,
    picture,
    pixel_bomb,
    talking_png,
    zip_with,
)

EVERYTHING = (*DOCUMENTS, *IMAGES)
MEGABYTE = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OUT = '<Relationship Type="http://x/{kind}" Target="http://example.org/a" TargetMode="External"/>'


def taken(name: str, body: bytes, takes=EVERYTHING):
    return inspect(name, body, takes=takes, most=10 * MEGABYTE)


def refused(name: str, body: bytes, takes=EVERYTHING) -> str:
    with pytest.raises(Unsafe) as found:
        taken(name, body, takes)
    assert found.value.say("zh") != found.value.say("en")
    return found.value.code


@pytest.mark.parametrize(
    ("name", "body", "media_type"),
    [
        ("照片.JPEG", picture(), "image/jpeg"),
        ("照片.png", picture("PNG"), "image/png"),
        ("照片.webp", picture("WEBP"), "image/webp"),
        ("表格.docx", office(), EVERYTHING[1]),
        ("表格.xlsx", office(kind="sheet"), EVERYTHING[2]),
        ("证明.pdf", pdf(), "application/pdf"),
        ("说明.txt", "第一行\n第二行".encode(), "text/plain"),
        ("旧电脑.txt", "第一行\r\n第二行".encode("gb18030"), "text/plain"),
    ],
)
def test_what_people_usually_send_is_taken(name, body, media_type):
    found = taken(name, body)

    assert found.media_type == media_type
    assert found.body


def test_where_and_with_what_a_photo_was_taken_is_gone_and_it_stands_upright():
    found = taken("x.jpg", located_photo())

    image = Image.open(BytesIO(found.body))
    assert image.size == (48, 64)
    assert dict(image.getexif()) == {}
    assert b"SECRET" not in found.body
    assert b"SECRET" not in taken("x.png", talking_png()).body
    top, bottom = image.getpixel((24, 4)), image.getpixel((24, 60))
    assert (top[0] > 200 > 60 > top[1], bottom[1] > 200) == (True, True)


def test_what_is_hung_on_a_picture_or_before_its_end_does_not_come_along():
    script = b"<script>alert(1)</script>"

    behind = taken("x.jpg", picture() + zip_with("evil.js", b"1") + script)
    inside = taken("x.jpg", picture("JPEG", comment=script))

    assert b"evil.js" not in behind.body
    assert script not in behind.body + inside.body


def test_a_large_picture_is_made_as_large_as_one_can_read_it():
    found = taken("x.jpg", picture(size=(6000, 3000), quality=40))

    assert Image.open(BytesIO(found.body)).size == (LONGEST_SIDE, LONGEST_SIDE // 2)


def test_a_see_through_picture_stays_so_and_its_thumbnail_is_on_white():
    found = taken("x.png", picture("PNG", mode="RGBA"))

    assert Image.open(BytesIO(found.body)).mode == "RGBA"
    small = Image.open(BytesIO(thumbnail(found.body)))
    assert (small.format, small.size) == ("JPEG", (64, 48))


def test_a_photo_of_a_newer_phone_becomes_a_jpeg():
    into = BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 64), "red")).save(into, quality=50)

    found = taken("IMG_0001.HEIC", into.getvalue())

    assert (found.name, found.media_type) == ("IMG_0001.jpg", "image/jpeg")
    assert Image.open(BytesIO(found.body)).size == (64, 64)


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("空.pdf", b"", "file_empty"),
        ("大.txt", b"a" * (10 * MEGABYTE + 1), "file_too_large"),
        ("x.png", picture(), "file_not_what_it_says"),
        ("x.pdf", picture(), "file_not_what_it_says"),
        ("x.jpg", pdf(), "file_not_what_it_says"),
        ("x.docx", office(kind="sheet"), "file_not_what_it_says"),
        ("x.exe", picture(), "file_not_what_it_says"),
        ("账单.exe.pdf", pdf(), "file_double_extension"),
        ("x.PHP.jpg", picture(), "file_double_extension"),
        ("x.exe", b"MZ\x90\x00" + noise(100), "file_kind_not_taken"),
        ("x.jpg", noise(5000), "file_kind_not_taken"),
        ("x.gif", b"GIF89a" + noise(50), "file_kind_not_taken"),
        ("x.zip", zip_with("a.txt", b"a"), "file_kind_not_taken"),
        ("x.mp4", b"\x00\x00\x00\x18ftypisom" + noise(50), "file_kind_not_taken"),
        ("x.rtf", b"{\\rtf1 x}", "file_kind_not_taken"),
        ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "file_markup"),
        ("x.jpg", b"<!DOCTYPE html><script>1</script>", "file_markup"),
        ("x.txt", "\ufeff  \n<html onload=x>".encode(), "file_markup"),
        ("x.txt", b"<\x00s\x00c\x00r\x00i\x00p\x00t\x00>", "file_markup"),
        ("x.txt", b"\xff\xfe" + "<script>".encode("utf-16-le"), "file_markup"),
        ("x.jpg", picture()[:200], "file_broken"),
        ("x.jpg", b"\xff\xd8\xff" + noise(400), "file_broken"),
        ("x.png", pixel_bomb(), "picture_too_many_pixels"),
        ("x.png", pixel_bomb(8000, 6000), "picture_too_many_pixels"),
        ("x.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 " + noise(60), "file_broken"),
        ("x.heic", b"\x00\x00\x00\x18ftypheic" + noise(60), "file_broken"),
    ],
)
def test_what_lies_or_hides_is_refused(name, body, code):
    assert refused(name, body) == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (pdf(catalogue=b"/OpenAction << /S /JavaScript /JS (x) >>"), "pdf_runs"),
        (pdf(catalogue=b"/OpenAction << /S /J#61va#53cript /JS (x) >>"), "pdf_runs"),
        (pdf(catalogue=b"/OpenAction << /S /Launch /F (x) >>"), "pdf_runs"),
        (pdf(catalogue=b"/Names << /EmbeddedFiles 3 0 R >>"), "pdf_runs"),
        (pdf(catalogue=b"/AcroForm << /XFA 3 0 R >>"), "pdf_runs"),
        (
            pdf(pdf_stream(b"1 0 << /S /JavaScript >>", b"/Type /ObjStm /N 1 /First 4")),
            "pdf_runs",
        ),
        (
            pdf(pdf_stream(b"x" * 3_000_000 + b"/Java#53cript", b"/#4fbjStm /N 1 /First 4")),
            "pdf_runs",
        ),
        (pdf(pdf_stream(b"1 0 << /S /JavaScript >>", b"/N 1 /First 4 /Image")), "pdf_runs"),
        (
            pdf(pdf_stream(b"2F4C61756E6368>", b"/Type /ObjStm /N 1 /First 4", packed=False)),
            "file_broken",
        ),
        (pdf(pdf_stream(b"1 0", b"/ObjStm /N 1 /First 4 /Predictor 12")), "file_broken"),
        (pdf(b"stream\n" * 20_001), "file_unpacks_too_large"),
        (pdf(b"trailer << /Encrypt 5 0 R >>\n"), "file_locked"),
        (pdf(tail=b"MZ" + noise(200)), "file_two_in_one"),
        (pdf(tail=zip_with("a.js", b"1") + b"%%EOF"), "file_two_in_one"),
        (pdf(catalogue=b"<script>alert(1)</script>"), "file_two_in_one"),
        (b"%PDF-1.7 and no more", "file_broken"),
    ],
)
def test_a_pdf_that_runs_opens_hides_or_bursts_is_refused(body, code):
    assert refused("x.pdf", body) == code


def test_a_pdf_that_unpacks_without_end_is_refused():
    bomb = pdf_stream(packed_zeros(201), b"/N 1", packed=False)

    assert refused("x.pdf", pdf(bomb)) == "file_unpacks_too_large"


def test_a_pdf_with_an_outline_a_scan_and_packed_objects_is_taken():
    jpeg = pdf_stream(picture(), b"/Subtype /Image /Filter /DCTDecode", packed=False)
    outline = b"5 0 obj\n<< /Type /Outlines /First 6 0 R /AP << /N 7 0 R >> >>\nendobj\n"
    objects = pdf_stream(b"1 0 << /Type /Font >>", b"/Type /ObjStm /N 1 /First 4")

    assert taken("x.pdf", pdf(outline + jpeg + objects)).body.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (office({"word/vbaProject.bin": OLE}), "office_macros"),
        (office({"xl/macrosheets/sheet1.xml": "<x/>"}, kind="sheet"), "office_macros"),
        (
            office({"[Content_Types].xml": "<T>word.document.macroEnabled.main+xml</T>"}),
            "office_macros",
        ),
        (office({"word/embeddings/oleObject1.bin": OLE + noise(90)}), "office_embeds"),
        (office({"word/embeddings/a.xlsx": office(kind="sheet")}), "office_embeds"),
        (office({"word/afchunk.mht": "MIME-Version: 1.0"}), "office_embeds"),
        (office({"word/media/a.png": b"MZ" + noise(90)}), "office_embeds"),
        (office({"word/_rels/settings.xml.rels": OUT.format(kind="attachedTemplate")}),
            "office_calls_out"),
        (office({"word/_rels/document.xml.rels": OUT.format(kind="image")}), "office_calls_out"),
        (office({"word/document.xml": "<w:instrText>DDE</w:instrText><w:instrText>AUTO c:\\\\x"
            "</w:instrText>"}), "office_calls_out"),
        (office({"xl/externalLinks/externalLink1.xml": "<ddeLink/>"}, kind="sheet"),
            "office_calls_out"),
        (office({"word/document.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}),
            "file_unpacks_too_large"),
        (office({"word/document.xml": b" " * 2 * MEGABYTE}), "file_unpacks_too_large"),
        (office({f"word/media/{n}": noise(4) for n in range(3001)}), "file_unpacks_too_large"),
        (office({"word/../../x.xml": "<x/>"}), "file_broken"),
        (office({"/etc/x.xml": "<x/>"}), "file_broken"),
        (office({"WORD/document.xml": "<x/>"}), "file_broken"),
        (lying_about_size(office({"word/media/last.bin": noise(5000)})), "file_broken"),
        (office()[:-30], "file_broken"),
        (office(after=b"<script>"), "file_two_in_one"),
        (OLE + noise(600), "office_old"),
        (OLE + noise(600) + "EncryptedPackage".encode("utf-16-le"), "file_locked"),
        (zip_with("word/document.xml", b"<x/>"), "file_kind_not_taken"),
    ],
)  # fmt: skip
def test_an_office_file_that_runs_embeds_calls_out_or_bursts_is_refused(body, code):
    assert refused("x.docx", body) == code


def test_links_that_one_clicks_and_printer_settings_are_no_harm():
    parts = {
        "word/_rels/document.xml.rels": OUT.format(kind="hyperlink"),
        "xl/printerSettings/printerSettings1.bin": noise(500),
    }

    assert taken("x.docx", office(parts)).media_type == EVERYTHING[1]


def test_a_question_that_wants_pictures_takes_no_document():
    assert refused("x.pdf", pdf(), takes=IMAGES) == "file_kind_not_taken"
    with pytest.raises(Unsafe, match="JPG、PNG、WebP"):
        taken("x.pdf", pdf(), takes=IMAGES)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\fakepath\\证明.txt", "证明.txt"),
        ("报告\u202etxt.exe.txt", "报告txt.exe.txt"),
        ("a\x00b\r\n.txt", "ab.txt"),
        ("CON.txt", "_CON.txt"),
        ("没有后缀", "没有后缀.txt"),
        ("2026.11.21 记录.TXT", "2026.11.21 记录.txt"),
        ("长" * 300 + ".txt", "长" * 76 + ".txt"),
        ("..", "file.txt"),
        ('"; rm -rf.txt', "__ rm -rf.txt"),
    ],
)
def test_names_are_a_single_readable_word_with_the_ending_of_their_content(name, kept):
    if ".exe." in name:
        assert refused(name, b"text") == "file_double_extension"
    else:
        assert taken(name, b"text").name == kept


def test_every_sentence_is_there_in_both_languages():
    assert all(set(sentence) == {"zh", "en"} for sentence in SENTENCES.values())


@steadily(max_examples=60)
@given(
    name=st.text(max_size=30),
    head=st.sampled_from([b"", b"\xff\xd8\xff", b"PK\x03\x04", b"%PDF-", b"RIFF0000WEBP"]),
    rest=st.binary(max_size=300),
)
def test_no_bytes_break_the_inspection(name, head, rest):
    kept, reason = None, None
    try:
        kept = taken(name, head + rest)
    except Unsafe as unsafe:
        reason = unsafe

    if kept is None:
        assert reason is not None
        assert reason.say("zh") != reason.say("en")
    else:
        assert kept.media_type in EVERYTHING
        assert "/" not in kept.name
