"""Working together on what came in: taking, giving, noting, closing several, all on record."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms_app.actions.purge_submissions import purge_submissions
from forms_app.models import Submission, SubmissionEvent
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.conftest import NOW
from tests.forms_app.limited import limited_form, send

pytestmark = pytest.mark.django_db
INBOX = "/admin/submissions/"


def kinds(found: Submission) -> list[tuple]:
    return list(found.events.values_list("kind", "actor", "receiver"))


def test_one_takes_it_and_gives_it_to_a_colleague_of_the_area_alone(town):
    found = send(limited_form(town.community), 1).submission
    worker, colleague = town.staff(), town.staff(role=Post.Role.GRID_WORKER)
    stranger = town.staff(area=town.other_community)
    editor = town.staff(role=Post.Role.COMMUNITY_EDITOR)
    client, address = sign_in(worker), reverse("submissions:care", args=[found.pk])

    client.post(address, {"step": "take"})
    client.post(address, {"step": "take"})
    client.post(address, {"step": "give", "to": colleague.pk})
    for other in (stranger, editor):
        client.post(address, {"step": "give", "to": other.pk})

    found.refresh_from_db()
    assert found.worker == colleague
    assert kinds(found) == [("taken", worker.pk, None), ("given", worker.pk, colleague.pk)]
    assert sign_in(stranger).post(address, {"step": "take"}).status_code == 404


def test_a_note_is_for_colleagues_sealed_and_goes_with_the_answers(town, client):
    form = limited_form(town.community, keep_days=1)
    receipt = send(form, 1)
    found = receipt.submission
    office = sign_in(town.staff())
    address = reverse("submissions:note", args=[found.pk])

    office.post(address, {"words": " "})
    office.post(address, {"words": "按过三次门铃"})

    page = office.get(reverse("submissions:show", args=[found.pk])).content.decode()
    asked = {"reference": found.reference, "code": receipt.code}
    assert "按过三次门铃" in page
    assert "按过三次门铃" not in client.post("/forms/status/", asked).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM forms_app_submissionevent")
        [(sealed,)] = cursor.fetchall()
    assert sealed.startswith("s1.")
    office.post(reverse("submissions:close", args=[found.pk]), {"reply": "已办好"})
    purge_submissions(now=found.created_at + timedelta(days=9999))
    assert [(e.kind, e.words) for e in found.events.all()] == [
        ("noted", ""),
        ("closed", ""),
        ("emptied", ""),
    ]


def test_what_was_done_is_never_written_over(town):
    found = send(limited_form(town.community), 1).submission
    event = SubmissionEvent.objects.create(submission=found, kind="noted", words="甲", at=NOW)

    event.words = "乙"
    with pytest.raises(TypeError):
        event.save()

    assert SubmissionEvent.objects.get().words == "甲"


def test_several_are_closed_with_one_reply_or_none_of_them(town):
    form = limited_form(town.city)
    here = [send(form, number).submission for number in (1, 2, 3)]
    there = send(form, 4).submission
    Submission.objects.filter(pk__in=[one.pk for one in here]).update(area=town.community)
    Submission.objects.filter(pk=there.pk).update(area=town.other_community)
    client = sign_in(town.staff())
    address = f"{reverse('submissions:close_several')}?form={form.pk}"
    page = client.get(address).content.decode()

    forged = client.post(address, {"chosen": [here[0].pk, there.pk], "reply": "已通知"})
    wordless = client.post(address, {"chosen": [here[0].pk], "reply": " "})
    assert (forged.status_code, wordless.status_code) == (422, 422)
    assert not SubmissionEvent.objects.exists()
    done = client.post(address, {"chosen": [here[0].pk, here[1].pk], "reply": "已通知"})

    assert here[0].spoken_reference in page
    assert there.spoken_reference not in page
    assert "13900000001" not in page
    assert done.status_code == 302
    states = dict(Submission.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in (*here, there)] == ["closed"] * 2 + ["received"] * 2
    assert Submission.objects.filter(reply="已通知").count() == 2


def test_several_are_given_to_a_colleague_or_taken_or_none_of_them(town):
    form = limited_form(town.city)
    here = [send(form, number).submission for number in (1, 2, 3)]
    Submission.objects.filter(pk__in=[one.pk for one in here]).update(area=town.community)
    worker, colleague = town.staff(), town.staff(role=Post.Role.GRID_WORKER)
    stranger = town.staff(area=town.other_community)
    client = sign_in(worker)
    address = f"{reverse('submissions:close_several')}?form={form.pk}"
    two = {"chosen": [here[0].pk, here[1].pk]}

    to_nobody = client.post(address, two | {"step": "give"})
    to_a_stranger = client.post(address, two | {"step": "give", "to": stranger.pk})
    assert (to_nobody.status_code, to_a_stranger.status_code) == (422, 422)
    assert not SubmissionEvent.objects.exists()
    given = client.post(address, two | {"step": "give", "to": colleague.pk})
    taken = client.post(address, {"chosen": [here[2].pk], "step": "take"})

    assert (given.status_code, taken.status_code) == (302, 302)
    assert [Submission.objects.get(pk=one.pk).worker for one in here] == [
        colleague,
        colleague,
        worker,
    ]
    assert kinds(here[0]) == [("given", worker.pk, colleague.pk)]
    assert kinds(here[2]) == [("taken", worker.pk, None)]
    assert set(Submission.objects.values_list("state", flat=True)) == {"received"}


def test_the_list_is_narrowed_by_form_area_and_care_in_as_many_questions(town):
    form = limited_form(town.city)
    worker = town.staff(role=Post.Role.ORGANISER, area=town.city)
    first = send(form, 1).submission
    Submission.objects.filter(pk=first.pk).update(area=town.community, worker=worker)
    second = send(form, 2).submission
    client = sign_in(worker)

    def listed(**wanted: object) -> list[bool]:
        page = client.get(INBOX, wanted).content.decode()
        return [one.spoken_reference in page for one in (first, second)]

    assert listed(form=form.pk) == [True, True]
    assert listed(area=town.community.pk) == [True, False]
    assert listed(care="mine") == [True, False]
    assert listed(care="nobody") == [False, True]
    with CaptureQueriesContext(connection) as few:
        client.get(INBOX)
    for number in range(3, 20):
        send(form, number)
    with CaptureQueriesContext(connection) as many:
        client.get(INBOX)
    assert len(many) == len(few)


def test_the_office_opens_on_what_nobody_takes_care_of(town):
    form = limited_form(town.community)
    first, second = (send(form, n).submission for n in (1, 2))
    second.worker = town.staff()
    second.save(update_fields=["worker"])
    worker, stranger = sign_in(town.staff()), sign_in(town.staff(area=town.other_community))

    page = worker.get("/admin/").content.decode()
    elsewhere = stranger.get("/admin/").content.decode()

    assert reverse("submissions:show", args=[first.pk]) in page
    assert reverse("submissions:show", args=[second.pk]) not in page
    assert "?state=received&amp;care=nobody" in page
    assert reverse("submissions:show", args=[first.pk]) not in elsewhere
