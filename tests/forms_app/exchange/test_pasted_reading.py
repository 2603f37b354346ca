"""A pasted list: questions with their kinds and choices, from documents and tables as they are."""

import pytest

from forms_app.exchange.correcting import Correction, corrected, types_for
from forms_app.exchange.pasted_reading import read_pasted
from forms_app.exchange.report import Unreadable

LIST = """百花园社区居民活动报名表
请如实填写，谢谢。
一、基本信息
1. 您的姓名（必填）
2、性别：□男 □女
3. 手机号码______（必填）
4. 出生日期：____年__月__日
二、活动意向
5. 您想参加哪些活动？（多选，最多选3项）
A. 书法班
B. 合唱团   C. 太极拳
D. 其他______
6. 您对社区活动满意吗（单选）
（ ）非常满意
○ 满意
○ 一般
7. 您有什么建议？（选填）
8. 是否独居  A.是  B.否
"""


def read(text):
    return [
        (field.type, field.label, [one["text"] for one in field.options.get("choices", ())])
        for field in read_pasted(text).definition.fields
    ]


def test_a_numbered_list_from_a_document():
    found = read_pasted(LIST).definition

    assert (found.title, found.introduction) == ("百花园社区居民活动报名表", "请如实填写，谢谢。")
    assert [section.title for section in found.sections] == ["基本信息", "活动意向"]
    assert read(LIST) == [
        ("person_name", "您的姓名", []),
        ("choice", "性别", ["男", "女"]),
        ("phone", "手机号码", []),
        ("date", "出生日期", []),
        ("choices", "您想参加哪些活动？", ["书法班", "合唱团", "太极拳"]),
        ("choice", "您对社区活动满意吗", ["非常满意", "满意", "一般"]),
        ("long_text", "您有什么建议？", []),
        ("yes_no", "是否独居", []),
    ]
    fields = {field.label: field for field in found.fields}
    assert [label for label, field in fields.items() if field.required] == ["您的姓名", "手机号码"]
    assert fields["您想参加哪些活动？"].options["other"] is True
    assert fields["您想参加哪些活动？"].options["most"] == 3


def test_a_table_from_a_workbook_by_its_headings():
    text = (
        "序号\t题目\t题型\t选项\t必填\n1\t姓名\t填空\t\t是\n2\t您住几号楼\t下拉\t1号楼/2号楼/3号楼\t是\n"
        "3\t需要什么帮助\t多选\t买菜；送药；其他\t否"
    )

    assert read(text) == [
        ("person_name", "姓名", []),
        ("dropdown", "您住几号楼", ["1号楼", "2号楼", "3号楼"]),
        ("choices", "需要什么帮助", ["买菜", "送药"]),
    ]
    assert [field.required for field in read_pasted(text).definition.fields] == [True, True, False]


def test_a_bare_list_of_words():
    assert read("姓名\n手机号\n住址") == [
        ("person_name", "姓名", []),
        ("phone", "手机号", []),
        ("address", "住址", []),
    ]


def test_full_width_signs_and_other_marks():
    text = (
        "（１）总体评价（评分）\n(2) 请排序（排序题）\n① 卫生\n② 绿化\n③ 停车\n"
        "3) 同意吗【单选】\nａ、同意\nb、不同意"
    )

    assert [(kind, choices) for kind, _, choices in read(text)][1:] == [
        ("ranking", ["卫生", "绿化", "停车"]),
        ("choice", ["同意", "不同意"]),
    ]


def test_when_nothing_is_marked_every_question_is_required():
    assert [field.required for field in read_pasted("1. 姓名\n2. 意见").definition.fields] == [
        True,
        True,
    ]


def test_words_that_name_the_same_choice_twice_are_one_choice():
    assert read("1. 选一个\nA. 甲\nB. 甲\nC. 乙") == [("choice", "选一个", ["甲", "乙"])]


def test_text_without_a_question_is_refused():
    with pytest.raises(Unreadable) as refused:
        read_pasted("   \n\n")

    assert refused.value.code == "nothing_to_ask"


def test_a_thousand_and_one_questions_are_refused():
    with pytest.raises(Unreadable) as refused:
        read_pasted("\n".join(f"{number}. 问题" for number in range(100)) + "\n1. 问题" * 901)

    assert refused.value.code == "too_many_questions"


def test_what_was_read_is_corrected_before_it_is_made():
    found = read_pasted("1. 您的姓名\n2. 喜欢什么\nA. 书法\nB. 合唱\n3. 说明").definition
    name, likes, words = found.fields

    made, notes = corrected(
        found,
        {
            name.key: Correction("怎么称呼", "short_text", required=False),
            likes.key: Correction(type="choices"),
            words.key: Correction(left_out=True),
        },
    )

    assert [(field.type, field.label, field.required) for field in made.fields] == [
        ("short_text", "怎么称呼", False),
        ("choices", "喜欢什么", True),
    ]
    assert list(made.fields)[1].options["choices"] == likes.options["choices"]
    assert notes == []
    assert "phone" in types_for(name)
    assert "phone" not in types_for(likes)
