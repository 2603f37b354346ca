"""The header is found wherever it stands and however its columns are called."""

import pytest

from people.roster.complaints import FIELD_NAMES, RosterRefused
from people.roster.headers import find_header, recognise
from people.roster.reading import Sheet


def header_of(*rows):
    return find_header(Sheet("名单", list(enumerate(map(tuple, rows), start=1))))


def fields(header):
    return {name: column.letter for name, column in header.columns.items()}


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("姓 名", "name"),
        ("姓\n名", "name"),
        ("＊姓名＊", "name"),
        ("手机号（必填）", "mobile"),
        ("联系电话（手机）", "mobile"),
        ("身份证号码(18位)", "id_number"),
        ("公民身份号码", "id_number"),
        ("出生年月", "birth_date"),
        ("家庭住址所在社区", "community"),
        ("居住地（社区）", "community"),
        ("家庭住址", "address"),
        ("所属街道/镇", "street"),
        ("工作单位", "unit"),
        ("科室", "department"),
        ("特长/技能", "skills"),
        ("Ｅ－ｍａｉｌ", "email"),
        ("备注", "note"),
        ("性别：", "sex"),
        ("民族", ""),
        ("单位所在社区", ""),
        ("办公电话", ""),
        ("户籍地址", ""),
    ],
)
def test_column_titles_are_recognised(title, field):
    assert recognise(title)[0] == field


def test_columns_may_stand_in_any_order_below_title_rows():
    header = header_of(
        ["样例局在职党员名单"],
        ["填报：甲一"],
        ["手机", "序号", "性别", "姓名"],
        ["138", 1, "男", "甲"],
    )

    assert (header.first_row, header.last_row) == (3, 3)
    assert fields(header) == {"mobile": "A", "ordinal": "B", "sex": "C", "name": "D"}


def test_a_header_of_two_lines_is_joined():
    header = header_of(
        ["序号", "基本信息", "基本信息", "联系方式", "家庭所在", "家庭所在"],
        ["序号", "姓名", "性别", "手机", "街道", "社区"],
    )

    assert header.last_row == 2
    assert fields(header) == {
        "ordinal": "A",
        "name": "B",
        "sex": "C",
        "mobile": "D",
        "street": "E",
        "community": "F",
    }


def test_an_office_phone_beside_the_mobile_does_not_quarrel():
    header = header_of(["姓名", "联系电话", "手机号"])

    assert fields(header) == {"name": "A", "mobile": "C"}
    assert [column.title for column in header.unused] == ["联系电话"]


def test_two_columns_for_one_field_are_refused():
    with pytest.raises(RosterRefused) as refused:
        header_of(["姓名", "手机", "手机号码"])

    assert refused.value.code == "header_twice"
    assert refused.value.params == {
        "first": "B",
        "first_title": "手机",
        "second": "C",
        "second_title": "手机号码",
        "field": "手机号",
    }


@pytest.mark.parametrize("titles", [["姓名", "性别"], ["手机", "性别"], ["a", "b"], []])
def test_a_row_without_name_and_number_is_no_header(titles):
    assert header_of(titles) is None


def test_every_field_has_a_name_in_both_languages():
    assert all(set(names) == {"zh", "en"} for names in FIELD_NAMES.values())
