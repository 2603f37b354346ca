"""Pages for frames, phones and walls: nothing personal, no cookie, only where they are let in."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.urls import reverse

from forms_app import poster
from forms_app.models.form import FormAudience
from forms_app.poster import font_in, lines_of
from forms_app.views import embedding
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.lettered import made_font

pytestmark = pytest.mark.django_db


def test_a_frame_is_let_in_by_our_own_pages_and_sets_no_cookie(client, form):
    answer = client.get(reverse("form_embed", args=[form.slug]))

    assert answer.status_code == 200
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert answer.cookies == {}
    assert "csrf" not in answer.content.decode()


def test_a_form_names_sites_of_its_own_and_no_other_form_has_them(client, form):
    form.frame_sites = "https://school.example.cn\nhttp://127.0.0.1:8090"
    form.full_clean()
    form.save()

    framed = client.get(reverse("form_embed", args=[form.slug]))["Content-Security-Policy"]
    plain = client.get(reverse("form", args=[form.slug]))["Content-Security-Policy"]

    allowed = "frame-ancestors 'self' https://school.example.cn http://127.0.0.1:8090"
    assert allowed in framed.split("; ")
    assert "school" not in plain


@pytest.mark.parametrize(
    "sites",
    ["school.example.cn", "https://a.cn/path", "https://*", "https://a.cn; script-src *", "'self'"],
)
def test_what_is_no_origin_is_refused(form, sites):
    form.frame_sites = sites

    with pytest.raises(ValidationError):
        form.full_clean()

    assert form.frame_origins == [] or sites.startswith("https://a.cn;")


def test_scripts_styles_and_modules_are_there(client, form):
    page = client.get(reverse("form_offline", args=[form.slug])).content.decode()
    named = {*embedding.SHEETS, *embedding.MODULES, *embedding.PICTURES, "js/client/embedded.js"}
    named |= {name for name, _size in embedding.ICONS}

    assert [name for name in named if finders.find(name) is None] == []
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*src=)", page)
    assert not re.search(r"\son\w+=", page)


def test_the_pages_for_phones_hold_nothing_of_who_is_signed_in(form, town):
    person = town.staff()

    page = sign_in(person).get(reverse("form_offline", args=[form.slug])).content.decode()

    assert person.name not in page


def test_the_manifest_stays_within_forms(client, form):
    answer = client.get(reverse("form_manifest", args=[form.slug]))

    found = json.loads(answer.content)
    assert answer["Content-Type"] == "application/manifest+json"
    assert found["start_url"] == reverse("form_offline", args=[form.slug])
    assert found["scope"] == "/forms/"
    assert [icon["sizes"] for icon in found["icons"]] == ["192x192", "512x512"]


def test_the_worker_keeps_every_module_that_the_page_imports(client, form):
    answer = client.get(reverse("form_worker"))
    words = answer.content.decode()
    shell = json.loads(re.search(r"const SHELL = (.*);", words)[1])

    assert answer["Content-Type"].startswith("text/javascript")
    imported = set()
    for name in embedding.MODULES:
        source = Path(finders.find(name)).read_text(encoding="utf-8")
        folder = name.rpartition("/")[0]
        for path in re.findall(r'(?:from|new URL\()\s*"(\.[^"]+)"', source):
            whole = f"{folder}/{path}".replace("/./", "/")
            imported.add(re.sub(r"[^/]+/\.\./", "", whole))
    assert {f"/static/{name}" for name in imported} <= set(shell)
    assert not [path for path in shell if "/me/" in path or "/admin/" in path]


@pytest.mark.parametrize("name", ["form_embed", "form_offline", "form_manifest"])
def test_forms_for_staff_and_those_taken_back_are_not_there(client, form, name):
    form.audience = FormAudience.STAFF
    form.save()
    staff = client.get(reverse(name, args=[form.slug])).status_code
    form.audience, form.live = FormAudience.EVERYBODY, False
    form.save()

    assert (staff, client.get(reverse(name, args=[form.slug])).status_code) == (404, 404)


def test_a_poster_is_a_pdf_with_its_letters_in_it(form, town, settings, tmp_path):
    client = sign_in(town.staff(role=Post.Role.ORGANISER, area=town.city))
    words = f"{form.title}{form.introduction}{town.city.name}用手机扫一扫http://testserver/forms-"
    settings.FORM_FONT = str(made_font(tmp_path, words))

    answer = client.get(reverse("form_imports:poster", args=[form.pk]))

    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{form.slug}.pdf"'
    assert answer.content.startswith(b"%PDF-")
    assert b"/FontFile2" in answer.content


def test_without_a_chinese_font_the_page_of_the_poster_says_so(form, town, settings, monkeypatch):
    client = sign_in(town.staff(role=Post.Role.ORGANISER, area=town.city))
    monkeypatch.setattr(poster, "KNOWN_FONTS", ())
    settings.FORM_FONT = "/nowhere/letters.ttf"

    answer = client.get(
        reverse("form_imports:poster", args=[form.pk]), headers={"Accept-Language": "zh-hans"}
    )

    assert answer.status_code == 409
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == "这台机器上没有中文字体，请管理网站的人指定一个。"


def test_the_font_that_is_named_comes_before_those_that_are_known(tmp_path, monkeypatch):
    known, named = made_font(tmp_path, "甲"), tmp_path / "named.ttf"
    monkeypatch.setattr(poster, "KNOWN_FONTS", (str(known),))

    assert font_in([str(named)]) == known
    named.write_bytes(known.read_bytes())
    assert font_in([str(named)]) == named
    assert font_in([""]) == known


def test_a_title_on_a_poster_never_leaves_a_sign_alone():
    assert lines_of("百花园社区请人帮忙") == ["百花园社区请人帮忙"]
    assert [len(line) for line in lines_of("字" * 15)] == [8, 7]
