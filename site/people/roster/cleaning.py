"""Cleans the cells of a roster: each function takes a cell and returns what it means."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from foundation.identifiers import IdNumber, Malformed, Sex, parse_id_number, parse_mobile, plain
from foundation.text import cleaned, cleaned_name
from people.roster.complaints import Complaint
from people.roster.reading import Value

YOUNGEST, OLDEST = 16, 110
MAX_TEXT = 100

# What offices write into a cell that has nothing to say.
NOTHING = frozenset(
    {
        "", "无", "暂无", "没有", "空", "/", "\\", "-", "--", "—",
        "——", "―", "…", "......", "n/a", "na", "none", "null", "nan",
        "不详", "未知", "待补", "待定", "#n/a", "#value!", "#ref!", "#name?",
    }
)  # fmt: skip
DITTO = frozenset(["同上", "〃", "″", '"', "''", "同前"])

_SEXES: dict[str, Sex] = {
    "男": "male", "男性": "male", "m": "male", "male": "male", "1": "male", "先生": "male",
    "女": "female", "女性": "female", "f": "female", "female": "female", "2": "female",
    "女士": "female",
}  # fmt: skip
SEX_WORDS: dict[Sex, str] = {"male": "男", "female": "女"}

_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,2}")
_DATE = re.compile(
    r"([0-9]{4}|[0-9]{2})(?:年|[-/., ])([0-9]{1,2})(?:月|[-/., ])([0-9]{1,2})(?:日|号)?"
)
_DIGITS_8 = re.compile(r"[0-9]{8}")
_SERIAL = re.compile(r"[0-9]{4,5}(\.0+)?")
_NO_DAY = re.compile(r"(?:19|20)[0-9]{2}(?:(?:年|[-/. ])(?:(?:0?[1-9]|1[0-2])月?)?|0[1-9]|1[0-2])?")
_TIME_OF_DAY = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$")
_EXCEL_EPOCH = date(1899, 12, 30)
_REMARK = re.compile(r"^(.+?)\s*[(\[]([^)\]]*)[)\]]$")
_NAME_ALLOWED = re.compile(r"[^\W\d_]|[·' \-]")
_SEVERAL = re.compile(r"[/、,，;；|]|(?<=\d)\s*或\s*(?=\d)|\n")
_SKILL_PARTS = re.compile(r"[、,，;；/|\n。]+|\s{2,}|(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+")


class Dirty(ValueError):
    """A cell that cannot be used; carries the code and the values of the complaint."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Remarks:
    """Collects what is said of one row: refusals and warnings, each with its field."""

    def __init__(self) -> None:
        self.refusals: list[Complaint] = []
        self.warnings: list[Complaint] = []

    def refuse(self, field: str, code: str, **params: object) -> None:
        """Note a reason why the row cannot be imported."""
        self.refusals.append(Complaint(code, params, field))

    def warn(self, field: str, code: str, **params: object) -> None:
        """Note something that the office should know, although the row is imported."""
        self.warnings.append(Complaint(code, params, field))


