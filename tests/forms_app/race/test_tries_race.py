"""Tries made at the same moment are counted one by one, with a control that shows the race."""

import threading
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from forms_app.actions.count_tries import count_tries
from forms_app.models import Try, TryCount
from tests.forms_app.limited import NOW

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
]
HOUR = timedelta(hours=1)


def naive_count(most: int, looked: threading.Barrier) -> bool:
    """Look how many there were, then write one more: what most throttles do with a cache."""
    with transaction.atomic():
        times = TryCount.objects.get(digest="address").times
        looked.wait()
        TryCount.objects.filter(digest="address").update(times=times + 1)
        return times < most


def test_control_who_looks_before_counting_lets_everybody_pass(db, race):
    TryCount.objects.create(digest="address", times=0, ends_at=NOW + HOUR)
    looked = threading.Barrier(12, timeout=60)

    results = race([partial(naive_count, 5, looked)] * 12)

    assert Counter(results) == {True: 12}


def test_of_thirty_tries_at_once_as_many_pass_as_may(db, race):
    tries = [Try("send", "address", 5, HOUR), Try("send", "phone", 100, HOUR)]

    results = race([partial(count_tries, tries, now=NOW)] * 30)

    kinds = Counter(type(result).__name__ for result in results)
    assert kinds == {"NoneType": 5, "TooOften": 25}
    assert dict(TryCount.objects.values_list("digest", "times")) == {"address": 5, "phone": 5}


def test_when_their_time_is_over_counting_begins_anew_once(db, race):
    TryCount.objects.create(digest="address", times=5, ends_at=NOW)
    tries = [Try("send", "address", 5, HOUR)]

    results = race([partial(count_tries, tries, now=NOW)] * 12)

    kinds = Counter(type(result).__name__ for result in results)
    assert kinds == {"NoneType": 5, "TooOften": 7}
    assert TryCount.objects.get().ends_at == NOW + HOUR
