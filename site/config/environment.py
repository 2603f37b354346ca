"""Reads the environment: every value that differs between installations comes through here."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES = frozenset({"1", "true", "yes", "on"})


@dataclass
class Environment:
    """The process environment, which remembers what was asked for and not there."""

    values: Mapping[str, str] = field(default_factory=lambda: os.environ)
    missing: list[str] = field(default_factory=list)

    def text(self, name: str, default: str = "") -> str:
        """Return the value of `name`, or `default`."""
        return self.values.get(name, "") or default

    def needed(self, name: str) -> str:
        """Return the value of `name`; note it as missing when there is none."""
        value = self.values.get(name, "")
        if not value:
            self.missing.append(name)
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return whether `name` says yes."""
        value = self.values.get(name, "")
        return value.lower() in YES if value else default

    def number(self, name: str, default: int) -> int:
        """Return `name` as a whole number; raises `ImproperlyConfigured` when it is none."""
        value = self.values.get(name, "")
        if value and not value.isdecimal():
            raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}")
        return int(value) if value else default

    def words(self, name: str, default: str = "") -> list[str]:
        """Return the comma-separated words of `name`."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def refuse_if_missing(self) -> None:
        """Raise `ImproperlyConfigured` naming every needed value that was not there."""
        if self.missing:
            raise ImproperlyConfigured(
                "These environment variables are needed and not set: "
                + ", ".join(sorted(set(self.missing)))
                + ". docs/operations.md says what each one is for."
            )


def database_from(address: str) -> dict[str, object]:
    """Return Django's database settings for `address`.

    `sqlite:///relative`, `sqlite:////absolute` or `postgresql://user:password@host:port/name`;
    a query such as `?host=/run/postgresql` becomes connection options.
    Raises `ImproperlyConfigured` for any other scheme.
    """
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
                    "PRAGMA foreign_keys=ON;PRAGMA cache_size=-65536;PRAGMA mmap_size=268435456;"
                ),
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        options: dict[str, object] = dict(parse_qsl(parts.query))
        host = str(options.pop("host", "") or parts.hostname or "")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    raise ImproperlyConfigured(
        f"DATABASE_URL must start with sqlite:/// or postgresql://, not {parts.scheme!r}"
    )
