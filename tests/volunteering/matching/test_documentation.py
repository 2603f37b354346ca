"""The page of the engine names what there is."""

from pathlib import Path

import pytest

from volunteering import matching
from volunteering.matching.criteria import criteria

PAGE = Path(__file__).resolve().parents[3] / "docs" / "matching.md"
FOLDER = Path(matching.__path__[0])


@pytest.mark.parametrize("criterion", criteria(), ids=lambda criterion: criterion.name)
def test_the_page_gives_each_criterion_with_its_points(criterion):
    row = next(line for line in PAGE.read_text().splitlines() if f"| `{criterion.name}` |" in line)

    assert row.endswith(f"| {criterion.weight or '–'} |")


@pytest.mark.parametrize("module", sorted(path.name for path in FOLDER.glob("[a-z]*.py")))
def test_the_page_names_each_module(module):
    assert f"`{module}`" in PAGE.read_text()
