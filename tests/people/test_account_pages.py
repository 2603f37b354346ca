"""The pages on which one changes one's account: ours in look and words, each with its button."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from foundation import clock
from people.models import User
from tests.factories.sessions import sign_in

pytestmark = pytest.mark.django_db

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) MicroMessenger/8.0.54"
OPEN_FORM = re.compile(
    r'<form(?![^>]*\shidden)[^>]*method="post"[^>]*>(?:(?!</form>).)*<button[^>]*type="submit"',
    re.S,
)


@pytest.fixture
def neighbour():
    return User.objects.create_user(
        name="林样例",
        phone="+8613900001111",
        phone_verified=True,
        email="known@example.org",
        password="five-warm-dumplings",
        activated_at=clock.now(),
    )


@pytest.fixture
def client(neighbour):
    client = sign_in(neighbour, Client(headers={"accept-language": "zh-hans"}))
    client.post("/accounts/reauthenticate/", {"password": "five-warm-dumplings"})
    return client


def main_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/logout/",
        "/accounts/email/",
        "/accounts/phone/change/",
        "/accounts/2fa/totp/deactivate/",
        "/accounts/2fa/recovery-codes/generate/",
    ],
)
def test_whoever_is_asked_finds_the_button(client, path):
    assert OPEN_FORM.search(main_of(client, path))


def test_devices_are_told_in_words_and_the_others_can_be_signed_out(client, neighbour):
    alone = main_of(client, "/accounts/sessions/")
    elsewhere = sign_in(neighbour).session.session_key
    UserSession.objects.create(
        user=neighbour, session_key=elsewhere, ip="127.0.0.1", user_agent=IPHONE
    )
    UserSession.objects.create(
        user=neighbour, session_key=client.session.session_key, ip="127.0.0.1", user_agent=""
    )

    page = main_of(client, "/accounts/sessions/")

    assert not OPEN_FORM.search(alone)
    assert "苹果手机 · 微信" in page
    assert OPEN_FORM.search(page)


def test_the_pages_speak_of_mail_and_devices_as_neighbours_do(client):
    said = main_of(client, "/accounts/email/") + main_of(client, "/accounts/2fa/")

    assert "Email" not in said
    assert "双因素" not in said
    assert "换邮箱" in said


def test_nothing_is_offered_to_connect_where_there_is_nothing(client):
    assert "关联一个账号" not in main_of(client, "/accounts/3rdparty/")


def test_the_office_calls_one_by_ones_name(neighbour):
    assert neighbour.first_name == "林样例"
