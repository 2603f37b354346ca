"""The outbox delivers at least once, tells repeats by their key, and loses nothing."""

import logging
from datetime import timedelta

import pytest
from django.db import transaction

from foundation import clock
from outbox import delivering
from outbox.actions import put
from outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivered(monkeypatch):
    """Collect what the channel `test` was given; `broken` makes it refuse."""
    seen: list[tuple[dict, str]] = []
    channels = {"test": lambda content, key: seen.append((dict(content), key))}
    monkeypatch.setattr(delivering, "channels", lambda: channels)
    return seen, channels


def test_a_message_is_delivered_with_its_key_and_kept_sealed(delivered):
    seen, _ = delivered
    put(topic="test", key="k1", content={"phone": "+8613800138000"})

    assert delivering.deliver_waiting() == 1

    assert seen == [({"phone": "+8613800138000"}, "k1")]
    message = Message.objects.get()
    assert message.state == Message.State.DELIVERED
    assert "13800138000" not in message.sealed


def test_the_same_key_is_written_once(delivered):
    assert put(topic="test", key="k1", content={"n": 1}) is True
    assert put(topic="test", key="k1", content={"n": 2}) is False

    delivering.deliver_waiting()

    assert delivered[0] == [({"n": 1}, "k1")]


def test_a_cause_that_is_rolled_back_takes_its_message_along(delivered):
    with transaction.atomic():
        put(topic="test", key="k1", content={})
        transaction.set_rollback(True)

    assert delivering.deliver_waiting() == 0
    assert delivered[0] == []


@pytest.mark.django_db(transaction=True)
def test_putting_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        put(topic="test", key="k1", content={})

    assert Message.objects.count() == 0


def test_a_failing_channel_is_tried_again_later_and_given_up_in_the_end(delivered, caplog):
    seen, channels = delivered
    secret = "+8613800138000"

    def refuse(content, key):
        raise OSError(f"cannot reach {content['phone']}")

    working = channels["test"]
    channels["test"] = refuse
    put(topic="test", key="k1", content={"phone": secret})

    with caplog.at_level(logging.WARNING):
        assert delivering.deliver_waiting() == 0
    message = Message.objects.get()
    assert (message.state, message.attempts, message.last_error) == ("waiting", 1, "OSError")
    assert message.available_at > clock.now()
    assert secret not in caplog.text

    channels["test"] = working
    Message.objects.update(available_at=clock.now())
    assert delivering.deliver_waiting() == 1
    assert seen == [({"phone": secret}, "k1")]


def test_each_try_waits_longer_until_it_is_given_up(delivered, monkeypatch):
    _, channels = delivered
    keys = []

    def refuse(_content, key):
        keys.append(key)
        raise OSError

    channels["test"] = refuse
    put(topic="test", key="k1", content={"n": 1})
    now, waited = clock.now(), []
    monkeypatch.setattr(clock, "now", lambda: now)
    Message.objects.update(available_at=now)

    while Message.objects.get().state == Message.State.WAITING:
        delivering.deliver_waiting()
        until = Message.objects.get().available_at
        waited.append((until - now).total_seconds())
        now = until - timedelta(seconds=1)
        assert delivering.deliver_waiting() == 0
        assert len(keys) == len(waited)
        now = until

    assert waited[:-1] == [5, 30, 120, 600, 1800, 7200, 21600, 86400]
    assert keys == ["k1"] * 9
    message = Message.objects.get()
    assert (message.state, message.attempts) == (Message.State.GIVEN_UP, 9)


def test_after_the_last_attempt_a_message_is_given_up_and_kept(delivered):
    _, channels = delivered
    channels.clear()
    put(topic="test", key="k1", content={})
    Message.objects.update(attempts=len(delivering.WAITS))

    delivering.deliver_waiting()

    assert Message.objects.get().state == Message.State.GIVEN_UP


def test_a_claimed_message_is_left_to_its_worker_until_the_claim_runs_out(delivered):
    put(topic="test", key="k1", content={})
    now = clock.now()

    first = delivering.claim(now=now)

    assert [message.key for message in first] == ["k1"]
    assert delivering.claim(now=now) == []
    assert len(delivering.claim(now=now + delivering.CLAIM + timedelta(seconds=1))) == 1
