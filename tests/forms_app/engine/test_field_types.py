"""Every type of field keeps one contract; what each reads and refuses."""

import dataclasses
import json

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_app.engine.answering import answered, said, typed_again
from forms_app.engine.definition import DataClass
from forms_app.engine.drawing import LAYOUTS, WIDGETS
from forms_app.engine.field_type import Chart, field_types
from forms_app.engine.kind import Kind
from forms_app.engine.sentences import SENTENCES
from forms_app.results import Tally
from foundation.reasons import Unacceptable
from tests.forms_app.engine.examples import (
    CONTEXT,
    PLACES,
    UPLOADS,
    definition_of,
    example_of,
    field_of,
)
from tests.forms_app.engine.fuzzing import steadily

TYPES = sorted(field_types())
ASKED = [key for key in TYPES if field_types()[key].is_answered]
OPTION_KINDS = {"flag", "texts", "choices", "whole", "number", "text", "pick", "slots"}


@pytest.mark.parametrize("key", TYPES)
def test_a_type_answers_everything(key):
    kind, field = field_types()[key], field_of(key)

    assert kind.key == key
    for names in (kind.names, kind.help, kind.group):
        assert set(names) == {"zh", "en"}
        assert all(names.values())
    assert kind.icon
    assert kind.missing in SENTENCES
    assert isinstance(kind.kind_of(field), Kind)
    assert isinstance(kind.chart, Chart)
    assert isinstance(kind.class_of(field), DataClass)
    assert all(isinstance(found, Kind) for found in kind.parts_of(field).values())
    assert list(kind.problems(field)) == []
    assert {option.kind for option in kind.options} <= OPTION_KINDS
    for drawn in kind.inputs(field):
        assert drawn.widget in WIDGETS
        assert drawn.layout in LAYOUTS
        assert set(drawn.names) in (set(), {"zh", "en"})
        assert json.dumps(drawn.document("zh"))
        assert not drawn.part or drawn.names
    jsonschema_rs.validator_for(kind.json_schema(field))


@pytest.mark.parametrize("key", ASKED)
def test_a_kept_answer_is_said_masked_exported_and_typed_again(key):
    kind, field = field_types()[key], field_of(key)
    definition = definition_of(field)

    found = answered(definition, example_of(field), CONTEXT)

    assert [problem.say() for problem in found.problems] == []
    value = found.values[field.key]
    assert json.loads(json.dumps(value)) == value
    assert kind.words(field, value, CONTEXT)
    assert len(kind.cells(field, value, CONTEXT)) == len(kind.columns(field))
    assert jsonschema_rs.is_valid(kind.json_schema(field), value)
    again = answered(definition, typed_again(definition, found.values), CONTEXT)
    assert again.values == found.values
    cared = dataclasses.replace(field, data_class=DataClass.SENSITIVE)
    if kind.is_personal(cared):
        assert kind.masked(field, value) != kind.words(field, value, CONTEXT)
        assert said(definition_of(cared), found.values, CONTEXT, revealed=False)[0].masked


@pytest.mark.parametrize("key", ASKED)
def test_a_kept_answer_is_said_in_both_languages(key):
    """In English nothing but the author's own words, and the person's, is Chinese."""
    kind, field = field_types()[key], field_of(key)
    kept = answered(definition_of(field), example_of(field), CONTEXT).values[field.key]

    chinese = kind.words(field, kept, CONTEXT)
    english = kind.words(field, kept, dataclasses.replace(CONTEXT, language="en"))

    own = json.dumps(field.document(), ensure_ascii=False) + json.dumps(
        [example_of(field), [(place.name, place.within) for place in PLACES], list(UPLOADS)],
        ensure_ascii=False,
    )
    own += "".join(upload.name for upload in UPLOADS.values())
    left = {sign for sign in english if "\u3400" <= sign <= "\u9fff"} - set(own)
    assert chinese
    assert left == set()
    for language in ("zh", "en"):
        for drawn in kind.inputs(field):
            assert all(offer.names[language] for offer in drawn.offers)
        advice = kind.advice(field)
        assert set(advice) in (set(), {"zh", "en"})


