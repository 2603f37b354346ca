"""Where a webhook may go: to public addresses, and to hosts that the installation names."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings


class Forbidden(Exception):
    """The address must not be called from here; the words say why."""


@dataclass(frozen=True, slots=True)
class Target:
    """One resolved address: the name that was asked for, and the number that is called."""

    scheme: str
    host: str
    port: int
    path: str
    number: str


def resolved(url: str) -> Target:
    """Return where `url` leads; raises `Forbidden` for anything but the public network.

    The name is looked up once, and the number found is the one that is called: a name that leads
    elsewhere a moment later changes nothing. Hosts in `WEBHOOK_TRUSTED_HOSTS` may be private.
    """
    parts = urlsplit(url)
    host, trusted = parts.hostname or "", settings.WEBHOOK_TRUSTED_HOSTS
    if parts.scheme != "https" and not (parts.scheme == "http" and host in trusted):
        raise Forbidden("only https addresses are called")
    if parts.username or parts.password or not host:
        raise Forbidden("the address needs a host and must not hold a password")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    numbers = [str(entry[4][0]) for entry in found]
    if host not in trusted and not all(_is_public(number) for number in numbers):
        raise Forbidden("the address leads into a private network")
    path = parts.path or "/"
    return Target(
        parts.scheme, host, port, f"{path}?{parts.query}" if parts.query else path, numbers[0]
    )


def _is_public(number: str) -> bool:
    address = ipaddress.ip_address(number.partition("%")[0])
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    address = inner or address
    # Reserved are, among others, the ways in which IPv6 carries an address of IPv4.
    is_set_apart = address.is_multicast or address.is_reserved
    return address.is_global and not (is_set_apart or getattr(address, "is_site_local", False))
