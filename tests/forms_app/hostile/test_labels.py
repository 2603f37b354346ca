"""Words that mean harm, in titles, labels, hints, choices and answers: words they stay."""

import csv
import io
import json
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from forms_app.actions.submit import submit
from forms_app.engine.answering import answered
from forms_app.engine.comparing import changes
from forms_app.engine.logic.parsing import parse_rules
from forms_app.engine.logic.wording import sentence_of
from forms_app.engine.templating import filled
from forms_app.exchange.xlsform_writing import write_xlsform
from forms_app.models import Form, Submission
from forms_app.tickets import new_ticket
from tests.factories.sessions import sign_in
from tests.forms_app.authoring import block_id, key_of, question
from tests.forms_app.conftest import NOW
from tests.forms_app.engine.examples import CONTEXT, definition_of, field_of

SCRIPT = "<script>tx(1)</script>"
QUOTES = "\"'><img src=x onerror=tx(2)>"
SVG = "</textarea></title><svg/onload=tx(3)>"
GAPS = "{{7*191}}{0.__class__}%(x)s{编号}"
FORMULA = '=HYPERLINK("tx")'
TYPST = '#eval("tx") $x$ @cite'
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


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\ufeff", "\0", "\x1b", "\u00ad"])
@pytest.mark.parametrize("key", ["short_text", "long_text", "person_name", "hidden", "address"])
def test_signs_that_turn_or_hide_words_are_kept_in_no_answer(key, sign):

    field = field_of(key)
    name = "faddress.detail" if key == "address" else field.key

    found = answered(definition_of(field), {name: [f"林{sign}样{sign}例"]}, CONTEXT)

    assert sign not in json.dumps(found.values, ensure_ascii=False)
