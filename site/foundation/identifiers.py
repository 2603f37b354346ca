"""Numbers that identify people and organisations in China: read, checked and masked."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from foundation.reasons import Sentences, Unacceptable

Sex = Literal["male", "female"]

SENTENCES: Sentences = {
    "id_number_length": {
        "zh": "身份证号应为 18 位，这里是 {length} 位",
        "en": "An ID number has 18 characters; this has {length}",
    },
    "id_number_characters": {
        "zh": "身份证号只能是数字，最后一位可以是 X",
        "en": "An ID number has digits only; the last may be X",
    },
    "id_number_region": {
        "zh": "身份证号开头的地区码 {region} 不存在",
        "en": "The ID number starts with {region}, which is no region",
    },
    "id_number_birth_date": {
        "zh": "身份证号里的出生日期 {digits} 不存在",
        "en": "The birth date {digits} in the ID number does not exist",
    },
    "id_number_check_digit": {
        "zh": "身份证号的校验位不对，请核对是否输错了一位",
        "en": "The ID number's check digit is wrong: one digit may be mistyped",
    },
    "mobile_length": {
        "zh": "手机号应为 11 位，这里是 {length} 位",
        "en": "A mobile number has 11 digits; this has {length}",
    },
    "mobile_characters": {
        "zh": "手机号里有不是数字的字符",
        "en": "The mobile number has characters that are no digits",
    },
    "mobile_range": {
        "zh": "不是中国大陆手机号（应以 13 到 19 开头）",
        "en": "This is no mainland mobile number (they start with 13 to 19)",
    },
    "credit_code_length": {
        "zh": "统一社会信用代码应为 18 位，这里是 {length} 位",
        "en": "A unified social credit code has 18 characters; this has {length}",
    },
    "credit_code_characters": {
        "zh": "统一社会信用代码里有不允许的字符 {character}",
        "en": "The unified social credit code has the forbidden character {character}",
    },
    "credit_code_check_digit": {
        "zh": "统一社会信用代码的校验位不对，请核对",
        "en": "The unified social credit code's check character is wrong",
    },
    "volunteer_number_format": {
        "zh": "志愿者编号应为 15 位数字",
        "en": "A volunteer number has 15 digits",
    },
    "volunteer_number_check_digit": {
        "zh": "志愿者编号的校验位不对，请核对",
        "en": "The volunteer number's check digit is wrong",
    },
}

# GB/T 2260, first two digits: provinces, municipalities, autonomous and special regions.
PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71))
    for code in range(first, last + 1)
) | {"81", "82", "83"}

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK_DIGITS = "10X98765432"
_ID_18 = re.compile(r"\d{17}[\dX]")
_ID_15 = re.compile(r"\d{15}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_COUNTRY_PREFIX = re.compile(r"^(?:\+86|0086|86(?=1\d{10}$))")
_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUES = {character: value for value, character in enumerate(_CREDIT_CHARACTERS)}
_FILLERS = re.compile(r"[\s\-‐‑‒–—―−_.·'’\"()\u200b-\u200f\u202a-\u202e\ufeff]+")


class Malformed(Unacceptable):
    """An identifier that does not hold."""

    sentences = SENTENCES


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A valid resident identity number (GB 11643) and what it tells."""

    number: str
    birth_date: date
    sex: Sex
    region: str

    @property
    def masked(self) -> str:
        """The form that may be shown in lists."""
        return masked_id_number(self.number)

    def __repr__(self) -> str:
        return f"IdNumber({self.masked})"


def plain(text: str) -> str:
    """Return `text` in half-width capitals without spaces, dashes, dots or invisible marks."""
    return _FILLERS.sub("", unicodedata.normalize("NFKC", text)).upper()


def id_check_digit(first_17: str) -> str:
    """Return the check digit of GB 11643 (ISO 7064 MOD 11-2) for seventeen digits."""
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, first_17, strict=True))
    return _ID_CHECK_DIGITS[total % 11]


