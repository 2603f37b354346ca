"""XLSForm going out and coming back: the same questions, and rules that decide the same."""

import random
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from forms_app.engine.checking import problems_of
from forms_app.engine.field_type import field_types, type_of
from forms_app.engine.logic.deciding import decide
from forms_app.engine.rule import Rule
from forms_app.engine.translating import in_language, phrases, with_translations
from forms_app.exchange.report import Turn
from forms_app.exchange.xlsform_reading import read_xlsform
from forms_app.exchange.xlsform_writing import write_xlsform
from forms_app.gallery import starters
from tests.forms_app.engine.examples import definition_of, field_of

TODAY = date(2026, 11, 21)
UNSAID = ("date_diff", "some", "birth_date")
"""What XLSForm has no words for; a form with such a rule loses it, and is told so."""


def shape(definition):
    return [
        (field.type, field.label, field.hint, field.required, str(field.data_class),
         str(field.purpose), tuple(type_of(field).choices_of(field).values()))
        for field in definition.all_fields
    ]  # fmt: skip


def ruled(definition):
    return {(rule.kind, target) for rule in definition.rules for target in rule.targets}


def layout(definition):
    return [
        [(section.title, len(section.fields)) for section in step.sections]
        for step in definition.steps
    ]


@pytest.mark.parametrize("key", sorted(starters()))
def test_a_starter_comes_back_with_the_same_questions(key):
    before = starters()[key].form(TODAY).definition

    written = write_xlsform(before, name=key)
    found = read_xlsform(written.content, f"{key}.xlsx")
    lost = {note.about for note in found.notes if note.code == "not_worked_out"}

    kept = [entry for entry in shape(before) if entry[1] not in lost]
    assert shape(found.definition) == kept
    assert bool(lost) <= bool(written.notes)
    if not written.notes:
        assert layout(found.definition) == layout(before)
        assert len(ruled(found.definition)) == len(ruled(before))
        assert [note for note in found.notes if note.turn == Turn.LEFT_OUT] == []


@pytest.mark.parametrize("key", ["ask_for_help", "repair_report", "feedback"])
def test_the_introduction_and_what_follows_come_back_too(key):
    before = in_english(starters()[key].form(TODAY).definition)

    found = read_xlsform(write_xlsform(before, name=key).content, f"{key}.xlsx").definition

    assert found.introduction == before.introduction != ""
    assert [one.step for one in found.after] == [one.step for one in before.after]
    assert spoken(found, "en") == spoken(before, "en")
    assert list(problems_of(found, in_community=True)) == []


PLAIN = {"matches": [{"var": "fshort_text"}, r"\d{6}|[A-Z]\.'?"]}


@pytest.mark.parametrize(
    "holds",
    [PLAIN, {"!": [PLAIN]}, {"matches": [{"var": "fshort_text"}, "^(?:a)|(?:b)$"]}],
    ids=["a pattern", "not a pattern", "anchored branches"],
)
def test_a_pattern_goes_out_for_the_whole_text_and_comes_back_the_same(holds):
    check = Rule("r", "check", ("fshort_text",), value=holds, message="请按样子填写")
    definition = definition_of(field_of("short_text"), field_of("long_text"), rules=(check,))

    written = write_xlsform(definition, name="x")
    found = read_xlsform(written.content, "x.xlsx").definition

    survey = load_workbook(BytesIO(written.content))["survey"]
    cells = [str(cell.value) for row in survey.iter_rows() for cell in row]
    assert sum("regex(., " in cell and ")$" in cell for cell in cells) == 1
    assert written.notes == ()
    [back] = found.rules
    key = next(iter(found.fields)).key
    assert (back.kind, back.targets, back.message) == ("check", (key,), "请按样子填写")
    assert str(back.value) == str(holds).replace("fshort_text", key)


@pytest.mark.parametrize("text", [r"\${2}", "${who}", "“好”", "‘", "'\""])
@pytest.mark.parametrize("operator", ["matches", "contains", "=="])
def test_a_text_that_would_be_read_otherwise_there_stays_behind_and_is_told(operator, text):
    holds = {operator: [{"var": "fshort_text"}, text]}
    check = Rule("r", "check", ("fshort_text",), value=holds)

    written = write_xlsform(definition_of(field_of("short_text"), rules=(check,)), name="x")

    assert [note.code for note in written.notes] == ["rule_not_said"]
    assert read_xlsform(written.content, "x.xlsx").definition.rules == ()


def test_a_condition_by_pattern_decides_the_same_when_it_comes_back():
    shown = [{"matches": [{"var": "fshort_text"}, "a*"]}, {"!": [PLAIN]}]
    rules = tuple(
        Rule(f"r{place}", "show", (target,), when=when)
        for place, (target, when) in enumerate(zip(("flong_text", "fyes_no"), shown, strict=True))
    )
    before = definition_of(*map(field_of, ("short_text", "long_text", "yes_no")), rules=rules)
    after = read_xlsform(write_xlsform(before, name="x").content, "x.xlsx").definition

    for text in (None, "aaa", "250100", "Q.", "东苑"):
        hidden = [
            [key in decide(form, {first: text} if text else {}, today=TODAY.isoformat()).hidden
             for key in (second, third)]
            for form in (before, after)
            for first, second, third in [[field.key for field in form.fields]]
        ]  # fmt: skip
        assert hidden[0] == hidden[1], text


