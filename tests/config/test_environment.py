"""Production reads everything from the environment and refuses to guess."""

import json
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


PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "tongxin.example",
    "DATABASE_URL": "postgresql://tongxin@127.0.0.1/tongxin",
    "BASE_URL": "https://tongxin.example",
    "SEALING_KEYS": "made-up",
    "INDEX_KEY": "made-up",
    "DEFAULT_FROM_EMAIL": "tongxin@tongxin.example",
    "EMAIL_HOST": "mail.tongxin.example",
    "ALIYUN_ACCESS_KEY_ID": "made-up",
    "ALIYUN_ACCESS_KEY_SECRET": "made-up",
    "SMS_SIGN_NAME": "made-up",
    "SMS_TEMPLATE_CODE": "SMS_1",
    "SMS_TEMPLATE_NOTICE": "SMS_2",
}
REPORT = """
import json
from django.conf import settings
print(json.dumps([
    settings.CACHES["default"]["BACKEND"].rpartition(".")[2],
    settings.STORAGES["default"]["BACKEND"].rpartition(".")[2],
    settings.DATABASES["default"]["ENGINE"].rpartition(".")[2],
    settings.SMS_BACKEND.rpartition(".")[2],
    settings.ALIYUN_SMS["templates"]["offer"],
    settings.DEMO_ALLOWED,
]))
"""


def production(**more):
    """Read the production settings in an interpreter of their own."""
    return subprocess.run(
        [sys.executable, "-c", REPORT],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(settings.ROOT / "site")}
        | PRODUCTION
        | more,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_environment_chooses_cache_storage_database_and_carrier():
    plain = production()
    large = production(
        REDIS_URL="redis://127.0.0.1/0", S3_BUCKET="media", SMS_TEMPLATE_OFFER="SMS_3"
    )
    small = production(DATABASE_URL="sqlite:////srv/tongxin.sqlite3")

    assert json.loads(plain.stdout) == [
        "DatabaseCache", "FileSystemStorage", "postgresql", "AliyunSms", "", False,
    ]  # fmt: skip
    assert json.loads(large.stdout)[:2] == ["RedisCache", "S3Storage"]
    assert json.loads(large.stdout)[4] == "SMS_3"
    assert json.loads(small.stdout)[2] == "sqlite3"


def test_wechat_without_its_secret_is_a_missing_value():
    done = production(WEIXIN_APP_ID="wx-made-up")

    assert done.returncode != 0
    assert "WEIXIN_SECRET" in done.stderr


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
