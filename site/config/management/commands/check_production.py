"""Run Django's deployment checks under production settings, with made-up values."""

import os
import subprocess
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from foundation.sealing import new_key


class Command(BaseCommand):
    """`check_production`: fails when `check --deploy` has anything to say."""

    help = "Run `check --deploy` under the production settings."

    def handle(self, **options: object) -> None:
        """Start a fresh interpreter, because settings are read once."""
        del options
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": os.environ.get("HOME", ""),
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "SECRET_KEY": new_key() + new_key(),
            "ALLOWED_HOSTS": "tongxin.example",
            "DATABASE_URL": "postgresql://tongxin@127.0.0.1/tongxin",
            "BASE_URL": "https://tongxin.example",
            "SEALING_KEYS": new_key(),
            "INDEX_KEY": new_key(),
            "DEFAULT_FROM_EMAIL": "tongxin@tongxin.example",
            "EMAIL_HOST": "mail.tongxin.example",
            "ALIYUN_ACCESS_KEY_ID": "made-up",
            "ALIYUN_ACCESS_KEY_SECRET": "made-up",
            "SMS_SIGN_NAME": "made-up",
            "SMS_TEMPLATE_CODE": "SMS_1",
            "SMS_TEMPLATE_NOTICE": "SMS_2",
            "VAR_DIR": str(settings.VAR),
        }
        command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        done = subprocess.run(
            command, cwd=settings.ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CommandError(done.stdout + done.stderr)
        self.stdout.write("check --deploy: clean")
