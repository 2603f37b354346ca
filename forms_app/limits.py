"""How often one address may try: kept in the cache that all processes share."""

from __future__ import annotations

from allauth.core.internal.ratelimit import consume, get_ip
from django.core.cache import cache
from django.http import HttpRequest

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
"""How much one address may send in files within an hour of the clock."""


def are_bytes_within_limits(request: HttpRequest, size: int) -> bool:
    """Count `size` bytes sent from this address and say whether so many are still allowed."""
    hour = clock.now().strftime("%Y%m%d%H")
    key = f"forms_app:bytes:{hour}:{digest_of('upload_address', get_ip(request))}"
    cache.add(key, 0, 2 * 3600)
    try:
        return int(cache.incr(key, size)) <= MOST_BYTES_AN_HOUR
    except ValueError:
        # The cache threw the count out between the two lines: it begins anew.
        cache.set(key, size, 2 * 3600)
        return size <= MOST_BYTES_AN_HOUR


def is_within_limits(request: HttpRequest, action: str, key: str | None = None) -> bool:
    """Count one try of `action` and say whether it is still allowed."""
    found = consume(request, app="forms_app", action=action, config=RATES, key=key)
    return found is not None
