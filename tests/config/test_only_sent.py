"""Whoever opens an address that only takes what is sent reads what to do, not a blank page."""

from django.test import Client

PRESSED = "/participations/1/accept/"


def test_a_person_reads_what_to_do(db):
    headers = {"accept": "text/html", "accept-language": "zh-hans"}

    response = Client().get(PRESSED, headers=headers)

    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "还没有提交" in response.content.decode()


def test_a_program_gets_the_bare_answer(db):
    response = Client().get(PRESSED, headers={"accept": "application/json"})

    assert (response.status_code, response.content) == (405, b"")
