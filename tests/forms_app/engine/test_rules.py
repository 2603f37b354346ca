"""What is wrong with rules is found on saving, with the place and a sentence in two languages."""

import pytest

from forms_app.engine.checking import problems_of
from forms_app.engine.logic.checking_rules import kind_of_formula, problems_of_rules
from forms_app.engine.logic.ordering import order_of
from forms_app.engine.rule import Rule
from forms_app.engine.sentences import Unfit
from tests.forms_app.engine.vectors import form_in_short

CHOICES = {"choices": [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}]}
STEPS = [
    [
        {"key": "alone", "type": "yes_no"},
        {"key": "age", "type": "number"},
        {"key": "one", "type": "choice", "options": CHOICES},
        {"key": "some", "type": "choices", "options": CHOICES},
        {"key": "day", "type": "date"},
        {"key": "words", "type": "short_text"},
        {"key": "note", "type": "statement"},
    ],
    [
        {"section": "more"},
        {"key": "who", "type": "person_name"},
        {
            "key": "grid",
            "type": "matrix",
            "options": CHOICES | {"rows": [{"id": "r1", "text": "行"}]},
        },
        {
            "key": "rows",
            "type": "repeat",
            "fields": [{"key": "n", "type": "number"}, {"key": "part", "type": "computed"}],
        },
        {"key": "total", "type": "computed"},
    ],
    [{"key": "last", "type": "short_text"}],
]
COMPUTED = [
    {"id": "c1", "kind": "compute", "targets": ["part"], "value": {"*": [{"var": "item.n"}, 2]}},
    {
        "id": "c2",
        "kind": "compute",
        "targets": ["total"],
        "value": {"sum": [{"var": "rows"}, {"var": "item.part"}]},
    },
]


def form_with(*rules, computed=COMPUTED):
    return form_in_short({"steps": STEPS, "rules": [*computed, *rules]})


def rule(kind, *targets, when=None, value=None, **more):
    return {"id": "r", "kind": kind, "targets": list(targets)} | (
        {name: tree for name, tree in (("when", when), ("value", value)) if tree is not None}
    ) | more  # fmt: skip


ALONE = {"==": [{"var": "alone"}, True]}


@pytest.mark.parametrize(
    "good",
    [
        rule("show", "who", when=ALONE),
        rule("show", "more", "step3", when={"and": [ALONE, {">=": [{"var": "age"}, 60]}]}),
        rule("show", "who", when={"==": [{"var": "one"}, "a"]}),
        rule("show", "who", when={"in": [{"var": "one"}, ["a", "b"]]}),
        rule("show", "who", when={"any_of": [{"var": "some"}, ["a"]]}),
        rule("show", "who", when={"<": [{"var": "day"}, {"date_add": [{"today": []}, 30]}]}),
        rule("show", "last", when={"==": [{"var": "grid.r1"}, "a"]}),
        rule("show", "last", when={">": [{"count": [{"var": "rows"}]}, 2]}),
        rule("show", "last", when={">": [{"var": "total"}, 10]}),
        rule("require", "who", when={"contains": [{"var": "words"}, "急"]}),
        rule("require", "who", when={"matches": [{"var": "words"}, r"\d{6}"]}),
        rule("offer", "some", when=ALONE, choices=["a"]),
        rule("offer", "one", when={">": [{"var": "age"}, 60]}, choices=["a", "b"]),
        rule("skip", "step3", when=ALONE, **{"from": "step1"}),
        rule("skip", "end", when=ALONE, **{"from": "step2"}),
        rule("check", "n", value={"<": [{"var": "item.n"}, {"var": "age"}]}),
        rule("check", "last", value={"answered": [{"var": "grid"}]}),
    ],
    ids=lambda found: f"{found['kind']} {found['targets']}",
)
def test_a_good_rule_is_let_through(good):
    assert [problem.say() for problem in problems_of_rules(form_with(good))] == []


