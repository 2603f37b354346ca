"""Make questions of a list that somebody pasted from a document or a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from forms_app.engine.field_type import field_types
from forms_app.exchange.drafting import Draft, brought
from forms_app.exchange.report import Brought, Turn, Unreadable
from foundation.text import half_width

LONGEST = 60_000
_WIDE = "".join(map(chr, (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))))
_NARROW = str.maketrans({"\r": "", "\u3000": " ", **{sign: half_width(sign) for sign in _WIDE}})
MANY_CHOICES = 12

_NUMBER = re.compile(
    r"^(?:第\s*\d{1,3}\s*题[.、:：]?|Q?\d{1,3}\s*[.、．)）:：]|[(（]\d{1,3}[)）])\s*"
)
_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十]{1,3}(?:部分|章|步)[、:：]?)\s*"
)
_OPTION = re.compile(
    r"^(?:[A-Za-z]\s*[.、．)）:：]|[①-⑳]|[□○◯☐◻◇●■☑◉▢〇]|[（(\[]\s*[)）\]]|[-*•·]\s)\s*"
)
_BOX = re.compile(r"[□○◯☐◻◇☑◉▢]|[（(\[]\s*[)）\]]")
_LETTERED = re.compile(r"\s(?=[B-Z]\s{0,3}[.、．)）])")
_MARK = re.compile(r"[（(\[【]([^（()）\[\]【】]{1,20})[)）\]】]")
_BLANK = re.compile(r"[_＿]{2,}")
# Gaps stand before and after what is asked for; neither reads a sign that the other could read.
_OTHER = re.compile(
    r"^其[他它][:：_＿\s]*"
    r"(?:(?:[（(][^（(）)]{0,12}[)）]|，?请(?:注明|说明|填写)[^:：_＿\s]{0,6})[:：_＿\s]*)?$"
)
_MOST = re.compile(r"最多(?:选|可选)?\s*(\d{1,2})\s*项?")
_LEAST = re.compile(r"(?:至少|最少)(?:选)?\s*(\d{1,2})\s*项?")

REQUIRED = frozenset({"必填", "必答", "必选", "*"})
OPTIONAL = frozenset({"选填", "可选", "非必填", "不必填", "可不填"})
KINDS = {
    "单选": "choice", "单选题": "choice", "多选": "choices", "多选题": "choices",
    "可多选": "choices", "不定项": "choices", "不定项选择": "choices", "下拉": "dropdown",
    "下拉题": "dropdown", "填空": "short_text", "填空题": "short_text", "简答": "long_text",
    "简答题": "long_text", "问答": "long_text", "问答题": "long_text", "多行": "long_text",
    "排序": "ranking", "排序题": "ranking", "评分": "rating", "打分": "rating", "打星": "rating",
    "评分题": "rating", "量表": "scale", "量表题": "scale", "日期": "date", "日期题": "date",
    "时间": "time", "数字": "number", "整数": "number", "金额": "money", "判断": "yes_no",
    "判断题": "yes_no", "是否": "yes_no", "姓名": "person_name", "手机": "phone",
    "手机号": "phone", "电话": "phone", "身份证": "id_number", "邮箱": "email", "地址": "address",
    "社区": "community", "照片": "photo", "图片": "photo", "文件": "file", "附件": "file",
    "签名": "signature", "同意": "consent", "说明": "statement", "定位": "position",
}  # fmt: skip
"""What stands in brackets behind a question → its type."""

_GUESSES = (
    (re.compile(r"我(?:已阅读并)?同意"), "consent"),
    (re.compile(r"身份证"), "id_number"),
    (re.compile(r"手机|联系电话|电话号码|联系方式"), "phone"),
    (re.compile(r"邮箱|电子邮件|e-?mail", re.IGNORECASE), "email"),
    (re.compile(r"姓名|怎么称呼|联系人$"), "person_name"),
    (re.compile(r"统一社会信用代码"), "credit_code"),
    (re.compile(r"住址|地址"), "address"),
    (re.compile(r"(?:哪个|所在|所属)社区"), "community"),
    (re.compile(r"日期|哪一?天|出生年月|几月几[日号]|__年"), "date"),
    (re.compile(r"几点"), "time"),
    (re.compile(r"金额|费用|多少[元钱]|收入"), "money"),
    (re.compile(r"年龄|周岁|人数|数量|几个人|几口人|多少"), "number"),
    (re.compile(r"签名|签字"), "signature"),
    (re.compile(r"照片|图片"), "photo"),
    (re.compile(r"附件|证明材料|上传"), "file"),
    (re.compile(r"满意度|打分|评分|打几颗星"), "rating"),
    (re.compile(r"建议|意见|说明|原因|理由|描述|为什么|简介|经过|情况"), "long_text"),
)
_COLUMNS = {
    "label": ("题目", "问题", "名称", "字段", "标题", "question"),
    "kind": ("题型", "类型", "type"),
    "choices": ("选项", "可选项", "options", "choices"),
    "required": ("必填", "是否必填", "required"),
    "hint": ("说明", "提示", "备注", "hint"),
}
_BETWEEN = re.compile(r"[/;；、|｜\n]")


@dataclass
class Asked:
    """One question as it was read from the list."""

    label: str
    kind: str = ""
    choices: list[str] = field(default_factory=list)
    required: bool | None = None
    hint: str = ""
    other: bool = False
    most: int | None = None
    least: int | None = None
    heading: bool = False


def read_pasted(text: str) -> Brought:
    """Return the form that a pasted list describes; raises Unreadable when it asks nothing."""
    if len(text) > LONGEST:
        raise Unreadable("file_too_large", most=1)
    lines = [line.rstrip() for line in text.translate(_NARROW).split("\n")]
    table = _table(lines)
    title, introduction, asked = ("", "", table) if table else _listed(lines)
    return _drafted(title, introduction, asked)


def _drafted(title: str, introduction: str, asked: list[Asked]) -> Brought:
    draft = Draft(title=title, introduction=introduction)
    marked = any(one.required for one in asked)
    for one in asked:
        if one.heading:
            draft.begin_section(one.label)
            continue
        kind = _kind(one)
        required = one.required if one.required is not None else not marked
        options = _options(draft, one, kind)
        draft.add(draft.make(kind, one.label, hint=one.hint, required=required, options=options))
        if kind != one.kind and one.kind not in ("", "short_text"):
            draft.note(Turn.CHANGED, one.label[:40], "turned_into", kind=field_types()[kind].names)
    return brought(draft)


def _kind(one: Asked) -> str:
    if one.choices or one.other:
        if one.kind in ("choice", "choices", "dropdown", "ranking"):
            return one.kind
        if {*one.choices} == {"是", "否"} and not one.other:
            return "yes_no"
        return "dropdown" if len(one.choices) > MANY_CHOICES else "choice"
    if one.kind in ("choice", "choices", "dropdown", "ranking"):
        return "short_text"
    return _guessed(one.label) if one.kind in ("", "short_text") else one.kind


def _guessed(label: str) -> str:
    return next((kind for found, kind in _GUESSES if found.search(label)), "short_text")


def _options(draft: Draft, one: Asked, kind: str) -> dict[str, Any]:
    if kind not in ("choice", "choices", "dropdown", "ranking"):
        return {}
    texts = list(dict.fromkeys(one.choices))
    found: dict[str, Any] = {"choices": draft.choices(texts, one.label)}
    if kind in ("choice", "choices") and one.other:
        found["other"] = True
    if kind == "choices":
        found |= {"most": one.most, "least": one.least}
    return found


def _listed(lines: list[str]) -> tuple[str, str, list[Asked]]:
    """Read numbered lines with choices under them."""
    has_numbers = any(_NUMBER.match(line.strip()) for line in lines)
    before: list[str] = []
    asked: list[Asked] = []
    for line in filter(None, (line.strip() for line in lines)):
        begun = _begun(line, has_numbers)
        if begun is not None:
            asked.append(begun)
        elif _OPTION.match(line) and asked:
            _add_choices(asked[-1], line)
        elif asked and not asked[-1].heading:
            _add_words(asked[-1], line)
        else:
            before.append(line)
    if not asked:
        # A bare list: every line is a question, the first one is a title if it could be.
        titled = len(before) > 1 and _guessed(before[0]) == "short_text"
        asked = [_question(line) for line in (before[1:] if titled else before)]
        before = before[:1] if titled else []
    return (before[0] if before else ""), " ".join(before[1:]), asked


def _begun(line: str, has_numbers: bool) -> Asked | None:  # noqa: FBT001 (one call)
    number, heading = _NUMBER.match(line), _HEADING.match(line)
    if number:
        return _question(line[number.end() :])
    if heading and has_numbers:
        return Asked(line[heading.end() :].strip("：: "), heading=True)
    return _question(line[heading.end() :]) if heading else None


def _question(line: str) -> Asked:
    """Read the marks behind a question, and choices in the same line."""
    found = Asked("")
    starred = line.startswith("*") or line.endswith("*")
    line = line.strip("* ")
    line = _MARK.sub(lambda match: _marked(found, match), line)
    if starred:
        found.required = True
    box = _BOX.search(line)
    if box:
        _add_choices(found, line[box.start() :])
        line = line[: box.start()]
    elif re.search(r"\sA\s*[.、．)）]", line):
        line, _, rest = line.partition("A")
        _add_choices(found, f"A{rest}")
    if not found.kind and "年" in line and _BLANK.search(line):
        found.kind = "date"
    found.label = _BLANK.sub("", line).strip(" ：:，,。") or line.strip()
    if found.kind == "date":
        found.label = (
            re.sub(r"年\s{0,9}月\s{0,9}日?$", "", found.label).strip(" ：:") or found.label
        )
    return found


def _marked(found: Asked, match: re.Match[str]) -> str:
    """Take in what stands in brackets; words that say nothing to us stay where they are."""
    left = []
    for word in re.split(r"[，,、;；\s]+", half_width(match[1])):
        most, least = _MOST.search(word), _LEAST.search(word)
        if word in REQUIRED or word in OPTIONAL:
            found.required = word in REQUIRED
        elif word in KINDS:
            found.kind = KINDS[word]
        elif most or least:
            found.most = int(most[1]) if most else found.most
            found.least = int(least[1]) if least else found.least
            found.kind = found.kind or "choices"
        elif word:
            left.append(word)
    return match[0] if left else ""


def _add_choices(found: Asked, line: str) -> None:
    for text in _split_choices(line):
        if _OTHER.match(text):
            found.other = True
        elif text:
            found.choices.append(text)


def _split_choices(line: str) -> Iterator[str]:
    if _BOX.search(line):
        parts = _BOX.split(line)
    elif re.match(r"[A-Z]\s*[.、．)）]", line):
        parts = _LETTERED.split(line)
    else:
        parts = [line]
    for part in parts:
        text = _OPTION.sub("", part.strip()).strip(" ，,；;")
        yield text if _OTHER.match(text) else _BLANK.sub("", text).strip()


def _add_words(found: Asked, line: str) -> None:
    """A line that is neither question nor choice: boxes in it are choices, else it is a hint."""
    if _BOX.search(line):
        _add_choices(found, line)
    elif not _BLANK.fullmatch(line.strip()):
        found.hint = f"{found.hint} {line}".strip()


def _table(lines: list[str]) -> list[Asked]:
    """Read a pasted table: by its headings, else question, type and choices in turn."""
    rows = [[cell.strip() for cell in line.split("\t")] for line in lines if line.strip()]
    if not rows or sum(len(row) > 1 for row in rows) * 2 < len(rows):
        return []
    places = _headed(rows[0])
    if places:
        rows = rows[1:]
    else:
        numbered = all(re.fullmatch(r"\d*[.、]?", row[0]) for row in rows)
        first = 1 if numbered else 0
        places = {"label": first, "kind": first + 1, "choices": first + 2, "required": first + 3}
    return [_row(row, places) for row in rows if _cell(row, places, "label")]


def _headed(row: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part, names in _COLUMNS.items():
        for place, cell in enumerate(row):
            if half_width(cell).lower() in names:
                found.setdefault(part, place)
    return found if "label" in found else {}


def _cell(row: list[str], places: dict[str, int], part: str) -> str:
    place = places.get(part, len(row))
    return row[place] if place < len(row) else ""


def _row(row: list[str], places: dict[str, int]) -> Asked:
    label = _cell(row, places, "label")
    found = _question(_NUMBER.sub("", label))
    kind = _cell(row, places, "kind")
    found.kind = KINDS.get(kind, found.kind)
    listed = _cell(row, places, "choices")
    if listed:
        for text in _BETWEEN.split(listed):
            _add_choices(found, text.strip())
    required = _cell(row, places, "required")
    if required:
        found.required = required.lower() in ("是", "必填", "y", "yes", "√", "1", "true", "*")
    found.hint = _cell(row, places, "hint")
    return found
