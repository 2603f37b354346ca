"""The starters: each can be published, its samples hold, and its page takes them."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from forms_app.actions.publish_starter import publish_starter, starters
from forms_app.copying import ids_in
from forms_app.engine.samples import run_sample
from forms_app.gallery import starters as gallery
from forms_app.models import Submission
from foundation import clock
from tests.factories.sessions import sign_in

AHEAD = 3
"""So many days after the test an answer lies that must lie ahead."""


def definitions():
    today = date(2026, 1, 1)
    return [starter.form(today).definition for starter in gallery().values()]


def test_no_two_starters_share_a_block_an_address_or_a_key():
    ids = [found for one in gallery().values() for found in ids_in(one.written["questions"])]
    slugs = [one.written["slug"] for one in gallery().values()]
    keys = [field.key for definition in definitions() for field in definition.all_fields]

    assert len(set(ids)) == len(ids)
    assert len(set(slugs)) == len(slugs) >= 16
    assert len(set(keys)) == len(keys)


def test_the_gallery_tells_what_each_is_for_in_a_sentence():
    for starter in gallery().values():
        assert starter.about.endswith("。")
        assert 10 <= len(starter.about) <= 40
        assert 1 <= starter.minutes <= 6
        assert starter.question_count >= 5


def must_lie_ahead(definition, key):
    field = definition.by_key[key]
    return field.type == "date" and field.options.get("ahead")


def answers_of(definition):
    """The first sample that goes through; what must lie ahead lies ahead of today."""
    sample = next(one for one in definition.samples if not run_sample(definition, one).problems)
    soon = (clock.today() + timedelta(days=AHEAD)).isoformat()
    return {
        name: soon if must_lie_ahead(definition, key) else texts
        for name, texts in sample["answers"].items()
        for key in [next(part for part in reversed(name.split(".")) if part in definition.by_key)]
    }


@pytest.mark.parametrize("key", starters())
def test_a_starter_is_published_and_filled_in_on_its_page(town, key):
    form = publish_starter(key=key, area=town.city)
    client = sign_in(town.staff()) if form.is_for_staff else Client()
    definition = form.current.definition
    given = answers_of(definition)

    page = client.get(f"/forms/{form.slug}/").content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', page).group(1)
    answer = client.post(f"/forms/{form.slug}/", {**given, "ticket": ticket, "step": "send"})

    assert answer.status_code == 302
    kept = Submission.objects.get()
    assert kept.version == form.current
    assert set(kept.values) >= {name.partition(".")[0] for name in given}
