"""Who agreed to an older wording is asked again, politely; who refuses is left alone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from foundation import clock
from people.models import Consent, Unit, User
from people.notices import MEMBERSHIP
from territory.models import Area
from volunteering.models import Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    now = clock.now()
    user = User.objects.create_user(name="林样例", phone="+8613900001111", activated_at=now)
    area = Area.add_root(code="37", level="city", name="市", short_name="市")
    unit = Unit.objects.create(code="u", name="单位", level="city", area=area)
    Consent.objects.create(
        user=user, purpose="membership", notice_version="2025-01", given_at=now - timedelta(days=99)
    )
    return Member.objects.create(user=user, number="m1", unit=unit, activated_at=now)


@pytest.fixture
def client(member):
    client = Client()
    client.force_login(member.user)
    return client


def versions(user, **more):
    found = Consent.objects.filter(user=user, **more).order_by("pk")
    return list(found.values_list("notice_version", flat=True))


def test_the_next_page_shows_the_new_wording_and_then_one_goes_on(client, member):
    asked = client.get("/me/schedule/?week=2")
    page = client.get(asked.url)
    done = client.post(
        reverse("activate_consent"), {"agreed": "on", "next": "/me/schedule/?week=2"}
    )

    assert asked.url == f"{reverse('activate_consent')}?next=%2Fme%2Fschedule%2F%3Fweek%3D2"
    text = page.content.decode()
    assert "告知书有更新" in text
    assert 'name="password"' not in text
    assert done.url == "/me/schedule/?week=2"
    assert versions(member.user, withdrawn_at=None) == ["2025-01", MEMBERSHIP.version]
    assert client.get("/me/schedule/").status_code == 200


def test_without_the_tick_nothing_is_agreed(client, member):
    page = client.post(reverse("activate_consent"), {})

    assert page.context["form"].errors.keys() == {"agreed"}
    assert versions(member.user) == ["2025-01"]


def test_who_refuses_rests_and_finds_the_ways_out(client, member):
    done = client.post(reverse("activate_consent"), {"refuse": "1"})
    page = client.get(done.url).content.decode()

    assert done.url == reverse("my_account")
    assert versions(member.user, withdrawn_at=None) == []
    member.refresh_from_db()
    member.user.refresh_from_db()
    assert (member.activated_at, member.user.activated_at) == (None, None)
    assert reverse("delete_account") in page
    assert client.get("/").status_code != 302


@pytest.mark.parametrize("name", ["my_account", "account_email", "activate_consent"])
def test_the_pages_of_the_account_stay_open(client, name):
    assert client.get(reverse(name)).status_code == 200


def test_what_is_sent_or_fetched_is_not_interrupted(client):
    fetched = client.get("/shifts/", headers={"Sec-Fetch-Mode": "cors"})
    sent = client.post(reverse("my_export"))

    assert (fetched.status_code, sent.status_code) == (200, 200)


def test_no_other_site_is_where_one_goes_on(client):
    done = client.post(
        reverse("activate_consent"), {"agreed": "on", "next": "https://elsewhere.example/"}
    )

    assert done.url == "/me/"


def test_who_agreed_to_todays_wording_or_never_is_not_asked(client, member):
    Consent.objects.update(notice_version=MEMBERSHIP.version)
    assert client.get("/shifts/").status_code == 200
    Consent.objects.all().delete()

    assert client.get("/shifts/").status_code == 200


def test_taking_back_one_wording_takes_back_all(client, member):
    client.post(reverse("activate_consent"), {"agreed": "on"})
    newest = Consent.objects.get(notice_version=MEMBERSHIP.version)

    client.post(reverse("withdraw_consent", args=[newest.pk]))

    assert versions(member.user, withdrawn_at=None) == []


def test_urgent_texts_are_switched_off_and_on(client, member):
    client.post(reverse("sms_notices"), {"sms": "off"})
    member.user.refresh_from_db()
    assert member.user.sms_notices is False

    client.post(reverse("sms_notices"), {"sms": "on"})
    member.user.refresh_from_db()
    assert member.user.sms_notices is True
