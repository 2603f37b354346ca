"""Refuses a database that holds demo accounts wherever settings do not allow a demo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connections

from config.demo.accounts import ACCOUNTS
from people.models import User


@register(Tags.database)
def demo_accounts_are_refused(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[Error]:
    """Return an error for each asked database in which somebody could sign in as a demo role."""
    del app_configs, kwargs
    if settings.DEMO_ALLOWED is True:
        return []
    addresses = [account.email for account in ACCOUNTS]
    return [
        Error(
            f"The database {alias!r} holds demo accounts, whose password everybody knows.",
            hint="Use a database in which no demo was built.",
            id="config.E001",
        )
        for alias in databases or ()
        if User._meta.db_table in connections[alias].introspection.table_names()
        and User.objects.using(alias).filter(email__in=addresses).exists()
    ]
