"""Nesting without end: refused in a sentence; Python's stack is never what stops it."""

import copy
import json
from datetime import date

import pytest

from forms_app.engine.answering import answered
from forms_app.engine.logic.admitting import admitted
from forms_app.engine.logic.checking_rules import problems_of_rules
from forms_app.engine.logic.deciding import decide
from forms_app.engine.logic.evaluating import Scope, Terms, evaluate
from forms_app.engine.logic.parsing import parse_rules
from forms_app.engine.rule import Rule
from forms_app.engine.samples import broken_samples
from forms_app.engine.sentences import Unfit
from forms_app.exchange.own_reading import loaded, read_document
from forms_app.exchange.reading_files import read_file
from forms_app.exchange.report import Unreadable
from forms_app.gallery import starters
from foundation.strict_json import NotJson, strictly_read
from tests.forms_app.engine.examples import CONTEXT, definition_of, field_of
from tests.forms_app.engine.vectors import TODAY

TODAY_DAY = date.fromisoformat(TODAY)

DEPTHS = (31, 101, 400, 990, 5000, 200_000)
"""Around each bound: of formulas, of files, of Python with two calls a level, of its reader."""


def nested(depth, inner="1", left="[", right="]"):
    return left * depth + inner + right * depth


def tree(depth):
    found = {"var": "fyes_no"}
    for _ in range(depth):
        found = {"!": [found]}
    return found


@pytest.mark.parametrize("depth", DEPTHS[1:])
@pytest.mark.parametrize(("left", "right"), [("[", "]"), ('{"steps":', "}"), ('[{"a":', "}]")])
def test_a_file_of_any_depth_is_refused(depth, left, right):
    with pytest.raises(Unreadable) as refused:
        loaded(nested(depth, left=left, right=right).encode())

    assert refused.value.code == "file_too_deep"
    assert refused.value.say("zh") == "这个文件套得太深，不收"


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("part", ["rules", "samples", "options", "fields", "after", "translations"])
def test_a_document_with_a_deep_part_is_refused_or_the_part_left_out(part, depth):
    document = copy.deepcopy(starters()["feedback"].form(TODAY_DAY).definition.document())
    deep = f'{{"x": {nested(depth)}}}'
    field = document["steps"][0]["sections"][0]["fields"][0]
    place = {"options": field, "fields": field}.get(part, document)
    place[part] = "HERE"
    text = json.dumps(document, ensure_ascii=False).replace(
        '"HERE"', f"[{deep}]" if part in ("rules", "samples", "fields", "after") else deep
    )

    try:
        found = read_file(text.encode())
    except Unreadable as refused:
        said = {refused.say("zh"), refused.say("en")}
    else:
        said = {found.definition.title, len(json.dumps(found.definition.document())) < 20_000}
    assert len(said) == 2
    assert False not in said


@pytest.mark.parametrize("depth", DEPTHS[1:4])
def test_a_formula_of_any_depth_is_refused_and_unknown(depth):
    deep = tree(depth)
    asked = definition_of(field_of("yes_no"), field_of("short_text"))
    form = definition_of(*asked.fields, rules=(Rule("r", "show", ("fshort_text",), when=deep),))
    scope = Scope(Terms({"fyes_no": "boolean"}, {}), {"fyes_no": True}, TODAY)

    assert evaluate(deep, scope) is None
    assert [problem.code for problem in problems_of_rules(form)] == ["rule_too_large"]
    assert decide(form, {"fyes_no": True}, today=TODAY).hidden == ("fshort_text",)
    with pytest.raises(Unfit):
        admitted([{"id": "r", "kind": "show", "targets": ["x"], "when": deep}])


@pytest.mark.parametrize(
    "text",
    ["if " + "(" * 5000, "if " + "not " * 5000 + "Q1 then show Q1",
     "show " + "@" * 9000, "if " + "-" * 9000 + "1 > 0 then show Q1",
     "if " + "sum(" * 5000, "if " + "[" * 5000, "if Q1 = " + "1 + " * 5000 + "1 then show Q1",
     "if Q1 " + "and Q1 " * 5000 + "then show Q1"],
    ids=["brackets", "not", "names", "minus", "functions", "lists", "sums", "and"],
)  # fmt: skip
def test_rules_written_without_end_are_refused(text):
    form = definition_of(field_of("yes_no"))

    try:
        rules = parse_rules(text, form)
    except Unfit:
        return
    broken = problems_of_rules(definition_of(*form.fields, rules=rules))
    assert [problem.code for problem in broken][:1] == ["rule_too_large"]


def test_a_group_in_a_group_is_refused_on_the_way_in():
    document = copy.deepcopy(starters()["feedback"].form(TODAY_DAY).definition.document())
    inner = {"id": "a1", "key": "a1", "type": "repeat", "label": "组", "fields": []}
    for number in range(40):
        inner = inner | {"id": f"b{number}", "key": f"b{number}", "fields": [inner]}
    document["steps"][0]["sections"][0]["fields"] = [inner]

    with pytest.raises(Unreadable) as refused:
        read_document(document)

    assert "组" in refused.value.say("zh")


@pytest.mark.parametrize("depth", [2, 50, 3000])
def test_names_of_answers_that_nest_lead_nowhere(depth):
    """A name is an address; what lies deeper than an item's question is nobody's."""
    form = definition_of(field_of("repeat"), field_of("short_text"))
    name = ".".join(["frepeat", *["0"] * depth, "inner-text"])

    found = answered(form, {name: ["林样例"], "fshort_text": ["甲"]}, CONTEXT)

    assert json.dumps(found.values, ensure_ascii=False).count("林样例") == 0


@pytest.mark.parametrize("depth", DEPTHS[2:4])
def test_samples_that_nest_are_broken_samples(depth):
    deep = 1
    for _ in range(depth):
        deep = [deep]
    for sample in (
        {"name": "x", "answers": {"fshort_text": deep}},
        {"name": "x", "answers": deep},
        {"name": "x", "answers": {}, "expect": {"path": deep}},
        {"name": "x", "answers": {}, "expect": deep},
    ):
        form = definition_of(field_of("short_text"), samples=(sample,))
        assert [problem.say("zh") for problem in broken_samples(form)]


@pytest.mark.parametrize(
    "text",
    ['{"a": 1, "a": 2}', '[{"b": {"a": 1, "a": 1}}]', '{"a": NaN}', '{"a": -Infinity}',
     '{"a": 1e400}', '{"a": -1e999}', f'{{"a": {"9" * 5000}}}', '{"a": "\\ud800"}',
     '{"\\udfff": 1}', '{"a": "\\ud83d"}', "\ufeff\ufeff{}", "{'a': 1}", '{"a": 1,}', "", " ",
     nested(200_000)],
    ids=str,
)  # fmt: skip
def test_json_that_programs_read_differently_is_no_json(text):
    with pytest.raises(NotJson):
        strictly_read(text)


def test_other_json_is_read_as_ever():
    text = '{"甲": [1, -2.5e10, "\\ud83d\\ude00", "\\\\ud800", null, true, {"a": {"a": 1}}]}'

    assert strictly_read(text) == json.loads(text)
    assert strictly_read(b"\xef\xbb\xbf{}") == {}
