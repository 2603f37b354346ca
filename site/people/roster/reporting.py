"""Tables that an office takes home: what became of each row, and an empty form to fill in."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

STATUS_WORDS = {
    "added": {"zh": "新增", "en": "added"},
    "changed": {"zh": "更改", "en": "changed"},
    "left": {"zh": "不变", "en": "left"},
    "refused": {"zh": "拒绝", "en": "refused"},
    "skipped": {"zh": "跳过", "en": "skipped"},
}
_TITLES = {
    "zh": ("行", "结果", "姓名", "手机号", "列", "表头", "说明"),
    "en": ("Row", "Outcome", "Name", "Mobile", "Column", "Header", "What"),
}
_WIDTHS = (8, 10, 12, 16, 8, 20, 70)
FORM_TITLES = ("姓名", "性别", "身份证号", "手机号", "所属街道", "居住社区", "特长", "邮箱")
_FORM_WIDTHS = (12, 8, 24, 18, 16, 24, 24, 28)
# The number format "text": a spreadsheet then keeps every digit of an ID or a mobile number.
_TEXT = "@"
_FORM_ROWS = 500


def lines_of(row: Mapping[str, Any], language: str) -> list[tuple[str, str, str]]:
    """Return what is said of a row, one line each: column letter, column title, sentence."""
    short = "zh" if language.startswith("zh") else "en"
    lines = [
        (one["column"], one["header"], one[short])
        for one in [*row.get("reasons", ()), *row.get("warnings", ())]
    ]
    return lines + [("", "", one[short]) for one in row.get("changes", ())]


def report(
    rows: Iterable[Mapping[str, Any]], skipped: Iterable[Mapping[str, Any]], language: str = "zh"
) -> bytes:
    """Return an .xlsx that says of every row (as in `Outcome.as_json`) what became of it.

    All cells are inert text: what an office typed can never run as a formula.
    """
    short = "zh" if language.startswith("zh") else "en"
    lines: list[Sequence[str]] = []
    for row in rows:
        start = (str(row["row"]), STATUS_WORDS[row["status"]][short], row["name"], row["mobile"])
        said = lines_of(row, language) or [("", "", "")]
        lines += [(*start, *line) for line in said]
    lines += [
        (str(one["row"]), STATUS_WORDS["skipped"][short], "", "", "", "", one[short])
        for one in skipped
    ]
    return _table(_TITLES[short], lines, _WIDTHS)


def empty_form() -> bytes:
    """Return an empty .xlsx to fill in, its columns set to text so that no digit is lost."""
    return _table(FORM_TITLES, [[""] * len(FORM_TITLES)] * _FORM_ROWS, _FORM_WIDTHS)


def _table(titles: Sequence[str], lines: Iterable[Sequence[str]], widths: Sequence[int]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名单")
    sheet.freeze_panes = "A2"
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    bold = Font(bold=True)
    sheet.append([_inert(sheet, title, bold) for title in titles])
    for line in lines:
        sheet.append([_inert(sheet, text) for text in line])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _inert(sheet: Any, text: str, font: Font | None = None) -> Cell:
    cell: Cell = WriteOnlyCell(sheet, value=text)
    # openpyxl takes a text that begins with = for a formula.
    cell.data_type = "s"
    cell.number_format = _TEXT
    if font:
        cell.font = font
    return cell
