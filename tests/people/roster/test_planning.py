"""A plan says of each row what an import would do, against the file itself and the register."""

from dataclasses import replace
from datetime import date

import pytest

from people.roster.complaints import SENTENCES
from people.roster.planning import KnownPerson
from tests.people.roster.making import (
    ANN,
    TITLES,
    UNIT,
    codes,
    digest,
    id_number,
    planned,
    planned_people,
    row_of,
    xlsx,
)

BEA = {
    "姓名": "乙二",
    "性别": "女",
    "出生日期": "1990-07-08",
    "身份证号": id_number("19900708", "002"),
    "手机号": "13900000002",
    "街道": "细雨街道",
    "居住社区": "柳下社区",
    "特长": None,
    "邮箱": None,
}
KNOWN_ANN = KnownPerson(
    key=1,
    name="甲一禾",
    unit=UNIT,
    mobile=digest("phone", "+8613800000001"),
    id_number=digest("id_number", id_number()),
    masked_mobile="138****0001",
    email="a@example.cn",
    birth_date=date(1985, 3, 2),
    sex="male",
    home="370112001001",
    skills=frozenset({"haircut"}),
)


def only(plan):
    [outcome] = plan.outcomes
    return outcome


def test_new_people_are_added_and_shown_masked():
    plan = planned_people(ANN, BEA)

    assert [(one.row, one.status, one.name, one.mobile) for one in plan.outcomes] == [
        (2, "added", "甲*禾", "138****0001"),
        (3, "added", "乙*", "139****0002"),
    ]
    assert plan.counts == {
        "added": 2, "changed": 0, "left": 0, "refused": 0, "skipped": 0, "warned": 0,
    }  # fmt: skip


def test_a_person_who_is_known_with_the_same_facts_is_left():
    outcome = only(planned_people(ANN, known=[KNOWN_ANN]))

    assert (outcome.status, outcome.key, outcome.changes) == ("left", 1, ())


def test_who_asked_to_be_erased_is_not_invited_and_not_taken_for_a_namesake():
    namesake = replace(
        KNOWN_ANN, mobile=digest("phone", "+8613700000009"), id_number="", birth_date=None
    )

    def erased(person):
        return person.mobile == "+8613800000001"

    ann, bea = planned_people(ANN, BEA, known=[namesake], erased=erased).outcomes

    assert (ann.status, codes(ann)) == ("refused", (["asked_to_be_erased"], []))
    assert bea.status == "added"


def test_a_number_that_somebody_else_has_by_now_stops_nobody():
    outcome = only(planned_people(ANN, known=[KNOWN_ANN], erased=lambda _person: True))

    assert (outcome.status, outcome.key) == ("left", 1)


def test_an_empty_cell_takes_nothing_away():
    bare = {"姓名": "甲一禾", "身份证号": id_number()}

    assert only(planned_people(bare, known=[KNOWN_ANN])).status == "left"


def test_changes_are_shown_from_old_to_new_and_masked():
    moved = {**ANN, "手机号": "13700000007", "居住社区": "东关社区", "特长": "理发、急救"}

    outcome = only(planned_people(moved, known=[KNOWN_ANN]))

    assert outcome.status == "changed"
    assert [(one.field, one.old, one.new) for one in outcome.changes] == [
        ("mobile", "138****0001", "137****0007"),
        ("home", "和风街道百花园社区", "和风街道东关社区"),
        ("skills", "", "first_aid"),
    ]
    assert outcome.changes[0].say() == "手机号：138****0001 → 137****0007"


def test_a_missing_id_number_is_added_to_a_known_person():
    known = replace(KNOWN_ANN, id_number="")

    outcome = only(planned_people(ANN, known=[known]))

    assert [(one.field, one.new) for one in outcome.changes] == [
        ("id_number", f"370112********{id_number()[-4:]}")
    ]


def test_a_roster_never_moves_what_an_active_person_owns():
    moved = {**ANN, "手机号": "13700000007", "邮箱": "b@example.cn"}

    outcome = only(planned_people(moved, known=[replace(KNOWN_ANN, activated=True)]))

    assert (outcome.status, outcome.person) == ("left", None)
    assert codes(outcome) == ([], ["kept_by_person", "kept_by_person"])


