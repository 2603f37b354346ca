"""The engine: answers against definitions, what cannot be published, what a submission starts."""

import dataclasses
import json

import pytest

from forms_app.engine.answering import answered, closed_up, said, typed_again
from forms_app.engine.checking import problems_of
from forms_app.engine.definition import digest_of
from forms_app.engine.document import document_of
from forms_app.engine.reading import read
from forms_app.engine.schema import submission_schema
from forms_app.engine.step import steps
from tests.forms_app.engine.examples import (
    CONTEXT,
    definition_of,
    everything,
    example_of,
    field_of,
    given_for,
)


def test_undeclared_answers_are_dropped():
    found = answered(
        definition_of(field_of("short_text")), {"fshort_text": ["甲"], "admin": ["1"]}, CONTEXT
    )

    assert found.values == {"fshort_text": "甲"}


@pytest.mark.parametrize(
    ("text", "code"), [("2026-11-20", "date_past"), ("2028-01-01", "date_far"), ("2026-11-21", "")]
)
def test_a_day_ahead_lies_between_today_and_a_year_from_now(text, code):
    field = field_of("date", options={"ahead": True})

    found = answered(definition_of(field), {field.key: [text]}, CONTEXT)

    assert [problem.code for problem in found.problems] == ([code] if code else [])


def test_several_choices_are_kept_in_the_order_of_the_form():
    field = field_of("choices")

    found = answered(definition_of(field), {field.key: ["b", "a", "b"]}, CONTEXT)

    assert found.values == {field.key: ["a", "b"]}
    assert said(definition_of(field), found.values, CONTEXT)[0].words == "甲、乙"


def test_a_definition_survives_its_document():
    definition = everything()
    document = json.loads(json.dumps(document_of(definition)))

    assert read(document) == definition
    assert digest_of(document) == digest_of(document_of(definition))


def test_a_document_from_before_there_were_steps_is_read():
    old = {
        "schema_version": 1,
        "title": "请人帮忙",
        "introduction": "",
        "starts": "",
        "sections": [
            {
                "id": "s",
                "title": "",
                "fields": [
                    {
                        "id": "1", "key": "f1", "type": "choice", "label": "哪几样", "hint": "",
                        "required": True, "data_class": "none", "purpose": "",
                        "options": {
                            "several": True,
                            "choices": [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}],
                        },
                    },
                    {
                        "id": "2", "key": "f2", "type": "phone", "label": "手机号", "hint": "",
                        "required": True, "data_class": "personal", "purpose": "", "options": {},
                    },
                ],
            }
        ],
    }  # fmt: skip

    found = read(old)

    assert [field.type for field in found.fields] == ["choices", "phone"]
    kept = answered(found, {"f1": ["b", "a"], "f2": ["13900000001"]}, CONTEXT)
    assert (kept.values, kept.problems) == ({"f1": ["a", "b"], "f2": "+8613900000001"}, ())


def test_a_document_of_an_unknown_version_is_not_read():
    with pytest.raises(ValueError, match="99"):
        read({"schema_version": 99})


def test_the_schema_lets_nothing_through_that_was_not_asked():
    definition = everything()

    schema = submission_schema(definition)

    assert schema["additionalProperties"] is False
    asked = {field.key for field in definition.fields if field.type != "statement"}
    assert set(schema["properties"]) == asked
    assert set(schema["required"]) == asked - {"fcomputed"}


def test_personal_answers_are_masked_until_they_are_revealed():
    definition = everything()
    values = answered(definition, given_for(definition), CONTEXT).values

    hidden = {
        entry.field.type: entry for entry in said(definition, values, CONTEXT, revealed=False)
    }

    assert hidden["phone"].words == "139****0001"
    assert hidden["phone"].masked
    assert hidden["id_number"].words == "110105********002X"
    assert hidden["repeat"].masked
    assert not hidden["choice"].masked


def test_what_was_kept_can_be_typed_again():
    definition = everything()
    values = answered(definition, given_for(definition), CONTEXT).values

    again = answered(definition, typed_again(definition, values), CONTEXT)

    assert again.problems == ()
    assert again.values == values