def parse_id_number(text: str, *, today: date | None = None) -> IdNumber:
    """Read an 18- or (old) 15-digit ID number; spaces, dashes and full-width digits are forgiven.

    A birth date after `today` does not exist. Raises Malformed with a code `id_number_…`.
    """
    number = plain(text)
    if _ID_15.fullmatch(number):
        body = number[:6] + "19" + number[6:]
        number = body + id_check_digit(body)
    if len(number) != 18:
        raise Malformed("id_number_length", length=len(number))
    if not (_ID_18.fullmatch(number) and number.isascii()):
        raise Malformed("id_number_characters")
    if number[:2] not in PROVINCES:
        raise Malformed("id_number_region", region=number[:6])
    born = _day(number[6:14])
    if born is None or born.year < 1900 or (today is not None and born > today):
        raise Malformed("id_number_birth_date", digits=number[6:14])
    if id_check_digit(number[:17]) != number[17]:
        raise Malformed("id_number_check_digit")
    sex: Sex = "male" if int(number[16]) % 2 else "female"
    return IdNumber(number=number, birth_date=born, sex=sex, region=number[:6])


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def masked_id_number(number: str) -> str:
    """Return an ID number as lists show it: 370112********1234."""
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}" if len(number) > 10 else "****"


def parse_mobile(text: str) -> str:
    """Return a mainland mobile number as E.164, `+8613812345678`.

    Spaces, dashes, brackets, full-width digits and the prefixes +86, 0086 and 86 are forgiven.
    Raises Malformed with a code `mobile_…`.
    """
    digits = _COUNTRY_PREFIX.sub("", plain(text))
    if not (digits.isascii() and digits.isdigit()):
        raise Malformed("mobile_characters")
    if len(digits) != 11:
        raise Malformed("mobile_length", length=len(digits))
    if not _MOBILE.fullmatch(digits):
        raise Malformed("mobile_range")
    return f"+86{digits}"


def national_mobile(number: str) -> str:
    """Return an E.164 mainland number as people dial it, 13812345678."""
    return number.removeprefix("+86")


def masked_mobile(number: str) -> str:
    """Return a mobile number as lists show it: 138****1234 (with or without +86 given)."""
    dialled = national_mobile(number)
    return f"{dialled[:3]}****{dialled[-4:]}" if len(dialled) >= 8 else "****"


def masked_name(name: str) -> str:
    """Return a name as lists show it: 张* for two characters, 张*丰 for three, 欧**雪 for four."""
    stripped = name.strip()
    if len(stripped) <= 2:
        return stripped[:1] + "*" if stripped else ""
    return stripped[0] + "*" * (len(stripped) - 2) + stripped[-1]


def masked_email(address: str) -> str:
    """Return a mail address as lists show it: l***@example.cn."""
    local, at, host = address.partition("@")
    return f"{local[:1]}***{at}{host}" if at else "***"


def credit_code_check_character(first_17: str) -> str:
    """Return the check character of GB 32100 (weights 3^i mod 31) for seventeen characters."""
    total = sum(
        _CREDIT_VALUES[character] * pow(3, place, 31) for place, character in enumerate(first_17)
    )
    return _CREDIT_CHARACTERS[-total % 31]


def parse_credit_code(text: str) -> str:
    """Return a unified social credit code (GB 32100) in capitals.

    Raises Malformed with a code `credit_code_…`.
    """
    code = plain(text)
    if len(code) != 18:
        raise Malformed("credit_code_length", length=len(code))
    for character in code:
        if character not in _CREDIT_VALUES:
            raise Malformed("credit_code_characters", character=character)
    if credit_code_check_character(code[:17]) != code[17]:
        raise Malformed("credit_code_check_digit")
    return code


def _luhn_digit(digits: str) -> str:
    return str(-sum(_luhn_parts(digits)) % 10)


def _luhn_parts(digits: str) -> Iterator[int]:
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 if place % 2 else 2)
        yield value - 9 if value > 9 else value


def volunteer_number(district: str, serial: int) -> str:
    """Return a volunteer's number: six digits of the district, eight of `serial`, a Luhn digit.

    Shown on certificates instead of an ID number. Raises ValueError when either does not fit.
    """
    if not re.fullmatch(r"[0-9]{6}", district) or not 0 < serial < 10**8:
        message = "a district has six digits and a serial lies between 1 and 99,999,999"
        raise ValueError(message)
    body = f"{district}{serial:08d}"
    return body + _luhn_digit(body)


def parse_volunteer_number(text: str) -> str:
    """Return a volunteer's number as fifteen digits; raises Malformed (`volunteer_number_…`)."""
    number = plain(text)
    if not re.fullmatch(r"[0-9]{15}", number):
        raise Malformed("volunteer_number_format")
    if _luhn_digit(number[:14]) != number[14]:
        raise Malformed("volunteer_number_check_digit")
    return number