@pytest.mark.parametrize("key", TYPES)
def test_the_shared_evaluator_and_the_chart_agree_with_the_kind(key):
    """What has choices, numbers or days is drawn; of a person only what many share."""
    kind, field = field_types()[key], field_of(key)

    if kind.class_of(field) != DataClass.NONE:
        assert kind.chart in (Chart.GIVEN, Chart.AGES, Chart.HISTOGRAM)
    elif kind.kind_of(field) in (Kind.NUMBER, Kind.MONEY, Kind.CHOICE, Kind.CHOICES, Kind.DATE):
        assert kind.chart != Chart.NONE


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("key", TYPES)
def test_every_type_has_a_chart_and_what_is_personal_is_told_of_five_at_least(key, language):
    """Counted are six who answered and two who did not; of one alone nothing personal is said."""
    field = field_of(key)
    answer = answered(definition_of(field), example_of(field), CONTEXT).values.get(field.key)
    if answer is None and field_types()[key].is_answered is False and key == "computed":
        answer = 4
    context = dataclasses.replace(CONTEXT, language=language)
    many, one = (Tally({1: definition_of(field)}, context) for _each in range(2))
    for value in [answer] * 6 + [None] * 2:
        many.add(1, {field.key: value})
    one.add(1, {field.key: answer})

    if key == "statement":
        assert many.shown == []
        return
    shown = many.shown[0]
    if shown.chart is Chart.WORDS:
        assert shown.answered == 6
        return
    assert shown.rows
    assert all(row.words for row in shown.rows)
    if field_types()[key].is_personal(field):
        assert shown.answered is None
        assert {row.count for found in one.shown for row in found.rows} <= {None, 0}
        said_of_one = " ".join(row.words for found in one.shown for row in found.rows)
        assert not any(
            text in said_of_one for texts in example_of(field).values() for text in texts
        )
    else:
        assert shown.answered == 6
        assert max(row.count for found in many.shown for row in found.rows) >= 6


@pytest.mark.parametrize("key", ASKED)
def test_a_missing_answer_is_asked_for_and_an_optional_one_is_not(key):
    needed = answered(definition_of(field_of(key)), {}, CONTEXT)
    spared = answered(definition_of(field_of(key, required=False)), {}, CONTEXT)

    [problem] = needed.problems
    assert problem.code == field_types()[key].missing
    assert problem.say("zh") != problem.say("en")
    assert (spared.values, spared.problems) == ({}, ())


@pytest.mark.parametrize("key", ASKED)
def test_the_answer_that_does_not_hold_says_what_to_do_in_both_languages(key):
    kind, field = field_types()[key], field_of(key)
    given = {
        f"{field.key}.{part}" if part else field.key: list(texts)
        for part, texts in kind.counterexample.items()
    }

    found = answered(definition_of(field), given, CONTEXT)

    assert field.key not in found.values
    [problem] = found.problems
    assert (problem.code == kind.missing) == (not given)
    assert problem.say("zh") != problem.say("en")


@pytest.mark.parametrize("key", TYPES)
@steadily(max_examples=40)
@given(texts=st.lists(st.text(max_size=60), max_size=3), part=st.text(max_size=4))
def test_no_input_breaks_a_type_or_slips_past_its_schema(key, texts, part):
    field = field_of(key)
    names = {field.key, f"{field.key}.{part}", *example_of(field)}

    found = answered(definition_of(field), dict.fromkeys(names, texts), CONTEXT)

    for problem in found.problems:
        assert isinstance(problem.reason, Unacceptable)
        assert problem.say("zh")
        assert problem.say("en")
    if field.key in found.values and not found.problems:
        schema = field_types()[key].json_schema(field)
        assert jsonschema_rs.is_valid(schema, found.values[field.key])


@pytest.mark.parametrize(
    ("key", "given_texts", "value"),
    [
        ("number", {"": ["１，２００.50"]}, 1200.5),
        ("number", {"": ["300平方米"]}, 300),
        ("number", {"": ["−0"]}, 0),
        ("money", {"": ["12.5元"]}, 1250),
        ("money", {"": ["￥ 0.1"]}, 10),
        ("time", {"": ["9:05"]}, "09:05"),
        ("time", {"": ["下午3点半"]}, "15:30"),
        ("time", {"": ["14点"]}, "14:00"),
        ("date", {"": ["20261205"]}, "2026-12-05"),
        ("date_range", {"start": ["2026年1月2日"], "end": ["2026-1-2"]},
            {"start": "2026-01-02", "end": "2026-01-02"}),
        ("person_name", {"": ["林 样 例"]}, "林样例"),
        ("person_name", {"": ["阿样·例例"]}, "阿样·例例"),
        ("person_name", {"": ["Anna O'Sample-Li"]}, "Anna O'Sample-Li"),
        ("id_number", {"": ["１１０１０５ 19491231 002x"]}, "11010519491231002X"),
        ("credit_code", {"": ["91350100M000100Y43"]}, "91350100M000100Y43"),
        ("email", {"": ["a.b＠EXAMPLE。cn"]}, "a.b@example.cn"),
        ("choice", {"": ["b"]}, "b"),
        ("choices", {"": ["other", "a"], "other": ["唱 戏"]}, ["a", "other:唱 戏"]),
        ("ranking", {"a": ["3"], "b": ["1"], "c": ["2"]}, ["b", "c", "a"]),
        ("position", {"lat": ["36.65°"], "lon": ["117.1"]}, {"lat": 36.65, "lon": 117.1}),
        ("position", {"lat": ["36.65"], "lon": ["117.1"], "by": ["phone"], "within": ["30"]},
            {"lat": 36.65, "lon": 117.1, "by": "phone", "within": 30}),
        ("position", {"lat": ["1"], "lon": ["2"], "by": ["god"], "within": ["1"]},
            {"lat": 1, "lon": 2}),
        ("position", {"area": ["百花园"]}, {"lat": 36.66, "lon": 117.11, "by": "area"}),
        ("yes_no", {"": ["否"]}, False),
        ("rating", {"": ["５"]}, 5),
        ("signature", {"name": ["林样例"]}, {"name": "林样例"}),
    ],
)  # fmt: skip
def test_an_answer_is_kept_in_one_form(key, given_texts, value):
    found = kept(key, given_texts)

    assert [problem.say() for problem in found.problems] == []
    assert found.values == {f"f{key}": value}
    assert type(found.values[f"f{key}"]) is type(value)