@pytest.mark.parametrize(
    ("bad", "code", "path"),
    [
        (rule("fly", "who"), "rule_kind_unknown", ""),
        (rule("show", when=ALONE), "rule_no_target", ""),
        (rule("show", "gone", when=ALONE), "rule_target_unknown", ""),
        (rule("require", "more", when=ALONE), "rule_target_unfit", ""),
        (rule("require", "note", when=ALONE), "rule_target_unfit", ""),
        (rule("compute", "who", value=1), "rule_target_unfit", ""),
        (rule("offer", "who", when=ALONE, choices=["a"]), "rule_target_unfit", ""),
        (rule("offer", "grid", when=ALONE, choices=["a"]), "rule_target_unfit", ""),
        (rule("offer", "one", when=ALONE), "rule_no_choices", ""),
        (rule("offer", "one", choices=["a"]), "rule_no_condition", ""),
        (rule("offer", "one", when=ALONE, choices=["c"]), "rule_choice_unknown", ""),
        (rule("offer", "one", "some", when=ALONE, choices=["a"]), "rule_no_target", ""),
        (rule("offer", "one", when={"==": [{"var": "one"}, "b"]}, choices=["a"]), "rule_forward",
            "/when"),
        (rule("show", "n", "who", when=ALONE), "rule_targets_mixed", ""),
        (rule("show", "who"), "rule_no_condition", ""),
        (rule("check", "who"), "rule_no_formula", ""),
        (rule("show", "who", when={"fly": [1]}), "rule_operator_unknown", "/when"),
        (rule("show", "who", when={"==": [1]}), "rule_arguments", "/when"),
        (rule("show", "who", when={"==": 1}), "rule_shape", "/when"),
        (rule("show", "who", when=["a"]), "rule_shape", "/when"),
        (rule("show", "who", when={"==": [{"var": "gone"}, 1]}), "rule_reference_unknown",
            "/when/==/0/var"),
        (rule("show", "who", when={"answered": [{"var": "note"}]}), "rule_reference_nothing",
            "/when/answered/0/var"),
        (rule("show", "last", when={">": [{"var": "item.n"}, 1]}), "rule_item_outside",
            "/when/>/0/var"),
        (rule("show", "last", when={">": [{"var": "n"}, 1]}), "rule_item_outside",
            "/when/>/0/var"),
        (rule("check", "n", value={">": [{"var": "item.age"}, 1]}), "rule_not_item",
            "/value/>/0/var"),
        (rule("show", "who", when={"and": [ALONE, {"var": "age"}]}), "rule_kind_wrong",
            "/when/and/1"),
        (rule("show", "who", when={"var": "age"}), "rule_kind_wrong", "/when"),
        (rule("compute", "total", value=ALONE), "rule_kind_wrong", "/value"),
        (rule("show", "who", when={"==": [{"var": "age"}, "60"]}), "rule_kinds_differ", "/when/=="),
        (rule("show", "who", when={"==": [{"var": "alone"}, 1]}), "rule_kinds_differ", "/when/=="),
        (rule("show", "who", when={"==": [{"var": "some"}, "a"]}), "rule_kinds_differ",
            "/when/=="),
        (rule("show", "who", when={"<": [{"var": "words"}, "乙"]}), "rule_no_order", "/when/<"),
        (rule("show", "who", when={"==": [{"var": "one"}, "z"]}), "rule_choice_unknown",
            "/when/==/1"),
        (rule("show", "who", when={"any_of": [{"var": "some"}, ["a", "z"]]}),
            "rule_choice_unknown", "/when/any_of/1/1"),
        (rule("show", "who", when={"any_of": [{"var": "some"}, []]}), "rule_list_needed",
            "/when/any_of/1"),
        (rule("show", "who", when={"<": [{"var": "day"}, "明天"]}), "rule_day_unreadable",
            "/when/</1"),
        (rule("show", "who", when={">": [{"date_diff": [{"var": "day"}, {"today": []}, "weeks"]},
            1]}), "rule_unit_unknown", "/when/>/0/date_diff/2"),
        (rule("show", "who", when={"==": [{"var": "age"}, 1e20]}), "rule_number_unfit",
            "/when/==/1"),
        (rule("show", "who", when={"matches": [{"var": "age"}, "1"]}), "rule_kind_wrong",
            "/when/matches/0"),
        (rule("show", "who", when={"matches": [{"var": "words"}, {"var": "words"}]}),
            "rule_pattern_literal", "/when/matches/1"),
        (rule("show", "who", when={"matches": [{"var": "words"}, "a("]}), "rule_pattern_unfit",
            "/when/matches/1"),
        (rule("show", "who", when={"matches": [{"var": "words"}, "(a{99}){99}"]}),
            "rule_pattern_large", "/when/matches/1"),
        (rule("show", "age", when={"==": [{"var": "one"}, "a"]}), "rule_forward", "/when"),
        (rule("show", "who", when={"answered": [{"var": "who"}]}), "rule_forward", "/when"),
        (rule("require", "words", when={"answered": [{"var": "who"}]}), "rule_forward", "/when"),
        (rule("skip", "step1", **{"from": "step2"}), "skip_backwards", ""),
        (rule("skip", "step9", **{"from": "step2"}), "rule_target_unknown", ""),
        (rule("skip", "step2"), "skip_origin_unknown", ""),
        (rule("skip", "end", when={"answered": [{"var": "last"}]}, **{"from": "step1"}),
            "rule_forward", "/when"),
    ],
)  # fmt: skip
def test_a_wrong_rule_says_what_and_where(bad, code, path):
    [problem] = problems_of_rules(form_with(bad))

    assert (problem.code, problem.path) == (code, path)
    assert (problem.rule, problem.number) == ("r", 3)
    assert problem.say("zh").startswith("第 3 条规则：")
    assert problem.say("en").startswith("Rule 3: ")


def test_a_formula_too_large_to_follow_is_refused():
    deep = ALONE
    for _ in range(40):
        deep = {"!": [deep]}
    wide = {"or": [ALONE] * 190}

    for tree in (deep, wide):
        [problem] = problems_of_rules(form_with(rule("show", "who", when=tree)))
        assert problem.code == "rule_too_large"


