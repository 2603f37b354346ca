"""Words that mean harm, in titles, labels, hints, choices and answers: words they stay."""

import csv
import io
import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from forms_app.actions.submit import submit
from forms_app.actions.telling import tell_receipt, tell_who_came_in
from forms_app.engine.answering import answered
from forms_app.engine.comparing import changes
from forms_app.engine.logic.parsing import parse_rules
from forms_app.engine.logic.wording import sentence_of
from forms_app.engine.templating import filled
from forms_app.engine.translating import with_translations
from forms_app.engine.typeset_source import LAYOUTS, content_of, layout, program
from forms_app.exchange.xlsform_writing import write_xlsform
from forms_app.models import Form, Submission
from forms_app.poster import Poster, poster_of
from forms_app.tickets import new_ticket
from forms_app.typesetting import typeset
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.authoring import address, block_id, draft, key_of, newest, posted, question
from tests.forms_app.conftest import NOW
from tests.forms_app.coursed import coursed_form, sent, texts, written
from tests.forms_app.engine.examples import CONTEXT, definition_of, field_of
from tests.forms_app.lettered import made_font

SCRIPT = "<script>tx(1)</script>"
QUOTES = "\"'><img src=x onerror=tx(2)>"
SVG = "</textarea></title><svg/onload=tx(3)>"
GAPS = "{{7*191}}{0.__class__}%(x)s{编号}"
FORMULA = '=HYPERLINK("tx")'
TYPST = '#eval("tx") $x$ @cite'
STEERING = ("\u202e", "\u2066", "\u200b", "\ufeff", "\0", "\x1b", "\u00ad")
WORDS = (SCRIPT, QUOTES, SVG, GAPS, FORMULA, TYPST)


class _Page(HTMLParser):
    """Collects what a browser would run, and what it would show."""

    def __init__(self):
        super().__init__()
        self.runs, self.shown, self.inside = [], [], ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.inside = tag if given.get("type") != "application/json" else ""
        for name, value in attrs:
            text = value or ""
            if name.startswith("on") or text.strip().lower().startswith("javascript:"):
                self.runs.append((tag, name, text))
            self.shown.append(text)
        if given.get("src") == "x":
            self.runs.append((tag, "src", "x"))

    def handle_data(self, data):
        if self.inside == "script" and "tx(" in data:
            self.runs.append(("script", "", data))
        self.shown.append(data)


def page_of(response):
    found = _Page()
    found.feed(response.content.decode())
    return found


def hostile_form(town):
    choices = [
        {"type": "item", "id": block_id(20 + n), "value": words} for n, words in enumerate(WORDS)
    ]
    form = Form(
        title=SCRIPT + "名",
        slug="hostile",
        area=town.community,
        live=False,
        introduction=QUOTES,
        next_words=SVG,
        shows_results=True,
        questions=json.dumps(
            [
                question(1, "short_text", SCRIPT, hint=QUOTES),
                question(2, "long_text", QUOTES, hint=SVG),
                question(3, "choice", SVG, hint=GAPS, choices=choices),
                question(4, "statement", GAPS, text=SCRIPT + QUOTES),
            ]
        ),
    )
    form.full_clean()
    form.save()
    form.save_revision().publish(skip_permission_checks=True)
    form.refresh_from_db()
    return form


@pytest.mark.django_db
def test_no_page_of_residents_or_of_the_desk_runs_what_was_written(client, town, settings):
    settings.FORM_LEAST_SECONDS = 0
    form = hostile_form(town)
    given = {key_of(1): SCRIPT, key_of(2): QUOTES + "\n" + SVG, key_of(3): block_id(22)[:8]}
    ticket = {"ticket": str(new_ticket(form.current))}
    desk = sign_in(town.staff())

    pages = {"filling": client.get("/forms/hostile/")}
    pages["wrong"] = client.post("/forms/hostile/", {key_of(1): SCRIPT * 50, **ticket})
    pages["check"] = client.post("/forms/hostile/", given | ticket | {"step": "check"})
    pages["sent"] = client.post("/forms/hostile/", given | ticket | {"step": "send"}, follow=True)
    submission = Submission.objects.get()
    for name, path in {
        "embed": "/forms/hostile/embed/", "offline": "/forms/hostile/offline/",
        "results": "/forms/hostile/results/",
    }.items():  # fmt: skip
        pages[name] = client.get(path)
    pages["inbox"] = desk.get(reverse("submissions:index"))
    pages["submission"] = desk.get(reverse("submissions:show", args=[submission.pk]))
    pages["numbers"] = desk.get(reverse("submissions:results"), {"form": form.pk})

    read = {name: page_of(response) for name, response in pages.items()}
    assert {name: page.runs for name, page in read.items() if page.runs} == {}
    assert {name: one.status_code for name, one in pages.items() if one.status_code >= 500} == {}
    for name in ("filling", "check", "submission"):
        shown = "".join(read[name].shown)
        assert SCRIPT in shown, name
        assert (GAPS in shown) == (name == "filling")
        assert "1337" not in shown, name
    assert SVG in "".join(read["numbers"].shown)
    told = client.get("/api/v1/forms/hostile")
    assert told["Content-Type"].startswith("application/json")
    assert told.json()["document"]["title"] == SCRIPT + "名"
    assert dict(submission.values) == {
        key_of(1): SCRIPT, key_of(2): QUOTES + "\n" + SVG, key_of(3): block_id(22)[:8],
    }  # fmt: skip


