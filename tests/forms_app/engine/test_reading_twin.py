"""Browsers read what is typed as the server does, or leave it unknown; never differently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_app.engine.answering import answered
from forms_app.engine.document import document_of
from forms_app.engine.field_type import field_types
from tests.forms_app.engine.examples import (
    CONTEXT,
    definition_of,
    everything,
    example_of,
    field_of,
    given_for,
)
from tests.forms_app.engine.fuzzing import steadily
from tests.forms_app.engine.test_field_types import ASKED
from tests.forms_app.engine.twin import NODE, BrowserTwin, NodeTwin

pytestmark = [] if NODE else [pytest.mark.journey]

# The server alone knows places by their names, files, and what these two ask for.
SERVER_ONLY = {"community", "area", "address", "signature", "file", "photo"}
UNREAD = {"email", "credit_code"}


@pytest.fixture(scope="module")
def twin(request):
    opened = NodeTwin() if NODE else BrowserTwin(request.getfixturevalue("browser"))
    yield opened
    opened.close()


def question(definition, given_texts):
    pairs = [[name, text] for name, texts in given_texts.items() for text in texts]
    return {"form": document_of(definition), "typed": pairs, "today": CONTEXT.today.isoformat()}


def test_every_example_is_read_the_same(twin):
    definition = everything()
    examples = given_for(definition)

    [read] = twin.ask([question(definition, examples)])

    kept = answered(definition, examples, CONTEXT).values
    left_out = {f"f{key}" for key in SERVER_ONLY | UNREAD}
    assert {key: value for key, value in read.items() if key not in left_out} == {
        key: value for key, value in kept.items() if key not in left_out
    }
    assert not UNREAD & {key.removeprefix("f") for key in read}


TYPED = st.one_of(
    st.sampled_from(
        ["１２", "-0", "1,200.50", "1.005", "￥12.5元", "三", "0.1", " 7 ", "5001", "2026年2月3日",
         "20260230", "2026-11-20", "下午3点半", "25:00", "9点一刻", "是", "NO", "a", "b", "other",
         "c", "on", "s1", "r1", "1", "2", "3", "林 样例", "阿·例", "Li Sample", "8613900000001",
         "+86 139-0000-0001", "11010519491231002x", "110105194912310021", "91", "-180.5",
         "36.65°", "甲\n乙", "\u200b甲 ", "长" * 101, "x\u0000y"]
    ),
    st.text(max_size=6),
    st.from_regex(r"[+-]?[0-9,]{1,8}(\.[0-9]{1,3})?", fullmatch=True),
)  # fmt: skip


@steadily(max_examples=25)
@given(data=st.data())
def test_nothing_is_read_differently(twin, data):
    questions, expected = [], []
    for key in sorted(set(ASKED) - SERVER_ONLY - UNREAD):
        definition = definition_of(field_of(key))
        names = [f"f{key}", *example_of(field_of(key))]
        given_texts = {
            name: data.draw(st.lists(TYPED, max_size=2, min_size=1))
            for name in dict.fromkeys(names)
        }
        questions.append(question(definition, given_texts))
        found = answered(definition, given_texts, CONTEXT)
        expected.append((key, given_texts, dict(found.values)))

    for (key, given_texts, kept), read in zip(expected, twin.ask(questions), strict=True):
        assert read == kept, (key, given_texts)


def test_every_type_is_either_read_in_browsers_or_named_here():
    assert set(field_types()) >= SERVER_ONLY | UNREAD
