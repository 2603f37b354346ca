"""Finds the header of a roster and which column holds what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from openpyxl.utils import get_column_letter

from foundation.text import half_width
from people.roster.complaints import RosterRefused, field_name
from people.roster.reading import Sheet, Value

SEARCHED_ROWS = 40

# Certain names of a field. `_WEAK` names yield to these when both stand in one header.
_STRONG = {
    "ordinal": "序号 编号 序列 no 排序 顺序号",
    "name": (
        "姓名 名字 党员姓名 党员名字 志愿者姓名 职工姓名 员工姓名 人员姓名 本人姓名 中文姓名 name"
    ),
    "sex": "性别 男女 sex gender",
    "birth_date": (
        "出生日期 出生年月日 出生年月 生日 出生时间 出生 生年月日 birthday birthdate dateofbirth"
    ),
    "id_number": (
        "身份证号 身份证号码 身份证 身份证件号 身份证件号码 公民身份号码 公民身份证号 "
        "公民身份证号码 居民身份证号 居民身份证号码 二代身份证号 身份号码 idnumber "
        "idno"
    ),
    "mobile": (
        "手机 手机号 手机号码 移动电话 联系手机 本人手机 本人手机号 手机电话 电话手机 "
        "联系手机号 联系手机号码 mobile mobilephone cellphone"
    ),
    "email": "邮箱 电子邮箱 电子邮件 邮件 邮箱地址 电子邮箱地址 email mail",
    "unit": "单位 工作单位 单位名称 所在单位 单位全称 工作单位名称 所属单位 党员单位 unit",
    "department": (
        "部门 科室 处室 所在部门 部门名称 所在科室 内设机构 部门科室 工作部门 所在处室 department"
    ),
    "district": "区县 区 所在区 居住区县 所在区县 居住地区县 家庭所在区县 居住地所在区县",
    "street": (
        "街道 居住街道 所在街道 街镇 街道镇 街道乡镇 居住地街道 家庭住址所在街道 "
        "居住地所在街道 家庭所在街道 现居住街道 所属街道 镇街 居住地街道乡镇 报到街道"
    ),
    "community": (
        "社区 居住社区 家庭住址所在社区 居住地社区 居住地所在社区 家庭所在社区 "
        "现居住社区 所在社区 居住地所在社区村 住址所在社区 报到社区 居住地报到社区 "
        "社区村 居住社区名称 居住地社区名称 所属社区 现住社区 双报到社区 "
        "居住小区所在社区 community"
    ),
    "skills": (
        "特长 技能 专长 个人特长 爱好特长 技能特长 特长技能 服务特长 专业特长 "
        "志愿服务特长 服务技能 特长爱好 擅长领域 可提供服务 skills"
    ),
    "note": "备注 说明 备考 其他 备注说明 note remark",
}
_WEAK = {
    "mobile": "电话 联系电话 联系方式 电话号码 联系号码 联系人电话 本人电话 phone tel",
    "id_number": "证件号码 证件号",
    "address": (
        "家庭住址 住址 居住地址 现住址 家庭地址 现居住地址 居住地 现居住地 详细地址 "
        "家庭详细住址 地址 address"
    ),
    "community": "居住村 村",
}
_PARENTHESES = re.compile(r"[(\[【〔（][^)\]】〕）]*[)\]】〕）]")
_DECORATION = re.compile(r"[\s*:：、/\\·_＊※★☆.。\-—()\[\]【】〔〕]+")
_CERTAIN = {name: field for field, names in _STRONG.items() for name in names.split()}
_LIKELY = {name: field for field, names in _WEAK.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its place from 0, its letter, its title, the field that it holds."""

    index: int
    letter: str
    title: str
    field: str


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header ends, what the columns hold, and which columns nobody uses."""

    first_row: int
    last_row: int
    columns: dict[str, Column]
    unused: tuple[Column, ...]


@lru_cache(maxsize=4096)
def recognise(title: str) -> tuple[str, bool]:
    """Return the field that a column title names ("" when none), and whether that is certain."""
    wide = half_width(title).lower()
    bare = _PARENTHESES.sub("", wide)
    # 居住地（社区） as a whole, 手机号（必填） without the brackets, 街道/镇 by its first word.
    options = [_DECORATION.sub("", text) for text in (wide, bare, *re.split(r"[/、]", bare)[:1])]
    for names, certain in ((_CERTAIN, True), (_LIKELY, False)):
        for option in options:
            if option in names:
                return names[option], certain
    return "", False


def _titles(row: Sequence[Value]) -> list[str]:
    return [
        re.sub(r"\s+", "", value) if isinstance(value, str) and len(value) <= 60 else ""
        for value in row
    ]


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Return the titles of a header of two lines: the lower one, else both, else the upper."""
    titles = []
    for place in range(max(len(upper), len(lower))):
        above = upper[place] if place < len(upper) else ""
        below = lower[place] if place < len(lower) else ""
        options = [below, above + below, above]
        titles.append(next((one for one in options if recognise(one)[0]), below or above))
    return titles


