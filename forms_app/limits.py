"""How often one address may try: kept in the cache that all processes share."""

from __future__ import annotations

from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest

# A whole office, or everybody at a community's counter, may share one address.
RATES = {
    "send": "30/h/ip,120/d/ip",
    "ask": "60/h/ip,8/h/key",
}


def is_within_limits(request: HttpRequest, action: str, key: str | None = None) -> bool:
    """Count one try of `action` and say whether it is still allowed."""
    found = consume(request, app="forms_app", action=action, config=RATES, key=key)
    return found is not None
