"""Many messages of one transaction."""

import pytest
from django.db import transaction

from outbox.actions import put, put_many
from outbox.models import Message


@pytest.mark.django_db
def test_each_key_is_put_once_whatever_is_put_again(django_assert_num_queries):
    put(topic="greeting", key="a", content={"text": "early"})

    with django_assert_num_queries(1):
        put_many(topic="greeting", contents={"a": {"text": "late"}, "b": {"text": "hello"}})

    assert sorted(Message.objects.values_list("key", flat=True)) == ["a", "b"]


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_nothing_is_put():
    with pytest.raises(transaction.TransactionManagementError):
        put_many(topic="greeting", contents={"a": {"text": "hello"}})

    assert Message.objects.count() == 0