@pytest.mark.django_db
def test_no_table_that_is_taken_away_holds_a_formula(town):
    form = hostile_form(town)
    from_sender = {key_of(1): FORMULA, key_of(2): "@SUM(1)\n+1", key_of(3): block_id(24)[:8]}
    desk = sign_in(town.staff())

    submit(version=form.current, values=from_sender, key="k", now=NOW)

    def taken(kind):
        answer = desk.post(
            reverse("submissions:export"), {"form": form.pk, "format": kind, "personal": "masked"}
        )
        return b"".join(answer.streaming_content)

    rows = list(csv.reader(io.StringIO(taken("csv").decode("utf-8-sig"))))
    cells = [cell for row in rows for cell in row if cell]
    assert any("HYPERLINK" in cell for cell in cells)
    assert [cell for cell in cells if cell[0] in "=+-@|%\t"] == []
    sheet = load_workbook(io.BytesIO(taken("xlsx"))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {
        "s",
        "n",
        "d",
        "inlineStr",
    }


@pytest.mark.parametrize("words", WORDS)
def test_sentences_about_a_form_say_its_words_and_fill_nothing_in(words):
    old = definition_of(field_of("yes_no", label=words), field_of("short_text", label="乙"))
    new = definition_of(field_of("yes_no", label="甲"), field_of("short_text", label=words))
    [rule] = parse_rules("if Q1 then show Q2", old)

    said = [sentence_of(old, rule)[language] for language in ("zh", "en")]
    changed = [change.words["zh"] for change in changes(old, new)]

    assert all(words in one for one in said)
    assert sum(words in one for one in changed) == 2


@pytest.mark.parametrize("words", WORDS)
def test_an_answer_in_a_page_is_not_read_as_a_gap_again(words):
    form = definition_of(field_of("short_text"))

    found = filled("{@fshort_text}|{编号}", form, {"fshort_text": words}, CONTEXT, {"number": "7"})

    assert found == f"{words}|7"


@pytest.mark.parametrize("words", WORDS)
def test_a_workbook_of_a_form_holds_words_and_no_formula(words):
    form = definition_of(field_of("short_text", label=words, hint=words))

    book = load_workbook(io.BytesIO(write_xlsform(form, name="x").content))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert sum(cell.value == words for cell in cells) >= 2


@pytest.mark.parametrize("sign", STEERING)
@pytest.mark.parametrize("key", ["short_text", "long_text", "person_name", "hidden", "address"])
def test_signs_that_turn_or_hide_words_are_kept_in_no_answer(key, sign):

    field = field_of(key)
    name = "faddress.detail" if key == "address" else field.key

    found = answered(definition_of(field), {name: [f"林{sign}样{sign}例"]}, CONTEXT)

    assert sign not in json.dumps(found.values, ensure_ascii=False)


@pytest.mark.parametrize("key", LAYOUTS)
def test_a_typeset_page_takes_labels_and_titles_as_words(key):
    fields = [
        replace(field_of("short_text", label=words), id=f"id-{number}", key=f"f{number}")
        for number, words in enumerate(WORDS)
    ]
    form = definition_of(*fields)
    values = {field.key: words for field, words in zip(fields, WORDS, strict=True)}
    known = dict.fromkeys(("number", "day", "area", "title"), QUOTES + TYPST)

    source = program(layout(key), form)
    content = content_of(form, values, CONTEXT, known=known, revealed=True) | {"title": TYPST}
    page = typeset(source, content, {})

    assert page.startswith(b"%PDF-")
    assert [row["label"] for row in content["rows"]] == list(WORDS)
    assert [words for words in WORDS if words in source] == []


def test_a_poster_takes_its_words_as_words(tmp_path):
    title, lead, sender = QUOTES + GAPS, SVG + FORMULA + "\n**_甲_**", SCRIPT + TYPST + "[乙](x:y)"
    poster = Poster(title, lead, "https://example.cn/forms/x/", "example.cn", "扫码", sender)
    font = made_font(tmp_path, f"{title}{lead}{sender}https://example.cn/forms/x/扫码")

    sheet = poster_of(poster, font)

    assert sheet.startswith(b"%PDF-")
    for found in (b"/JavaScript", b"/URI", b"/Annots", b"/Launch"):
        assert found not in sheet


@pytest.mark.django_db
def test_two_versions_compared_show_words_and_run_nothing(town):
    form = hostile_form(town)
    form.title, form.next_words, form.introduction = QUOTES, SCRIPT, GAPS
    form.save_revision()
    desk = sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR))

    page = page_of(desk.get(address("revisions_compare", form, "live", "latest")))

    assert page.runs == []
    shown = "".join(page.shown)
    assert [words for words in (SCRIPT, QUOTES, SVG, GAPS) if words not in shown] == []


