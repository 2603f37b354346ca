"""Files that mean harm: refused in a sentence, quickly, and without taking much memory."""

import io
import json
import zipfile

import pytest

from forms_app.engine.logic.checking_rules import problems_of_rules
from forms_app.exchange.reading_files import read_file
from forms_app.exchange.report import Unreadable
from tests.forms_app.exchange.books import book

NESTED = 200_000


def package(**parts):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as found:
        for name, content in parts.items():
            found.writestr(name, content)
    return kept.getvalue()


def nested_groups(deep):
    begin = [{"type": "begin_group", "name": f"g{n}", "label": "组"} for n in range(deep)]
    end = [{"type": "end_group"} for _ in range(deep)]
    return book([*begin, {"type": "text", "name": "t", "label": "甲"}, *end])


def with_entities():
    """Return a workbook whose sheet swells when its entities are filled in."""
    whole = io.BytesIO(book([{"type": "text", "name": "t", "label": "甲"}]))
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY a{n} "{"&a" + str(n - 1) + ";" if n else "&a;"}">' for n in range(9))
        + "]><worksheet>&a8;</worksheet>"
    )
    kept = io.BytesIO()
    with zipfile.ZipFile(whole) as found, zipfile.ZipFile(kept, "w") as made:
        for entry in found.infolist():
            sheet = entry.filename == "xl/worksheets/sheet1.xml"
            made.writestr(entry, bomb if sheet else found.read(entry))
    return kept.getvalue()


HOSTILE = {
    "a bomb": lambda: package(**{"xl/workbook.xml": "x", "xl/big.xml": "0" * 40_000_000}),
    "no workbook": lambda: package(readme="hallo"),
    "half a workbook": lambda: book([{"type": "text", "name": "t", "label": "甲"}])[:900],
    "half an old workbook": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
    "too many cells": lambda: package(
        **{"xl/workbook.xml": "x", "xl/worksheets/sheet1.xml": "<c r='A1'/>" * 150_000}
    ),
    "entities": with_entities,
    "too large": lambda: b"PK" + b"\0" * (6 * 2**20),
    "groups in groups": lambda: nested_groups(2000),
    "nested lists": lambda: b"[" * NESTED + b"]" * NESTED,
    "nested objects": lambda: b'{"steps":' * 50_000 + b"1" + b"}" * 50_000,
    "no JSON": lambda: b"{not json}",
    "not a number": lambda: b'{"schema_version": NaN}',
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    "nothing": lambda: b"",
    "components in components": lambda: nested_components(60),
    "large JSON": lambda: b'{"title": "' + b"a" * (3 * 2**20) + b'"}',
}


def nested_components(deep):
    found = {"type": "textfield", "key": "a", "label": "甲"}
    for _ in range(deep):
        found = {"type": "container", "key": "c", "components": [found]}
    return json.dumps({"components": [found]}).encode()


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_file_is_refused_in_a_sentence(name):
    content = HOSTILE[name]()

    with pytest.raises(Unreadable) as refused:
        read_file(content, "hostile")

    assert refused.value.say("zh")
    assert refused.value.say("en")


def test_formulas_in_a_workbook_are_never_worked_out():
    content = book([{"type": "text", "name": "t", "label": "甲", "hint": '=HYPERLINK("x","y")'}])

    [field] = read_file(content, "x.xlsx").definition.fields

    assert (field.label, field.hint) == ("甲", "")


def test_expressions_that_nest_or_run_on_are_left_out_not_followed():
    deep = "(" * 300 + "1" + ")" * 300
    circle = [
        {"type": "text", "name": "a", "label": "甲", "relevant": "${b} = 'x'"},
        {"type": "text", "name": "b", "label": "乙", "relevant": "${a} = 'x'"},
        {"type": "text", "name": "c", "label": "丙", "relevant": f"{deep} = 1"},
        {"type": "text", "name": "d", "label": "丁", "relevant": "not(" * 100 + "1" + ")" * 100},
    ]

    found = read_file(book(circle), "x.xlsx")

    assert [rule.targets for rule in found.definition.rules] == [
        (list(found.definition.fields)[1].key,)
    ]
    assert list(problems_of_rules(found.definition)) == []
    assert len([note for note in found.notes if note.code == "rule_left_out"]) == 3
