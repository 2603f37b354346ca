"""What the tests of people share."""

import json

import pytest

from outbox.keys import sealer
from outbox.models import Message


@pytest.fixture
def texts():
    """Return a function that reads the params of the text messages waiting in the outbox."""

    def read(kind="code"):
        found = [
            json.loads(sealer().open(message.sealed, "outbox.message"))
            for message in Message.objects.filter(topic="sms").exclude(sealed="").order_by("pk")
        ]
        return [content["params"] for content in found if content["kind"] == kind]

    return read
