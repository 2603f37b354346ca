"""A real server with the demo's people, and a real browser to walk it with."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(settings.ROOT)
AXE = (ROOT / "tests/vendor/axe-core/axe.min.js").read_text(encoding="utf-8")
PASSWORD = "tongxin-demo"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
BARRIERS = """async (within) => {
  // Where a page may run no scripts no timer ever rings; axe waits by them between its rules.
  if (matchMedia("(scripting: none)").matches)
    window.setTimeout = (work) => void Promise.resolve().then(work);
  const kinds = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  return (await axe.run(within ?? document, {runOnly: kinds})).violations;
}"""

STILL = """() =>
  document.getAnimations().every(
    (one) => one.playState !== "running" || one.effect.getComputedTiming().endTime === Infinity,
  ) &&
  [...document.querySelectorAll(".messages > ul")].every(
    (list) => !list.children.length || getComputedStyle(list).opacity === "1",
  )"""


class Site:
    """The running demo: its address, and its commands."""

    def __init__(self, address: str, environment: dict[str, str]) -> None:
        self.address = address
        self.environment = environment

    def manage(self, *arguments: str, **options: str) -> str:
        """Run one of the project's commands beside the server; return what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            **options,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout.strip()

    def shell(self, program: str) -> str:
        """Run a few lines of Python inside the project; return what they printed."""
        return self.manage("shell", "--no-imports", "-c", program)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Prepare a community's demo on a database of its own and serve it on loopback."""
    if running := os.environ.get("SITE_VAR_DIR"):
        # A server that runs already, to try a journey again without waiting for another.
        yield Site(
            os.environ["SITE_ADDRESS"],
            os.environ
            | {
                "VAR_DIR": running,
                "DATABASE_URL": f"sqlite:///{running}/site.sqlite3",
                "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            },
        )
        return
    port = free_port()
    folder = tmp_path_factory.mktemp("site")
    environment = os.environ | {
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PORT": str(port),
        "BASE_URL": f"http://127.0.0.1:{port}",
        # A browser that a program drives is quicker than any person.
        "FORM_LEAST_SECONDS": "0",
    }
    shutil.copytree(_prepared(tmp_path_factory), folder, dirs_exist_ok=True)
    running = Site(f"http://127.0.0.1:{port}", environment)
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(running.address + "/healthz")
            yield running
        finally:
            server.terminate()
            server.wait(timeout=30)


def _prepared(factory: pytest.TempPathFactory) -> Path:
    """The demo as it begins, made once for all processes of this run: the first makes it."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "demo"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            folder.mkdir(exist_ok=True)
            environment = os.environ | {
                "VAR_DIR": str(folder),
                "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
                "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            }
            making = Site("", environment)
            making.manage("prepare")
            making.manage("demo", "--scale", "community")
            (folder / "made").touch()
    return folder


def wait_for(address: str) -> None:
    """Wait until `address` answers; give up after a minute."""
    until = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open a page as a fresh visitor; at the end no page may have asked a third party anything."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str = "/", *, size: dict[str, int] = PHONE, **options: object) -> Page:
        context = browser.new_context(viewport=size, locale="zh-CN", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        watch(page, site, complaints)
        page.goto(site.address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def watch(page: Page, site: Site, complaints: list[str]) -> None:
    """Note requests to elsewhere, errors of scripts, and breaches of the content policy."""

    def asked(request: object) -> None:
        url = request.url  # type: ignore[attr-defined]
        if not url.startswith((site.address, "data:", "blob:", "about:")):
            complaints.append(f"asked {url}")

    def said(message: object) -> None:
        text = message.text  # type: ignore[attr-defined]
        if message.type == "error" and "Content Security Policy" in text:  # type: ignore[attr-defined]
            complaints.append(text)

    page.on("request", asked)
    page.on("console", said)
    page.on("pageerror", lambda error: complaints.append(str(error)))


_states: dict[str, dict] = {}


@pytest.fixture
def signed_in(visit: Callable[..., Page], site: Site) -> Callable[..., Page]:
    """Open a page signed in as one of the demo's people, with the second factor if staff."""

    def open_as(role: str, path: str = "/", *, size: dict[str, int] = DESK) -> Page:
        if role in _states:
            return visit(path, size=size, storage_state=_states[role])
        page = visit("/accounts/login/", size=size)
        page.locator("input[name=login]").fill(f"{role}@example.org")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        for _attempt in range(3):  # a code may run out between reading and typing it
            if not page.locator("input[name=code]").count():
                break
            page.locator("input[name=code]").fill(site.manage("demo_code", role))
            page.locator("form:has(input[name=code]) button[type=submit]").first.click()
            page.wait_for_load_state()
        assert "/accounts/" not in page.url, page.locator("main").inner_text()
        _states[role] = page.context.storage_state()
        page.goto(site.address + path)
        return page

    return open_as


def violations(page: Page, within: str | None = None) -> list[str]:
    """Return what axe finds wrong on `page` under WCAG 2.2 AA, empty when nothing.

    With a selector `within`, only of the part that it names.

    Looked at in its whole height: a link that the bar at the bottom of a phone happens to cut is
    one that a thumb scrolls up, not one that is too small.
    """
    size = page.viewport_size or PHONE
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
    for _look in range(50):  # what is still fading in has colours of neither before nor after
        if page.evaluate(STILL):
            break
        page.wait_for_timeout(100)
    page.evaluate(AXE)
    found = page.evaluate(BARRIERS, within)
    page.set_viewport_size(size)
    return [
        f"{issue['id']}: {node['target']} {' '.join(node['html'].split())[:120]}"
        for issue in found
        for node in issue["nodes"]
    ]
