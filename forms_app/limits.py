"""How often one address may try: counted in the database, which all processes share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.http import HttpRequest

from forms_app.actions.count_tries import TooOften, count_tries
from forms_app.models import Try
from foundation import clock
from people.fields import digest_of


class Per(StrEnum):
    """Whose tries are counted together: those of an address, or of what is tried."""

    ADDRESS = "address"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many tries within `span`, counted for each address or each key."""

    most: int
    span: timedelta
    per: Per = Per.ADDRESS


TEN_MINUTES, HOUR, DAY = timedelta(minutes=10), timedelta(hours=1), timedelta(days=1)
HOUSEHOLD_BITS = 64
"""A home has a whole network of IPv6 addresses of this prefix, and counts as one."""

# A whole office, or everybody at a community's counter, may share one address.
RATES: dict[str, tuple[Rate, ...]] = {
    "send": (Rate(30, HOUR), Rate(120, DAY)),
    "send_proved": (Rate(150, HOUR), Rate(600, DAY)),
    "begin": (Rate(120, HOUR),),
    "keep": (Rate(240, HOUR),),
    "ask": (Rate(60, HOUR), Rate(8, HOUR, Per.KEY)),
    "code": (Rate(20, HOUR), Rate(3, TEN_MINUTES, Per.KEY), Rate(8, DAY, Per.KEY)),
    "confirm": (Rate(60, HOUR),),
    "upload": (Rate(300, HOUR), Rate(1500, DAY), Rate(90, HOUR, Per.KEY)),
}
MOST_BYTES_AN_HOUR = 500 * 1024 * 1024
"""How much one address may send in files within an hour."""


def address_of(request: HttpRequest) -> str:
    """Return the address that asks, behind the proxies of ours; of IPv6 the network of a home."""
    # The adapter's method is allauth's documented way, and knows how many proxies are ours.
    told = str(get_adapter().get_client_ip(request))
    try:
        address = ip_address(told)
    except ValueError:
        return told
    if isinstance(address, IPv6Address):
        return str(ip_network((address, HOUSEHOLD_BITS), strict=False).network_address)
    return told


def tries_of(request: HttpRequest, action: str, key: str | None = None) -> list[Try]:
    """Return what one try of `action` counts against: the address, and `key` where it has one."""
    address, found = address_of(request), []
    for rate in RATES[action]:
        whose = address if rate.per is Per.ADDRESS else key
        name = f"{action} {rate.most} {rate.span} {rate.per} {whose}"
        found.append(Try(action, digest_of("form_try", name), rate.most, rate.span))
    return found


def upload_tries(request: HttpRequest, key: str, size: int) -> list[Try]:
    """Return what a file of `size` bytes counts against, of the filling-in `key`."""
    whose = digest_of("form_try", f"bytes {address_of(request)}")
    most = MOST_BYTES_AN_HOUR
    sent = Try("bytes", whose, most, HOUR, min(size, most + 1))
    return [*tries_of(request, "upload", key), sent]


def is_within_limits(request: HttpRequest, action: str, key: str | None = None) -> bool:
    """Count one try of `action` and say whether it is still allowed."""
    try:
        count_tries(tries_of(request, action, key), now=clock.now())
    except TooOften:
        return False
    return True
