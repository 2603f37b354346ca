"""Bring an installation up to date: catalogues, database, cache table, static files."""

import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """`prepare`: what must be done after each new version, quick when nothing is new."""

    help = "Compile catalogues, migrate, make the cache table, collect static files."

    def handle(self, **options: object) -> None:
        """Run the steps one after another, each with the seconds that it took."""
        del options
        for folder in (settings.VAR, settings.MEDIA_ROOT, settings.STATIC_ROOT):
            folder.mkdir(parents=True, exist_ok=True)
        self.step("catalogues", lambda: call_command("compile_catalogues"))
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.step("database", lambda: call_command("migrate", verbosity=0))
        self.step("cache table", lambda: call_command("createcachetable", verbosity=0))
        self.step(
            "static files", lambda: call_command("collectstatic", verbosity=0, interactive=False)
        )

    def step(self, name: str, work: object) -> None:
        """Do one step and say how long it took."""
        started = time.monotonic()
        work()  # type: ignore[operator]
        self.stdout.write(f"· {name}: {time.monotonic() - started:.1f} s")
        self.stdout.flush()