def test_a_roster_cannot_change_the_birth_date_of_an_active_person():
    known = replace(KNOWN_ANN, activated=True, birth_date=date(1984, 1, 1))

    outcome = only(planned_people(ANN, known=[known]))

    assert (outcome.status, codes(outcome)[0]) == ("refused", ["known_differs"])


def test_a_misspelt_name_can_be_mended_before_activation():
    known = replace(KNOWN_ANN, name="甲一和")

    outcome = only(planned_people(ANN, known=[known]))
    active = only(planned_people(ANN, known=[replace(known, activated=True)]))

    assert [(one.field, one.old, one.new) for one in outcome.changes] == [
        ("name", "甲*和", "甲*禾")
    ]
    assert (active.status, codes(active)[0]) == ("refused", ["id_number_taken"])


@pytest.mark.parametrize(
    ("cells", "known", "code"),
    [
        ({"姓名": "丙三", "身份证号": None}, {}, "mobile_taken"),
        ({"姓名": "丙三", "手机号": "13700000009"}, {}, "id_number_taken"),
        ({}, {"unit": "U2"}, "member_elsewhere"),
        ({"身份证号": id_number(order="005")}, {}, "id_number_differs"),
    ],
)
def test_somebody_elses_number_is_refused(cells, known, code):
    outcome = only(planned_people({**ANN, **cells}, known=[replace(KNOWN_ANN, **known)]))

    assert (outcome.status, codes(outcome)[0]) == ("refused", [code])


def test_an_id_number_and_a_mobile_of_two_people_are_refused():
    other = KnownPerson(2, "乙二", UNIT, mobile=digest("phone", "+8613900000002"))

    outcome = only(planned_people({**ANN, "手机号": "13900000002"}, known=[KNOWN_ANN, other]))

    assert codes(outcome)[0] == ["mobile_taken"]


def test_somebody_with_an_account_but_no_unit_becomes_a_member():
    known = replace(KNOWN_ANN, unit="", id_number="", activated=True)

    outcome = only(planned_people(ANN, known=[known]))

    assert (outcome.status, outcome.key) == ("added", 1)


def test_a_row_without_numbers_finds_the_one_person_of_its_name():
    bare = {"姓名": "甲一禾", "居住社区": "百花园社区"}
    namesake = replace(KNOWN_ANN, key=2, mobile="x", id_number="", email="")

    assert only(planned_people(bare, known=[KNOWN_ANN])).status == "left"
    assert codes(only(planned_people(bare, known=[KNOWN_ANN, namesake])))[0] == ["name_ambiguous"]
    assert codes(only(planned_people(bare)))[0] == ["mobile_missing"]


def test_a_new_mobile_with_name_and_birth_date_is_a_change():
    moved = {**ANN, "身份证号": None, "手机号": "13700000007"}

    outcome = only(planned_people(moved, known=[KNOWN_ANN]))

    assert (outcome.status, [one.field for one in outcome.changes]) == ("changed", ["mobile"])


def test_a_namesake_is_added_with_a_warning_unless_numbers_tell_them_apart():
    unclear = {**ANN, "身份证号": None, "出生日期": None, "手机号": "13700000007", "邮箱": None}
    other = {**unclear, "身份证号": id_number("19770707", "009")}

    assert codes(only(planned_people(unclear, known=[KNOWN_ANN]))) == ([], ["namesake"])
    assert codes(only(planned_people(other, known=[KNOWN_ANN]))) == ([], [])


def test_the_same_person_twice_is_merged():
    again = {**ANN, "特长": "急救", "邮箱": None}

    first, second = planned_people({**ANN, "居住社区": None, "街道": None}, again).outcomes

    assert (first.status, second.status) == ("added", "left")
    assert first.person.home == "370112001001"
    assert first.person.skills == ("first_aid", "haircut")
    assert [(one.code, one.params) for one in second.warnings] == [
        ("repeated_same", {"first_row": 2})
    ]


