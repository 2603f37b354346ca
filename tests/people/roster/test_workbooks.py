"""Our reader of .xlsx sees what openpyxl sees, and what it cannot."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as Written
from openpyxl import load_workbook

from people.roster.workbooks import DamagedWorkbook, Workbook

texts = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
    max_size=12,
).filter(lambda text: not text.startswith("=") and "_x" not in text)
values = st.one_of(
    st.none(),
    texts,
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e9, 1e9),
    st.dates(date(1950, 1, 1), date(2050, 1, 1)).map(
        lambda day: datetime(day.year, day.month, day.day)  # noqa: DTZ001
    ),
    st.integers(1, 86_000).map(lambda seconds: timedelta(seconds=seconds)),
)


def opened(book):
    file = io.BytesIO()
    book.save(file)
    return file


def read(file):
    with zipfile.ZipFile(file) as package:
        workbook = Workbook(package)
        return {
            (number, column): value
            for sheet in workbook.sheets
            for number, cells in workbook.rows(sheet)
            for column, value in cells
        }, workbook.merged


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(values, max_size=5), max_size=5))
def test_it_reads_what_openpyxl_reads(rows):
    book = Written()
    for row in rows:
        book.active.append(row)
    file = opened(book)

    found, _merged = read(file)

    expected = {
        (cell.row, cell.column): cell.value
        for row in load_workbook(file, data_only=True).active.iter_rows()
        for cell in row
        if cell.value is not None and cell.value != ""
    }
    assert found == expected


def test_merged_ranges_are_told():
    book = Written()
    book.active["B2"] = "x"
    book.active.merge_cells("B2:D5")

    assert read(opened(book))[1] == [(2, 2, 4, 5)]


def test_times_and_old_mac_dates():
    book = Written()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001
    book.active["A1"] = datetime(1985, 3, 2)  # noqa: DTZ001
    book.active["B1"] = time(8, 30)

    assert read(opened(book))[0] == {
        (1, 1): datetime(1985, 3, 2),  # noqa: DTZ001
        (1, 2): time(8, 30),
    }


def packed(sheet, strings=""):
    main = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    link = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{link}">'
            '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            '<R><Relationship Id="r1" Target="worksheets/s.xml"/></R>',
        )
        package.writestr("xl/worksheets/s.xml", f'<worksheet xmlns="{main}">{sheet}</worksheet>')
        if strings:
            package.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{strings}</sst>')
    return out


def test_the_strict_variant_with_rich_text_and_readings_is_read():
    strings = "<si><r><t>甲</t></r><r><t>一_x000D_</t></r><rPh><t>jia</t></rPh></si>"
    sheet = '<sheetData><row><c t="s"><v>0</v></c><c><v>2</v></c></row></sheetData>'

    assert read(packed(sheet, strings))[0] == {(1, 1): "甲一\r", (1, 2): 2}


@pytest.mark.parametrize("declaration", ["<!DOCTYPE x>", '<!ENTITY a "b">'])
def test_declarations_are_refused_wherever_they_stand(declaration):
    padded = f"<!-- {'x' * 70_000} -->{declaration}<sheetData/>"

    with pytest.raises(DamagedWorkbook):
        read(packed(padded))
