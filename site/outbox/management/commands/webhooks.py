"""Register the addresses of other systems, and take them away again."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from outbox.models import Webhook
from outbox.webhooks.addresses import Forbidden
from outbox.webhooks.events import EVENTS
from outbox.webhooks.registering import register


class Command(BaseCommand):
    """`webhooks add URL --events shift.opened,hours.verified`, `webhooks list|remove ID`."""

    help = "Tell other systems what happens: add, list or remove their addresses."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        adding = verbs.add_parser("add", help="register an address; prints its secret once")
        adding.add_argument("url")
        adding.add_argument("--events", required=True, help=f"of {', '.join(EVENTS)}")
        verbs.add_parser("list", help="what is registered")
        verbs.add_parser("remove", help="take an address away").add_argument("id", type=int)

    def handle(self, *, verb: str, **options: object) -> None:
        """Do what was asked; raises CommandError, saying what is wrong with it."""
        if verb == "add":
            self.add(str(options["url"]), str(options["events"]).split(","))
        elif verb == "remove":
            self.remove(int(str(options["id"])))
        else:
            for hook in Webhook.objects.order_by("pk"):
                mark = " " if hook.is_active else "×"
                self.stdout.write(f"{hook.pk:>4} {mark} {hook.url}  {', '.join(hook.events)}")

    def add(self, url: str, events: list[str]) -> None:
        """Register and print the number and the secret."""
        try:
            hook, secret = register(url=url, events=events)
        except ValueError as error:
            raise CommandError(f"Events are {', '.join(EVENTS)}; not {error}.") from error
        except (Forbidden, OSError) as error:
            raise CommandError(f"{url}: {error}") from error
        self.stdout.write(f"{hook.pk} {secret}")

    def remove(self, number: int) -> None:
        """Take one away; what waits for it goes nowhere."""
        if not Webhook.objects.filter(pk=number).delete()[0]:
            raise CommandError(f"There is no webhook {number}; see `webhooks list`.")