def test_a_problem_in_an_item_stands_at_its_address():
    definition = definition_of(field_of("repeat"))
    given = {"frepeat.0.inner-number": ["x"], "frepeat.2.inner-text": ["林样例"]}

    found = answered(definition, given, CONTEXT)

    assert [(problem.address, problem.code) for problem in found.problems] == [
        ("frepeat.0.inner-text", "answer_missing"),
        ("frepeat.0.inner-number", "number_unreadable"),
        ("frepeat.1.inner-number", "answer_missing"),
    ]
    assert found.values == {"frepeat": [{}, {"inner-text": "林样例"}]}


def test_items_close_up_so_that_addresses_and_names_meet():
    definition = definition_of(field_of("repeat"), field_of("date_range"))
    given = {
        "frepeat.0.inner-text": [" "],
        "frepeat.1.inner-text": ["甲"],
        "frepeat.4.inner-number": ["x"],
        "fdate_range.start": ["2026-12-05"],
        "other": ["1"],
    }

    closed = closed_up(definition, given)

    assert closed == {
        "frepeat.0.inner-text": ["甲"],
        "frepeat.1.inner-number": ["x"],
        "fdate_range.start": ["2026-12-05"],
        "other": ["1"],
    }
    assert {problem.address for problem in answered(definition, given, CONTEXT).problems} == {
        problem.address for problem in answered(definition, closed, CONTEXT).problems
    }


def test_nobody_forges_what_the_installation_knows():
    field = field_of("hidden", options={"source": "known"})
    context = dataclasses.replace(CONTEXT, known={field.key: "desk"})

    assert answered(definition_of(field), {field.key: ["forged"]}, CONTEXT).values == {}
    assert answered(definition_of(field), {field.key: ["forged"]}, context).values == {
        field.key: "desk"
    }


def test_a_full_choice_is_refused():
    field = field_of("choice")
    context = dataclasses.replace(CONTEXT, is_full=lambda key, choice: choice == "a")

    found = answered(definition_of(field), {field.key: ["a"]}, context)

    assert [problem.code for problem in found.problems] == ["choice_full"]


def test_a_need_takes_the_words_and_leaves_what_is_personal_to_the_contact():
    definition = definition_of(
        field_of("long_text", purpose="what"),
        field_of("short_text", data_class="personal"),
        dataclasses.replace(
            field_of("short_text", purpose="contact_name", data_class="personal"), key="fname"
        ),
        field_of("phone", purpose="contact_phone", data_class="personal"),
        field_of("choice"),
        field_of("consent"),
        starts="raise_need",
    )
    given_answers = {
        name: texts for field in definition.fields for name, texts in example_of(field).items()
    } | {"fname": ["林样例"]}
    values = answered(definition, given_answers, CONTEXT).values

    command = steps()["raise_need"].command(definition, values, CONTEXT)

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
            definition_of(field_of("long_text", purpose="what", data_class="personal")),
            ["form_purpose_unfit"],
        ),
        (definition_of(field_of("choice", options={})), ["choices_missing"]),
        (definition_of(field_of("phone"), starts="fly"), ["form_step_unknown"]),
        (
            definition_of(field_of("phone"), starts="raise_need"),
            ["need_without_words", "need_without_community"],
        ),
        (definition_of(field_of("id_number")), ["form_separate_consent"]),
        (
            definition_of(field_of("id_number"), field_of("consent", options={"separate": True})),
            [],
        ),
        (definition_of(field_of("repeat", fields=())), ["group_empty"]),
        (
            definition_of(field_of("repeat", fields=(field_of("consent"),))),
            ["group_field_unfit"],
        ),
        (definition_of(field_of("choices", options={"choices": [
            {"id": "a", "text": "甲"}, {"id": "a", "text": "甲"}]})),
            ["choices_same_id", "choices_same_words"]),
        (definition_of(field_of("number", options={"least": "5", "most": "一"})),
            ["limit_unreadable"]),
    ],
)  # fmt: skip
def test_what_cannot_be_published_says_why(definition, codes):
    found = list(problems_of(definition, in_community=False))

    assert [problem.code for problem in found] == codes
    assert all(problem.say("zh") and problem.say("en") for problem in found)
