"""How long questions take: counts of spans, held to the clock, told as medians of five at least."""

import re

import pytest

from forms_app.actions.record_times import record_times
from forms_app.engine.definition import Field
from forms_app.funnel import medians
from forms_app.models import QuestionTime
from tests.forms_app.authoring import draft, key_of, question
from tests.forms_app.engine.examples import definition_of

ONE, TWO = key_of(1), key_of(2)


@pytest.fixture
def form(town):
    found = draft(town.city, question(1), question(2, required=False))
    found.get_latest_revision().publish()
    found.refresh_from_db()
    return found


def counted():
    return sorted(QuestionTime.objects.values_list("question", "seconds", "count"))


@pytest.mark.django_db
def test_times_are_counted_by_spans_and_made_up_ones_are_not(form):
    for times, within in [
        ({ONE: 3, TWO: 8}, 12),
        ({ONE: 4, "nothing": 1}, 5),
        ({ONE: 300, TWO: 300}, 20),  # longer than the page was open
        ({ONE: -5}, 20),
        ({TWO: 5000}, 6000),  # left open
    ]:
        record_times(version=form.current, times=times, within=within)

    assert counted() == [(ONE, 4, 2), (TWO, 10, 1)]


@pytest.mark.django_db
def test_a_page_tells_the_times_of_its_questions(client, form):
    page = client.get(form.get_absolute_url()).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(ticket|since|at)" value="([^"]+)"', page))
    hidden["since"] = str(int(hidden["since"]) - 30)
    typed = hidden | {"seen": [ONE, TWO], ONE: "一", "step": "next"}

    client.post(form.get_absolute_url(), typed | {"spent": f"{ONE}:12,{TWO}:3,{ONE}x:9,{TWO}:-4"})
    client.post(form.get_absolute_url(), typed | {"spent": f"{ONE}:9000"})
    client.post(form.get_absolute_url(), typed | {"spent": ""})

    assert counted() == [(ONE, 15, 1), (TWO, 4, 1)]


def test_the_median_is_told_of_five_people_at_least():
    first, second = (Field(id=key, key=key, type="short_text", label=key) for key in "ab")
    times = [("a", 4, 2), ("a", 30, 1), ("a", 10, 2), ("b", 10, 4), ("gone", 4, 9)]

    assert medians(definition_of(first, second), times) == [("a", 10, 5)]
