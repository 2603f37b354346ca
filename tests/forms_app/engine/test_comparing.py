"""What changed between two versions of a form, in words."""

from dataclasses import replace

import pytest

from forms_app.engine.comparing import changes
from tests.forms_app.engine.vectors import form_in_short

CHOICES = [{"id": "c1", "text": "走路"}, {"id": "c2", "text": "坐车", "places": 5}]
A = {"key": "a", "type": "choice", "label": "怎么来", "options": {"choices": CHOICES}}
B = {"key": "b", "type": "number", "label": "几个人", "options": {"unit": "人"}}
C = {"key": "c", "type": "short_text", "label": "还想说什么", "required": False}
SHOW = {"id": "r1", "kind": "show", "targets": ["b"], "when": {"==": [{"var": "a"}, "c1"]}}
BEFORE = form_in_short({"steps": [[A, B, C]], "rules": [SHOW]})


def said(after, language="zh") -> list[str]:
    return [change.words[language] for change in changes(BEFORE, after)]


def with_choices(*choices):
    return form_in_short(
        {"steps": [[A | {"options": {"choices": list(choices)}}, B, C]], "rules": [SHOW]}
    )


def test_nothing_changed_is_nothing_said():
    assert changes(BEFORE, form_in_short({"steps": [[A, B, C]], "rules": [SHOW]})) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([A, B], ["去掉问题“还想说什么”"]),
        ([A, C, B], ["问题“还想说什么”换了位置"]),
        ([A, B | {"label": "一共几个人"}, C], ["问题“几个人”改成“一共几个人”"]),
        ([A, B | {"hint": "连您自己"}, C], ["“几个人”的提示从“无”改成“连您自己”"]),
        ([A, B, C | {"required": True}], ["“还想说什么”改为必填"]),
        ([A, B | {"required": False}, C], ["“几个人”改为可以不填"]),
        ([A, B, C | {"type": "long_text"}], ["“还想说什么”从一行文字改成几行文字"]),
        (
            [A, B, C | {"data_class": "personal"}],
            ["“还想说什么”的信息类别从不是个人信息改成个人信息"],
        ),
        ([A, B | {"options": {"unit": "位"}}, C], ["“几个人”的单位从“人”改成“位”"]),
        (
            [A, B, C, {"key": "d", "type": "date", "label": "哪一天"}],
            ["新增问题“哪一天”（日期）"],
        ),
    ],
)
def test_a_changed_question_is_said(fields, expected):
    assert said(form_in_short({"steps": [fields], "rules": [SHOW]})) == expected


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (CHOICES[:1], ["“怎么来”去掉“坐车”"]),
        ([*CHOICES, {"id": "c3", "text": "骑车"}], ["“怎么来”新增“骑车”"]),
        ([CHOICES[0], CHOICES[1] | {"text": "坐公交"}], ["“怎么来”的“坐车”改成“坐公交”"]),
        ([CHOICES[0], CHOICES[1] | {"places": 8}], ["“怎么来”的“坐车”：名额从5改成8"]),
        ([CHOICES[0] | {"score": 2}, CHOICES[1]], ["“怎么来”的“走路”：得分从无改成2"]),
    ],
)
def test_changed_choices_are_said(choices, expected):
    assert said(with_choices(*choices)) == expected


def test_choices_that_changed_places_are_said_once():
    assert len(said(with_choices(*reversed(CHOICES)))) == 1


def test_rules_are_said_as_sentences():
    other = SHOW | {"when": {"==": [{"var": "a"}, "c2"]}}
    new = {"id": "r2", "kind": "require", "targets": ["c"], "when": SHOW["when"]}

    assert said(form_in_short({"steps": [[A, B, C]], "rules": [other, new]})) == [
        "新增规则：当“怎么来”是“走路”时，必须填“还想说什么”",
        "规则“当“怎么来”是“走路”时，显示“几个人””改成“当“怎么来”是“坐车”时，显示“几个人””",
    ]
    assert said(form_in_short({"steps": [[A, B, C]]}), "en") == [
        "Rule gone: When “怎么来” is “走路”, show “几个人”"
    ]


def test_a_reworded_question_changes_no_rule():
    after = form_in_short({"steps": [[A | {"label": "怎么过来"}, B, C]], "rules": [SHOW]})

    assert said(after) == ["问题“怎么来”改成“怎么过来”"]


def test_titles_steps_samples_and_translations_are_said():
    after = replace(
        form_in_short(
            {
                "steps": [[A, B, C]],
                "titles": {"1": "先说说"},
                "rules": [SHOW],
                "samples": [{"name": "两个人", "answers": {}, "expect": {}}],
            }
        ),
        title="新表",
        introduction="两分钟",
        translations={"en": {"title": {"text": "Form", "of": "新表"}}},
    )

    assert said(after) == [
        "标题从“表单”改成“新表”",
        "介绍从“无”改成“两分钟”",
        "译文有改动",
        "新增步骤“先说说”",
        "新增试填样例“两个人”",
    ]


def test_hundreds_of_questions_are_compared_at_once():
    fields = [{"key": f"k{n}", "type": "yes_no", "label": f"第{n}问"} for n in range(700)]
    rules = [
        {"id": f"r{n}", "kind": "show", "targets": [f"k{2 * n + 1}"],
         "when": {"==": [{"var": f"k{2 * n}"}, True]}}
        for n in range(350)
    ]  # fmt: skip
    before = form_in_short({"steps": [fields], "rules": rules})
    moved = form_in_short({"steps": [[*fields[1:], fields[0]]], "rules": rules[:-1]})

    found = changes(before, moved)

    assert [change.kind for change in found] == ["moved", "removed"]
