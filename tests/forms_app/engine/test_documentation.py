"""The page of forms tells what there is: every type with its kind, every operator, every rule."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from forms_app.engine.field_type import field_types
from forms_app.engine.logic.notation import COMPARING, FUNCTIONS, KEYWORDS
from forms_app.engine.logic.operators import OPERATORS
from forms_app.engine.rule import RuleKind
from tests.forms_app.engine.examples import field_of

PAGE = (Path(settings.ROOT) / "docs/forms_app.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", sorted(field_types()))
def test_the_table_of_types_is_true(key):
    [row] = re.findall(rf"^\| `{key}` \| .*$", PAGE, re.MULTILINE)
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    kind, field = field_types()[key], field_of(key)

    assert cells[1] == kind.names["zh"]
    assert cells[3].split(",")[0] == kind.kind_of(field)
    assert cells[4] == ("that of its questions" if key == "repeat" else kind.class_of(field))
    assert cells[5] == kind.chart


def test_every_operator_and_rule_is_told():
    assert [name for name in OPERATORS if f"`{name}`" not in PAGE] == []
    assert [str(kind) for kind in RuleKind if f"| `{kind}` |" not in PAGE] == []


def test_every_word_of_the_text_is_told():
    words = [
        said
        for table in (KEYWORDS, COMPARING, FUNCTIONS)
        for names in table.values()
        for said in names.values()
    ]

    assert [word for word in words if word not in PAGE] == []
