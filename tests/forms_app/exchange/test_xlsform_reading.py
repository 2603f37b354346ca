"""XLSForm coming in: what is carried means the same, and what is not is told in words."""

import os
from pathlib import Path

import pytest

from forms_app.engine.checking import problems_of
from forms_app.engine.logic.checking_rules import problems_of_rules
from forms_app.engine.logic.deciding import decide
from forms_app.exchange.report import Turn, Unreadable
from forms_app.exchange.xlsform_reading import read_xlsform
from forms_app.exchange.xlsform_writing import write_xlsform
from tests.forms_app.exchange.books import book, by_label, labels

TODAY = "2026-11-21"
SEX = (("sex", "f", "女"), ("sex", "m", "男"))
PULLED = "pulldata('x','y')"
WISH = (("wish", "a", "买菜"), ("wish", "b", "送药"), ("wish", "c", "陪诊"))
FOLDER = os.environ.get("XLSFORM_SAMPLES", "")


def told(found, turn):
    return [(note.about, note.say("zh")) for note in found.notes if note.turn == turn]


def test_types_groups_and_repeats_become_ours():
    content = book(
        [
            {"type": "begin_group", "name": "who", "label": "您是谁"},
            {"type": "text", "name": "name", "label": "怎么称呼", "required": "yes"},
            {"type": "integer", "name": "age", "label": "年龄", "hint": "周岁"},
            {"type": "select_one sex", "name": "sex", "label": "性别"},
            {"type": "end_group"},
            {"type": "begin_group", "name": "what", "label": "要什么"},
            {"type": "select_multiple wish", "name": "wish", "label": "帮什么"},
            {"type": "text", "name": "more", "label": "细说", "appearance": "multiline"},
            {"type": "begin_repeat", "name": "family", "label": "家人"},
            {"type": "text", "name": "call", "label": "称呼"},
            {"type": "date", "name": "born", "label": "生日"},
            {"type": "end_repeat"},
            {"type": "geopoint", "name": "place", "label": "位置"},
            {"type": "acknowledge", "name": "ok", "label": "我同意", "required": "yes"},
            {"type": "end_group"},
        ],
        SEX + WISH,
        {"form_title": "登记"},
    )

    found = read_xlsform(content, "登记.xlsx").definition

    assert found.title == "登记"
    assert [step.title for step in found.steps] == ["您是谁", "要什么"]
    assert labels(found) == [
        ("short_text", "怎么称呼"),
        ("number", "年龄"),
        ("choice", "性别"),
        ("choices", "帮什么"),
        ("long_text", "细说"),
        ("repeat", "家人"),
        ("short_text", "称呼"),
        ("date", "生日"),
        ("position", "位置"),
        ("consent", "我同意"),
    ]
    fields = by_label(found)
    assert [name for name, field in fields.items() if field.required] == ["怎么称呼", "我同意"]
    assert fields["年龄"].hint == "周岁"
    assert [one["text"] for one in fields["帮什么"].options["choices"]] == ["买菜", "送药", "陪诊"]
    assert list(problems_of(found, in_community=True)) == []


def shown(expression, answers):
    """Return whether a question with that `relevant` is shown for answers by name."""
    content = book(
        [
            {"type": "integer", "name": "age", "label": "age"},
            {"type": "select_one sex", "name": "sex", "label": "sex"},
            {"type": "select_multiple wish", "name": "wish", "label": "wish"},
            {"type": "date", "name": "day", "label": "day"},
            {"type": "text", "name": "word", "label": "word"},
            {"type": "text", "name": "last", "label": "last", "relevant": expression},
        ],
        SEX + WISH,
    )
    found = read_xlsform(content)
    assert told(found, Turn.LEFT_OUT) == []
    fields = by_label(found.definition)
    ids = {one["text"]: one["id"] for name in ("sex", "wish")
           for one in fields[name].options["choices"]}  # fmt: skip

    def kept(value):
        return [ids[one] for one in value] if isinstance(value, list) else ids.get(value, value)

    values = {fields[name].key: kept(value) for name, value in answers.items()}
    return fields["last"].key not in decide(found.definition, values, today=TODAY).hidden


