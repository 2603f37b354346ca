"""Print the current code of a demo account's second factor."""

from argparse import ArgumentParser

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from config.demo.accounts import ACCOUNTS, current_code


class Command(BaseCommand):
    """`demo_code ACCOUNT`: what the account's authenticator shows now."""

    help = "Print the six digits that a demo account is asked for after its password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("account", help="organiser, street, editor, worker, grid or liaison")

    def handle(self, *, account: str, **options: object) -> None:
        """Print the code alone, ready to be typed; raises CommandError for other accounts."""
        del options
        try:
            self.stdout.write(current_code(account))
        except LookupError as error:
            known = ", ".join(one.key for one in ACCOUNTS if one.is_staff)
            raise CommandError(f"{account}: no such account; there are {known}") from error
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
