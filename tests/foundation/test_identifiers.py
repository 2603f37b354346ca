"""Identifiers are read forgivingly, checked strictly and shown masked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import identifiers
from foundation.identifiers import Malformed

births = st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 1, 1))


def number_for(region, born, order):
    body = f"{region}{born:%Y%m%d}{order:03d}"
    return body + identifiers.id_check_digit(body)


@given(births, st.integers(0, 999))
def test_every_well_formed_id_number_tells_birth_date_sex_and_region(born, order):
    number = number_for("370112", born, order)

    read = identifiers.parse_id_number(number)

    assert (read.number, read.birth_date, read.region) == (number, born, "370112")
    assert read.sex == ("male" if order % 2 else "female")


@given(births, st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_mistyped_digit_is_always_noticed(born, order, place, step):
    number = number_for("370112", born, order)
    wrong = str((int(number[place]) + step) % 10)

    with pytest.raises(Malformed):
        identifiers.parse_id_number(number[:place] + wrong + number[place + 1 :])


def test_an_old_fifteen_digit_number_becomes_eighteen():
    assert identifiers.parse_id_number("370112850302001").number == number_for(
        "370112", date(1985, 3, 2), 1
    )


def test_full_width_digits_spaces_and_a_small_x_are_forgiven():
    # 11010519491231002X is the example number of the standard itself.
    assert identifiers.parse_id_number(" 110105 19491231 002x ").number == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "id_number_length"),
        ("37011219850302001", "id_number_length"),
        ("37011219850302A017", "id_number_characters"),
        ("990112198503020017", "id_number_region"),
        ("370112198502300018", "id_number_birth_date"),
        ("370112202712010018", "id_number_birth_date"),
        ("110105194912310021", "id_number_check_digit"),
    ],
)
def test_a_wrong_id_number_says_what_is_wrong(text, code):
    with pytest.raises(Malformed) as refused:
        identifiers.parse_id_number(text, today=date(2026, 11, 21))

    assert refused.value.code == code
    assert refused.value.say("zh") != refused.value.say("en")


def test_an_id_number_never_shows_itself_in_full():
    read = identifiers.parse_id_number("11010519491231002X")

    assert read.masked == "110105********002X"
    assert "19491231" not in repr(read)


@pytest.mark.parametrize(
    "text",
    [
        "13812345678",
        "+8613812345678",
        "+86 138-1234-5678",
        "008613812345678",
        "8613812345678",
        "(+86)138 1234 5678",
        "138 1234 5678",
        "138\u20111234\u20115678",
        "\u202d13812345678\u202c",
    ],
)
def test_a_mobile_number_is_read_however_it_is_written(text):
    assert identifiers.parse_mobile(text) == "+8613812345678"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1381234567", "mobile_length"),
        ("12812345678", "mobile_range"),
        ("1.38E+10", "mobile_characters"),
        ("053188886666", "mobile_length"),
        ("", "mobile_characters"),
    ],
)
def test_a_wrong_mobile_number_says_what_is_wrong(text, code):
    with pytest.raises(Malformed) as refused:
        identifiers.parse_mobile(text)

    assert refused.value.code == code


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_reading_a_mobile_number_twice_changes_nothing(digits):
    once = identifiers.parse_mobile(digits)

    assert identifiers.parse_mobile(once) == once
    assert identifiers.masked_mobile(once) == f"{digits[:3]}****{digits[-4:]}"


@pytest.mark.parametrize(
    ("name", "masked"),
    [("甲一", "甲*"), ("甲一禾", "甲*禾"), ("欧阳样例", "欧**例"), ("甲", "甲*"), ("", "")],
)
def test_names_are_masked(name, masked):
    assert identifiers.masked_name(name) == masked


def test_a_mail_address_is_masked():
    assert identifiers.masked_email("lin@example.cn") == "l***@example.cn"


def test_a_credit_code_is_checked():
    body = "11370112MB2800001"
    code = body + identifiers.credit_code_check_character(body)

    assert identifiers.parse_credit_code(f" {code.lower()} ") == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1137", "credit_code_length"),
        ("11370112MI28000012", "credit_code_characters"),
        ("91350100M000100Y44", "credit_code_check_digit"),
    ],
)
def test_a_wrong_credit_code_says_what_is_wrong(text, code):
    with pytest.raises(Malformed) as refused:
        identifiers.parse_credit_code(text)

    assert refused.value.code == code


def test_the_credit_code_of_the_standard_is_accepted():
    assert identifiers.parse_credit_code("91350100M000100Y43") == "91350100M000100Y43"


@given(st.integers(1, 99_999_999), st.integers(0, 14), st.integers(1, 9))
def test_a_volunteer_number_notices_one_mistyped_digit(serial, place, step):
    number = identifiers.volunteer_number("370112", serial)
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]

    assert identifiers.parse_volunteer_number(number) == number
    with pytest.raises(Malformed):
        identifiers.parse_volunteer_number(wrong)


def test_every_refusal_has_words_in_both_languages():
    assert all(set(words) == {"zh", "en"} for words in identifiers.SENTENCES.values())