@pytest.mark.parametrize(
    ("expression", "answers", "expected"),
    [
        ("${age} >= 60", {"age": 60}, True),
        ("${age} >= 60", {}, False),
        ("${age} < 60", {}, False),
        ("${age} > 18 and ${age} <= 60", {"age": 60}, True),
        ("not(${age} < 60)", {}, True),
        ("not(${age} < 60)", {"age": 59}, False),
        ("${sex} = 'f'", {"sex": "女"}, True),
        ("${sex} != 'f'", {}, True),
        ("${sex} != 'f'", {"sex": "女"}, False),
        ("'m' = ${sex}", {"sex": "男"}, True),
        ("selected(${wish}, 'a') or selected(${wish}, 'b')", {"wish": ["送药"]}, True),
        ("not(selected(${wish}, 'a'))", {}, True),
        ("not(selected(${wish}, 'a') or ${age} > 5)", {"wish": ["买菜"]}, False),
        ("not(selected(${wish}, 'a') or ${age} > 5)", {"wish": ["送药"], "age": 5}, True),
        ("count-selected(${wish}) >= 2", {"wish": ["送药", "买菜"]}, True),
        ("${word} != ''", {"word": "在"}, True),
        ("${word} = ''", {}, True),
        ("string-length(${word}) > 0", {}, False),
        ("contains(${word}, '灯')", {"word": "灯不亮"}, True),
        ("${day} >= today()", {"day": TODAY}, True),
        ("${age} * 2 + 1 = 21", {"age": 10}, True),
        ("${age} mod 2 = 1", {"age": 7}, True),
        ("${age} div 2 > 3", {"age": 7}, True),
        ("round(${age} div 3, 1) = 2.3", {"age": 7}, True),
        ("if(${sex} = 'f', 55, 60) <= ${age}", {"sex": "女", "age": 56}, True),
        ("true()", {}, True),
    ],
)
def test_an_expression_means_what_it_meant(expression, answers, expected):
    assert shown(expression, answers) is expected


def test_a_constraint_a_calculation_and_a_conditional_requirement_come_along():
    content = book(
        [
            {"type": "integer", "name": "n", "label": "几位", "constraint": ". > 0 and . <= 8",
             "constraint_message": "一次最多八位"},
            {"type": "calculate", "name": "sum", "label": "总价", "calculation": "${n} * 12"},
            {"type": "text", "name": "why", "label": "为什么", "required": "${n} > 4"},
        ]
    )  # fmt: skip

    found = read_xlsform(content).definition
    fields = by_label(found)
    too_many = decide(found, {fields["几位"].key: 9}, today=TODAY)
    few = decide(found, {fields["几位"].key: 3}, today=TODAY)

    assert [found.rules[0].message for _ in too_many.violations] == ["一次最多八位"]
    assert too_many.computed == {fields["总价"].key: 108}
    assert fields["为什么"].key in too_many.required
    assert not few.violations
    assert fields["为什么"].key not in few.required


def test_inside_a_repeat_conditions_speak_of_the_same_item_and_sums_of_all():
    content = book(
        [
            {"type": "begin_repeat", "name": "item", "label": "每样"},
            {"type": "integer", "name": "n", "label": "几个"},
            {"type": "text", "name": "why", "label": "为什么", "relevant": "${n} > 3"},
            {"type": "end_repeat"},
            {"type": "calculate", "name": "all", "label": "一共", "calculation": "sum(${n})"},
        ]
    )

    found = read_xlsform(content).definition
    fields = by_label(found)
    group, n = fields["每样"].key, fields["几个"].key
    outcome = decide(found, {group: [{n: 2}, {n: 5}]}, today=TODAY)

    assert outcome.computed == {fields["一共"].key: 7}
    assert f"{group}.0.{fields['为什么'].key}" in outcome.hidden
    assert f"{group}.1.{fields['为什么'].key}" in outcome.shown


