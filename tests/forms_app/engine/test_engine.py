"""The engine: types by their contract, answers against definitions, what a submission starts."""

import dataclasses
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_app.engine.answering import answered, said
from forms_app.engine.checking import problems_of
from forms_app.engine.definition import Definition, Field, Section, digest_of, read
from forms_app.engine.field_type import Context, Place, field_types
from forms_app.engine.schema import submission_schema
from forms_app.engine.sentences import SENTENCES
from forms_app.engine.step import steps
from foundation.reasons import Unacceptable

PLACES = [
    Place("370199001001", "百花园社区", "甲街道"),
    Place("370199002001", "柳林社区", "乙街道"),
]
CONTEXT = Context(
    today=date(2026, 11, 21),
    find_places=lambda words: [p for p in PLACES if words in (p.code, p.name) or words in p.name],
)
OPTIONS = {
    "choice": {
        "choices": [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}],
        "several": False,
    }
}
GOOD = {
    "short_text": "3号楼",
    "long_text": "灯不亮了\n想请人看看",
    "phone": "139-0000-0001",
    "choice": "b",
    "community": "百花园",
    "consent": "on",
    "date": "2026年12月5日",
}


def field_of(key: str, **fields) -> Field:
    made = {"id": f"id-{key}", "key": f"f{key}", "type": key, "label": f"问题 {key}"}
    return Field(**(made | {"options": OPTIONS.get(key, {})} | fields))


def definition_of(*fields: Field, starts: str = "") -> Definition:
    return Definition("表单", "", starts, (Section("s", "", fields),))


ALL = definition_of(*(field_of(key) for key in sorted(GOOD)))


def test_the_examples_here_know_every_type():
    assert set(field_types()) == set(GOOD)


@pytest.mark.parametrize("key", sorted(field_types()))
def test_a_type_keeps_its_contract(key):
    kind, field = field_types()[key], field_of(key)

    value = kind.read(field, [GOOD[key]], CONTEXT)

    assert json.loads(json.dumps(value)) == value
    assert kind.words(field, value, CONTEXT)
    assert isinstance(kind.json_schema(field), dict)
    assert kind.key == key
    assert set(kind.names) == {"zh", "en"}
    assert kind.missing in SENTENCES
    if kind.is_personal(dataclasses.replace(field, personal=True)):
        assert kind.masked(field, value) != kind.words(field, value, CONTEXT)
    assert list(kind.problems(field)) == []


@pytest.mark.parametrize("key", sorted(field_types()))
def test_a_missing_answer_is_asked_for_and_an_optional_one_is_not(key):
    needed = answered(definition_of(field_of(key)), {}, CONTEXT)
    spared = answered(definition_of(field_of(key, required=False)), {}, CONTEXT)

    [problem] = needed.problems
    assert problem.code == field_types()[key].missing
    assert problem.say("zh") != problem.say("en")
    assert (spared.values, spared.problems) == ({}, ())


@pytest.mark.parametrize("key", sorted(field_types()))
@given(texts=st.lists(st.text(max_size=300), max_size=4))
def test_no_input_breaks_a_type_or_slips_past_its_schema(key, texts):
    found = answered(definition_of(field_of(key)), {f"f{key}": texts}, CONTEXT)

    assert bool(found.values) != bool(found.problems)
    for problem in found.problems:
        assert isinstance(problem.reason, Unacceptable)
        assert problem.say("zh")
    for value in found.values.values():
        holds(field_types()[key].json_schema(field_of(key)), value)


def holds(schema: dict, value) -> None:
    """Hold a value against the few words of JSON Schema that our types use."""
    import re

    if "const" in schema:
        assert value is schema["const"]
        return
    assert isinstance(value, str)
    assert len(value) >= schema.get("minLength", 0)
    assert len(value) <= schema.get("maxLength", len(value))
    assert value in schema.get("enum", [value])
    assert re.search(schema.get("pattern", ""), value)


def test_undeclared_answers_are_dropped():
    found = answered(
        definition_of(field_of("short_text")), {"fshort_text": ["甲"], "admin": ["1"]}, CONTEXT
    )

    assert found.values == {"fshort_text": "甲"}


