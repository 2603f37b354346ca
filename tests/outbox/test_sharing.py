"""Several workers share one outbox on PostgreSQL: each message is claimed by one of them."""

import threading

import pytest
from django.db import connection, transaction

from foundation import clock
from outbox import delivering
from outbox.actions import put
from outbox.models import Message


@pytest.mark.postgres
@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_workers_skip_what_another_one_holds():
    with transaction.atomic():
        for number in range(60):
            put(topic="test", key=f"k{number}", content={})
    claimed: list[list[str]] = [[], [], []]
    together = threading.Barrier(3)

    def worker(mine: list[str]) -> None:
        together.wait()
        while batch := delivering.claim(now=clock.now(), most=7):
            mine += [message.key for message in batch]
        connection.close()

    threads = [threading.Thread(target=worker, args=(mine,)) for mine in claimed]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    everything = [key for mine in claimed for key in mine]
    assert len(everything) == len(set(everything)) == 60
    assert Message.objects.filter(attempts=1).count() == 60