def test_what_cannot_be_carried_is_told_with_its_place():
    content = book(
        [
            {"type": "start", "name": "start"},
            {"type": "deviceid", "name": "device"},
            {"type": "text", "name": "mail", "label": "邮箱",
             "constraint": "regex(., '[a-z]+(?=@)')"},
            {"type": "barcode", "name": "code", "label": "条码"},
            {"type": "geoshape", "name": "shape", "label": "边界"},
            {"type": "text", "name": "usual", "label": "城市", "default": "样例市"},
            {"type": "calculate", "name": "odd", "label": "奇怪", "calculation": PULLED},
        ]
    )  # fmt: skip

    found = read_xlsform(content)

    assert labels(found.definition) == [
        ("short_text", "邮箱"),
        ("short_text", "条码"),
        ("short_text", "城市"),
    ]
    assert told(found, Turn.CHANGED) == [("条码", "改成了“一行文字”")]
    assert told(found, Turn.LEFT_OUT) == [
        ("start", "提交时间本来就会记下，不用问"),
        ("device", "设备信息不收集"),
        ("边界", "“geoshape”这种问题这里没有"),
        ("城市", "预先填好的回答没有带来"),
        (
            "邮箱",
            "规则“regex(., '[a-z]+(?=@)')”没有带来：格式的第 7 个字符：“(?”后面只能是“:”",
        ),
        ("奇怪", "规则“pulldata('x','y')”没有带来：没有“pulldata”这种算法"),
        ("奇怪", "没有能用的算式，没有带来"),
    ]


def test_regex_becomes_a_pattern_and_an_empty_answer_counts_as_there():
    content = book(
        [
            {"type": "text", "name": "plate", "label": "车牌",
             "constraint": "regex(., '^[A-Z]{2}$')", "constraint_message": "请写两个字母"},
            {"type": "text", "name": "a", "label": "甲", "relevant": "regex(${plate}, 'A.')"},
            {"type": "text", "name": "b", "label": "乙", "relevant": "not(regex(${plate}, 'A.'))"},
            {"type": "text", "name": "c", "label": "丙", "relevant": "regex(${plate}, 'A?.?')"},
            {"type": "integer", "name": "n", "label": "数", "constraint": "regex(., '1+')"},
        ]
    )  # fmt: skip

    found = read_xlsform(content)
    plate, a, b, c, _n = (field.key for field in found.definition.fields)

    def outcome(**values):
        return decide(found.definition, values, today=TODAY)

    assert found.definition.rules[0].value == {"matches": [{"var": plate}, "^[A-Z]{2}$"]}
    assert found.definition.rules[0].message == "请写两个字母"
    assert outcome().hidden == (a,)
    assert outcome(**{plate: "AB"}).hidden == (b,)
    assert outcome(**{plate: "BCD"}).hidden == (a, c)
    assert [len(outcome(**{plate: text}).violations) for text in ("AB", "ABC")] == [0, 1]
    assert told(found, Turn.LEFT_OUT) == [
        (
            "数",
            "规则“regex(., '1+')”没有带来："
            "只有文字的回答能按格式核对；手机号、身份证号由题型自己核对",
        )
    ]


def test_of_several_languages_chinese_is_taken_unless_another_is_asked_for():
    columns = ("type", "name", "label::English (en)", "label::中文 (zh)")
    content = book(
        [{"type": "text", "name": "n", "label::English (en)": "Name", "label::中文 (zh)": "姓名"}],
        columns=columns,
    )

    usual = read_xlsform(content)
    english = read_xlsform(content, language="English")

    assert labels(usual.definition) == [("short_text", "姓名")]
    assert usual.languages == ("English (en)", "中文 (zh)")
    assert told(usual, Turn.LEFT_OUT) == []
    assert labels(english.definition) == [("short_text", "Name")]
    assert told(english, Turn.LEFT_OUT) == [("语言", "只带来了“English (en)”，没有带来：中文 (zh)")]