@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("short_text", "长" * 101, "answer_too_long"),
        ("phone", "123", "mobile_length"),
        ("choice", "c", "choice_unknown"),
        ("community", "没有这里", "community_unknown"),
        ("community", "社区", "community_ambiguous"),
        ("consent", "off", "answer_not_agreed"),
        ("date", "2026-02-30", "date_unreadable"),
    ],
)
def test_a_wrong_answer_says_why(key, text, code):
    found = answered(definition_of(field_of(key)), {f"f{key}": [text]}, CONTEXT)

    assert [problem.code for problem in found.problems] == [code]
    assert found.values == {}


@pytest.mark.parametrize(
    ("text", "code"), [("2026-11-20", "date_past"), ("2028-01-01", "date_far"), ("2026-11-21", "")]
)
def test_a_day_ahead_lies_between_today_and_a_year_from_now(text, code):
    field = field_of("date", options={"ahead": True})

    found = answered(definition_of(field), {field.key: [text]}, CONTEXT)

    assert [problem.code for problem in found.problems] == ([code] if code else [])


def test_several_choices_are_kept_in_the_order_of_the_form():
    field = field_of("choice", options=OPTIONS["choice"] | {"several": True})

    found = answered(definition_of(field), {field.key: ["b", "a", "b"]}, CONTEXT)

    assert found.values == {field.key: ["a", "b"]}
    assert said(definition_of(field), found.values, CONTEXT)[0].words == "甲、乙"


def test_a_definition_survives_its_document():
    document = json.loads(json.dumps(ALL.document()))

    assert read(document) == ALL
    assert digest_of(document) == digest_of(ALL.document())


def test_the_schema_lets_nothing_through_that_was_not_asked():
    schema = submission_schema(ALL)

    assert schema["additionalProperties"] is False
    assert set(schema["properties"]) == {f"f{key}" for key in GOOD}
    assert schema["required"] == [f"f{key}" for key in sorted(GOOD)]


def test_personal_answers_are_masked_until_they_are_revealed():
    values = answered(ALL, {f"f{key}": [text] for key, text in GOOD.items()}, CONTEXT).values

    hidden = {entry.field.type: entry for entry in said(ALL, values, CONTEXT, revealed=False)}

    assert hidden["phone"].words == "139****0001"
    assert hidden["phone"].masked
    assert not hidden["choice"].masked


def test_a_need_takes_the_words_and_leaves_what_is_personal_to_the_contact():
    definition = definition_of(
        field_of("long_text", purpose="what"),
        field_of("short_text", personal=True),
        dataclasses.replace(
            field_of("short_text", purpose="contact_name", personal=True), key="fname"
        ),
        field_of("phone", purpose="contact_phone", personal=True),
        field_of("choice"),
        field_of("consent"),
        starts="raise_need",
    )
    given_answers = {f"f{key}": [text] for key, text in GOOD.items()} | {"fname": ["林样例"]}
    values = answered(definition, given_answers, CONTEXT).values

    command = steps()["raise_need"].decide(definition, values, CONTEXT)

    assert command.title == "灯不亮了"
    assert command.what == "灯不亮了\n想请人看看\n问题 choice：乙"
    assert (command.contact_name, command.contact_phone) == ("林样例", "13900000001")


@pytest.mark.parametrize(
    ("definition", "codes"),
    [
        (definition_of(), ["form_empty"]),
        (definition_of(field_of("phone"), field_of("phone")), ["form_key_twice"]),
        (definition_of(field_of("phone", type="blood")), ["form_type_unknown"]),
        (definition_of(field_of("phone", purpose="title")), ["form_purpose_unfit"]),
        (
            definition_of(field_of("long_text", purpose="what", personal=True)),
            ["form_purpose_unfit"],
        ),
        (definition_of(field_of("choice", options={})), ["choices_missing"]),
        (definition_of(field_of("phone"), starts="fly"), ["form_step_unknown"]),
        (
            definition_of(field_of("phone"), starts="raise_need"),
            ["need_without_words", "need_without_community"],
        ),
    ],
)
def test_what_cannot_be_published_says_why(definition, codes):
    found = list(problems_of(definition, in_community=False))

    assert [problem.code for problem in found] == codes
    assert all(problem.say("zh") and problem.say("en") for problem in found)
