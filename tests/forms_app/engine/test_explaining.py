"""Why a question is hidden, rules as sentences, and sample answers with their path."""

import pytest

from forms_app.engine.checking import problems_of
from forms_app.engine.logic.explaining import why
from forms_app.engine.logic.wording import sentence_of
from forms_app.engine.samples import broken_samples, run_sample
from tests.forms_app.engine.examples import CONTEXT
from tests.forms_app.engine.vectors import form_in_short

CHOICES = {"choices": [{"id": "a", "text": "陪一陪"}, {"id": "b", "text": "修一修"}]}
STEPS = [
    [
        {"key": "alone", "type": "yes_no", "label": "是否独居"},
        {"key": "age", "type": "number", "label": "年龄"},
        {"key": "what", "type": "choice", "label": "哪一类", "options": CHOICES},
        {"key": "who", "type": "person_name", "label": "紧急联系人"},
    ],
    [{"key": "tool", "type": "short_text", "label": "要带什么工具"}],
    [
        {
            "key": "rows",
            "type": "repeat",
            "label": "家人",
            "required": False,
            "fields": [
                {"key": "n", "type": "number", "label": "岁数"},
                {"key": "school", "type": "short_text", "label": "学校"},
            ],
        },
        {"key": "total", "type": "computed", "label": "合计"},
    ],
]
RULES = [
    {
        "id": "r1",
        "kind": "show",
        "targets": ["who"],
        "when": {"and": [{"==": [{"var": "alone"}, True]}, {">=": [{"var": "age"}, 60]}]},
    },
    {
        "id": "r2",
        "kind": "skip",
        "from": "step1",
        "targets": ["step3"],
        "when": {"==": [{"var": "what"}, "a"]},
    },
    {
        "id": "r3",
        "kind": "show",
        "targets": ["school"],
        "when": {"<": [{"var": "item.n"}, 18]},
    },
    {
        "id": "r4",
        "kind": "compute",
        "targets": ["total"],
        "value": {"sum": [{"var": "rows"}, {"var": "item.n"}]},
    },
    {
        "id": "r5",
        "kind": "check",
        "targets": ["age"],
        "value": {"<": [{"var": "age"}, 150]},
    },
]
FORM = form_in_short({"steps": STEPS, "rules": RULES})


def with_samples(*samples):
    return form_in_short({"steps": STEPS, "rules": RULES, "samples": samples})


def test_rules_are_said_as_sentences():
    said = [sentence_of(FORM, rule)["zh"] for rule in FORM.rules]

    assert said == [
        "当“是否独居”是“是”，并且“年龄”不小于60时，显示“紧急联系人”",
        "当“哪一类”是“陪一陪”时，从第 1 步直接到第 3 步",
        "当“岁数”小于18时，显示“学校”",
        "“合计” = “家人”各项“岁数”的合计",
        "“年龄”：要满足“年龄”小于150",
    ]
    assert sentence_of(FORM, FORM.rules[0])["en"] == (
        "When “是否独居” is yes and “年龄” is at least 60, show “紧急联系人”"
    )


def test_why_a_question_is_hidden_names_the_answers_that_hide_it():
    found = why(FORM, {"alone": True}, "who", CONTEXT)

    assert found.truth is False
    assert list(found.lines("zh")) == [
        "“紧急联系人”没有显示",
        "　当“是否独居”是“是”，并且“年龄”不小于60时，显示“紧急联系人”（还不知道）",
        "　　“是否独居”是“是”，并且“年龄”不小于60（还不知道）",
        "　　　“是否独居”是“是”（成立）",
        "　　　　“是否独居”现在是“是”",
        "　　　“年龄”不小于60（还不知道）",
        "　　　　“年龄”还没有回答",
    ]
    assert next(found.lines("en")) == "“紧急联系人” is hidden"


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (r"\d{6}", "“要带什么工具”符合格式“邮政编码”"),
        (r"[甲乙]\d", r"“要带什么工具”符合格式“[甲乙]\d”"),
    ],
)
def test_why_names_the_pattern_that_an_answer_is_held_to(pattern, said):
    shown = {"id": "r", "kind": "show", "targets": ["total"],
             "when": {"matches": [{"var": "tool"}, pattern]}}  # fmt: skip
    form = form_in_short({"steps": STEPS, "rules": [*RULES[3:4], shown]})

    assert list(why(form, {"tool": "扳手"}, "total", CONTEXT).lines("zh")) == [
        "“合计”没有显示",
        f"　当{said}时，显示“合计”（不成立）",
        f"　　{said}（不成立）",
        "　　　“要带什么工具”现在是“扳手”",
    ]
    assert "（还不知道）" in "".join(why(form, {}, "total", CONTEXT).lines("zh"))