def test_english_beside_chinese_comes_in_as_the_translation_and_other_languages_stay_behind():
    label = ("label::English (en)", "label::中文 (zh)", "label::Français (fr)")
    row = dict(zip(label, ("How was it", "怎么样", "Comment"), strict=True))
    content = book(
        [
            {"type": "select_one how", "name": "q", **row, "hint::中文 (zh)": "说实话"},
            {"type": "text", "name": "n", label[0]: "Name", label[1]: "名字", label[2]: "Nom"},
            {"type": "text", "name": "m", label[0]: "Label", label[1]: "名字", label[2]: "Nom"},
        ],
        (("how", "good", "Good", "好"), ("how", "bad", "Bad", "不好")),
        columns=("type", "name", *label, "hint::中文 (zh)"),
        labels_of_choices=label[:2],
    )

    found = read_xlsform(content)

    [question, *_names] = found.definition.fields
    good, bad = (one["id"] for one in question.options["choices"])
    assert found.definition.translations["en"] == {
        f"{question.key}.label": {"text": "How was it", "of": "怎么样"},
        f"{question.key}.choices.{good}": {"text": "Good", "of": "好"},
        f"{question.key}.choices.{bad}": {"text": "Bad", "of": "不好"},
    }
    assert told(found, Turn.LEFT_OUT) == [("语言", "只带来了“中文 (zh)”，没有带来：Français (fr)")]


def test_or_other_becomes_the_other_of_the_choices():
    content = book(
        [{"type": "select_one sex or_other", "name": "who", "label": "是谁"}],
        (("sex", "a", "老人"), ("sex", "b", "孩子")),
    )

    found = read_xlsform(content).definition

    assert labels(found) == [("choice", "是谁")]
    [field] = found.fields
    assert field.options["other"] is True
    assert [one["text"] for one in field.options["choices"]] == ["老人", "孩子"]


def test_a_rule_that_names_what_was_left_out_goes_with_it_and_the_form_still_holds():
    content = book(
        [
            {"type": "geoshape", "name": "shape", "label": "边界"},
            {"type": "text", "name": "a", "label": "甲", "relevant": "${shape} != ''"},
            {"type": "text", "name": "b", "label": "乙", "relevant": "${c} = 'x'"},
            {"type": "text", "name": "c", "label": "丙"},
        ]
    )

    found = read_xlsform(content)

    assert found.definition.rules == ()
    left_out = dict(told(found, Turn.LEFT_OUT))
    assert left_out["甲"] == "规则“${shape} != ''”没有带来：找不到“shape”，或者它没有带来"
    assert left_out["乙"].startswith("规则“show”没有带来：“乙”在“丙”前面")


def test_a_mistake_in_the_workbook_is_refused_in_pyxforms_words():
    content = book([{"type": "calculate", "name": "n", "label": "空"}])

    with pytest.raises(Unreadable) as refused:
        read_xlsform(content)

    assert refused.value.code == "xlsform_refused"
    assert "Missing calculation" in refused.value.say("zh")


CITIES = [
    ("cities", "jn", "济南样例", "north", "big"),
    ("cities", "wf", "潍坊样例", "north", "small"),
    ("cities", "gz", "广州样例", "south", "big"),
    ("cities", "nn", "无处样例", "nowhere", "big"),
]
PLACES = [("sides", "north", "北边"), ("sides", "south", "南边"), *CITIES]


def cascade(filter_, **more):
    rows = [
        {"type": "select_one sides", "name": "side", "label": "哪一边"},
        {
            "type": "select_multiple cities",
            "name": "city",
            "label": "哪里",
            "choice_filter": filter_,
        }
        | more,
    ]
    return read_xlsform(book(rows, PLACES, labels_of_choices=("label", "side", "size")))


