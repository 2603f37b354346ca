"""Staff show a second factor at every entrance; a password alone opens nothing."""

import base64
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from foundation import clock
from people.models import Post, User
from territory.models import Area
from tests.factories.sessions import enrol, sign_in

pytestmark = pytest.mark.django_db

PASSWORD = "five-warm-dumplings"
PHONE = "+8613900001111"


@pytest.fixture
def area():
    return Area.add_root(code="37", level="city", name="市", short_name="市")


@pytest.fixture
def editor(area):
    user = User.objects.create_user(
        name="林样例",
        phone=PHONE,
        phone_verified=True,
        email="Editor@Example.org",
        password=PASSWORD,
        activated_at=clock.now(),
    )
    Post.objects.create(
        user=user, role="community_editor", area=area, starts_on=clock.today() - timedelta(days=1)
    )
    return user


def code_now(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def is_signed_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("login", ["139 0000 1111", "+86-139-0000-1111", "editor@example.org"])
def test_phone_or_email_and_password_then_the_second_factor(editor, login):
    secret = enrol(editor)
    client = Client()

    answer = client.post(reverse("account_login"), {"login": login, "password": PASSWORD})

    assert answer.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.get("/admin/").status_code == 302

    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})

    assert is_signed_in(client)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "entrance",
    [
        "/admin/login/",
        "/django-admin/login/",
        "/_util/login/",
        "/en/_util/login/",
        "/_allauth/browser/v1/auth/login/",
        "/_allauth/app/v1/auth/login/",
    ],
)
@pytest.mark.parametrize("name", ["username", "login", "email", "phone"])
def test_no_other_entrance_takes_a_password(editor, entrance, name):
    enrol(editor)
    client = Client()
    for who in (editor.username, editor.email, PHONE):
        answer = client.post(entrance, {name: who, "password": PASSWORD, "next": "/admin/"})

        assert answer.status_code in {302, 404}
        assert not is_signed_in(client)
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("path", ["/api/v2/pages/", "/api/v3/", "/admin/api/main/pages/"])
def test_basic_authentication_means_nothing(editor, path):
    enrol(editor)
    for who in (editor.username, editor.email, PHONE):
        token = base64.b64encode(f"{who}:{PASSWORD}".encode()).decode()
        client = Client(headers={"authorization": f"Basic {token}"})
        answer, plain = client.get(path), Client().get(path)

        assert answer.status_code == plain.status_code
        assert not is_signed_in(client)


@pytest.mark.parametrize("path", ["/admin/password_reset/", "/admin/password_reset/done/"])
def test_the_office_resets_no_passwords(path):
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"email": "editor@example.org"}).status_code == 404


def test_login_by_code_asks_for_the_second_factor_too(editor, texts):
    secret = enrol(editor)
    client = Client()
    client.post(reverse("account_request_login_code"), {"to": "13900001111"})

    answer = client.post(reverse("account_confirm_login_code"), {"code": texts()[-1]["code"]})

    assert answer.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert is_signed_in(client)


PRIVATE = ["/admin/", "/admin/pages/", "/me/account/", "/admin/api/main/pages/", "/"]


@pytest.mark.parametrize("path", PRIVATE)
def test_a_session_that_never_showed_it_is_sent_to_show_it(editor, path):
    enrol(editor)
    client = Client()
    client.force_login(editor)

    answer = client.get(path)

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("mfa_reauthenticate"))


def test_the_api_says_so_in_its_own_words(editor):
    enrol(editor)
    client = Client()
    client.force_login(editor)

    answer = client.get("/api/v1/areas")

    assert answer.status_code == 403
    assert answer["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "second_factor_needed"


def test_a_session_from_before_cannot_take_the_factor_off(editor):
    enrol(editor)
    client = Client()
    client.force_login(editor)

    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_index"):
        answer = client.post(reverse(name))
        assert answer.url.startswith(reverse("mfa_reauthenticate"))
    for name in ("account_email", "account_change_password", "mfa_activate_totp"):
        assert client.get(reverse(name)).url.startswith(reverse("mfa_reauthenticate"))
    assert Authenticator.objects.filter(user=editor, type="totp").count() == 1


def test_staff_without_a_factor_set_one_up_and_only_that(editor):
    client = Client()
    client.post(reverse("account_login"), {"login": "13900001111", "password": PASSWORD})
    assert client.get("/admin/").url.startswith(reverse("mfa_activate_totp"))
    # Allauth wants the password once more before it adds a factor.
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})

    assert answer.url == reverse("mfa_view_recovery_codes")
    assert client.get("/admin/").status_code == 200
    kept = Authenticator.objects.get(user=editor, type="totp").data["secret"]
    assert secret not in kept
    assert kept.startswith("s1.")


def test_a_code_is_good_once(editor):
    secret = enrol(editor)
    code = code_now(secret)
    for expected in (True, False):
        client = Client()
        client.post(reverse("account_login"), {"login": editor.email, "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert is_signed_in(client) is expected


def test_the_operator_needs_it_as_well():
    operator = User.objects.create_superuser("op", PASSWORD, name="O", email="op@example.org")
    client = Client()
    client.force_login(operator)

    assert client.get("/admin/").status_code == 302
    assert sign_in(operator).get("/admin/").status_code == 200


def test_a_factor_that_was_taken_away_counts_no_more(editor):
    client = sign_in(editor)
    assert client.get("/admin/").status_code == 200

    Authenticator.objects.filter(user=editor).delete()

    assert client.get("/admin/").url.startswith(reverse("mfa_activate_totp"))


def test_a_showing_grows_old(editor, settings):
    client = sign_in(editor)
    settings.STAFF_SESSION_SECONDS = -1

    assert client.get("/admin/").url.startswith(reverse("mfa_reauthenticate"))


def test_staff_keep_their_last_factor(editor):
    from people.sign_in.authenticators import AuthenticatorAdapter

    enrol(editor)
    factor = Authenticator.objects.get(user=editor)

    assert not AuthenticatorAdapter().can_delete_authenticator(factor)
    Post.objects.all().delete()
    assert AuthenticatorAdapter().can_delete_authenticator(Authenticator.objects.get(user=editor))


def test_a_switched_off_account_is_out_on_the_next_request(editor):
    client = sign_in(editor)
    assert client.get("/admin/").status_code == 200

    User.objects.filter(pk=editor.pk).update(is_active=False)

    assert client.get("/admin/").status_code == 302
    assert client.get("/me/account/").status_code == 302


def test_who_holds_no_post_needs_no_second_factor(area):
    user = User.objects.create_user(
        name="林样例", phone=PHONE, phone_verified=True, password=PASSWORD, activated_at=clock.now()
    )
    client = Client()

    client.post(reverse("account_login"), {"login": "13900001111", "password": PASSWORD})

    assert client.get("/me/account/").status_code == 200
    assert client.get("/admin/").status_code == 302
    assert user.pk == int(client.session["_auth_user_id"])
