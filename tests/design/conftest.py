"""The site on a loopback port without a database, and a browser before it."""

import threading
from collections.abc import Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, Page


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the test tells what matters."""


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Serve the site; a page that asked the database would fail the test."""
    application = StaticFilesHandler(get_wsgi_application())
    with make_server("127.0.0.1", 0, application, handler_class=_Silent) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[object]:
    """Return a function that opens a path in a window of a width, with cookies."""
    contexts = []

    def open_page(path: str, width: int = 390, *, scripts: bool = True, **cookies: str) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844}, java_script_enabled=scripts, locale="zh-CN"
        )
        contexts.append(context)
        context.add_cookies(
            [{"name": name, "value": value, "url": site} for name, value in cookies.items()]
        )
        page = context.new_page()
        page.goto(f"{site}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
