"""The catalogue of dirt: what offices put into a roster, and what becomes of it."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.roster.drafting import draft
from people.roster.headers import find_header
from people.roster.people import RosterPerson
from people.roster.planning import Known, plan
from people.roster.reading import Sheet
from tests.people.roster.making import (
    ANN,
    TITLES,
    UNIT,
    codes,
    digest,
    id_number,
    planned_people,
    setting,
)

CLEAN = RosterPerson(
    name="甲一禾",
    sex="male",
    birth_date=date(1985, 3, 2),
    id_number=id_number(),
    mobile="+8613800000001",
    email="a@example.cn",
    home="370112001001",
    skills=("haircut",),
)

# Every kind of dirt that is understood: the cells as they stand, what differs from CLEAN in the
# person read, and the warnings.
FORGIVEN = {
    "a clean row": ({}, {}, []),
    "full-width digits in the mobile": ({"手机号": "１３８００００００01"}, {}, []),
    "a mobile with +86 and dashes": ({"手机号": "+86 138-0000-0001"}, {}, []),
    "a mobile with 0086": ({"手机号": "008613800000001"}, {}, []),
    "a mobile stored as a number": ({"手机号": 13800000001}, {}, []),
    "a mobile stored as a decimal": ({"手机号": 13800000001.0}, {}, []),
    "an apostrophe before the mobile": ({"手机号": "'13800000001"}, {}, []),
    "an invisible mark in the mobile": ({"手机号": "\u202d13800000001\u202c"}, {}, []),
    "two mobiles in one cell": ({"手机号": "13800000001/13900000009"}, {}, ["mobile_several"]),
    "a space inside the name": ({"姓名": "甲 一　禾"}, {}, []),
    "a line break in the name": ({"姓名": "甲一\n禾"}, {}, []),
    "a remark behind the name": ({"姓名": "甲一禾（书记）"}, {}, ["name_remark"]),
    "a name with another middle dot": (
        {"姓名": "阿依样例•买例", "身份证号": id_number()},
        {"name": "阿依样例·买例"},
        [],
    ),
    "the ID number in the birth-date column": (
        {"出生日期": id_number(), "身份证号": None},
        {},
        ["id_number_in_birth_column"],
    ),
    "the same ID number in both columns": ({"出生日期": id_number()}, {}, []),
    "an old ID number of fifteen digits": ({"身份证号": "370112850302001"}, {}, []),
    "an ID number with spaces": ({"身份证号": f" {id_number()[:6]} {id_number()[6:]} "}, {}, []),
    "an ID number ending in a small x": (
        {"姓名": "甲一", "身份证号": "11010519491231002x", "出生日期": None, "性别": "女"},
        {
            "name": "甲一",
            "id_number": "11010519491231002X",
            "birth_date": date(1949, 12, 31),
            "sex": "female",
        },
        [],
    ),
    "no ID number": ({"身份证号": "无"}, {"id_number": ""}, []),
    "birth date with dots": ({"出生日期": "1985.3.2"}, {}, []),
    "birth date with slashes": ({"出生日期": "1985/03/02"}, {}, []),
    "birth date in Chinese": ({"出生日期": "1985年3月2日"}, {}, []),
    "birth date as eight digits": ({"出生日期": 19850302}, {}, []),
    "birth date of two digits": ({"出生日期": "85-3-2"}, {}, []),
    "birth date as a date": ({"出生日期": datetime(1985, 3, 2)}, {}, []),  # noqa: DTZ001
    "birth date as Excel's serial number": ({"出生日期": 31108}, {}, []),
    "birth date with a time of day": ({"出生日期": "1985-03-02 00:00:00"}, {}, []),
    "birth date without a day, with an ID number": ({"出生日期": "1985年3月"}, {}, []),
    "birth date without a day": (
        {"出生日期": "1985年3月", "身份证号": None},
        {"birth_date": None, "id_number": ""},
        ["birth_date_incomplete"],
    ),
    "month given as a decimal number": (
        {"出生日期": 1985.03, "身份证号": None},
        {"birth_date": None, "id_number": ""},
        ["birth_date_incomplete"],
    ),
    "a two-digit year after 2000": (
        {"出生日期": "05.3.2", "身份证号": None},
        {"birth_date": date(2005, 3, 2), "id_number": ""},
        [],
    ),
    "sex only in the ID number": ({"性别": "/"}, {}, []),
    "sex as a letter": ({"性别": "M"}, {}, []),
    "sex with a space": ({"性别": " 男　"}, {}, []),
    "community without 社区": ({"居住社区": "百花园"}, {}, []),
    "community with 居委会": ({"居住社区": "百花园居委会"}, {}, []),
    "community by its full name": ({"居住社区": "百花园社区居民委员会"}, {}, []),
    "community with everything before it": (
        {"居住社区": "山东省济南市历城区和风街道办事处 百花园社区", "街道": None},
        {},
        [],
    ),
    "a community known by its street": (
        {"居住社区": "东关社区", "街道": "细雨办事处"},
        {"home": "370112002001"},
        [],
    ),
    "a village": (
        {"居住社区": "远山镇小桥村村委会", "街道": None},
        {"home": "370199001001"},
        [],
    ),
    "an unknown community": ({"居住社区": "天边社区"}, {"home": ""}, ["area_unknown"]),
    "a community of two streets": (
        {"居住社区": "东关社区", "街道": None},
        {"home": ""},
        ["area_ambiguous"],
    ),
    "a community of another street": (
        {"街道": "细雨街道"},
        {"home": ""},
        ["area_other_street"],
    ),
    "a street without a community": (
        {"居住社区": "—"},
        {"home": ""},
        ["area_street_only"],
    ),
    "several skills in one cell": (
        {"特长": "理发、急救；水电维修/理发"},
        {"skills": ("first_aid", "haircut", "repair")},
        [],
    ),
    "a skill nobody has listed": ({"特长": "理发，打太极"}, {}, ["skill_unknown"]),
    "no skill": ({"特长": "暂无"}, {"skills": ()}, []),
    "an e-mail in capitals with a space": ({"邮箱": " A@Example.CN "}, {}, []),
    "a wrong e-mail": ({"邮箱": "a@例子"}, {"email": ""}, ["email_unreadable"]),
    "a broken formula": ({"居住社区": "#N/A", "街道": None}, {"home": ""}, []),
}

# Every kind of dirt that is refused: the cells, and the codes with their column.
REFUSED = {
    "no name": ({"姓名": None}, [("name_missing", "A")]),
    "a number for a name": ({"姓名": 12345}, [("name_not_text", "A")]),
    "a name with digits": ({"姓名": "甲一2"}, [("name_characters", "A")]),
    "a name of one character": ({"姓名": "甲"}, [("name_length", "A")]),
    "no mobile for somebody new": ({"手机号": None}, [("mobile_missing", "E")]),
    "a mobile in scientific notation": ({"手机号": "1.38E+10"}, [("mobile_scientific", "E")]),
    "a mobile with stars": ({"手机号": "138****0001"}, [("mobile_masked", "E")]),
    "a mobile of ten digits": ({"手机号": "1380000001"}, [("mobile_length", "E")]),
    "a landline": ({"手机号": "12800000001"}, [("mobile_range", "E")]),
    "letters in the mobile": ({"手机号": "138000O0001"}, [("mobile_characters", "E")]),
    "an ID number stored as a number": (
        {"身份证号": 370112198503020000},
        [("id_number_lost_digits", "D")],
    ),
    "an ID number in scientific notation": (
        {"身份证号": "3.70112E+17"},
        [("id_number_lost_digits", "D")],
    ),
    "an ID number with stars": (
        {"身份证号": "370112********0017"},
        [("id_number_masked", "D")],
    ),
    "an ID number with a digit too few": (
        {"身份证号": id_number()[:-1]},
        [("id_number_length", "D")],
    ),
    "a mistyped ID number": (
        {"身份证号": id_number()[:-1] + ("1" if id_number()[-1] != "1" else "2")},
        [("id_number_check_digit", "D")],
    ),
    "two different ID numbers": (
        {"出生日期": id_number(order="003")},
        [("id_numbers_differ", "C")],
    ),
    "a birth date against the ID number": (
        {"出生日期": "1986-03-02"},
        [("birth_date_conflict", "C")],
    ),
    "a birth date in the future": (
        {"出生日期": "2085-03-02", "身份证号": None},
        [("birth_date_range", "C")],
    ),
    "a day that does not exist": (
        {"出生日期": "1985.2.30", "身份证号": None},
        [("birth_date_impossible", "C")],
    ),
    "a birth date nobody can read": (
        {"出生日期": "牛年", "身份证号": None},
        [("birth_date_unreadable", "C")],
    ),
    "sex against the ID number": ({"性别": "女"}, [("sex_conflict", "B")]),
    "a sex nobody knows": ({"性别": "群众"}, [("sex_unknown", "B")]),
    "two mistakes in one row": (
        {"姓名": None, "手机号": "138"},
        [("name_missing", "A"), ("mobile_length", "E")],
    ),
}


@pytest.mark.parametrize("kind", FORGIVEN)
def test_dirt_that_is_understood(kind):
    cells, differences, warnings = FORGIVEN[kind]

    [outcome] = planned_people({**ANN, **cells}).outcomes

    assert codes(outcome) == ([], warnings)
    assert outcome.status == "added"
    expected = {name: getattr(CLEAN, name) for name in CLEAN.__slots__} | differences
    assert outcome.person == RosterPerson(**expected)


@pytest.mark.parametrize("kind", REFUSED)
def test_dirt_that_is_refused_names_the_column_and_the_reason(kind):
    cells, expected = REFUSED[kind]

    [outcome] = planned_people({**ANN, **cells}).outcomes

    assert outcome.status == "refused"
    assert outcome.person is None
    assert [(one.code, one.column) for one in outcome.refusals] == expected
    assert all(one.say("zh") and one.say("en") for one in outcome.refusals)


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.sampled_from([*ANN.values(), "同上", "1985年", "13800000001", id_number()]),
)


@given(st.lists(st.lists(cells, min_size=1, max_size=len(TITLES)), max_size=6))
def test_whatever_the_cells_hold_every_row_has_an_outcome_or_is_skipped(rows):
    sheet = Sheet("名单", list(enumerate([tuple(TITLES), *map(tuple, rows)], start=1)))

    made = plan(draft(sheet, find_header(sheet), setting()), Known([], UNIT, digest))

    told = [one.row for one in made.outcomes] + [row for row, _ in made.skipped]
    assert sorted(told) == list(range(2, len(rows) + 2))
    assert all(one.as_json() for one in made.outcomes)
    for outcome in made.outcomes:
        if outcome.person:
            assert RosterPerson.from_json(outcome.person.as_json()) == outcome.person
