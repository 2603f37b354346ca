"""What visitors, members and strangers see and can do on the pages."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import clock
from people.models import Post
from tests.factories.sessions import sign_in
from volunteering.actions.block_pair import block_member
from volunteering.actions.check_in import check_in, check_out, code_of, digits_of
from volunteering.actions.close_shift import close_shift
from volunteering.actions.sign_up import sign_up
from volunteering.actions.verify_hours import verify_hours
from volunteering.models import Certificate, Participation, Rating, ServiceRecord

State = Participation.State


@pytest.fixture
def soon(town):
    """Return a shift that begins in a week, by the wall clock."""
    return town.shift(starts_at=clock.now() + timedelta(days=7))


@pytest.fixture
def member(town):
    return town.member(home_longitude=117.101, home_latitude=36.701)


@pytest.fixture
def signed_in(client, member):
    client.force_login(member.user)
    return client


@pytest.fixture
def record(town, member):
    """Return an hour that the member served yesterday and the community closed."""
    begin = clock.now() - timedelta(days=1)
    shift = town.shift(starts_at=begin)
    participation = sign_up(by=member.user, shift_id=shift.pk, now=begin - timedelta(days=1))
    for action, at in ((check_in, shift.starts_at), (check_out, shift.ends_at)):
        action(by=member.user, shift_id=shift.pk, code=code_of(shift, at), now=at)
    close_shift(by=town.staff(), shift_id=shift.pk, now=shift.ends_at)
    return participation.service_records.get()


MEMBERS_PAGES = ("me_schedule", "me_hours", "me_profile")


def test_anyone_sees_the_open_shifts(client, soon):
    response = client.get(reverse("shifts"))

    assert response.status_code == 200
    assert "陪老人散步" in response.text
    assert client.get(reverse("shift", args=[soon.pk])).status_code == 200


def test_a_draft_is_nobodys_business(client, town):
    draft = town.shift(need=town.need(state="draft"), starts_at=clock.now() + timedelta(days=1))

    assert client.get(reverse("shift", args=[draft.pk])).status_code == 404
    assert "陪老人散步" not in client.get(reverse("shifts")).text


@pytest.mark.parametrize("page", ["me", *MEMBERS_PAGES])
def test_members_pages_ask_to_sign_in(client, db, page):
    response = client.get(reverse(page))

    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


@pytest.mark.parametrize("page", MEMBERS_PAGES)
def test_members_pages_are_closed_to_who_is_no_member(client, town, page):
    client.force_login(town.user())

    assert client.get(reverse(page)).status_code == 403


@pytest.mark.parametrize("page", ["me", *MEMBERS_PAGES])
def test_members_pages_are_never_kept_by_a_cache(signed_in, page):
    response = signed_in.get(reverse(page))

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_staff_find_their_office(town):
    client = sign_in(town.staff())

    assert reverse("wagtailadmin_home") in client.get(reverse("me")).text


def test_a_member_signs_up_and_is_told_so(signed_in, soon):
    response = signed_in.post(reverse("shift_sign_up", args=[soon.pk]), follow=True)

    assert soon.participations.get().state == State.CONFIRMED
    assert response.redirect_chain[-1][0] == reverse("shift", args=[soon.pk])
    assert [message.level_tag for message in response.context["messages"]] == ["success"]


def test_a_refusal_is_told_in_words_and_changes_nothing(signed_in, town):
    begun = town.shift(starts_at=clock.now() - timedelta(minutes=5))

    response = signed_in.post(reverse("shift_sign_up", args=[begun.pk]), follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert not begun.participations.exists()


def test_signing_up_needs_a_post(signed_in, soon):
    assert signed_in.get(reverse("shift_sign_up", args=[soon.pk])).status_code == 405
    assert not soon.participations.exists()


def test_an_offer_is_answered_with_one_tap(signed_in, member, soon, now):
    offer = Participation.objects.create(
        shift=soon,
        member=member,
        state=State.OFFERED,
        origin=Participation.Origin.OFFER,
        starts_at=soon.starts_at,
        ends_at=soon.ends_at,
        reason={"zh": "家离约 650 米（步行约 9 分钟）；周六上午有空", "en": "near"},
        created_at=now,
        changed_at=now,
    )
    soon.taken = 1
    soon.save()
    page = signed_in.get(reverse("me"))
    assert "家离约 650 米（步行约 9 分钟）" in page.text

    response = signed_in.post(
        reverse("participation_answer", args=[offer.pk, "accept"]), {"next": reverse("me")}
    )

    offer.refresh_from_db()
    assert offer.state == State.CONFIRMED
    assert response["Location"] == reverse("me")


def test_an_answer_never_leads_away_from_the_site(signed_in, member, soon):
    participation = sign_up(by=member.user, shift_id=soon.pk, now=clock.now())

    response = signed_in.post(
        reverse("participation_answer", args=[participation.pk, "withdraw"]),
        {"next": "https://example.org/"},
    )

    assert response["Location"] == reverse("shift", args=[soon.pk])


@pytest.mark.parametrize("verb", ["accept", "decline", "withdraw"])
def test_somebody_elses_participation_is_not_there(signed_in, town, soon, verb):
    other = sign_up(by=town.member().user, shift_id=soon.pk, now=clock.now())

    response = signed_in.post(reverse("participation_answer", args=[other.pk, verb]))

    assert response.status_code == 404
    other.refresh_from_db()
    assert other.state == State.CONFIRMED


def test_a_move_that_is_no_answer_is_not_there(signed_in, member, soon):
    mine = sign_up(by=member.user, shift_id=soon.pk, now=clock.now())

    assert (
        signed_in.post(reverse("participation_answer", args=[mine.pk, "check_in"])).status_code
        == 404
    )


def test_the_calendar_has_a_private_address_that_can_be_changed(client, member, soon):
    sign_up(by=member.user, shift_id=soon.pk, now=clock.now())
    client.force_login(member.user)
    client.post(reverse("feed_rotate"))
    member.refresh_from_db()
    first = reverse("feed", args=[member.feed_token])
    client.logout()

    text = client.get(first).text
    assert "BEGIN:VEVENT" in text
    assert "SUMMARY:陪老人散步" in text
    client.force_login(member.user)
    client.post(reverse("feed_rotate"))
    client.logout()

    assert client.get(first).status_code == 404


def test_free_time_is_set_without_any_script(signed_in, member):
    response = signed_in.post(
        reverse("me_profile_save", args=["free-time"]),
        {"free": ["5-480-720", "5-720-840", "6-1080-1260", "9-1-2"]},
    )

    assert response["Location"] == reverse("me_profile") + "#free-time"
    assert list(
        member.free_windows.order_by("weekday").values_list(
            "weekday", "starts_minute", "ends_minute"
        )
    ) == [(5, 480, 840), (6, 1080, 1260)]
    page = signed_in.get(reverse("me_profile")).text
    assert 'value="5-480-720" checked' in page
    assert 'value="0-480-720" checked' not in page


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ("limits", {"metres": "1000", "often": "4", "daily": "2"}),
        ("exception", {"starts_on": "2030-01-01", "ends_on": "2030-01-03", "free": "no"}),
        ("pause", {"on": "yes", "until": "2030-01-31"}),
    ],
)
def test_each_part_of_the_profile_is_saved(signed_in, member, part, fields):
    signed_in.post(reverse("me_profile_save", args=[part]), fields)

    member.refresh_from_db()
    assert {
        "limits": (member.travel_metres, member.monthly_shifts, member.daily_shifts)
        == (1000, 4, 2),
        "exception": member.free_exceptions.count() == 1,
        "pause": member.paused_until is not None,
    }[part]


def test_a_member_and_a_community_are_kept_apart_on_the_pages(signed_in, member, soon, town):
    community = town.community
    page = reverse("shift", args=[soon.pk])
    assert f"不想再接到{community}的邀请" in signed_in.get(page).text

    signed_in.post(reverse("me_profile_save", args=["apart"]), {"area": community.pk})

    assert f"您与{community}之间不再安排班次" in signed_in.get(page).text
    (block,) = member.blocked_pairs.all()
    profile = signed_in.get(reverse("me_profile")).text
    assert "按您的意愿" in profile
    signed_in.post(reverse("me_profile_save", args=["apart-lifted"]), {"block": block.pk})
    assert not member.blocked_pairs.standing().exists()


def test_a_member_objects_to_what_a_community_said(signed_in, member, soon, town):
    shift = town.shift(starts_at=soon.starts_at + timedelta(days=1))
    joined = sign_up(by=member.user, shift_id=shift.pk, now=clock.now())
    block = block_member(
        by=town.staff(), participation_id=joined.pk, reason="另有缘由", now=clock.now()
    )

    page = signed_in.get(reverse("me_profile")).text
    signed_in.post(
        reverse("me_profile_save", args=["apart-objection"]),
        {"block": block.pk, "words": "那天我不在"},
    )

    assert "社区提出" in page
    assert "另有缘由" not in page
    block.refresh_from_db()
    assert block.objection == "那天我不在"
    assert "您的异议正由另一位工作人员处理" in signed_in.get(reverse("me_profile")).text


def test_the_code_page_shows_one_button_and_changes_nothing_by_itself(signed_in, member, town):
    shift = town.shift(starts_at=clock.now() + timedelta(minutes=10))
    participation = sign_up(by=member.user, shift_id=shift.pk, now=clock.now())
    address = reverse("check_in", args=[shift.pk, code_of(shift, clock.now())])

    page = signed_in.get(address)

    participation.refresh_from_db()
    assert participation.state == State.CONFIRMED
    assert 'value="in"' in page.text
    signed_in.post(address, {"verb": "in"})
    participation.refresh_from_db()
    assert participation.state == State.CHECKED_IN


def test_who_cannot_scan_types_the_digits_of_the_screen(signed_in, member, town):
    shift = town.shift(starts_at=clock.now() + timedelta(minutes=10))
    participation = sign_up(by=member.user, shift_id=shift.pk, now=clock.now())
    address = reverse("check_in_typed", args=[shift.pk])
    screen = sign_in(town.staff()).get(reverse("shift_desk:code", args=[shift.pk]))
    digits = digits_of(shift, clock.now())
    assert f"{digits[:3]} {digits[3:]}" in screen.text

    page = signed_in.get(address)
    assert 'name="digits"' in page.text
    signed_in.post(address, {"verb": "in", "digits": f"{digits[:3]} {digits[3:]}"})

    participation.refresh_from_db()
    assert participation.state == State.CHECKED_IN
    assert participation.check_events.get().method == "code"


def test_digits_are_tried_five_times_in_five_minutes(signed_in, member, town):
    shift = town.shift(starts_at=clock.now() + timedelta(minutes=10))
    participation = sign_up(by=member.user, shift_id=shift.pk, now=clock.now())
    address = reverse("check_in_typed", args=[shift.pk])
    right = digits_of(shift, clock.now())
    wrong = f"{(int(right) + 500_000) % 1_000_000:06d}"

    for _try in range(5):
        said = signed_in.post(address, {"verb": "in", "digits": wrong}, follow=True)
        assert "数字不对" in said.text
    sixth = signed_in.post(address, {"verb": "in", "digits": right}, follow=True)

    assert "试的次数太多" in sixth.text
    participation.refresh_from_db()
    assert participation.state == State.CONFIRMED
    cache.clear()
    signed_in.post(address, {"verb": "in", "digits": digits_of(shift, clock.now())})
    participation.refresh_from_db()
    assert participation.state == State.CHECKED_IN


def test_hours_are_objected_to_on_the_page(signed_in, record):
    signed_in.post(reverse("hours_dispute", args=[record.pk]), {"claim": "我八点半就到了"})

    record.refresh_from_db()
    assert record.state == ServiceRecord.State.DISPUTED


def test_the_certificate_is_printed_by_its_owner_and_checked_by_anyone(
    client, town, member, record
):
    verify_hours(by=town.staff(), record_ids=[record.pk], now=clock.now())
    client.force_login(member.user)
    page = client.post(reverse("certificate_issue"), follow=True)
    certificate = Certificate.objects.get()
    assert member.user.name in page.text
    client.force_login(town.member().user)
    assert client.get(reverse("certificate", args=[certificate.pk])).status_code == 404
    client.logout()

    checked = client.get(reverse("verify", args=[certificate.code]))

    assert certificate.number in checked.text
    assert member.user.name not in checked.text
    assert member.user.masked_name in checked.text
    assert client.get(reverse("verify", args=["NOSUCHCODE99"])).status_code == 404
    assert client.get(reverse("verify_any"), {"code": certificate.code}).status_code == 200


def test_a_revoked_certificate_says_so(client, town, member, record, now):
    verify_hours(by=town.staff(), record_ids=[record.pk], now=clock.now())
    client.force_login(member.user)
    client.post(reverse("certificate_issue"))
    Certificate.objects.update(revoked_at=now)
    client.logout()

    text = client.get(reverse("verify", args=[Certificate.objects.get().code])).text

    assert "notice--wrong" in text


def test_the_helped_person_rates_without_an_account(client, record):
    rating = Rating.objects.get()
    address = reverse("rate", args=[rating.token])
    page = client.get(address)
    assert page.status_code == 200
    # Under `no-referrer` browsers send no origin with the answer, and it would be refused.
    assert page["Referrer-Policy"] == "same-origin"
    kept = client.post(address, {"stars": "9", "comment": "他们很耐心"})
    assert "他们很耐心" in kept.text

    client.post(address, {"stars": "5", "comment": "他们很耐心"})

    rating.refresh_from_db()
    assert (rating.stars, rating.comment) == (5, "他们很耐心")
    assert client.get(reverse("rate", args=["guessed"])).status_code == 404


def test_no_page_carries_a_name_or_phone_of_others(client, town, soon):
    other = town.member()
    sign_up(by=other.user, shift_id=soon.pk, now=clock.now())

    pages = client.get(reverse("shift", args=[soon.pk])).text + client.get(reverse("shifts")).text

    assert other.user.name not in pages
    assert other.user.phone not in pages


@pytest.mark.parametrize("page", ["shifts", "me", "me_schedule", "me_hours"])
def test_questions_to_the_database_do_not_grow_with_the_rows(signed_in, town, member, page):
    def fill(numbers):
        for number in numbers:
            begin = clock.now() + timedelta(days=1, hours=3 * number)
            shift = town.shift(need=town.need(title=f"活动{number}"), starts_at=begin)
            if number % 2:
                sign_up(by=member.user, shift_id=shift.pk, now=clock.now())
            ServiceRecord.objects.create(
                member=member,
                person=member.user,
                area=town.community,
                activity="活动",
                content="",
                place="",
                starts_at=clock.now() - timedelta(days=number),
                minutes=30,
                due_on=clock.today(),
                created_at=clock.now(),
            )

    def count():

        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert signed_in.get(reverse(page)).status_code == 200
        return len(captured)

    fill(range(4))
    count()
    few = count()
    fill(range(4, 14))

    assert count() <= few
    assert few <= 30


def test_a_community_worker_who_is_also_a_member_sees_both(town):
    worker = town.staff(Post.Role.COMMUNITY_WORKER)
    town.member(user=worker)
    client = sign_in(worker)

    assert reverse("wagtailadmin_home") in client.get(reverse("me")).text


def test_whoever_must_sign_in_first_comes_back_to_the_page_of_the_button():
    client = Client()
    button = "/participations/1/accept/"

    from_page = client.post(button, headers={"referer": "http://testserver/me/"})
    elsewhere = client.post(button, headers={"referer": "https://example.org/x"})

    assert from_page.headers["Location"].endswith("?next=http%3A//testserver/me/")
    assert elsewhere.headers["Location"].endswith(f"?next={button}")
