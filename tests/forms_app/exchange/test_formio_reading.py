"""Form.io: components become questions, conditions that are no code become rules."""

import pytest

from forms_app.engine.logic.deciding import decide
from forms_app.exchange.formio_reading import read_formio
from forms_app.exchange.report import Turn, Unreadable
from tests.forms_app.exchange.books import by_label, labels

WIZARD = {
    "title": "报修",
    "display": "wizard",
    "components": [
        {"type": "panel", "title": "哪里坏了", "key": "p1", "components": [
            {"type": "radio", "key": "where", "label": "在哪里", "validate": {"required": True},
             "values": [{"label": "家里", "value": "in"}, {"label": "楼道", "value": "out"}]},
            {"type": "columns", "columns": [
                {"components": [{"type": "textfield", "key": "room", "label": "房号",
                                 "conditional": {"show": True, "when": "where", "eq": "in"}}]},
                {"components": [{"type": "number", "key": "floor", "label": "几楼",
                                 "validate": {"min": 1, "max": 40}, "decimalLimit": 0}]},
            ]},
        ]},
        {"type": "panel", "title": "联系", "key": "p2", "components": [
            {"type": "selectboxes", "key": "when", "label": "什么时候在家",
             "values": [{"label": "上午", "value": "am"}, {"label": "晚上", "value": "pm"}]},
            {"type": "datagrid", "key": "things", "label": "坏的东西", "components": [
                {"type": "textfield", "key": "what", "label": "什么"},
                {"type": "checkbox", "key": "urgent", "label": "急吗"},
            ]},
            {"type": "phoneNumber", "key": "phone", "label": "手机号"},
            {"type": "password", "key": "secret", "label": "口令"},
            {"type": "textfield", "key": "code", "label": "编号", "calculateValue": "value = 1",
             "validate": {"pattern": "^(a+)+$"}},
            {"type": "button", "key": "submit", "label": "提交"},
        ]},
    ],
}  # fmt: skip


def test_panels_columns_and_grids_become_steps_and_groups():
    found = read_formio(WIZARD).definition

    assert [step.title for step in found.steps] == ["哪里坏了", "联系"]
    assert labels(found) == [
        ("choice", "在哪里"),
        ("short_text", "房号"),
        ("number", "几楼"),
        ("choices", "什么时候在家"),
        ("repeat", "坏的东西"),
        ("short_text", "什么"),
        ("yes_no", "急吗"),
        ("phone", "手机号"),
        ("short_text", "编号"),
    ]
    fields = by_label(found)
    assert fields["在哪里"].required
    assert (fields["几楼"].options["least"], fields["几楼"].options["most"]) == ("1", "40")


def test_a_simple_condition_becomes_a_rule():
    found = read_formio(WIZARD).definition
    fields = by_label(found)
    inside, outside = (one["id"] for one in fields["在哪里"].options["choices"])
    room = fields["房号"].key

    assert room not in decide(found, {fields["在哪里"].key: inside}, today="2026-11-21").hidden
    assert room in decide(found, {fields["在哪里"].key: outside}, today="2026-11-21").hidden


def test_code_is_left_out_and_told():
    found = read_formio(WIZARD)

    told = [(note.about, note.say("zh")) for note in found.notes if note.turn == Turn.LEFT_OUT]
    assert told == [
        ("口令", "“password”这种问题这里没有"),
        ("编号", "没有带来：calculateValue"),
    ]


def component(key, kind="textfield", **validate):
    return {"type": kind, "key": key, "label": key, "validate": validate}


def test_a_pattern_becomes_a_check_with_its_own_words():
    form = {"components": [
        component("room", pattern="^\\d-\\d{3}$", customMessage="请写成 3-501"),
        {"type": "datagrid", "key": "cars", "label": "车", "components": [
            component("plate", pattern="鲁[A-Z]\\w{5}")]},
    ]}  # fmt: skip

    found = read_formio(form)
    fields = by_label(found.definition)
    room, cars, plate = (fields[name].key for name in ("room", "车", "plate"))

    def broken(values):
        outcome = decide(found.definition, values, today="2026-11-21")
        return [violation.address for violation in outcome.violations]

    assert [rule.message for rule in found.definition.rules] == ["请写成 3-501", ""]
    assert broken({}) == []
    assert broken({room: "3-501", cars: [{plate: "鲁A12345"}]}) == []
    assert broken({room: "3-5012", cars: [{plate: "鲁A1"}]}) == [room, f"{cars}.0.{plate}"]
    assert [note for note in found.notes if note.turn == Turn.LEFT_OUT] == []


def test_a_pattern_of_what_is_no_text_is_left_out_and_told():
    form = {"components": [component("n", "number", pattern="\\d+"),
                           component("p", "phoneNumber", pattern="1\\d{10}"),
                           component("c", custom="valid = input > 3")]}  # fmt: skip

    found = read_formio(form)

    why = "只有文字的回答能按格式核对；手机号、身份证号由题型自己核对"
    assert [note.say("zh") for note in found.notes if note.turn == Turn.LEFT_OUT] == [
        f"格式“\\d+”没有带来：{why}",
        f"格式“1\\d{{10}}”没有带来：{why}",
        "核对的办法没有带来",
    ]


def test_conditions_of_the_newer_kind():
    form = {
        "components": [
            {"type": "number", "key": "n", "label": "几位"},
            {"type": "textfield", "key": "a", "label": "甲", "conditional": {
                "show": False, "conjunction": "any", "conditions": [
                    {"component": "n", "operator": "lessThan", "value": 3},
                    {"component": "n", "operator": "isEmpty"}]}},
        ]
    }  # fmt: skip
    found = read_formio(form).definition
    n, a = (field.key for field in found.fields)

    assert a in decide(found, {}, today="2026-11-21").hidden
    assert a in decide(found, {n: 2}, today="2026-11-21").hidden
    assert a not in decide(found, {n: 3}, today="2026-11-21").hidden


@pytest.mark.parametrize(
    "broken",
    [
        {"components": []},
        {"components": ["text", 3, None]},
        {"components": [{"type": ["panel"], "components": {"a": 1}}]},
        {"components": [{"type": "columns", "columns": [[[{"x": 1}]]]}]},
    ],
)
def test_what_asks_nothing_is_refused(broken):
    with pytest.raises(Unreadable):
        read_formio(broken)


def test_markup_in_labels_is_words():
    form = {"components": [
        {"type": "textfield", "key": "a", "label": "<img src=x onerror=alert(1)>"},
        {"type": "content", "key": "b", "label": "说明", "html": "<p>请<b>带</b>证件</p>"},
    ]}  # fmt: skip

    first, second = read_formio(form).definition.fields

    assert first.label == "<img src=x onerror=alert(1)>"
    assert second.options["text"] == "请 带 证件"