@pytest.mark.django_db
@pytest.mark.parametrize("words", WORDS)
def test_messages_say_a_title_and_words_as_they_are(town, words):
    form = coursed_form(town.community, ("notify", {"to": "sender", "by": "sms", "words": words}))
    form.title = words
    form.save_revision().publish(skip_permission_checks=True)

    submission = sent(form).submission
    tell_receipt(submission, "123456")
    tell_who_came_in([submission])

    assert [text.count(words) for text in texts()] == [2, 1, 1]


@pytest.mark.django_db
def test_a_title_in_several_lines_is_one_line_in_the_subject_of_a_mail(town):
    form = coursed_form(town.community, ("notify", {"to": "sender", "by": "email", "words": "好"}))
    form.title = "借\r\nBcc: x@example.cn"
    form.save_revision().publish(skip_permission_checks=True)
    [mail] = [field.key for field in form.definition.fields if field.type == "email"]

    sent(form, **{mail: "lin@example.cn"})

    [message] = [one for one in written("mail") if one["to"] == ["lin@example.cn"]]
    assert message["subject"] == "借 Bcc: x@example.cn"


@pytest.mark.django_db
def test_signs_that_turn_or_hide_words_are_kept_in_no_label(town):
    # A form field refuses NUL itself, and PostgreSQL keeps none.
    signs = "".join(sign for sign in STEERING if sign != "\0")
    said = f"甲{signs}乙"
    choices = [
        {"type": "item", "id": block_id(20 + n), "value": f"{said}{n}" if n else said}
        for n in range(2)
    ]
    asked = [
        {"type": "step", "id": block_id(10), "value": {"title": said}},
        {"type": "section", "id": block_id(11), "value": {"title": said}},
        question(1, "short_text", said, hint=said),
        question(2, "choice", said, choices=choices),
        question(3, "statement", said, text=said),
    ]
    rule = {"id": "r1", "kind": "check", "targets": [key_of(1)], "value": True, "message": said}
    form = draft(town.community, *asked, title=said, introduction=said, rules=[rule])
    found = form.definition
    form.translations = with_translations(found, "en", {"title": said})

    kept = json.dumps(form.definition.document(), ensure_ascii=False)

    assert [sign for sign in STEERING if json.dumps(sign)[1:-1] in json.dumps(kept)] == []
    assert kept.count("甲乙") == 14


@pytest.mark.django_db
def test_what_an_author_types_loses_signs_that_turn_or_hide_words(town):
    desk = sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR))
    form = draft(town.community, question(1))

    sent_in = posted(
        form, question(1, label="姓\u202e名"), title="\u2066借\u200b用", next_words="三\u202e天"
    )
    desk.post(address("edit", form), sent_in | {"rules-trees": "[]"})

    after = newest(form)
    assert (after.title, after.next_words) == ("借用", "三天")
    assert [field.label for field in after.definition.fields] == ["姓名"]
