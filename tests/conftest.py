"""What every test leans on: no logged errors, a clean cache, and people in two streets."""

import gettext
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.urls import set_script_prefix, set_urlconf
from django.utils import timezone, translation
from django.utils.translation import trans_real
from hypothesis import settings as hypothesis_settings
from hypothesis.internal.conjecture import providers
from playwright.sync_api import Browser, sync_playwright

# The same cases in every run; `--hypothesis-profile=default` looks for new ones.
hypothesis_settings.register_profile("steady", derandomize=True)
hypothesis_settings.load_profile("steady")
# Cases also hold constants of whatever modules of ours happen to be loaded, which differs with the
# order of tests and with how they are spread over processes; no setting says otherwise.
providers._get_local_constants = lambda: providers._local_constants

QUIET_BROWSER = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the catalogues once, and forget what was read of them while Django started."""
    if not hasattr(session.config, "workerinput"):
        call_command("compile_catalogues")
    gettext._translations.clear()  # type: ignore[attr-defined]
    trans_real._translations.clear()
    trans_real._default = None


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _no_logged_errors(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs an error, unless it says `@pytest.mark.logs_errors`."""
    collector = _Collector()
    logging.getLogger().addHandler(collector)
    yield
    logging.getLogger().removeHandler(collector)
    if collector.records and not request.node.get_closest_marker("logs_errors"):
        pytest.fail(f"logged: {[record.getMessage() for record in collector.records]}")


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """Give each test an empty cache: rate limits live there."""
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _no_language_of_another_test() -> None:
    """Forget what the last request of another test left on this thread: its language above all."""
    translation.deactivate()
    timezone.deactivate()
    set_urlconf(None)
    set_script_prefix("/")


@pytest.fixture
def on_postgres() -> bool:
    """Whether this run is on PostgreSQL."""
    return connection.vendor == "postgresql"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Mark whatever uses the database, so that the run on PostgreSQL finds it.

    Tests that need real commits come last, so that they disturb no open transaction.
    """
    for item in items:
        if "db" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.django_db)
    items.sort(key=lambda item: bool(item.get_closest_marker("race")))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Open the browser that BROWSER names, an installed Chromium, or playwright's own; once."""
    named = os.environ.get("BROWSER", "/usr/bin/chromium")
    path = named if Path(named).exists() else None
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=QUIET_BROWSER)
        yield opened
        opened.close()
