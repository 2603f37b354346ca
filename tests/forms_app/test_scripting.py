"""What the script of a form is given, and that all of it stays small."""

import gzip
import json
import re
from pathlib import Path

import pytest

from forms_app.models import Draft
from tests.forms_app.stepped import ALONE, NAME, PAGE, PEOPLE, PERSON, STEPS, Visitor, stepped_form

MOST = 30_000
"""Bytes, gzipped, of all scripts that a page of a form can load."""


def test_the_scripts_of_a_form_stay_small():
    modules = [*Path("static/js/forms").glob("*.js"), Path("static/js/frame.js")]

    assert sum(len(gzip.compress(module.read_bytes())) for module in modules) < MOST


def told(page: str) -> dict:
    return json.loads(
        re.search(r'<script id="filling" type="application/json">(.+?)</script>', page)[1]
    )


@pytest.mark.django_db
def test_the_page_tells_its_script_where_the_document_is_and_what_other_steps_hold(client, town):
    form = stepped_form(town.city)
    visitor = Visitor(client)

    visitor.press(**{ALONE: "no", NAME: "林样例"})

    found = told(visitor.text)
    assert found["step"] == STEPS[1]
    assert found["others"] == [[ALONE, "no"], [NAME, "林样例"]]
    answer = client.get(found["document"])
    assert answer.json()["rules"] == form.current.document["rules"]
    assert "samples" not in answer.json()
    assert "immutable" in answer["Cache-Control"]
    again = client.get(found["document"], headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.django_db
def test_a_document_that_is_not_there_is_not_found(client, town):
    stepped_form(town.city)

    assert client.get(f"{PAGE}document/7/").status_code == 404
    assert client.get("/forms/nothing/document/1/").status_code == 404


@pytest.mark.django_db
def test_saving_by_itself_answers_with_number_code_and_what_is_wrong(client, town):
    stepped_form(town.city)
    visitor = Visitor(client)
    visitor.press(**{ALONE: "no", NAME: "林样例"})
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', visitor.text))

    answer = client.post(
        PAGE,
        {
            "ticket": hidden["ticket"],
            "at": STEPS[1],
            "step": "save",
            f"{PEOPLE}.0.{PERSON}": "长" * 200,
        },
        headers={"accept": "application/json"},
    )

    saved = answer.json()
    assert saved["number"] == Draft.objects.get().spoken_reference
    assert saved["address"].endswith(f"/{STEPS[1]}/")
    [[address, sentence]] = saved["problems"]
    assert address == f"{PEOPLE}.0.{PERSON}"
    assert sentence.startswith("写得太长了")
    assert Draft.objects.get().given[f"{PEOPLE}.0.{PERSON}"] == ["长" * 200]
