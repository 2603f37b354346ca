"""Registers are checked whole before anything is written."""

import pytest

from territory.register import BadRegister, Division, compare, ordered, read


def test_every_problem_is_named_at_once():
    rows = [
        Division("1", "city", "甲市", ""),
        Division("1", "city", "甲市", ""),
        Division("2", "planet", "乙", "1"),
        Division("3", "street", "丙街道", "9"),
    ]

    with pytest.raises(BadRegister) as refused:
        ordered(rows)

    assert refused.value.problems == [
        "row 3: code 1 comes twice",
        "row 4: 'planet' is no level",
        "3: its parent '9' is no district here",
    ]


def test_a_file_without_the_columns_is_refused(tmp_path):
    file = tmp_path / "areas.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")

    with pytest.raises(BadRegister, match="code, level, name, parent"):
        read(file)


def test_compare_tells_added_renamed_moved_returned_and_vanished_apart():
    known = {
        "1": ("甲市", "", False),
        "2": ("乙区", "1", False),
        "3": ("丙街道", "2", False),
        "4": ("丁街道", "2", True),
        "5": ("戊街道", "2", False),
    }
    rows = [
        Division("1", "city", "甲市", ""),
        Division("2", "district", "新乙区", "1"),
        Division("6", "district", "己区", "1"),
        Division("3", "street", "丙街道", "6"),
        Division("4", "street", "丁街道", "2"),
    ]

    changes = compare(rows, known)

    assert [row.code for row in changes.added] == ["6"]
    assert [row.code for row in changes.renamed] == ["2"]
    assert [row.code for row in changes.moved] == ["3"]
    assert [row.code for row in changes.returned] == ["4"]
    assert changes.vanished == ["5"]
    assert changes.unchanged == 1
