"""Patterns: read or refused with the place, and matched as Python's own would, in linear time."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_app.engine.document import document_of
from forms_app.engine.logic.pattern import (
    LONGEST,
    MOST_STATES,
    PRESETS,
    Pattern,
    automata,
    matches,
)
from forms_app.engine.sentences import Unfit
from tests.forms_app.engine.fuzzing import steadily
from tests.forms_app.engine.vectors import form_in_short

PARTS = ["a", "b", "中", ".", r"\d", r"\w", r"\D", "[ab]", "[^a]", "[a-c0]", r"\u4e2d",
         r"\.", "^", "$"]  # fmt: skip
TIMES = ["*", "+", "?", "{2}", "{0}", "{1,3}", "{2,}", "+?", "??"]
PATTERNS = st.recursive(
    st.sampled_from(PARTS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map("|".join),
        st.tuples(inner, st.sampled_from(TIMES)).map(lambda pair: f"({pair[0]}){pair[1]}"),
    ),
    max_leaves=8,
)  # fmt: skip
TEXTS = st.text("ab中0.-", max_size=7)


@steadily(max_examples=600)
@given(pattern=PATTERNS, texts=st.lists(TEXTS, min_size=3, max_size=8))
def test_a_pattern_takes_the_texts_that_it_takes_elsewhere(pattern, texts):
    theirs = re.compile(f"(?:{pattern})", re.ASCII)

    for text in texts:
        assert matches(text, pattern) == bool(theirs.fullmatch(text)), (pattern, text)


def why_not(pattern):
    try:
        Pattern(pattern)
    except Unfit as refused:
        return refused
    return None


@steadily(max_examples=300)
@given(pattern=st.text(r"ab()[]{}^$|*+?.\\-,019dwsx", max_size=14), text=TEXTS)
def test_whatever_is_written_is_read_or_refused_in_a_sentence(pattern, text):
    refused = why_not(pattern)
    if refused is not None:
        assert matches(text, pattern) is None
        assert refused.say("zh") != refused.say("en") != ""
        assert automata([{"matches": [{"var": "t"}, pattern]}]) == {}
    else:
        assert len(Pattern(pattern).states) <= MOST_STATES + 1
        assert matches(text, pattern) in (True, False)


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("", "格式是空的"),
        ("a" * (LONGEST + 1), "格式太长了，最多 300 个字符"),
        ("(a{99}){99}", "格式里重复得太多，展开后超过 1000 步，请写简单些"),
        ("(((){999}){999}){999}", "格式里重复得太多，展开后超过 1000 步，请写简单些"),
        ("(a", "格式的第 1 个字符：“(”没有对应的“)”"),
        ("a)", "格式的第 2 个字符：“)”前面没有“(”"),
        ("(" * 21 + ")" * 21, "格式的第 21 个字符：括号套得太深"),
        ("(?=a)a", "格式的第 1 个字符：“(?”后面只能是“:”"),
        ("a(?<n>b)", "格式的第 2 个字符：“(?”后面只能是“:”"),
        ("*a", "格式的第 1 个字符：“*”前面没有可以重复的；就是要这个字符的话，写成“\\*”"),
        ("a++", "格式的第 3 个字符：“+”前面没有可以重复的；就是要这个字符的话，写成“\\+”"),
        ("^*", "格式的第 2 个字符：“*”前面没有可以重复的；就是要这个字符的话，写成“\\*”"),
        ("a{x}", "格式的第 2 个字符：次数看不懂，请写成 {6}、{2,} 或 {2,8} 这样"),
        ("a{,3}", "格式的第 2 个字符：次数看不懂，请写成 {6}、{2,} 或 {2,8} 这样"),
        ("a{3,2}", "格式的第 2 个字符：次数看不懂，请写成 {6}、{2,} 或 {2,8} 这样"),
        ("a{10000}", "格式的第 2 个字符：次数看不懂，请写成 {6}、{2,} 或 {2,8} 这样"),
        ("a[bc", "格式的第 2 个字符：“[”没有对应的“]”"),
        ("[]", "格式的第 1 个字符：“[]”里什么也没有"),
        ("[a[]", "格式的第 3 个字符：方括号里的“[”要写成“\\[”"),
        ("[z-a]", "格式的第 3 个字符：“-”的两头不成范围；就是要“-”的话，放在最后或写成“\\-”"),
        (r"[\w-.]", "格式的第 4 个字符：“-”的两头不成范围；就是要“-”的话，放在最后或写成“\\-”"),
        (r"a\b", "格式的第 2 个字符：没有“\\b”这种写法"),
        (r"(a)\1", "格式的第 4 个字符：没有“\\1”这种写法"),
        (r"\p{Han}", "格式的第 1 个字符：没有“\\p”这种写法"),
        (r"\ud83d", "格式的第 1 个字符：没有“\\u”这种写法"),
        ("a\\", "格式的第 2 个字符：没有“\\”这种写法"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(pattern, sentence):
    with pytest.raises(Unfit) as refused:
        Pattern(pattern)

    assert refused.value.say("zh") == sentence
    assert refused.value.say("en") != sentence


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("a postcode", "250100", "25010"),
        ("a landline number", "0531-88880000", "13900000001"),
        ("a number plate", "鲁A12345", "鲁I12345"),
        ("a number plate", "京AD12345", "AD12345"),
        ("building-entrance-room, like 3-2-501", "12-1-1203", "12-1203"),
        ("a year", "1987", "187"),
        ("digits only", "007", "7.5"),
        ("letters and digits only", "A1", "A-1"),
        ("Chinese characters only", "东苑", "东苑 1"),
    ],
)
def test_those_that_have_a_name_do_what_it_says(name, right, wrong):
    [pattern] = [text for text, names in PRESETS.items() if names["en"] == name]

    assert (matches(right, pattern), matches(wrong, pattern)) == (True, False)


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(a|a)*b", "(a*)*b", "(a|a?)+b", "(.*,)*x", "^(([a-z])+.)+[A-Z]([a-z])+$",
     "(a?){330}b", "(a|b)*a(a|b){240}", "((a?b?){10}c?){15}d"],
)  # fmt: skip
@pytest.mark.parametrize("text", ["a" * 5000 + "!", "ab" * 2500 + "!", "a," * 2500])
def test_what_keeps_others_busy_for_years_is_answered(pattern, text):
    assert matches(text, pattern) is False


def test_browsers_find_the_automata_of_the_rules_in_the_document():
    holds = {"matches": [{"var": "t"}, "a|b"]}
    rule = {"id": "r", "kind": "check", "targets": ["t"], "value": {"!": [holds]}}
    step = [{"key": "t", "type": "short_text"}]

    document = document_of(form_in_short({"steps": [step], "rules": [rule]}))

    found = document["logic"]["patterns"]["a|b"]
    assert json.loads(json.dumps(found)) == {
        "entry": 3,
        "sets": [[[97, 97]], [[98, 98]]],
        "states": [["match"], ["set", 0, 0], ["set", 0, 1], ["split", 1, 2]],
    }
    assert "patterns" not in document_of(form_in_short({"steps": [step]}))["logic"]
