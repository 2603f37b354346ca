"""What somebody hostile sends or writes: nothing breaks, nothing runs, nothing slips through."""

import json

import pytest

from forms_app.engine.answering import answered
from forms_app.engine.field_type import field_types
from tests.forms_app.engine.examples import CONTEXT, definition_of, example_of, field_of

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


def test_a_thousand_items_are_refused_before_they_are_read():
    field = field_of("repeat")
    given = {f"frepeat.{number}.inner-text": ["林样例"] for number in range(1000)}

    found = answered(definition_of(field), given, CONTEXT)

    assert [problem.code for problem in found.problems] == ["items_too_many"]