def kept(key, given_texts):
    given_names = {
        f"f{key}.{part}" if part else f"f{key}": texts for part, texts in given_texts.items()
    }
    return answered(definition_of(field_of(key)), given_names, CONTEXT)


@pytest.mark.parametrize(
    ("key", "given_texts", "code"),
    [
        ("short_text", {"": ["长" * 101]}, "answer_too_long"),
        ("phone", {"": ["123"]}, "mobile_length"),
        ("choice", {"": ["z"]}, "choice_unknown"),
        ("choice", {"": ["a", "b"]}, "answer_several"),
        ("choices", {"": ["other"]}, "other_missing"),
        ("choices", {"": ["a", "z"]}, "choice_unknown"),
        ("community", {"": ["没有这里"]}, "community_unknown"),
        ("community", {"": ["社区"]}, "community_ambiguous"),
        ("address", {"area": ["百花园"]}, "address_no_detail"),
        ("address", {"detail": ["3号楼"]}, "address_no_area"),
        ("consent", {"": ["off"]}, "answer_not_agreed"),
        ("date", {"": ["2026-02-30"]}, "date_unreadable"),
        ("date_range", {"start": ["2026-02-03"]}, "range_half"),
        ("date_range", {"start": ["2026-02-03"], "end": ["2026-02-02"]}, "range_backwards"),
        ("time", {"": ["25:00"]}, "time_unreadable"),
        ("number", {"": ["三"]}, "number_unreadable"),
        ("number", {"": ["1.234"]}, "number_places"),
        ("number", {"": ["-1"]}, "number_too_small"),
        ("number", {"": ["5000.01"]}, "number_too_large"),
        ("money", {"": ["1.234"]}, "money_parts_of_fen"),
        ("money", {"": ["一百"]}, "money_unreadable"),
        ("person_name", {"": ["林"]}, "name_too_short"),
        ("person_name", {"": ["林样例1"]}, "name_unreadable"),
        ("id_number", {"": ["110105194912310021"]}, "id_number_check_digit"),
        ("id_number", {"": ["110105209912310026"]}, "id_number_birth_date"),
        ("credit_code", {"": ["91350100M000100Y44"]}, "credit_code_check_digit"),
        ("email", {"": ["a@b"]}, "email_unreadable"),
        ("ranking", {"a": ["1"], "b": ["1"], "c": ["2"]}, "ranking_unclear"),
        ("matrix", {"r1": ["a"]}, "rows_missing"),
        ("position", {"lat": ["91"], "lon": ["0"]}, "position_unreadable"),
        ("position", {"area": ["柳林"]}, "position_area_unplaced"),
        ("position", {"area": ["没有这里"]}, "community_unknown"),
        ("file", {"": ["upload-2"]}, "upload_wrong_type"),
        ("photo", {"": ["upload-3"]}, "upload_too_large"),
        ("photo", {"": ["upload-9"]}, "upload_unknown"),
        ("file", {"": ["1", "2", "3", "4"]}, "uploads_too_many"),
        ("signature", {"drawn": ["upload-1"]}, "signature_no_name"),
        ("slot", {"": ["s9"]}, "choice_unknown"),
        ("rating", {"": ["6"]}, "choice_unknown"),
        ("scale", {"": ["11"]}, "choice_unknown"),
        ("repeat", {str(n): ["x"] for n in range(6)}, "items_too_many"),
    ],
)  # fmt: skip
def test_a_wrong_answer_says_why(key, given_texts, code):
    found = kept(key, given_texts)

    assert code in [problem.code for problem in found.problems]
    assert found.values == {}


def test_a_slot_that_is_over_is_refused():
    slots = [{"id": "s1", "day": "2026-11-20", "start": "09:00", "end": "10:00", "places": 1}]
    field = field_of("slot", options={"slots": slots})

    found = answered(definition_of(field), {field.key: ["s1"]}, CONTEXT)

    assert [problem.code for problem in found.problems] == ["date_past"]


def test_how_much_care_an_answer_needs_is_at_least_what_its_type_asks():
    id_number, text = field_types()["id_number"], field_types()["short_text"]

    assert id_number.class_of(field_of("id_number", data_class="none")) == DataClass.SENSITIVE
    assert id_number.class_of(field_of("id_number", data_class="minor")) == DataClass.MINOR
    assert text.class_of(field_of("short_text", data_class="sensitive")) == DataClass.SENSITIVE
    assert text.class_of(field_of("short_text", purpose="contact_name")) == DataClass.PERSONAL
