"""Let somebody who was erased be invited again, because they themselves ask for it."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from foundation.identifiers import Malformed, parse_id_number, parse_mobile
from people.actions.stop_invitations import allow_invitations


class Command(BaseCommand):
    """`allow_invitation NUMBER`: a mobile or ID number that rosters may bring again."""

    help = "Let somebody who was erased be invited again, at their own wish."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number that the person tells."""
        parser.add_argument("number")

    def handle(self, *, number: str, **options: object) -> None:
        """Say whether there was something to lift; the number itself is not repeated."""
        del options
        if not allow_invitations(**_read(number)):
            raise CommandError("This number was not stopped.")
        self.stdout.write("This number can be invited again.")


def _read(number: str) -> dict[str, str]:
    try:
        return {"phone": parse_mobile(number)}
    except Malformed:
        pass
    try:
        return {"id_number": parse_id_number(number).number}
    except Malformed as error:
        raise CommandError("This is neither a mobile number nor an ID number.") from error
