"""Gives each request an id that its answer and every log line of it carry."""

import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from logging import Filter, LogRecord, getLogger

from django.http import HttpRequest, HttpResponse

current: ContextVar[str] = ContextVar("request_id", default="-")
logger = getLogger("tongxin.requests")
_ACCEPTED = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """Takes the proxy's `X-Request-ID` when it is a plain one, else makes one.

    Logs method, route, status and milliseconds: the route, never the address, which may name a
    person or carry a token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with its id set."""
        given = request.headers.get("X-Request-ID", "")
        token = current.set(given if _ACCEPTED.fullmatch(given) else secrets.token_hex(8))
        started = time.monotonic()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = current.get()
            match = request.resolver_match
            logger.info(
                "request",
                extra={
                    "method": request.method,
                    "route": match.route if match else "-",
                    "status": response.status_code,
                    "milliseconds": round((time.monotonic() - started) * 1000),
                },
            )
            return response
        finally:
            current.reset(token)


class RequestIdFilter(Filter):
    """Writes the id of the current request into each log record."""

    def filter(self, record: LogRecord) -> bool:
        record.request_id = current.get()
        return True
