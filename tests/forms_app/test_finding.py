"""Submissions are found by what was chosen: kept as digests, by who may, in as many queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms_app.actions.index_answers import index_what_is_left
from forms_app.actions.keep_view import keep_view
from forms_app.actions.purge_submissions import emptied
from forms_app.actions.submit import submit
from forms_app.duties import DUTIES, index_older_answers
from forms_app.models import ChosenAnswer, SavedView
from forms_app.queries import unproven_purges
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.authoring import draft, key_of, question
from tests.forms_app.conftest import NOW

pytestmark = pytest.mark.django_db
CHOICES = [{"type": "item", "id": f"0000000{n}-1111-4111-8111-111111111111", "value": {"text": t}}
           for n, t in enumerate(["水", "电"], 1)]  # fmt: skip
WATER, POWER = "00000001", "00000002"


@pytest.fixture
def asked(town):
    """A form with a choice, a personal yes-or-no, a sensitive one, stars, and the community."""
    form = draft(
        town.city,
        question(1, "choice", "修什么", choices=CHOICES),
        question(2, "yes_no", "独居吗", data_class="personal"),
        question(3, "yes_no", "有病吗", data_class="sensitive"),
        question(4, "rating", "满意吗"),
        question(5, "community", "在哪里"),
        question(6, "consent", "同意", separate=True),
    )
    form.get_latest_revision().publish()
    form.refresh_from_db()
    return form


def send(form, key, area, choice=WATER, **values):
    kept = {key_of(1): choice, key_of(2): True, key_of(3): True, key_of(4): 4} | values
    kept |= {key_of(5): area.code, key_of(6): True}
    return submit(version=form.current, values=kept, key=key, now=NOW).submission


def listed(client, form, **filters):
    query = {"form": form.pk} | {f"answer-{key}": value for key, value in filters.items()}
    return client.get(reverse("submissions:index"), query).content.decode()


def found_in(page, *submissions):
    return [one.spoken_reference in page for one in submissions]


def test_the_inbox_is_narrowed_by_what_was_chosen(town, asked):
    water, power = (
        send(asked, "k1", town.community, WATER, **{key_of(4): 2}),
        send(asked, "k2", town.community, POWER),
    )
    index_what_is_left()
    client = sign_in(town.staff())

    assert found_in(listed(client, asked), water, power) == [True, True]
    assert found_in(listed(client, asked, **{key_of(1): WATER}), water, power) == [True, False]
    assert found_in(listed(client, asked, **{key_of(4): "4"}), water, power) == [False, True]
    both = {key_of(1): WATER, key_of(4): "4"}
    assert found_in(listed(client, asked, **both), water, power) == [False, False]


def test_a_place_is_found_by_the_areas_above_it(town, asked):
    here, there = send(asked, "k1", town.community), send(asked, "k2", town.other_community)
    index_what_is_left()
    client = sign_in(town.staff(Post.Role.ORGANISER, town.city))

    page = listed(client, asked, **{key_of(5): town.street.code})

    assert found_in(page, here, there) == [True, False]


def test_sensitive_answers_are_no_filter_and_are_not_kept(town, asked):
    send(asked, "k1", town.community)
    index_what_is_left()

    page = listed(sign_in(town.staff()), asked)

    assert f'name="answer-{key_of(1)}"' in page
    assert f'name="answer-{key_of(2)}"' in page
    assert f'name="answer-{key_of(3)}"' not in page
    # the choice, the personal one, the stars, the community with its street, district and city
    assert ChosenAnswer.objects.count() == 3 + 4
    digests = set(ChosenAnswer.objects.values_list("digest", flat=True))
    assert all(len(digest) == 64 for digest in digests)


def test_what_is_chosen_goes_when_the_answers_go(town, asked):
    sent = send(asked, "k1", town.community)
    index_what_is_left()

    emptied([sent.pk], NOW)

    assert not ChosenAnswer.objects.exists()
    assert unproven_purges() == 0
    assert index_older_answers in DUTIES
    assert index_what_is_left() == 0


def test_as_many_queries_however_many_were_sent(town, asked):
    client = sign_in(town.staff())
    for number in range(3):
        send(asked, f"k{number}", town.community)
    index_what_is_left()
    listed(client, asked, **{key_of(1): WATER})

    with CaptureQueriesContext(connection) as few:
        listed(client, asked, **{key_of(1): WATER})
    for number in range(3, 12):
        send(asked, f"k{number}", town.community)
    index_what_is_left()
    with CaptureQueriesContext(connection) as many:
        page = listed(client, asked, **{key_of(1): WATER})

    assert len(many) == len(few)
    assert "12" in page


def test_a_filter_by_answers_is_kept_with_a_view(town, asked):
    worker = town.staff()
    filters = {"form": str(asked.pk), f"answer-{key_of(1)}": WATER, "made": "up"}

    sign_in(worker).post(
        f"{reverse('submissions:views')}?form={asked.pk}&answer-{key_of(1)}={WATER}&made=up",
        {"name": "漏水", "area": ""},
    )
    keep_view(by=worker, name="又一个", filters=filters, area=None, now=NOW)

    kept = [view.filters for view in SavedView.objects.all()]
    assert kept == [{"form": str(asked.pk), f"answer-{key_of(1)}": WATER}] * 2
