"""Rules as text: read in two languages, written back, and round again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_app.engine.logic.parsing import parse_formula, parse_rules
from forms_app.engine.logic.writing import Writer, written
from forms_app.engine.rule import Rule
from forms_app.engine.sentences import Unfit
from tests.forms_app.engine.fuzzing import steadily
from tests.forms_app.engine.vectors import form_in_short

CHOICES = {"choices": [{"id": "a1b2", "text": "甲"}, {"id": "c3d4", "text": "乙"}], "other": True}
FORM = form_in_short(
    {
        "steps": [
            [
                {"key": "one", "type": "choice", "options": CHOICES},
                {"key": "some", "type": "choices", "options": CHOICES},
                {"key": "age", "type": "number"},
                {
                    "key": "rows",
                    "type": "repeat",
                    "fields": [
                        {"key": "price", "type": "money"},
                        {"key": "count", "type": "number"},
                    ],
                },
                {
                    "key": "grid",
                    "type": "matrix",
                    "options": CHOICES | {"rows": [{"id": "r-x", "text": "行"}]},
                },
                {"key": "span", "type": "date_range"},
            ],
            [{"section": "more"}, {"key": "who", "type": "person_name"}],
            [{"key": "total", "type": "computed"}],
        ],
    }
)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("Q1A1", {"==": [{"var": "one"}, "a1b2"]}),
        ("Q1 = A2", {"==": [{"var": "one"}, "c3d4"]}),
        ("Q1A3", {"==": [{"var": "one"}, "other"]}),
        ("Q2A1", {"any_of": [{"var": "some"}, ["a1b2"]]}),
        ("Q2 all_of [A1, A2]", {"all_of": [{"var": "some"}, ["a1b2", "c3d4"]]}),
        ("Q2 都没选 【A1、A2】", {"none_of": [{"var": "some"}, ["a1b2", "c3d4"]]}),
        ("Q1 属于 [A1，A2]", {"in": [{"var": "one"}, ["a1b2", "c3d4"]]}),
        ("Q5.R1A2", {"==": [{"var": "grid.r-x"}, "c3d4"]}),
        ("Q6.start > \"2026-12-05\"", {">": [{"var": "span.start"}, "2026-12-05"]}),
        ("Q7 = “林样例”", {"==": [{"var": "who"}, "林样例"]}),
        ("1 + 2 + 3", {"+": [1, 2, 3]}),
        ("1 + 2 - 3 + 4", {"+": [{"-": [{"+": [1, 2]}, 3]}, 4]}),
        ("1 + 2 * 3", {"+": [1, {"*": [2, 3]}]}),
        ("(1 + 2) × 3", {"*": [{"+": [1, 2]}, 3]}),
        ("6 ÷ 3 ÷ 2", {"/": [{"/": [6, 3]}, 2]}),
        ("-5", -5),
        ("-(5)", {"-": [5]}),
        ("3 - -2", {"-": [3, -2]}),
        ("not Q3 >= 60 and Q1A1",
            {"and": [{"!": [{">=": [{"var": "age"}, 60]}]}, {"==": [{"var": "one"}, "a1b2"]}]}),
        ("Q3 > 1 or Q3 < 0 and 是",
            {"or": [{">": [{"var": "age"}, 1]}, {"and": [{"<": [{"var": "age"}, 0]}, True]}]}),
        ("(Q3大于1或Q3小于0)且已填(Q7)",
            {"and": [{"or": [{">": [{"var": "age"}, 1]}, {"<": [{"var": "age"}, 0]}]},
                     {"answered": [{"var": "who"}]}]}),
        ("sum(Q4, Q4.1 * Q4.2)",
            {"sum": [{"var": "rows"}, {"*": [{"var": "item.price"}, {"var": "item.count"}]}]}),
        ("个数(Q4)", {"count": [{"var": "rows"}]}),
        ("相差(Q6.start, 今天(), \"years\")",
            {"date_diff": [{"var": "span.start"}, {"today": []}, "years"]}),
        ("如果(Q3 > 1, 2, 3)", {"if": [{">": [{"var": "age"}, 1]}, 2, 3]}),
        ("choose(Q3 > 1, 2, 3)", {"if": [{">": [{"var": "age"}, 1]}, 2, 3]}),
        ("@gone = 1", {"==": [{"var": "gone"}, 1]}),
    ],
)  # fmt: skip
def test_a_formula_is_read(text, tree):
    assert parse_formula(text, FORM) == tree


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("if Q1A1 then show Q7",
            Rule("", "show", ("who",), {"==": [{"var": "one"}, "a1b2"]})),
        ("当Q1A1时，显示Q7、P3、S3",
            Rule("", "show", ("who", "more", "step3"), {"==": [{"var": "one"}, "a1b2"]})),
        ("如果 Q3 < 18 则 必填 Q7", Rule("", "require", ("who",), {"<": [{"var": "age"}, 18]})),
        ("if Q3 < 0 then skip from S1 to end",
            Rule("", "skip", ("end",), {"<": [{"var": "age"}, 0]}, origin="step1")),
        ("跳过 从 S1 到 S3", Rule("", "skip", ("step3",), origin="step1")),
        ("set Q8 = Q3 * 2", Rule("", "compute", ("total",), None, {"*": [{"var": "age"}, 2]})),
        ("当 Q3 >= 60 时 可选 Q2A1、Q2A3",
            Rule("", "offer", ("some",), {">=": [{"var": "age"}, 60]}, choices=("a1b2", "other"))),
        ('if Q3 > 1 then offer @some "c3d4"',
            Rule("", "offer", ("some",), {">": [{"var": "age"}, 1]}, choices=("c3d4",))),
        ("check Q4.2 > 0 at Q4.2 say \"要大于 0\"",
            Rule("", "check", ("count",), None, {">": [{"var": "item.count"}, 0]},
                 message="要大于 0")),
    ],
)  # fmt: skip
def test_a_rule_is_read(text, rule):
    [found] = parse_rules(f"# 说明\n\n{text}\n", FORM)

    assert found.document() | {"id": ""} == rule.document() | {"id": ""}
    assert found.id


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("if Q1A1 show Q7", "text_unexpected", "第 1 行第 9 个字“show”看不懂，这里应该是时"),
        ("show Q9", "text_reference", "第 1 行：没有“Q9”"),
        ("show Q1A1", "text_reference", "第 1 行：没有“Q1A1”"),
        ("if Q1A9 then show Q7", "text_choice", "第 1 行：“A9”没有这个选项"),
        ("if Q3 > 1 then offer Q2A9", "text_choice", "第 1 行：“A9”没有这个选项"),
        ("if Q3 > 1 then offer Q9A1", "text_reference", "第 1 行：没有“Q9A1”"),
        ("fly Q7", "text_unexpected",
            "第 1 行第 1 个字“fly”看不懂，这里应该是显示、隐藏、必填、可选、跳过、计算或核对"),
        ("if Q3 > then show Q7", "text_unexpected",
            "第 1 行第 9 个字“then”看不懂，这里应该是问题、数字、文字或运算"),
        ("if Q3 > 1 then show Q7 Q8", "text_unexpected",
            "第 1 行第 24 个字“Q8”看不懂，这里应该是这一行的结尾"),
        ("if Q3 ~ 1 then show Q7", "text_unexpected",
            "第 1 行第 7 个字“~”看不懂，这里应该是问题、数字、文字或运算"),
        (f"if {'(' * 60}Q3{')' * 60} > 1 then show Q7", "text_too_deep", "第 1 行：括号套得太深"),
    ],
)  # fmt: skip
def test_a_text_that_is_not_understood_says_where(text, code, said):
    with pytest.raises(Unfit) as caught:
        parse_rules(text, FORM)

    assert caught.value.code == code
    assert caught.value.say("zh") == said
    assert caught.value.say("en")


def test_a_rule_that_is_there_keeps_its_id():
    kept = Rule("kept", "show", ("who",), {"==": [{"var": "one"}, "a1b2"]})
    form = form_in_short({"steps": [], "rules": []}).__class__(
        **{**{name: getattr(FORM, name) for name in ("title", "introduction", "starts", "steps")},
           "rules": (kept,)}
    )  # fmt: skip

    found = parse_rules(f"{written(form)}\nif Q3 > 1 then show Q7\nif Q3 > 1 then show Q7", form)

    assert found[0] == kept
    assert len({rule.id for rule in found}) == 3


def test_rules_are_written_in_both_languages():
    rule = Rule("r", "show", ("who", "step3"), {"and": [
        {"==": [{"var": "one"}, "a1b2"]}, {"!": [{"answered": [{"var": "age"}]}]}]})  # fmt: skip

    assert Writer(FORM, "zh").rule(rule) == "当 Q1A1 且 非 已填(Q3) 时 显示 Q7, S3"
    assert Writer(FORM, "en").rule(rule) == "if Q1A1 and not answered(Q3) then show Q7, S3"


NAMES = st.sampled_from(
    [
        "one",
        "some",
        "age",
        "rows",
        "item.price",
        "item.count",
        "grid.r-x",
        "span.end",
        "who",
        "gone",
    ]
)
TEXTS = st.one_of(st.sampled_from(["a1b2", "other", "2026-01-01", "A1", 'x"y', "“", "\\",
                                   r"\d{2}", r"\d“”"]),
                  st.text(max_size=5).map(lambda text: text.replace("\n", " ")))  # fmt: skip
LEAVES = st.one_of(
    st.booleans(),
    st.none(),
    st.integers(-9999, 9999),
    st.decimals(-99, 99, places=2).map(float),
    TEXTS,
    NAMES.map(lambda name: {"var": name}),
)


def operations(inner):
    pair, one = st.lists(inner, min_size=2, max_size=2), st.lists(inner, min_size=1, max_size=1)
    many = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        *(many.map(lambda found, name=name: {name: found}) for name in ("and", "or", "+", "*")),
        *(pair.map(lambda found, name=name: {name: found})
          for name in ("==", "!=", "<", "<=", ">", ">=", "-", "/", "contains", "within", "in",
                       "matches", "any_of", "sum", "count", "least", "date_add", "round")),
        *(one.map(lambda found, name=name: {name: found})
          for name in ("!", "-", "answered", "and", "or", "score", "count")),
        st.lists(inner, min_size=3, max_size=3).map(lambda found: {"if": found}),
        st.lists(LEAVES, max_size=3),
        st.just({"today": []}),
    )  # fmt: skip


TREES = st.recursive(LEAVES, operations, max_leaves=12)


@steadily(max_examples=300)
@given(tree=TREES, language=st.sampled_from(["zh", "en"]))
def test_what_is_written_is_read_back_to_the_same_tree(tree, language):
    text = Writer(FORM, language).tree(tree)

    assert parse_formula(text, FORM) == tree
    assert Writer(FORM, language).tree(parse_formula(text, FORM)) == text


@pytest.mark.parametrize("sign", ["\x1c", "\x85", "\u2028", "\u2029", "\n"])
def test_a_text_may_hold_signs_that_end_lines_elsewhere(sign):
    rule = Rule("r", "compute", ("total",), None, f"a{sign}b")

    [found] = parse_rules(Writer(FORM, "zh").rule(rule), FORM)

    assert found.document() | {"id": "r"} == rule.document()


@steadily(max_examples=150)
@given(
    kind=st.sampled_from(["show", "hide", "require", "offer", "skip", "compute", "check"]),
    tree=TREES,
    when=st.one_of(st.none(), TREES),
    message=st.text(max_size=8).map(lambda text: " ".join(text.split())),
    language=st.sampled_from(["zh", "en"]),
)
def test_whole_rules_survive_being_written(kind, tree, when, message, language):
    valued = kind in ("compute", "check")
    usual = {"skip": ("end",), "offer": ("some",)}.get(kind, ("who", "more"))
    targets = ("total",) if valued else usual
    rule = Rule(
        "r", kind, targets, when, tree if valued else None,
        origin="step1" if kind == "skip" else "",
        message=message if kind == "check" else "",
        choices=("c3d4", "gone") if kind == "offer" else (),
    )  # fmt: skip

    [found] = parse_rules(Writer(FORM, language).rule(rule), FORM)

    assert found.document() | {"id": "r"} == rule.document()