def offered(definition, **answers):
    """Return the words of the choices that are offered once `side` is answered."""
    fields = by_label(definition)
    sides = {entry["text"]: entry["id"] for entry in fields["哪一边"].options["choices"]}
    given = {fields["哪一边"].key: sides[answers["side"]]} if answers else {}
    outcome = decide(definition, given, today="2026-11-22")
    key = fields["哪里"].key
    gone = outcome.withheld.get(key, ())
    listed = fields["哪里"].options["choices"]
    return (
        [one["text"] for one in listed if one["id"] not in gone] if key in outcome.shown else None
    )


@pytest.mark.parametrize(
    ("filter_", "north", "south", "before"),
    [
        ("side = ${side}", ["济南样例", "潍坊样例"], ["广州样例"], None),
        ("${side} = side and size = 'big'", ["济南样例"], ["广州样例"], None),
        ("size = 'small' or selected(${side}, side)", ["济南样例", "潍坊样例"],
            ["潍坊样例", "广州样例"], ["潍坊样例"]),
        ("not(side = ${side}) and name != 'nn'", ["广州样例"], ["济南样例", "潍坊样例"],
            ["济南样例", "潍坊样例", "广州样例"]),
    ],
)  # fmt: skip
def test_a_filter_of_choices_offers_them_by_the_earlier_answer(filter_, north, south, before):
    found = cascade(filter_)

    assert offered(found.definition, side="北边") == north
    assert offered(found.definition, side="南边") == south
    assert offered(found.definition) == before
    assert [note.code for note in found.notes if note.turn != Turn.CARRIED] == ["choices_never"]
    assert list(problems_of_rules(found.definition)) == []


@pytest.mark.parametrize(
    "filter_",
    ["unknown = 'x'", "position(..) = ${side}", "side = ${later}", "pulldata('a', 'b', 'c', side)"],
)
def test_a_filter_that_cannot_be_said_lists_everything_and_says_so(filter_):
    more = {"type": "select_one sides", "name": "later", "label": "以后"}
    rows = [
        {"type": "select_one cities", "name": "city", "label": "哪里", "choice_filter": filter_},
        {"type": "select_one sides", "name": "side", "label": "哪一边"},
        more,
    ]
    found = read_xlsform(book(rows, PLACES, labels_of_choices=("label", "side", "size")))

    assert [rule for rule in found.definition.rules if rule.kind == "offer"] == []
    assert len(by_label(found.definition)["哪里"].options["choices"]) == len(CITIES)
    [note] = [note for note in found.notes if note.turn != Turn.CARRIED]
    assert note.code == "filter_left_out"
    assert "全部列出" in note.say("zh")


def test_choices_offered_by_rules_go_out_as_a_filter_and_come_back():
    before = cascade("size = 'small' or side = ${side}").definition

    written = write_xlsform(before, name="x")
    after = read_xlsform(written.content, "x.xlsx")

    assert written.notes == ()
    assert [note for note in after.notes if note.turn != Turn.CARRIED] == []
    for side in ("北边", "南边"):
        assert offered(after.definition, side=side) == offered(before, side=side)
    assert offered(after.definition) == offered(before)


REFUSED = frozenset(
    {
        "calculate_without_calculation.xls", "duplicate_columns.xlsx", "group_name_test.xls",
        "include.xls", "include.xlsx", "include_json.xls", "include_json.xlsx",
        "unknown_question_type.xls",
    }
)  # fmt: skip
"""What pyxform itself refuses of its 58 samples."""


@pytest.mark.filterwarnings("ignore:Unknown extension")
@pytest.mark.parametrize("path", sorted(Path(FOLDER).rglob("*.xls*")) if FOLDER else [None])
def test_the_sample_workbooks_of_pyxform_are_read_or_refused_with_a_reason(path):
    """Given by XLSFORM_SAMPLES; without it one workbook of our own stands for them."""
    content = path.read_bytes() if path else book([{"type": "text", "name": "n", "label": "甲"}])

    try:
        found, code = read_xlsform(content, path.name if path else ""), ""
    except Unreadable as refused:
        found, code = None, refused.code

    assert code == ("xlsform_refused" if path and path.name in REFUSED else "")
    assert found is None or list(found.definition.fields)
