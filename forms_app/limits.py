"""How often one address may try: counted in the database, which all processes share."""

from __future__ import annotations

from datetime import timedelta

from allauth.core.internal.ratelimit import get_ip, parse_rates
from django.http import HttpRequest

from forms_app.actions.count_tries import TooOften, count_tries
from forms_app.models import Try
from foundation import clock
from people.fields import digest_of

# A whole office, or everybody at a community's counter, may share one address.
RATES = {
    "send": "30/h/ip,120/d/ip",
    "send_proved": "150/h/ip,600/d/ip",
    "begin": "120/h/ip",
    "keep": "240/h/ip",
    "ask": "60/h/ip,8/h/key",
    "code": "20/h/ip,3/10m/key,8/d/key",
    "confirm": "60/h/ip",
    "upload": "300/h/ip,1500/d/ip,90/h/key",
}
MOST_BYTES_AN_HOUR = 500 * 1024 * 1024
"""How much one address may send in files within an hour."""


def tries_of(request: HttpRequest, action: str, key: str | None = None) -> list[Try]:
    """Return what one try of `action` counts against: the address, and `key` where it has one."""
    address, found = get_ip(request), []
    for rate in parse_rates(RATES[action]):
        whose = address if rate.per == "ip" else key
        name = f"{action} {rate} {whose}"
        span = timedelta(seconds=rate.duration)
        found.append(Try(action, digest_of("form_try", name), rate.amount, span))
    return found


def upload_tries(request: HttpRequest, key: str, size: int) -> list[Try]:
    """Return what a file of `size` bytes counts against, of the filling-in `key`."""
    whose = digest_of("form_try", f"bytes {get_ip(request)}")
    most = MOST_BYTES_AN_HOUR
    sent = Try("bytes", whose, most, timedelta(hours=1), min(size, most + 1))
    return [*tries_of(request, "upload", key), sent]


def is_within_limits(request: HttpRequest, action: str, key: str | None = None) -> bool:
    """Count one try of `action` and say whether it is still allowed."""
    try:
        count_tries(tries_of(request, action, key), now=clock.now())
    except TooOften:
        return False
    return True
