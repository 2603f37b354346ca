"""Serve the site with its workers beside it, until interrupted."""

import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

HOST = "127.0.0.1"


class Command(BaseCommand):
    """`serve --port 8000`: gunicorn and the two workers, as `make run` starts them."""

    help = "Run gunicorn on loopback, with workers for the outbox and the background tasks."
    requires_system_checks: list[str] = []  # each of the processes has its own

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port: int, **options: object) -> None:
        """Start the server, then the workers; end all when one is ended.

        Raises CommandError when the port is taken or the server does not come up.
        """
        del options
        must_be_free(port)
        signal.signal(signal.SIGTERM, stop)
        environment = os.environ | {"PORT": str(port)}
        manage = [sys.executable, str(settings.ROOT / "manage.py")]
        server = [sys.executable, "-m", "gunicorn", "--log-level", "warning", "--preload"]
        workers = [
            [*manage, "work"],
            [*manage, "db_worker", "--backend", "bg", "--no-startup-delay"],
        ]
        running: list[subprocess.Popen[bytes]] = []

        def begin(command: list[str]) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(command, env=environment, cwd=settings.ROOT)
            running.append(process)
            return process

        try:
            first = begin(server)
            # The workers wait, so that whoever looks at the screen has the page first.
            wait_until_answered(port, first)
            self.stdout.write(f"\nhttp://{HOST}:{port}/   (Ctrl-C ends it)\n")
            self.stdout.flush()
            for command in workers:
                begin(command)
            first.wait()
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            for process in running:
                process.terminate()
            for process in running:
                process.wait()


def must_be_free(port: int) -> None:
    """Raise CommandError, saying what to do, when something listens on the port."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOST, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is taken ({error.strerror}). "
                f"Try another one: make run PORT={port + 1}"
            ) from error


def wait_until_answered(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Wait until the server takes connections; raises CommandError when it ended before."""
    while server.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise CommandError(f"The server ended with code {server.returncode} before it answered.")


def stop(*_: object) -> None:
    """Take being terminated as Ctrl-C, so that nothing that was started is left behind."""
    raise KeyboardInterrupt