@pytest.mark.parametrize("cell", ["{", "[]", '{"steps": [{"step": "fly"}]}', '{"steps": 3}'])
def test_a_damaged_cell_leaves_what_follows_behind_and_says_so(cell):
    book = load_workbook(BytesIO(write_xlsform(starters()["repair_report"].form(TODAY).definition,
                                               name="x").content))  # fmt: skip
    names = [one.value for one in book["settings"][1]]
    book["settings"].cell(row=2, column=names.index("tx_after") + 1).value = cell
    kept = BytesIO()
    book.save(kept)

    found = read_xlsform(kept.getvalue(), "x.xlsx")

    assert found.definition.after == ()
    assert "course_left_out" in {note.code for note in found.notes}


def drawn(field, chance):
    """Return an answer to a question, None for none."""
    if chance.random() < 0.4:
        return None
    choices = list(type_of(field).choices_of(field))
    answers = {
        "number": lambda: chance.randint(0, 90),
        "money": lambda: chance.randint(0, 90_000),
        "yes_no": lambda: chance.random() < 0.5,
        "rating": lambda: chance.randint(1, 5),
        "scale": lambda: chance.randint(0, 10),
        "choice": lambda: chance.choice(choices),
        "dropdown": lambda: chance.choice(choices),
        "choices": lambda: chance.sample(choices, chance.randint(1, len(choices))),
        "short_text": lambda: "甲",
        "date": lambda: f"2026-11-{chance.randint(10, 30)}",
    }
    return answers[field.type]() if field.type in answers and field.type != "file" else None


def translated(value, before, after):
    """Return an answer with the choices that the other form has in the same places."""
    names = dict(zip(type_of(before).choices_of(before), type_of(after).choices_of(after),
                     strict=True))  # fmt: skip
    if isinstance(value, list):
        return [names[one] for one in value]
    return names.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize(
    "key", ["feedback", "meal_delivery", "satisfaction_survey", "lost_and_found", "micro_wish",
            "repair_report", "proposal", "residence_proof", "venue_booking"]
)  # fmt: skip
def test_its_rules_decide_the_same_of_any_answers(key):
    before = starters()[key].form(TODAY).definition
    after = read_xlsform(write_xlsform(before, name=key).content, key).definition
    pairs = list(zip(before.all_fields, after.all_fields, strict=True))
    chance = random.Random(key)

    for _round in range(60):
        mine, theirs = {}, {}
        for field, twin in pairs:
            value = drawn(field, chance)
            if value is not None and field.key not in before.group_of:
                mine[field.key], theirs[twin.key] = value, translated(value, field, twin)
        first = decide(before, mine, today=TODAY.isoformat())
        second = decide(after, theirs, today=TODAY.isoformat())
        outside = [(a.key, b.key) for a, b in pairs if a.key not in before.group_of]
        assert [b in second.hidden for _, b in outside] == [a in first.hidden for a, _ in outside]
        assert [b in second.required for _, b in outside] == [
            a in first.required for a, _ in outside
        ]
        assert len(second.violations) == len(first.violations)
        assert list(second.computed.values()) == list(first.computed.values())


def test_words_that_begin_like_a_formula_stay_words():
    from forms_app.exchange.pasted_reading import read_pasted

    definition = read_pasted("1. =SUM(A1:A9)\n2. 姓名").definition
    sheet = load_workbook(BytesIO(write_xlsform(definition, name="x").content))["survey"]

    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=SUM(A1:A9)"]
    assert [cell.data_type for cell in cells] == ["s"] or [cell.quotePrefix for cell in cells] == [
        True
    ]


def in_english(definition):
    """Return a form with an English word for each of its own, the same for the same."""
    texts = {phrase.address: f"In English: {phrase.words}" for phrase in phrases(definition)}
    return replace(definition, translations=with_translations(definition, "en", texts))


def spoken(definition, language):
    form = in_language(definition, language)
    return [phrase.words for phrase in phrases(form)]


@pytest.mark.parametrize(
    "key", ["activity_registration", "meal_delivery", "property_inspection", "visit_record"]
)
def test_a_translated_form_comes_back_in_both_languages(key):
    before = in_english(starters()[key].form(TODAY).definition)

    found = read_xlsform(write_xlsform(before, name=key).content, f"{key}.xlsx").definition

    assert spoken(found, "zh") == spoken(before, "zh")
    assert spoken(found, "en") == spoken(before, "en")


@pytest.mark.parametrize("kind", sorted(key for key in field_types() if key != "repeat"))
def test_every_type_comes_back_with_what_it_says_in_english(kind):
    before = in_english(definition_of(field_of(kind, hint="" if kind == "statement" else "慢慢写")))

    found = read_xlsform(write_xlsform(before, name="x").content, "x.xlsx").definition

    assert spoken(found, "en") == spoken(before, "en")


def test_each_language_has_its_own_columns_and_one_alone_has_none():
    plain = definition_of(field_of("choice", label="怎么样"))
    titled = replace(plain, title="意见")

    one, two = (
        load_workbook(BytesIO(write_xlsform(form, name="x").content))
        for form in (titled, in_english(titled))
    )

    names = [[cell.value for cell in book["survey"][1]] for book in (one, two)]
    assert names[0][:3] == ["type", "name", "label"]
    assert names[1][2:6] == [
        "label::中文 (zh)", "label::English (en)", "hint::中文 (zh)", "hint::English (en)",
    ]  # fmt: skip
    assert [cell.value for cell in two["choices"][1]][2:4] == names[1][2:4]
    settings = dict(zip(*two["settings"].values, strict=True))
    assert settings["default_language"] == "中文 (zh)"
    assert settings["tx_title"] == '{"en": "In English: 意见"}'
    assert "tx_title" not in [cell.value for cell in one["settings"][1]]
