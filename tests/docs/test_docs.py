"""The documentation names what there is, and its examples run."""

import doctest
import re
from pathlib import Path

import pytest
from django.conf import settings

import volunteering.matching.criteria
from cms.api.forms import page_types
from cms.fields import block_classes
from forms_app.engine.field_type import field_types
from forms_app.engine.step import steps
from foundation.registry import modules_in

ROOT = Path(settings.ROOT)
DOCS = ROOT / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(path.name for path in DOCS.glob("*.md")))
def test_the_examples_of_a_page_run(name):
    result = doctest.testfile(str(DOCS / name), module_relative=False, encoding="utf-8")

    assert result.failed == 0


def test_every_package_has_its_page():
    packages = {
        path.parent.name
        for folder in (ROOT / "site", ROOT)
        for path in folder.glob("*/__init__.py")
        if path.parent.name not in {"tests", "benchmarks", "config"}
    }

    assert packages <= {path.stem for path in DOCS.glob("*.md")}


def test_every_page_type_and_block_is_named():
    text = page("cms.md")

    assert [one.__name__ for one in page_types() if f"`{one.__name__}`" not in text] == []
    ours = [block for block in block_classes() if block.__module__.startswith("cms.")]
    assert [block.key for block in ours if f"`{block.key}`" not in text] == []


def test_every_criterion_is_named():
    text = page("matching.md")
    names = [
        module.__name__.rpartition(".")[2] for module in modules_in(volunteering.matching.criteria)
    ]

    assert names
    assert [name for name in names if name not in text] == []


def test_every_environment_variable_is_told():
    read = set()
    for source in (ROOT / "site").rglob("*.py"):
        found = re.findall(
            r'env\.(?:text|needed|flag|number|words)\(\s*"([A-Z0-9_]+)"',
            source.read_text(encoding="utf-8"),
        )
        read |= set(found)
    text = page("operations.md")

    assert len(read) > 20
    assert sorted(name for name in read if f"`{name}`" not in text) == []


def test_every_command_is_told():
    text = page("operations.md")
    commands = {
        path.stem
        for folder in ("site", "volunteering", "forms_app")
        for path in (ROOT / folder).rglob("management/commands/*.py")
        if path.stem != "__init__"
    }

    assert sorted(name for name in commands if f"`{name}" not in text) == []


def test_every_link_between_pages_leads_somewhere():
    broken = [
        (path.name, target)
        for path in DOCS.rglob("*.md")
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    ]

    assert broken == []


def test_every_field_type_and_step_of_forms_is_named():
    text = page("forms_app.md")
    names = [*field_types(), *steps()]

    assert names
    assert [name for name in names if f"`{name}`" not in text] == []
