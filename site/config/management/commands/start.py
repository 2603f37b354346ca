"""Prepare, build the demo and serve, in one process, so that a second start is quick."""

from argparse import ArgumentParser

from django.core.management import call_command
from django.core.management.base import BaseCommand
from wagtail.models import Site

from config.demo.scales import SCALES
from config.management.commands.serve import must_be_free

LOOPBACK = "127.0.0.1"


class Command(BaseCommand):
    """`start --scale district --port 8000`: all that `make run` does once packages are there."""

    help = "Run prepare, demo and serve, one after another."
    requires_system_checks: list[str] = []  # `check` runs in CI and when prepare migrates.

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=sorted(SCALES), default="district")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, scale: str, port: int, **options: object) -> None:
        """Do the three until interrupted; raises CommandError when the port is taken."""
        del options
        must_be_free(port)
        call_command("prepare")
        call_command("demo", scale=scale)
        name_site(port)
        call_command("serve", port=port)


def name_site(port: int) -> None:
    """Give the default site the address at which it is served, so that whole links lead there."""
    site = Site.objects.get(is_default_site=True)
    if (site.hostname, site.port) != (LOOPBACK, port):
        site.hostname, site.port = LOOPBACK, port
        site.save()