def test_why_a_question_of_a_step_passed_over_is_hidden():
    found = why(FORM, {"what": "a"}, "tool", CONTEXT)

    assert list(found.lines("zh"))[:3] == [
        "“要带什么工具”没有显示",
        "　第 2 步没有显示",
        "　　当“哪一类”是“陪一陪”时，从第 1 步直接到第 3 步（成立）",
    ]


def test_why_a_question_of_an_item_is_hidden():
    found = why(FORM, {"rows": [{"n": 7}, {"n": 40}]}, "rows.1.school", CONTEXT)

    assert "　　　“岁数”现在是“40”" in list(found.lines("zh"))
    assert why(FORM, {"rows": [{"n": 7}]}, "rows.0.school", CONTEXT).truth is True


def test_a_violated_check_speaks_even_without_a_message():
    run = run_sample(FORM, {"answers": {"alone": "是", "age": "200", "what": "a"}})

    assert [problem.say("zh") for problem in run.problems] == [
        "请填写",
        "请核对：“年龄”：要满足“年龄”小于150",
    ]


def test_samples_that_go_their_way_let_a_form_be_published():
    form = with_samples(
        {
            "name": "独居老人",
            "answers": {"alone": "是", "age": ["７０"], "what": "a", "who": "林样例",
                        "rows.0.n": "7", "rows.0.school": "样例小学", "rows.1.n": "40"},
            "expect": {
                "path": ["step1", "step3"],
                "shown": ["who", "rows.0.school"],
                "hidden": ["tool", "rows.1.school"],
                "required": ["who"],
                "refused": [],
                "computed": {"total": 47},
            },
        },
        {"name": "空的", "answers": {}, "expect": {"refused": ["alone", "age", "what", "tool"]}},
    )  # fmt: skip

    assert [problem.say() for problem in problems_of(form, in_community=False)] == []


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        (
            {"answers": {"what": "b"}, "expect": {"path": ["step1", "step3"]}},
            "样例“样”：走过的步骤，预期是第 1 步、第 3 步，实际是第 1 步、第 2 步、第 3 步",
        ),
        (
            {"answers": {"alone": "否"}, "expect": {"shown": ["who"]}},
            "样例“样”：显示的问题，预期是“紧急联系人”，实际是没有",
        ),
        (
            {"answers": {"rows.0.n": "7"}, "expect": {"computed": {"total": 8}}},
            "样例“样”：算出来的值，预期是“合计” 8，实际是“合计” 7",
        ),
        (
            {"answers": {"gone": "1"}, "expect": {}},
            "样例“样”里有表单没有的问题“gone”",
        ),
        ({"answers": {}, "expect": {"path": "step1"}}, "样例“样”的写法不对：path"),
        ({"answers": {"age": 7}, "expect": {}}, "样例“样”的写法不对：age"),
        ({"answers": [], "expect": {}}, "样例“样”的写法不对：answers"),
    ],
)
def test_a_broken_sample_stops_publishing(sample, said):
    form = with_samples({"name": "样"} | sample)

    [problem] = broken_samples(form)

    assert problem.say("zh") == said
    assert [found.code for found in problems_of(form, in_community=False)] == [problem.code]


def test_choices_that_wait_are_said_and_explained():
    offer = {"id": "o", "kind": "offer", "targets": ["what"], "choices": ["a", "b"],
             "when": {">=": [{"var": "age"}, 60]}}  # fmt: skip
    form = form_in_short({"steps": [STEPS[0]], "rules": [offer]})

    lines = list(why(form, {"age": 30}, "what", CONTEXT).lines("zh"))

    assert sentence_of(form, form.rules[0]) == {
        "zh": "当“年龄”不小于60时，“哪一类”才可以选“陪一陪”、“修一修”",
        "en": "Only when “年龄” is at least 60, “哪一类” offers “陪一陪”、“修一修”",
    }
    assert lines[0] == "“哪一类”没有显示"
    assert lines[1].endswith("（不成立）")


def test_a_long_list_of_offered_choices_is_said_in_short():
    listed = {"choices": [{"id": f"c{n}", "text": f"楼{n}"} for n in range(12)]}
    steps = [
        [{"key": "yes", "type": "yes_no"}, {"key": "at", "type": "dropdown", "options": listed}]
    ]
    ids = [one["id"] for one in listed["choices"]]
    offer = {"id": "o", "kind": "offer", "targets": ["at"], "choices": ids, "when": {"var": "yes"}}
    form = form_in_short({"steps": steps, "rules": [offer]})

    assert sentence_of(form, form.rules[0])["zh"].endswith("“楼7”等（还有 4 项）")
    assert sentence_of(form, form.rules[0])["en"].endswith("“楼7” and 4 more")
