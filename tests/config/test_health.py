"""Load balancers and logs: health, request ids, and no personal data in a log line."""

import json
import logging
import sys
from datetime import timedelta

import pytest

from config.logs import JsonFormatter, without_personal_data
from foundation import clock
from outbox.models import Message


def test_healthz_answers_without_a_database(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"alive": True})


@pytest.mark.django_db
def test_readyz_says_that_all_is_in_order_and_whether_the_outbox_is_late(client):
    assert client.get("/readyz").json() == {
        "ready": True,
        "database": True,
        "migrations": True,
        "cache": True,
        "outbox_late": False,
    }
    long_ago = clock.now() - timedelta(hours=1)
    Message.objects.create(
        key="k", topic="t", sealed="x", available_at=long_ago, created_at=long_ago
    )

    assert client.get("/readyz").json()["outbox_late"] is True


def test_an_answer_carries_the_request_id_it_was_asked_with(client):
    given = client.get("/healthz", headers={"X-Request-ID": "abcdef12-34"})
    strange = client.get("/healthz", headers={"X-Request-ID": "a\tb;drop"})

    assert given["X-Request-ID"] == "abcdef12-34"
    assert len(strange["X-Request-ID"]) == 16


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("call 13800138000 now", "call [number] now"),
        ("+8613800138000", "[number]"),
        ("id 370112199001011234.", "id [number]."),
        ("to a.b@example.org", "to [mail]"),
        ("order 1380013800099", "order 1380013800099"),
    ],
)
def test_personal_numbers_are_blotted_out(text, clean):
    assert without_personal_data(text) == clean


def test_a_log_line_is_json_with_the_request_id_and_a_clean_traceback():
    try:
        raise ValueError("13800138000")
    except ValueError:
        record = logging.getLogger("x").makeRecord(
            "x",
            logging.ERROR,
            "f",
            1,
            "failed for %s",
            ("13800138000",),
            sys.exc_info(),
        )
    record.request_id = "abc"

    line = json.loads(JsonFormatter().format(record))

    assert (line["message"], line["request_id"]) == ("failed for [number]", "abc")
    assert "13800138000" not in line["traceback"]
