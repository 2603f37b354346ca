"""Rules by picking: the builder sees the form as the compiler does, and loses nothing of a rule."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from forms_app.compiling import compiled
from forms_app.engine.logic.checking_rules import problems_of_rules
from forms_app.engine.logic.deciding import decide
from forms_app.engine.logic.operators import OPERATORS
from forms_app.engine.logic.parsing import parse_rules
from forms_app.engine.logic.picking import subjects
from forms_app.engine.logic.wording import areas_named, choices_beside, sentence_of
from forms_app.engine.rule import Rule
from forms_app.gallery import starters
from forms_app.models import Form
from forms_app.views.desk.rules_text import lists
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.authoring import address, draft, key_of, newest, posted, question
from tests.forms_app.engine.picking_twin import asked_in_browser, asked_in_node
from tests.forms_app.engine.twin import NODE, in_a_twin

A, B = question(1, "yes_no", "要不要"), question(2, label="为什么")
SHOW = {
    "id": "r1",
    "kind": "show",
    "targets": [key_of(2)],
    "when": {"==": [{"var": key_of(1)}, True]},
}
LIST = question(
    8,
    "choice",
    choices=[
        {
            "type": "item",
            "id": f"0000000{number}-1111-4333-8444-555555555555",
            "value": {"text": text},
        }
        for number, text in ((3, "东苑"), (4, "西苑"))
    ],
)
OFFER = SHOW | {"kind": "offer", "targets": [key_of(8)], "choices": ["00000004"]}


@pytest.fixture
def builder(request):
    """Return what asks the module of the builder about a form and its rules."""

    def ask(entries, rules) -> dict:
        with translation.override("zh-hans"):
            asked = json.loads(json.dumps({"entries": entries, "lists": lists(), "rules": rules}))
        if NODE:
            return asked_in_node(asked)
        return asked_in_browser(request.getfixturevalue("browser"), asked)

    return ask


def inputs_of(blocks, name="questions") -> list[list[str]]:
    """Return name and value of the inputs with which the editor holds a stream."""
    found = [[f"{name}-count", str(len(blocks))]]
    for place, block in enumerate(blocks):
        at = f"{name}-{place}"
        found += [[f"{at}-type", block["type"]], [f"{at}-id", block["id"]]]
        found += [[f"{at}-order", str(place)], [f"{at}-deleted", ""]]
        for part, value in block["value"].items():
            found += _of_value(f"{at}-value-{part}", value)
    return found


def _of_value(name, value) -> list[list[str]]:
    if isinstance(value, list):
        blocks = [{"id": "", "type": "item", "value": {}} | entry for entry in value]
        if name.endswith("-fields"):
            return inputs_of(blocks, name)
        found = [[f"{name}-count", str(len(blocks))]]
        for place, entry in enumerate(blocks):
            at = f"{name}-{place}"
            found += [[f"{at}-id", entry["id"]], [f"{at}-order", str(place)], [f"{at}-deleted", ""]]
            inner = entry["value"]
            parts = inner.items() if isinstance(inner, dict) else [("", inner)]
            for part, one in parts:
                found.append([f"{at}-value" + (f"-{part}" if part else ""), str(one)])
        return found
    if isinstance(value, bool):
        return [[name, "on"]] if value else []
    return [[name, "" if value is None else str(value)]]


@in_a_twin
@pytest.mark.parametrize("key", starters())
def test_the_builder_sees_what_the_compiler_sees_and_keeps_every_rule(builder, key):
    starter = starters()[key]
    content = starter.content(date(2026, 1, 1))
    definition = starter.form(date(2026, 1, 1)).definition

    found = builder(inputs_of(content["questions"]), content.get("rules", []))

    expected = {
        subject.name: (str(subject.kind), sorted(subject.choices))
        for group in ["", *(field.key for field in definition.fields if field.fields)]
        for subject in subjects(definition, group)
    }
    seen = {one["name"]: (one["kind"], sorted(one["choices"])) for one in found["subjects"]}
    # Choices matter where one compares with them; the server knows more of other kinds.
    assert seen.keys() == expected.keys()
    for name, (kind, choices) in expected.items():
        if kind in ("choice", "choices"):
            assert seen[name][1] == choices or choices_beside(definition, {"var": name})
    assert [step["id"] for step in found["outline"]["steps"]] == [
        step.id for step in definition.steps
    ]
    kept = [rule.document() for rule in definition.rules]
    for picked, back, rule in zip(found["picks"], found["rules"], kept, strict=True):
        assert picked is None or back == rule


@in_a_twin
def test_every_rule_of_the_starters_can_be_picked(builder):
    unpicked, total = [], 0
    for key, starter in starters().items():
        content = starter.content(date(2026, 1, 1))
        rules = content.get("rules", [])
        found = builder(inputs_of(content["questions"]), rules)
        total += len(rules)
        unpicked += [
            (key, rule) for rule, one in zip(rules, found["picks"], strict=True) if one is None
        ]

    assert total > 20
    assert unpicked == []


def scored(start: str, text: str, score: int) -> dict:
    """Return a choice with its score."""
    choice = {"text": text, "score": score}
    return {"type": "item", "id": f"{start}-0000-4000-8000-000000000000", "value": choice}


CHOICES = [scored("a1b2c3d4", "甲", 1), scored("b1b2c3d4", "乙", 2)]
MEMBER = [question(13, "number", "几岁"), question(14, "yes_no")]
EVERY_KIND = [
    question(1, "yes_no", "独居"),
    question(2, "number", "年龄"),
    question(3, "money", "每月"),
    question(4, "choice", "住哪里", choices=CHOICES),
    question(5, "choices", "要什么", choices=CHOICES),
    question(6, "date", "哪天来"),
    question(7, "date", "哪天走"),
    question(8, "time", "几点"),
    question(9, label="备注"),
    question(10, "area", "哪个区", level=""),
    question(11, "id_number", "身份证号"),
    question(
        12, "repeat", "家里人", fields=[question(13, "number", "几岁"), question(14, "yes_no")]
    ),
    question(15, "computed", "合计"),
    question(16, label="为什么"),
]
EVERY_OPERATOR = [
    *(
        f"当 {condition} 时 显示 Q14"
        for condition in (
            "Q1 = 是 且 (Q2 > 60 或 Q2 < 18)",
            "非 (Q1 = 是 且 Q2 != 3)",
            "非 (Q2 > 60 或 非 已填(Q9))",
            "Q1",
            "18 <= Q2",
            "Q2 属于 [1, 2]",
            'Q8 属于 ["09:00", "14:00"]',
            "Q4 = A1 或 非 (Q4 属于 [A1, A2])",
            "Q5 选了任一 [A1] 且 Q5 全选了 [A1, A2] 且 Q5 都没选 [A2]",
            'Q9 包含 "急" 且 非 (Q9 包含 "不急")',
            'Q9 符合 "[0-9]{6}" 且 非 (Q9 符合 "0{6}")',
            'Q10 位于 "370102" 且 非 (Q10 属于 ["370103", "370104"])',
            "Q2 * 2 + 1 >= Q3 / 4 - 2",
            "取小(Q2, 5, Q3) < 取大(Q2, 3)",
            "四舍五入(Q3, 1) = 向下取整(Q3, 0) 或 向上取整(Q3, 2) > 3",
            "如果(Q1, Q2, 0) > 3",
            "Q7 > 再过(Q6, Q2 + 1)",
            "今天() > Q6",
            "再过(今天(), 7) <= Q6",
            '相差(Q6, Q7, "months") >= 2 且 相差(出生日期(Q11), Q6, "years") < 60',
            "得分(Q4) + 得分(Q5) > 2",
            "选了几项(Q5) >= 2",
            "个数(Q12, Q12.1 < 18 且 Q12.2 = 是) >= 2",
            "个数(Q12) > 3",
            "合计(Q12, Q12.1 * 2) + 最小(Q12, Q12.1) > 最大(Q12, Q12.1 + 1)",
            "有一项(Q12, Q12.1 < 18 且 Q12.2 = 是)",
            "每项都(Q12, Q12.1 < Q2)",
            "非 有一项(Q12, Q12.1 > 90)",
        )
    ),
    "当 Q12.2 = 是 时 必填 Q12.1",
    "计算 Q13 = 四舍五入(合计(Q12, Q12.1) / 个数(Q12), 1)",
    "计算 Q13 = 如果(Q1, Q2, 0 - Q2)",
    "当 Q1 时 计算 Q13 = Q2",
    '核对 Q7 >= 再过(Q6, 1) 于 Q7 提示 "至少住一晚"',
]


def _operators_in(tree) -> set[str]:
    if isinstance(tree, list):
        return set().union(*(_operators_in(entry) for entry in tree))
    if not isinstance(tree, dict):
        return set()
    return set(tree).union(*(_operators_in(entry) for entry in tree.values())) - {"var"}


@in_a_twin
def test_whatever_the_logic_can_say_is_built_by_picking(builder):
    form = Form(questions=json.dumps(EVERY_KIND))
    definition = compiled(title="", introduction="", starts="", questions=form.questions)
    rules = [rule.document() for rule in parse_rules("\n".join(EVERY_OPERATOR), definition)]
    whole = replace(definition, rules=tuple(Rule.read(rule) for rule in rules))

    found = builder(inputs_of(EVERY_KIND), rules)

    assert [str(problem) for problem in problems_of_rules(whole)] == []
    unpicked = [
        line for line, one in zip(EVERY_OPERATOR, found["picks"], strict=True) if one is None
    ]
    assert unpicked == []
    assert found["rules"] == rules
    assert set().union(*(_operators_in([r.get("when"), r.get("value")]) for r in rules)) == set(
        OPERATORS
    )


@in_a_twin
def test_what_is_built_means_what_it_came_from(builder):
    """What the picks alone would be kept as, decides as the rule that they came from."""
    form = Form(questions=json.dumps(EVERY_KIND))
    definition = compiled(title="", introduction="", starts="", questions=form.questions)
    rules = parse_rules("\n".join(EVERY_OPERATOR), definition)
    found = builder(inputs_of(EVERY_KIND), [rule.document() for rule in rules])
    built = [Rule.read(rule) for rule in found["built"]]
    ages = [{key_of(13): 12, key_of(14): True}, {key_of(13): 70, key_of(14): False}]
    for values in (
        {},
        {key_of(1): True, key_of(2): 17, key_of(3): 2500},
        {key_of(2): 70, key_of(12): ages, key_of(5): ["a1b2c3d4"], key_of(4): "b1b2c3d4"},
        {key_of(6): "2026-11-25", key_of(7): "2027-02-01", key_of(10): "370104", key_of(9): "急"},
    ):
        for before, after in zip(rules, built, strict=True):
            outcomes = [
                decide(replace(definition, rules=(one,)), values, today="2026-11-22")
                for one in (before, after)
            ]

            assert outcomes[0] == outcomes[1]


@in_a_twin
@pytest.mark.parametrize(
    ("rule", "is_picked"),
    [
        (SHOW, True),
        (
            SHOW | {"when": {"and": [SHOW["when"], {"!": [{"answered": [{"var": key_of(3)}]}]}]}},
            True,
        ),
        (SHOW | {"when": {">": [{"var": key_of(3)}, {"var": key_of(4)}]}}, True),
        (SHOW | {"when": {">": [{"+": [{"var": key_of(3)}, 1]}, 4]}}, True),
        (SHOW | {"when": {"or": [SHOW["when"], {"and": [SHOW["when"], SHOW["when"]]}]}}, True),
        (SHOW | {"when": {"==": [{"if": [SHOW["when"], "a", "b"]}, "a"]}}, False),
        (SHOW | {"when": {"==": [{"var": "gone"}, True]}}, False),
        ({"id": "r", "kind": "skip", "targets": ["end"], "from": "first"}, True),
        (OFFER, True),
        (OFFER | {"choices": ["00000003", "00000004"]}, True),
        (OFFER | {"choices": ["00000003", "gone"]}, False),
        (OFFER | {"targets": [key_of(2)]}, False),
        (
            {
                "id": "r",
                "kind": "check",
                "targets": [key_of(4)],
                "value": {">=": [{"var": key_of(4)}, {"var": key_of(3)}]},
                "message": "要大一些",
            },
            True,
        ),
        (
            {
                "id": "r",
                "kind": "compute",
                "targets": [key_of(5)],
                "value": {"*": [{"var": key_of(3)}, 2]},
            },
            True,
        ),
    ],
)
def test_what_lists_cannot_say_stays_text(builder, rule, is_picked):
    asked = [A, B, question(3, "number"), question(4, "number"), question(5, "computed"), LIST]

    found = builder(inputs_of(asked), [rule])

    assert (found["picks"][0] is not None) == bool(is_picked)
    assert found["rules"][0] == (rule if is_picked else None)


AGE = question(7, "number", "几岁")
GROUP = question(6, "repeat", "谁一起来", fields=[AGE])
YOUNG = {"<": [{"var": f"item.{key_of(7)}"}, 18]}
OF_GROUP = {"var": key_of(6)}


@in_a_twin
@pytest.mark.parametrize(
    ("condition", "name", "sentence"),
    [
        ({"some": [OF_GROUP, YOUNG]}, "some", "2. 谁一起来 · 至少有一项 · 2.1. 几岁"),
        ({"all": [OF_GROUP, YOUNG]}, "all", "2. 谁一起来 · 每一项 · 2.1. 几岁"),
        ({"!": [{"some": [OF_GROUP, YOUNG]}]}, "none", "2. 谁一起来 · 没有一项 · 2.1. 几岁"),
    ],
)
def test_items_of_a_group_are_picked_together(builder, condition, name, sentence):
    rule = SHOW | {"when": condition}

    found = builder(inputs_of([B, GROUP]), [rule])

    [test] = found["picks"][0]["tests"]
    assert test["name"] == f"{name}:{key_of(6)}:item.{key_of(7)}"
    assert test["value"] == 18
    assert found["rules"][0] == rule
    assert found["offered"][test["name"]] == sentence


@in_a_twin
def test_the_days_between_two_dates_are_picked(builder):
    between = {"date_diff": [{"var": key_of(1)}, {"var": key_of(2)}, "days"]}
    rule = {"id": "r", "kind": "compute", "targets": [key_of(3)], "value": between}
    asked = [question(1, "date"), question(2, "date"), question(3, "computed")]

    found = builder(inputs_of(asked), [rule])

    assert found["picks"][0]["sum"] == {"way": "days", "parts": [key_of(1), key_of(2)]}
    assert found["rules"][0] == rule


@pytest.fixture
def editor(town):
    return sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR))


@pytest.mark.django_db
def test_picked_rules_are_kept_though_questions_move_and_new_ones_come(town, editor):
    form = draft(town.community, A, B)
    asked = [question(3, label="新的"), B, A]
    new = SHOW | {"id": "r2", "targets": [key_of(3)]}

    answer = editor.post(
        address("edit", form),
        posted(form, *asked) | {"rules": "当 Q1 = 是 时 显示 Q9", "rules-trees": json.dumps([new])},
    )

    assert answer.status_code == 302
    assert newest(form).rules == [new]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "damaged",
    [
        "{",
        "[" * 5000,
        json.dumps([SHOW | {"when": {"eval": ["1"]}}]),
        json.dumps([SHOW | {"kind": "burn"}]),
        json.dumps([SHOW | {"when": {"==": [{"var": {"a": 1}}, 1]}}]),
        json.dumps([SHOW] * 1001),
    ],
)
def test_what_is_no_rule_is_not_kept(town, editor, damaged):
    form = draft(town.community, A, B, rules=[SHOW])

    answer = editor.post(
        address("edit", form), posted(form, A, B) | {"rules": "", "rules-trees": damaged}
    )

    assert answer.status_code == 200
    assert newest(form).rules == [SHOW]


@pytest.mark.django_db
def test_the_builder_is_told_text_sentences_and_what_is_wrong(town, editor):
    form = draft(town.community, A, B)
    asked = posted(form, B, A) | {"rules-trees": json.dumps([SHOW])}

    found = editor.post(reverse("form_rules:read"), asked).json()

    assert found["text"] == "当 Q2 = 是 时 显示 Q1"
    assert found["words"] == ["当“要不要”是“是”时，显示“为什么”"]
    [problem] = found["problems"]
    assert problem["rule"] == "r1"
    assert "第 1 条规则" in problem["say"]

    found = editor.post(
        reverse("form_rules:read"),
        posted(form, A, B) | {"rules": "当 Q1 = 是 时 显示 Q2", "rules-trees": ""},
    ).json()
    assert [rule["when"] for rule in found["rules"]] == [SHOW["when"]]
    assert found["problems"] == []

    wrong = posted(form, A, B) | {"rules": "当 Q1 时 显示 Q7"}
    assert "Q7" in editor.post(reverse("form_rules:read"), wrong).json()["error"]


@pytest.mark.django_db
def test_who_writes_no_forms_asks_in_vain(town):
    client = sign_in(town.staff(role=Post.Role.GRID_WORKER))

    assert client.post(reverse("form_rules:read"), {}).status_code in (302, 403)
    assert client.get(reverse("form_rules:areas")).status_code in (302, 403)


@pytest.mark.django_db
def test_areas_are_found_level_by_level_and_by_a_part_of_their_name(town, editor):
    def told(**query) -> list[tuple[str, str]]:
        found = editor.get(reverse("form_rules:areas"), query).json()["areas"]
        return [(area["code"], area["words"]) for area in found]

    assert told() == [("370199", "样例区")]
    assert told(within="370199") == [("370199001", "甲街道"), ("370199002", "乙街道")]
    assert told(within="370199001001") == told(within="nowhere") == []
    assert told(q="柳林") == [("370199002001", "柳林社区 · 乙街道")]


@pytest.mark.django_db
def test_areas_of_rules_are_called_by_their_names(town, editor):
    where = question(8, "area", "哪里", level="")
    rule = SHOW | {"when": {"within": [{"var": key_of(8)}, "370199001"]}}
    form = draft(town.community, where, B, rules=[rule])

    found = editor.post(
        reverse("form_rules:read"), posted(form, where, B) | {"rules-trees": json.dumps([rule])}
    ).json()
    said = sentence_of(form.definition, form.definition.rules[0])

    assert found["areas"] == {"370199001": "甲街道"}
    assert found["words"] == ["当“哪里”在“甲街道”范围内时，显示“为什么”"] == [said["zh"]]
    assert found["text"] == '当 Q1 位于 "370199001" 时 显示 Q2'
    assert "area_names" not in form.definition.document()


def test_a_text_that_looks_like_an_area_is_none():
    form = Form(
        questions=json.dumps([question(9, label="编号"), B]),
        rules=[SHOW | {"when": {"==": [{"var": key_of(9)}, "370199001"]}}],
    )

    assert areas_named(form.definition) == set()


def test_a_draft_with_an_unfinished_slot_compiles():
    unfinished = {"id": "b1", "type": "item", "value": {"day": None, "start": None, "end": None}}
    form = Form(questions=json.dumps([question(1, "slot", slots=[unfinished])]))

    [field] = compiled(title="", introduction="", starts="", questions=form.questions).fields
    assert field.options["slots"] == []
