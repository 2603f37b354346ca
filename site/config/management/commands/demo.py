"""Fill an empty installation with the demo."""

import time
from argparse import ArgumentParser

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from config.demo.accounts import ACCOUNTS, PASSWORD, check_allowed
from config.demo.building import build, is_built, show_home
from config.demo.clearing import clear
from config.demo.scales import SCALES
from foundation import clock


class Command(BaseCommand):
    """`demo --scale community|district|city --seed N [--rebuild]`."""

    help = "Build the demo of Licheng with invented people; does nothing when it is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=sorted(SCALES), default="district")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--rebuild", action="store_true", help="delete what is there first")

    def handle(self, *, scale: str, seed: int, rebuild: bool, **options: object) -> None:
        """Build unless it is built, then name the accounts; raises CommandError in production."""
        del options
        try:
            check_allowed()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        started = time.monotonic()
        if rebuild:
            clear()
        if is_built():
            self.say("· demo: there already (--rebuild makes it anew)")
        else:
            build(scale=scale, seed=seed, now=clock.now(), say=self.say)
            show_home()
            self.say(f"· demo: {time.monotonic() - started:.1f} s")
        self.name_accounts()

    def name_accounts(self) -> None:
        """Say how to sign in as each role."""
        self.say(f"\nDemo accounts (password {PASSWORD}; * also a code: manage.py demo_code NAME)")
        for account in ACCOUNTS:
            mark = "*" if account.is_staff else " "
            self.say(f"  {mark} {account.key:<10} {account.email:<24} {account.title}")

    def say(self, line: str) -> None:
        """Write one line at once, so that long work shows where it is."""
        self.stdout.write(line)
        self.stdout.flush()
