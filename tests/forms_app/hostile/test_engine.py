"""What somebody hostile sends or writes: nothing breaks, nothing runs, nothing slips through."""

import json

import pytest

from forms_app.engine.answering import answered
from forms_app.engine.field_type import field_types
from forms_app.engine.logic.checking_rules import problems_of_rules
from forms_app.engine.logic.deciding import decide
from forms_app.engine.logic.evaluating import Scope, Terms, evaluate
from forms_app.engine.logic.parsing import parse_rules
from forms_app.engine.sentences import Unfit
from tests.forms_app.engine.examples import CONTEXT, definition_of, example_of, field_of
from tests.forms_app.engine.vectors import TODAY, form_in_short

# Each makes a careless pattern go back and forth for ever.
HOSTILE = [
    "a" * 100_000,
    "a." * 50_000 + "@",
    "a@" + "a." * 50_000,
    "1," * 50_000,
    "1" * 100_000,
    " " * 99_999 + "x",
    "林·" * 50_000,
    "O'" * 50_000 + "1",
    "-" * 100_000,
    "\u200b" * 100_000,
    "2026-" * 20_000,
    "\x00\ud7ff\U0010ffff",
    "<script>alert(1)</script>",
    "{{ settings.SECRET_KEY }}{label}%s%(x)s",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("key", sorted(field_types()))
def test_no_text_holds_a_type_up(key):
    field = field_of(key)
    names = {field.key, *example_of(field)}

    for text in HOSTILE:
        found = answered(definition_of(field), {name: [text] for name in names}, CONTEXT)
        assert all(problem.say("zh") and problem.say("en") for problem in found.problems)
        assert len(json.dumps(found.values)) < 20_000


def test_labels_are_words_and_never_patterns():
    field = field_of("choices", label="{0.__class__} {label} %s", options={"choices": []})
    definition = definition_of(field)

    [problem] = list(field_types()["choices"].problems(field))
    assert problem.say("zh") == "“{0.__class__} {label} %s”至少要有两个选项"
    assert answered(definition, {}, CONTEXT).problems[0].say("zh") == "请选一项"


def test_nesting_without_end_is_unknown_to_those_who_work_it_out():
    tree = {"var": "n"}
    for _ in range(300):
        tree = {"!": [tree]}

    assert evaluate(tree, Scope(Terms({"n": "boolean"}, {}), {"n": True}, TODAY)) is None


def test_a_rule_nested_without_end_is_refused():
    tree = {"var": "b"}
    for _ in range(300):
        tree = {"!": [tree]}
    form = form_in_short(
        {
            "steps": [[{"key": "b", "type": "yes_no"}, {"key": "t", "type": "short_text"}]],
            "rules": [{"id": "r", "kind": "show", "targets": ["t"], "when": tree}],
        }
    )

    assert [problem.code for problem in problems_of_rules(form)] == ["rule_too_large"]
    assert decide(form, {"b": True}, today=TODAY).hidden == ("t",)


def test_a_text_of_rules_without_end_is_refused():
    form = form_in_short({"steps": [[{"key": "b", "type": "yes_no"}]]})

    for text in (
        "if " + "(" * 5000,
        "if " + "not " * 5000 + "Q1 then show Q1",
        "show " + "@" * 9000,
    ):
        with pytest.raises(Unfit):
            parse_rules(text, form)


def test_a_thousand_items_are_refused_before_they_are_read():
    field = field_of("repeat")
    given = {f"frepeat.{number}.inner-text": ["林样例"] for number in range(1000)}

    found = answered(definition_of(field), given, CONTEXT)

    assert [problem.code for problem in found.problems] == ["items_too_many"]
