"""What a sender can do with number and code: have a copy, have the answers erased."""

from datetime import timedelta

import pytest
from django.db import connection

from forms_app.actions.close_submission import close_submission
from forms_app.models import PlaceCount, Submission
from tests.forms_app.conftest import NOW
from tests.forms_app.limited import PHONE, limited_form, send

pytestmark = pytest.mark.django_db


def ask(client, receipt, step: str, code: str = ""):
    wanted = {"reference": receipt.submission.reference, "code": code or receipt.code}
    return client.post("/forms/status/", {**wanted, "step": step})


def raw_answers() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM forms_app_submission ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_a_copy_is_read_and_kept_in_full_and_on_record(town, client):
    receipt = send(limited_form(town.community), 1)

    page = ask(client, receipt, "copy")
    kept = ask(client, receipt, "keep")

    assert "13900000001" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    document = kept.json()
    assert document["number"] == receipt.submission.reference
    assert [row["question"] for row in document["answers"]] == ["听哪一场", "手机号"]
    assert document["answers"][1]["value"] == "+8613900000001"
    assert document["answers"][1]["key"] == PHONE
    assert [event.kind for event in receipt.submission.events.all()] == ["copied", "copied"]


@pytest.mark.parametrize("step", ["copy", "keep", "erase"])
def test_a_wrong_code_gets_and_does_nothing(town, client, step):
    receipt = send(limited_form(town.community), 1)
    wrong = "000000" if receipt.code != "000000" else "111111"

    answer = ask(client, receipt, step, code=wrong)

    assert answer.status_code == 422
    assert "13900000001" not in answer.content.decode()
    assert raw_answers() != [""]
    assert not receipt.submission.events.exists()


def test_what_nobody_began_with_is_withdrawn_and_erased_and_its_place_given_back(town, client):
    receipt = send(limited_form(town.community, places=1), 1)

    page = ask(client, receipt, "erase").content.decode()
    again = ask(client, receipt, "erase")

    assert "您填写的内容已删除" in page
    assert again.status_code == 200
    assert raw_answers() == [""]
    assert PlaceCount.objects.get().taken == 0
    kinds = [event.kind for event in receipt.submission.events.all()]
    assert kinds == ["withdrawn", "erasure"]


def test_what_is_under_way_is_settled_first(town, client):
    receipt = send(limited_form(town.community), 1)
    found = receipt.submission
    Submission.objects.filter(pk=found.pk).update(state="under_way", started_at=NOW)

    offered = ask(client, receipt, "").content.decode()
    refused = ask(client, receipt, "erase").content.decode()

    assert "彻底删除" not in offered
    assert "已经有人在办" in refused
    assert raw_answers()[0].startswith("s1.")

    later = NOW + timedelta(hours=1)
    close_submission(by=town.staff(), submission_id=found.pk, reply="已办好", now=later)
    ask(client, receipt, "erase")

    found.refresh_from_db()
    assert (found.state, found.values, found.reply) == ("closed", {}, "")
