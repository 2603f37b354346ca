"""Builds the demo in stages, each announced with what it made and the seconds it took."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from wagtail.models import Site

from config.demo.accounts import check_allowed, open_accounts
from config.demo.cases import open_cases
from config.demo.forms import ask_for_review, put_up_forms
from config.demo.grids import lay_ground
from config.demo.needs import ask_for_help
from config.demo.pages import put_up_pages
from config.demo.people import people_the_demo
from config.demo.records import serve
from config.demo.scales import SCALES
from config.demo.units import found_units
from config.demo.world import World
from volunteering.models import Member

STAGES: tuple[tuple[str, Callable[[World], str]], ...] = (
    ("地面", lay_ground),
    ("单位", found_units),
    ("人", people_the_demo),
    ("需求", ask_for_help),
    ("服务", serve),
    ("页面", put_up_pages),
    ("表单", put_up_forms),
    ("办件", open_cases),
    ("账号", open_accounts),
    ("审核", ask_for_review),
)


def is_built() -> bool:
    """Say whether there is a demo, or anybody's real work, in this database."""
    return Member.objects.exists()


def build(*, scale: str, seed: int, now: datetime, say: Callable[[str], None]) -> World:
    """Build the demo of one scale, all of it or nothing; say each stage when it is done.

    Raises ImproperlyConfigured where no demo may exist.
    """
    check_allowed()
    world = World(scale=SCALES[scale], seed=seed, now=now)
    with _collecting_seldom(), transaction.atomic():
        for name, stage in STAGES:
            started = time.monotonic()
            made = stage(world)
            _tell_planner()
            say(f"· {name}：{made}（{time.monotonic() - started:.1f} s）")
    return world


def _tell_planner() -> None:
    """Let PostgreSQL count what was just written: until then it plans for empty tables.

    Its own daemon does so by and by, but sees nothing of a transaction that is still open.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for cyclic garbage seldom: rows leave none, and looking costs a fifth."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def show_home() -> int:
    """Show the home page once, so that its pictures are cut to size before anybody waits for them.

    Returns the HTTP status.
    """
    home = Site.objects.get(is_default_site=True).root_page.specific
    return int(home.make_preview_request().status_code)