def _score(titles: Sequence[str]) -> int:
    fields = {recognise(title)[0] for title in titles} - {""}
    has_key = fields & {"mobile", "id_number"}
    return len(fields) if "name" in fields and has_key else 0


def find_header(sheet: Sheet) -> Header | None:
    """Return the header of a sheet, below any title rows; None when it has none.

    A header has a name column and a mobile or ID column, in one row or in two. Raises
    RosterRefused `header_twice` when two columns give the same field.
    """
    best: tuple[tuple[int, bool], int, int, list[str]] | None = None
    rows = sheet.rows[:SEARCHED_ROWS]
    for place, (number, values) in enumerate(rows):
        titles = _titles(values)
        options = [(number, titles)]
        if place + 1 < len(rows) and rows[place + 1][0] == number + 1:
            below = _titles(rows[place + 1][1])
            if recognises_any(below):
                options.append((number + 1, _joined(titles, below)))
        for last, option in options:
            # Of two that know as many fields, the header in one row is the true one.
            score = (_score(option), last == number)
            if score[0] and (best is None or score > best[0]):
                best = (score, number, last, option)
    return _header(best[1], best[2], best[3]) if best else None


def recognises_any(titles: Sequence[str]) -> bool:
    """Say whether at least one of the titles names a field."""
    return any(recognise(title)[0] for title in titles)


def _header(first_row: int, last_row: int, titles: Sequence[str]) -> Header:
    columns: dict[str, Column] = {}
    unused: list[Column] = []
    # Certain names first, so that 联系电话 beside 手机号 is left out instead of quarrelling.
    ranked = sorted(range(len(titles)), key=lambda place: not recognise(titles[place])[1])
    for place in ranked:
        field, certain = recognise(titles[place])
        column = Column(place, get_column_letter(place + 1), titles[place], field)
        if not field:
            if column.title:
                unused.append(column)
        elif field not in columns:
            columns[field] = column
        elif certain == recognise(columns[field].title)[1] and field not in ("ordinal", "note"):
            raise _twice(columns[field], column)
        else:
            unused.append(column)
    unused.sort(key=lambda column: column.index)
    return Header(first_row, last_row, columns, tuple(unused))


def _twice(first: Column, second: Column) -> RosterRefused:
    return RosterRefused(
        "header_twice",
        first=first.letter,
        first_title=first.title,
        second=second.letter,
        second_title=second.title,
        field=field_name(first.field),
    )


def choose_sheet(sheets: Sequence[Sheet]) -> tuple[Sheet, Header]:
    """Return the one sheet that is a roster, with its header.

    Raises RosterRefused when none is (`header_missing`) or several are (`sheets_several`).
    """
    found = [(sheet, header) for sheet in sheets if (header := find_header(sheet)) is not None]
    filled = [(sheet, header) for sheet, header in found if sheet.rows[-1][0] > header.last_row]
    if not found:
        raise RosterRefused("header_missing")
    if not filled:
        raise RosterRefused("rows_none")
    if len(filled) > 1:
        raise RosterRefused("sheets_several", sheets="、".join(sheet.name for sheet, _ in filled))
    return filled[0]
