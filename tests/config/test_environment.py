"""Production reads everything from the environment and refuses to guess."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment, database_from


def test_all_missing_values_are_named_together():
    env = Environment({"A": "1"})
    env.needed("A")
    env.needed("B")
    env.needed("C")

    with pytest.raises(ImproperlyConfigured, match="B, C"):
        env.refuse_if_missing()


def test_production_refuses_to_start_and_says_what_is_missing():
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "SECRET_KEY": "x" * 60,
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    for name in ("DATABASE_URL", "SEALING_KEYS", "INDEX_KEY", "ALLOWED_HOSTS", "EMAIL_HOST"):
        assert name in done.stderr
    assert "SECRET_KEY," not in done.stderr


def test_sqlite_is_opened_with_wal_immediate_transactions_and_a_timeout():
    found = database_from("sqlite:///var/x.sqlite3")

    assert found["NAME"] == "var/x.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]


def test_postgres_is_read_with_its_socket_and_options():
    found = database_from("postgresql://me:p%40ss@/name?host=/run/pg&sslmode=disable")

    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("me", "p@ss", "name")
    assert found["HOST"] == "/run/pg"
    assert found["OPTIONS"] == {"sslmode": "disable"}


def test_another_database_is_refused():
    with pytest.raises(ImproperlyConfigured, match="sqlite:///"):
        database_from("mysql://x/y")
