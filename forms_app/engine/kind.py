"""What logic knows of an answer: its kind, which decides what it can be compared with."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of value that formulas work with."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    CHOICE = "choice"
    CHOICES = "choices"
    AREA = "area"
    ID_NUMBER = "id_number"
    ITEMS = "items"
    OTHER = "other"
    NOTHING = "nothing"


KIND_NAMES: Mapping[str, Mapping[str, str]] = {
    Kind.TEXT: {"zh": "文字", "en": "text"},
    Kind.NUMBER: {"zh": "数字", "en": "a number"},
    Kind.MONEY: {"zh": "金额", "en": "an amount of money"},
    Kind.BOOLEAN: {"zh": "是或否", "en": "yes or no"},
    Kind.DATE: {"zh": "日期", "en": "a date"},
    Kind.TIME: {"zh": "时间", "en": "a time"},
    Kind.CHOICE: {"zh": "一个选项", "en": "one choice"},
    Kind.CHOICES: {"zh": "几个选项", "en": "several choices"},
    Kind.AREA: {"zh": "区域", "en": "an area"},
    Kind.ID_NUMBER: {"zh": "身份证号", "en": "an ID number"},
    Kind.ITEMS: {"zh": "一组重复的内容", "en": "a repeating group"},
    Kind.OTHER: {"zh": "只能判断有没有填", "en": "something that is answered or not"},
    Kind.NOTHING: {"zh": "没有回答的内容", "en": "something without an answer"},
}

NUMERIC = frozenset({Kind.NUMBER, Kind.MONEY})
ORDERED = NUMERIC | {Kind.DATE, Kind.TIME}
EQUATABLE = ORDERED | {Kind.TEXT, Kind.BOOLEAN, Kind.CHOICE, Kind.AREA}
