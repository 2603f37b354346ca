"""The public way: fill in, check, send, ask how far it is."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms_app.actions.submit import code_of
from forms_app.models import Submission
from forms_app.tickets import new_ticket, read_receipt, read_ticket, receipt_ticket
from tests.forms_app.conftest import answers_to

pytestmark = pytest.mark.django_db


def ticket_in(response) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', response.content.decode()).group(1)


def sent(client, form, *, ticket=None, step="send", **changed):
    ticket = ticket or ticket_in(client.get(f"/forms/{form.slug}/"))
    data = answers_to(form, **changed) | {"ticket": ticket, "step": step}
    return client.post(f"/forms/{form.slug}/", data)


def test_the_form_is_shown_with_its_questions(client, form):
    page = client.get("/forms/ask-for-help/")

    assert page.status_code == 200
    text = page.content.decode()
    assert "<h1>请人帮忙</h1>" in text
    assert "到哪里找您" in text
    assert 'type="tel"' in text


def test_nothing_is_kept_before_the_answers_are_checked(client, form):
    page = sent(client, form, step="check")

    text = page.content.decode()
    assert page.status_code == 200
    assert "百花园社区 · 甲街道" in text
    assert "13900000001" in text
    assert Submission.objects.count() == 0


def test_what_was_sent_is_kept_sealed_for_the_community_that_was_named(client, form, town):
    response = sent(client, form)

    kept = Submission.objects.get()
    assert kept.area == town.community
    assert kept.version == form.current
    assert response.status_code == 302
    page = client.get(response["Location"]).content.decode()
    assert kept.spoken_reference in page
    assert code_of(kept) in page
    [stored] = Submission.objects.extra(select={"raw": "answers"}).values_list("raw", flat=True)
    assert stored.startswith("s1.")
    assert code_of(kept) not in kept.code_digest


def test_sending_twice_is_one_submission(client, form):
    ticket = ticket_in(client.get(f"/forms/{form.slug}/"))

    first = sent(client, form, ticket=ticket)
    second = sent(client, form, ticket=ticket)

    assert Submission.objects.count() == 1
    # The address is signed anew, at another moment, for the same receipt.
    receipts = [read_receipt(answer["Location"].split("/")[-2]) for answer in (first, second)]
    assert receipts == [Submission.objects.get()] * 2


def test_other_answers_under_the_same_ticket_are_not_lost(client, form):
    ticket = ticket_in(client.get(f"/forms/{form.slug}/"))

    sent(client, form, ticket=ticket)
    sent(client, form, ticket=ticket, long_text="还想请人帮忙搬个柜子")

    assert Submission.objects.count() == 2


def test_errors_are_told_at_the_top_and_what_was_typed_stays(client, form):
    page = sent(client, form, phone="12345", consent="")

    text = page.content.decode()
    assert page.status_code == 422
    assert "<title>错误： " in text
    assert "error-summary" in text
    assert 'value="12345"' in text
    assert Submission.objects.count() == 0


def test_going_back_from_checking_keeps_the_answers(client, form):
    page = sent(client, form, step="edit", phone="139 0000 0002")

    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="139 0000 0002"' in text
    assert 'value="c0000003" id="' in text or "checked" in text
    assert "error-summary" not in text


def test_two_communities_of_one_name_are_offered_to_choose_from(client, form, town):
    for place in range(12):
        town.add_community(town.street, f"37019900120{place:02d}", f"{place}号院社区")
    twin = town.add_community(town.other_street, "370199002009", "百花园社区")

    page = sent(client, form)

    text = page.content.decode()
    assert page.status_code == 422
    assert "百花园社区 · 乙街道" in text
    assert f'value="{twin.code}"' in text

    assert sent(client, form, community=twin.code).status_code == 302
    assert Submission.objects.get().area == twin


def test_a_link_may_name_the_community(client, form, town):
    page = client.get(f"/forms/{form.slug}/?community={town.community.code}").content.decode()

    assert re.search(rf'value="{town.community.code}"[^>]*checked', page)


def test_a_forged_ticket_sends_nothing_and_keeps_what_was_typed(client, form):
    page = sent(client, form, ticket="eyJ2ZXJzaW9uIjoxfQ:forged:forged")

    assert page.status_code == 200
    assert "林样例" in page.content.decode()
    assert Submission.objects.count() == 0


def test_a_ticket_of_another_form_sends_nothing(client, form, town):
    other = type(form).objects.create(
        title="别的", slug="other", area=town.city, questions=form.questions, live=False
    )
    other.save_revision().publish()
    ticket = ticket_in(client.get("/forms/other/"))

    sent(client, form, ticket=ticket)

    assert Submission.objects.count() == 0


def test_somebody_who_began_before_a_change_is_held_to_what_they_saw(client, form):
    ticket = ticket_in(client.get(f"/forms/{form.slug}/"))
    seen = form.current
    form.title = "请邻居帮忙"
    form.save_revision().publish()

    sent(client, form, ticket=ticket)

    assert form.current.number == 2
    assert Submission.objects.get().version == seen


def test_what_the_form_does_not_ask_is_dropped(client, form):
    ticket = ticket_in(client.get(f"/forms/{form.slug}/"))
    extra = {"area": "370199002001", "state": "closed", "reference": "1", "f000000000000": "x"}

    client.post(
        f"/forms/{form.slug}/", answers_to(form) | extra | {"ticket": ticket, "step": "send"}
    )

    kept = Submission.objects.get()
    assert set(kept.values) <= {field.key for field in form.current.definition.fields}
    assert kept.state == Submission.State.RECEIVED


def test_a_filled_trap_sends_nothing(client, form):
    ticket = ticket_in(client.get(f"/forms/{form.slug}/"))

    page = client.post(
        f"/forms/{form.slug}/",
        answers_to(form) | {"ticket": ticket, "step": "send", "website": "https://spam.example"},
    )

    assert page.status_code == 200
    assert Submission.objects.count() == 0


def test_huge_input_is_refused_without_being_kept(client, form):
    page = sent(client, form, long_text="长" * 50_000, community="区" * 10_000)

    assert page.status_code == 422
    assert Submission.objects.count() == 0


def test_one_address_can_send_only_so_often(client, form):
    ticket = ticket_in(client.get(f"/forms/{form.slug}/"))
    statuses = [
        sent(client, form, ticket=ticket, long_text=f"第 {number} 次").status_code
        for number in range(31)
    ]

    assert statuses == [302] * 30 + [429]
    assert Submission.objects.count() == 30


def test_a_request_without_csrf_is_refused(form):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)

    response = client.post(f"/forms/{form.slug}/", answers_to(form))

    assert response.status_code == 403
    assert Submission.objects.count() == 0


def test_a_drafted_or_withdrawn_form_is_not_there(client, form):
    form.unpublish()

    assert client.get(f"/forms/{form.slug}/").status_code == 404
    assert client.post(f"/forms/{form.slug}/", answers_to(form)).status_code == 404


def test_number_and_code_say_how_far_it_is(client, form):
    sent(client, form)
    kept = Submission.objects.get()

    page = client.post(
        reverse("form_status"), {"reference": kept.spoken_reference, "code": code_of(kept)}
    )

    text = page.content.decode()
    assert page.status_code == 200
    assert "已收到" in text
    assert "林样例" not in text


@pytest.mark.parametrize("wrong", ["number", "code"])
def test_a_wrong_number_and_a_wrong_code_look_the_same(client, form, wrong):
    sent(client, form)
    kept = Submission.objects.get()
    other = "000000000" if wrong == "number" else kept.reference
    code = code_of(kept) if wrong == "number" else f"{(int(code_of(kept)) + 1) % 10**6:06d}"

    page = client.post(reverse("form_status"), {"reference": other, "code": code})

    assert page.status_code == 422
    assert "编号和查询码对不上" in page.content.decode()


def test_codes_cannot_be_tried_one_after_another(client, form):
    sent(client, form)
    kept = Submission.objects.get()
    for number in range(8):
        client.post(reverse("form_status"), {"reference": kept.reference, "code": f"{number:06d}"})

    page = client.post(reverse("form_status"), {"reference": kept.reference, "code": code_of(kept)})

    assert page.status_code == 429


def test_thanks_are_shown_only_with_a_signed_address(client, form):
    response = client.get(f"/forms/{form.slug}/done/1:forged/")

    assert (response.status_code, response["Location"]) == (302, "/forms/status/")


def test_thanking_reads_the_submission_with_its_form_in_one_query(client, form):
    sent(client, form)
    address = f"/forms/{form.slug}/done/{receipt_ticket(Submission.objects.get())}/"
    client.get(address)

    with CaptureQueriesContext(connection) as asked:
        page = client.get(address)

    own = [query["sql"] for query in asked if '"forms_app_' in query["sql"]]
    assert (page.status_code, len(own)) == (200, 1)
    assert '"answers"' not in own[0]


def test_showing_a_form_takes_as_many_queries_for_one_community_as_for_ten(
    client, form, town, django_assert_max_num_queries
):
    client.get(f"/forms/{form.slug}/")
    with django_assert_max_num_queries(13) as few:
        client.get(f"/forms/{form.slug}/")
    for place in range(8):
        town.add_community(town.street, f"37019900130{place:02d}", f"{place}号院社区")
    with django_assert_max_num_queries(13) as many:
        client.get(f"/forms/{form.slug}/")

    assert len(many) == len(few)


def test_what_is_sent_too_soon_after_opening_is_kept_on_the_page_to_be_sent_again(
    client, form, settings
):
    settings.FORM_LEAST_SECONDS = 3
    fresh = new_ticket(form.current)
    given = answers_to(form, long_text="路灯不亮") | {"step": "send"}

    at_once = client.post(form.get_absolute_url(), given | {"ticket": str(fresh)})

    assert at_once.status_code == 200
    page = at_once.content.decode()
    assert "您填得很快" in page
    assert "路灯不亮" in page
    assert Submission.objects.count() == 0

    # The page carries the moment of opening along, signed: looking once more takes its time.
    shown = read_ticket(form, at_once.context["ticket"])
    assert shown is not None
    assert shown.opened == fresh.opened
    later = replace(fresh, opened=fresh.opened - 4)
    sent = client.post(form.get_absolute_url(), given | {"ticket": str(later)})
    assert sent.status_code == 302
    assert Submission.objects.count() == 1
