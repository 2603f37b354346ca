"""Threads with real connections, all let go at the same moment."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection


def all_at_once(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run each job in a thread and connection of its own; return results or exceptions in order."""
    together = threading.Barrier(len(jobs), timeout=60)
    results: list[Any] = [None] * len(jobs)

    def run(place: int, job: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            together.wait()
            results[place] = job()
        except Exception as error:  # noqa: BLE001 (the test looks at what was thrown)
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, job)) for place, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
