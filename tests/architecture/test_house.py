"""The house rules that no linter knows."""

import ast
import hashlib
import re
import site
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.ROOT)
SOURCES = sorted(
    path
    for folder in ("site", "volunteering", "forms_app", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_our_site_folder_leaves_the_standard_library_alone():
    assert hasattr(site, "getsitepackages")
    assert not (ROOT / "site" / "__init__.py").exists()


def test_every_module_opens_with_a_sentence():
    silent = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert silent == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_no_lock_file_holds_an_address(name):
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_vendored_files_are_the_listed_ones():
    table = (ROOT / "tests/vendor/README.md").read_text(encoding="utf-8")
    vendored = list((ROOT / "tests/vendor").rglob("*.js"))

    assert vendored
    for file in vendored:
        assert hashlib.sha256(file.read_bytes()).hexdigest() in table


def test_no_drawer_collects_what_has_a_name():
    drawers = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py", "services.py"}

    assert [path for path in SOURCES if path.name in drawers] == []


def test_no_file_names_a_machine():
    pattern = re.compile(r"/(?:home|root|Users)/[a-z]|/work/[a-z]")
    suffixes = {".py", ".md", ".html", ".toml", ".js", ".css", ".json", ""}
    named = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix in suffixes
        and path.name != Path(__file__).name
        and pattern.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]

    assert named == []


@pytest.mark.parametrize(
    "engine", ["foundation", "volunteering.matching", "people.roster", "forms_app.engine"]
)
def test_an_engine_runs_with_django_blocked(engine):
    program = (
        "import sys, importlib, pkgutil\n"
        "sys.path[:0] = ['site', '.']\n"
        "for name in ('django', 'wagtail', 'ninja'): sys.modules[name] = None\n"
        f"package = importlib.import_module({engine!r})\n"
        "for found in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "    importlib.import_module(found.name)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