def test_the_same_person_with_other_facts_is_refused_and_points_at_the_first_row():
    first, second = planned_people(ANN, {**ANN, "手机号": "13700000007"}).outcomes

    assert (first.status, second.status) == ("added", "refused")
    [reason] = second.refusals
    assert (reason.code, reason.column) == ("repeated_differs", "E")
    assert reason.say("zh") == "与第 2 行是同一个人，但手机号不一样"


def test_one_mobile_of_two_people_is_refused_for_the_second():
    first, second = planned_people(ANN, {**BEA, "手机号": ANN["手机号"]}).outcomes

    assert (first.status, codes(second)[0]) == ("added", ["mobile_repeated"])


def test_a_refused_row_does_not_stand_in_the_way_of_a_good_one():
    first, second = planned_people({**ANN, "性别": "女"}, ANN).outcomes

    assert (first.status, second.status) == ("refused", "added")


def test_a_shared_mail_address_goes_to_the_first():
    first, second = planned_people(ANN, {**BEA, "邮箱": "A@example.cn"}).outcomes

    assert first.person.email == "a@example.cn"
    assert (second.person.email, codes(second)[1]) == ("", ["email_taken"])


def test_repeated_headers_totals_and_ditto_marks():
    titles = TITLES
    rows = [
        titles,
        row_of(ANN),
        titles,
        row_of({**BEA, "街道": "同上", "居住社区": "〃"}),
        ["合计：2 人"],
        ["填表人：", "丙三"],
    ]

    plan = planned(xlsx(rows))

    assert [(one.row, one.status) for one in plan.outcomes] == [(2, "added"), (4, "added")]
    assert plan.outcomes[1].person.home == "370112001001"
    assert [(row, one.code) for row, one in plan.skipped] == [
        (3, "row_header_again"), (5, "row_footer"), (6, "row_footer"),
    ]  # fmt: skip


def test_rows_of_other_units():
    titles = ["姓名", "手机号", "单位"]
    people = [
        {"姓名": "甲一", "手机号": "13800000001", "单位": "样例市 样例局"},
        {"姓名": "乙二", "手机号": "13800000002", "单位": "样例市另一局"},
        {"姓名": "丙三", "手机号": "13800000003", "单位": "样例局办公室"},
    ]

    outcomes = planned_people(*people, titles=titles).outcomes

    assert [codes(one) for one in outcomes] == [
        ([], []), (["unit_other"], []), ([], ["unit_differs"]),
    ]  # fmt: skip


def test_columns_nobody_uses_are_named():
    plan = planned(
        xlsx([["姓名", "民族", "手机号", "部门"], ["甲一", "汉", "13800000001", "一科"]])
    )

    assert [(one.column, one.header) for one in plan.unused] == [("B", "民族"), ("D", "部门")]


def test_planning_against_what_was_added_changes_nothing():
    first = planned_people(ANN, BEA, {**ANN})
    known = [
        KnownPerson(
            key=number,
            name=one.person.name,
            unit=UNIT,
            mobile=digest("phone", one.person.mobile),
            id_number=digest("id_number", one.person.id_number),
            email=one.person.email,
            birth_date=one.person.birth_date,
            sex=one.person.sex,
            home=one.person.home,
            skills=frozenset(one.person.skills),
        )
        for number, one in enumerate(first.outcomes)
        if one.status == "added"
    ]

    again = planned_people(ANN, BEA, {**ANN}, known=known)

    assert [one.status for one in again.outcomes] == ["left", "left", "left"]


def test_the_fingerprint_changes_with_what_would_be_written():
    plan = planned_people(ANN)

    assert plan.fingerprint() == planned_people(ANN).fingerprint()
    assert plan.fingerprint() != planned_people(BEA).fingerprint()
    assert plan.fingerprint() != planned_people(ANN, known=[KNOWN_ANN]).fingerprint()


def test_a_report_never_shows_whole_numbers():
    plan = planned_people(ANN, {**BEA, "手机号": ANN["手机号"]}, {**BEA, "性别": "男"})

    told = str([one.as_json() for one in plan.outcomes])

    assert "13800000001" not in told
    assert "13900000002" not in told
    assert id_number() not in told
    assert "甲一禾" not in told


def test_every_sentence_is_there_in_both_languages():
    assert all(set(words) == {"zh", "en"} and all(words.values()) for words in SENTENCES.values())