def test_a_rule_id_that_comes_twice_is_refused():
    found = problems_of_rules(
        form_with(rule("show", "who", when=ALONE), rule("show", "last", when=ALONE))
    )

    assert [(problem.code, problem.number) for problem in found] == [
        ("rule_id_twice", 3),
        ("rule_id_twice", 4),
    ]


def test_a_computed_value_without_a_formula_is_refused():
    found = list(problems_of_rules(form_with(computed=COMPUTED[:1])))

    assert [problem.say() for problem in found] == ["“total”还没有算式，请加一条计算规则"]


def test_values_that_rest_on_each_other_are_refused():
    form = form_in_short(
        {
            "steps": [[{"key": "x", "type": "computed"}, {"key": "y", "type": "computed"}]],
            "rules": [
                {"id": "1", "kind": "compute", "targets": ["x"], "value": {"+": [{"var": "y"}, 1]}},
                {"id": "2", "kind": "compute", "targets": ["y"], "value": {"+": [{"var": "x"}, 1]}},
            ],
        }
    )

    [problem] = problems_of_rules(form)

    assert problem.code == "rule_circle"
    assert "“x”" in problem.say("zh")
    assert "“y”" in problem.say("en")


@pytest.mark.parametrize(
    ("rules", "codes"),
    [
        ([rule("skip", "step3", **{"from": "step1"})], ["step_unreachable"]),
        ([rule("skip", "end", **{"from": "step1"})], ["step_unreachable"] * 2),
        ([rule("skip", "step3", when=ALONE, **{"from": "step1"})], []),
        (
            [rule("show", "who", when={"and": [ALONE, {"!": [ALONE]}]})],
            ["required_never_shown"],
        ),
        (
            [rule("show", "who", when={"and": [{"==": [{"var": "one"}, "a"]},
                                               {"==": [{"var": "one"}, "b"]}]})],
            ["required_never_shown"],
        ),
        (
            [rule("show", "who", when={"and": [{"<": [{"var": "age"}, 18]},
                                               {">": [{"var": "age"}, 60]}]})],
            ["required_never_shown"],
        ),
        (
            [rule("show", "who", when={"and": [{">": [{"var": "age"}, 18]},
                                               {"<": [{"var": "age"}, 19]}]})],
            [],
        ),
        (
            [rule("show", "words", when=ALONE),
             rule("show", "who", when={"and": [{"answered": [{"var": "words"}]},
                                               {"==": [{"var": "alone"}, False]}]}) | {"id": "r2"}],
            ["required_never_shown"],
        ),
        (
            [rule("show", "age", when=ALONE),
             rule("show", "who", when={"and": [{">": [{"var": "age"}, 1]},
                                               {"==": [{"var": "alone"}, False]}]}) | {"id": "r2"}],
            ["required_never_shown"],
        ),
        ([rule("offer", "one", when={"==": [1, 2]}, choices=["a"])], []),
        ([rule("offer", "one", when={"==": [1, 2]}, choices=["a", "b"])], ["required_never_shown"]),
        (
            [rule("offer", "one", when={"and": [ALONE, {"!": [ALONE]}]}, choices=["a"]),
             rule("offer", "one", when={">": [{"var": "age"}, 60]}, choices=["b"]) | {"id": "r2"}],
            [],
        ),
        ([rule("show", "note", when={"==": [1, 2]})], ["field_never_shown"]),
        ([rule("show", "step3", when={"==": [1, 2]})], ["step_unreachable"]),
        (
            [rule("show", "n", when={"and": [{"<": [{"var": "age"}, 1]},
                                             {">": [{"var": "age"}, 2]}]})],
            ["required_never_shown"],
        ),
    ],
)  # fmt: skip
def test_what_nobody_can_ever_see_is_refused(rules, codes):
    found = list(problems_of_rules(form_with(*rules)))

    assert [problem.code for problem in found] == codes
    assert all(problem.say("zh") and problem.say("en") for problem in found)


def test_the_order_puts_everything_after_what_it_rests_on():
    order = order_of(form_with(rule("show", "who", when={"==": [{"var": "one"}, "a"]})))

    assert order.index("part") > order.index("n") > order.index("rows")
    assert order.index("total") > order.index("part")
    assert order.index("who") > order.index("one")


def test_publishing_asks_for_the_rules_too():
    definition = form_with(rule("show", "gone", when=ALONE))

    found = list(problems_of(definition, in_community=False))

    assert [problem.code for problem in found] == ["rule_target_unknown"]


def test_the_kind_of_a_formula_is_told_for_those_who_build_one():
    form = form_with()

    assert kind_of_formula(form, {"+": [{"var": "age"}, 1]}) == "number"
    assert kind_of_formula(form, {"var": "item.n"}, group="rows") == "number"
    with pytest.raises(Unfit):
        kind_of_formula(form, {"var": "item.n"})


def test_a_rule_survives_its_document():
    kept = rule("check", "n", when=ALONE, value=True, message="不对")

    assert Rule.read(kept).document() == kept


@pytest.mark.parametrize("tree", ["", 0, False, []])
def test_an_empty_formula_is_kept_as_it_is(tree):
    rule = Rule("r", "check", ("who",), tree, tree)

    assert Rule.read(rule.document()) == rule