def shown(value: Value) -> str:
    """Return a cell as text, numbers without a tail of zeros; empty for what means nothing."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, datetime):
        value = value.date()
    text = cleaned(str(value)).removeprefix("'")
    return "" if text.lower() in NOTHING else text


def is_ditto(value: Value) -> bool:
    """Say whether a cell says that it repeats the one above."""
    return isinstance(value, str) and value.strip() in DITTO


def clean_name(value: Value, remarks: Remarks) -> str:
    """Return a person's name without the spaces and remarks that offices put into it.

    Raises Dirty (`name_…`) when there is none or it is no name.
    """
    if isinstance(value, int | float | datetime | date | timedelta):
        raise Dirty("name_not_text")
    text = shown(value)
    found = _REMARK.match(text)
    if found:
        text = found.group(1)
        remarks.warn("name", "name_remark", remark=found.group(2)[:20])
    name = cleaned_name(text).strip("·- '")
    if not name:
        raise Dirty("name_missing")
    for character in name:
        if not _NAME_ALLOWED.match(character):
            raise Dirty("name_characters", character=character)
    if not 2 <= len(name) <= 30:
        raise Dirty("name_length", length=len(name))
    return name


def clean_mobile(value: Value, remarks: Remarks) -> str:
    """Return a mobile number as E.164, empty when the cell is; raises Dirty (`mobile_…`)."""
    text = shown(value)
    if not text:
        return ""
    if _SCIENTIFIC.fullmatch(text.replace(" ", "")):
        raise Dirty("mobile_scientific", text=text)
    if "*" in text or "＊" in text:
        raise Dirty("mobile_masked")
    try:
        return parse_mobile(text)
    except Malformed as error:
        parts = [part for part in _SEVERAL.split(text) if part.strip()]
        if len(parts) < 2:
            raise Dirty(error.code, **error.params) from error
    try:
        mobile = parse_mobile(parts[0])
    except Malformed as error:
        raise Dirty(error.code, **error.params) from error
    remarks.warn("mobile", "mobile_several")
    return mobile


def clean_id_number(value: Value, today: date) -> IdNumber | None:
    """Return the ID number of a cell, None when it is empty; raises Dirty (`id_number_…`).

    A spreadsheet keeps fifteen digits of a number: an 18-digit one that was stored as a number has
    lost its end, and guessing it would make another person of it.
    """
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 1e15:
        raise Dirty("id_number_lost_digits")
    text = shown(value)
    if not text:
        return None
    if _SCIENTIFIC.fullmatch(text.replace(" ", "")):
        raise Dirty("id_number_lost_digits")
    if "*" in text:
        raise Dirty("id_number_masked")
    try:
        return parse_id_number(text, today=today)
    except Malformed as error:
        raise Dirty(error.code, **error.params) from error


def clean_sex(value: Value) -> Sex | None:
    """Return the sex that a cell tells, None when it is empty; raises Dirty (`sex_unknown`)."""
    text = shown(value)
    if not text:
        return None
    sex = _SEXES.get(text.lower())
    if sex is None:
        raise Dirty("sex_unknown", text=text[:10])
    return sex


def looks_like_id_number(value: Value) -> bool:
    """Say whether a birth-date cell holds an ID number instead."""
    return bool(re.fullmatch(r"\d{15}|\d{17}[\dX]", plain(shown(value))))


def clean_birth_date(value: Value, today: date, remarks: Remarks) -> date | None:
    """Return the birth date of a cell, None when it is empty or says no day (with a warning).

    Reads dates, Excel's serial numbers, 19850302, 1985.3.2, 1985年3月2日 and years of two digits
    (whichever century makes a person of 16 to 110). Raises Dirty (`birth_date_…`).
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _in_range(value, today)
    text = _TIME_OF_DAY.sub("", shown(value)).rstrip("生").strip()
    if not text:
        return None
    compact = re.sub(r"\s*(年|月|[-/.,])\s*", r"\1", text)
    if _DIGITS_8.fullmatch(compact):
        return _made(int(compact[:4]), int(compact[4:6]), int(compact[6:]), text, today)
    found = _DATE.fullmatch(compact)
    if found:
        year, month, day = (int(part) for part in found.groups())
        if len(found.group(1)) == 2:
            year = _full_year(year, month, day, today, text)
        return _made(year, month, day, text, today)
    if _NO_DAY.fullmatch(compact):
        remarks.warn("birth_date", "birth_date_incomplete", text=text[:12])
        return None
    if _SERIAL.fullmatch(compact):
        return _in_range(_EXCEL_EPOCH + timedelta(days=int(float(compact))), today)
    raise Dirty("birth_date_unreadable", text=text[:20])


def _full_year(two_digits: int, month: int, day: int, today: date, text: str) -> int:
    for century in (1900, 2000):
        if YOUNGEST <= today.year - (century + two_digits) < 100 + YOUNGEST:
            return century + two_digits
    raise Dirty("birth_date_range", text=text)


def _made(year: int, month: int, day: int, text: str, today: date) -> date:
    try:
        born = date(year, month, day)
    except ValueError as error:
        raise Dirty("birth_date_impossible", text=text[:20]) from error
    return _in_range(born, today)


def _in_range(born: date, today: date) -> date:
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if not YOUNGEST <= age <= OLDEST:
        raise Dirty("birth_date_range", text=born.isoformat())
    return born


def clean_text(value: Value, field: str, remarks: Remarks, limit: int = MAX_TEXT) -> str:
    """Return a free text, empty with a warning when it is longer than `limit` characters."""
    text = shown(value)
    if len(text) > limit:
        remarks.warn(field, "text_too_long", limit=limit)
        return ""
    return text


def clean_email(value: Value, remarks: Remarks) -> str:
    """Return a mail address in lower case, empty with a warning when it is none."""
    text = shown(value).replace(" ", "").lower()
    if text and (len(text) > 254 or not _EMAIL.fullmatch(text)):
        remarks.warn("email", "email_unreadable")
        return ""
    return text


def clean_skills(
    value: Value, vocabulary: Callable[[str], str | None], remarks: Remarks
) -> tuple[str, ...]:
    """Return the codes of the skills that a cell lists, each once; unknown ones are warned of."""
    codes: dict[str, None] = {}
    for part in _SKILL_PARTS.split(shown_lines(value)):
        word = part.strip(" .:：·-")
        if not word or word.lower() in NOTHING:
            continue
        code = vocabulary(word)
        if code is None:
            remarks.warn("skills", "skill_unknown", text=word[:20])
        else:
            codes[code] = None
    return tuple(sorted(codes))


def shown_lines(value: Value) -> str:
    """Return a cell as text with its line breaks kept as line breaks."""
    lines = str(value).splitlines() if isinstance(value, str) else [shown(value)]
    return "\n".join(cleaned(line) for line in lines)
