"""Signing in tells strangers nothing, holds its limits, and lets the invited in by consent."""

import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from foundation import clock
from foundation.errors import NotFound
from outbox.delivering import deliver_waiting
from outbox.models import Message
from people.actions.activate import activate, withdraw
from people.actions.export import own_data
from people.models import AccessLogEntry, Consent, Unit, User
from people.notices import MEMBERSHIP
from people.sign_in.weixin import UnionWeixinProvider
from territory.models import Area
from volunteering.models import Member

pytestmark = pytest.mark.django_db

PASSWORD = "five-warm-dumplings"
KNOWN, UNKNOWN = "13900001111", "13900002222"


@pytest.fixture
def neighbour():
    return User.objects.create_user(
        name="林样例",
        phone=f"+86{KNOWN}",
        phone_verified=True,
        email="known@example.org",
        password=PASSWORD,
        activated_at=clock.now(),
    )


def plain(response):
    """Return what an answer shows, without what differs at every request or was typed."""
    text = response.content.decode()
    for typed in (KNOWN, UNKNOWN, "known@example.org", "other@example.org", "1111", "2222"):
        text = text.replace(typed, "…")
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
    names = sorted(set(response.headers) - {"Content-Length", "X-Request-Id", "X-Request-ID"})
    return response.status_code, response.headers.get("Location", ""), names, text


@pytest.mark.parametrize(
    ("name", "field", "extra"),
    [
        ("account_login", "login", {"password": "wrong-wrong-wrong"}),
        ("account_request_login_code", "to", {}),
        ("activate", "to", {}),
        ("account_reset_password", "to", {}),
    ],
)
@pytest.mark.parametrize(
    ("known", "unknown"), [(KNOWN, UNKNOWN), ("known@example.org", "other@example.org")]
)
def test_a_known_and_an_unknown_person_get_the_same_answers(
    neighbour, name, field, extra, known, unknown
):
    shown = []
    for who in (known, unknown):
        client = Client()
        first = client.post(reverse(name), {field: who, **extra})
        second = client.get(first.url) if first.status_code == 302 else first
        wrong = client.post(reverse("account_confirm_login_code"), {"code": "000000"})
        shown.append((plain(first), plain(second), plain(wrong)))

    assert shown[0] == shown[1]


def test_a_known_and_an_unknown_phone_cost_the_same_queries(
    neighbour, django_assert_max_num_queries
):
    counts = []
    for who in (KNOWN, UNKNOWN):
        with django_assert_max_num_queries(100) as captured:
            Client().post(reverse("account_request_login_code"), {"to": who})
        counts.append(
            sorted(query["sql"].split()[0] for query in captured.captured_queries).count("INSERT")
        )

    assert counts[0] == counts[1]


def test_nothing_is_texted_to_strangers(neighbour, texts, capsys):
    Client().post(reverse("account_request_login_code"), {"to": UNKNOWN})
    assert deliver_waiting() == 1

    assert texts() == []
    assert capsys.readouterr().out == ""


def test_a_code_is_six_digits_put_into_the_outbox_and_delivered(neighbour, texts, capsys):
    client = Client()
    client.post(reverse("account_request_login_code"), {"to": "139 0000 1111"})

    (params,) = texts()
    assert deliver_waiting() == 1
    assert texts() == []
    assert re.fullmatch(r"\d{6}", params["code"])
    assert params["code"] in capsys.readouterr().out
    answer = client.post(reverse("account_confirm_login_code"), {"code": params["code"]})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(neighbour.pk)


def test_a_code_dies_after_five_minutes_and_after_three_tries(neighbour, texts):
    client = Client()
    client.post(reverse("account_request_login_code"), {"to": KNOWN})
    code = texts()[-1]["code"]
    with time_machine.travel(clock.now() + timedelta(seconds=301)):
        client.post(reverse("account_confirm_login_code"), {"code": code})
    assert "_auth_user_id" not in client.session

    client = Client()
    client.post(reverse("account_request_login_code"), {"to": KNOWN})
    code = texts()[-1]["code"]
    for _ in range(3):
        client.post(reverse("account_confirm_login_code"), {"code": "000000"})
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert "_auth_user_id" not in client.session


def sign_in_by_code(client, texts, *, entrance="account_reset_password", to=KNOWN):
    """Ask for a code at an entrance, type it, and return the answer."""
    asked = client.post(reverse(entrance), {"to": to})
    return client.post(asked.url, {"code": texts()[-1]["code"], "next": next_of(asked.url)})


def next_of(address):
    return parse_qs(urlsplit(address).query).get("next", [""])[0]


def test_a_forgotten_password_is_replaced_by_a_code_on_the_phone(neighbour, texts):
    elsewhere, client = Client(), Client()
    elsewhere.force_login(neighbour)
    page = client.get(reverse("account_login")).content.decode()
    assert f'href="{reverse("account_reset_password")}"' in page

    arrived = sign_in_by_code(client, texts)
    assert arrived.url == reverse("new_password")
    new = "seven-cold-noodles"
    done = client.post(arrived.url, {"password1": new, "password2": new})

    assert done.url == reverse("my_account")
    neighbour.refresh_from_db()
    assert neighbour.check_password(new)
    assert client.get(reverse("my_account")).status_code == 200
    assert elsewhere.get(reverse("my_account")).status_code == 302


def test_a_code_stands_in_for_the_old_password_for_minutes_only(neighbour, texts):
    client = Client()
    arrived = sign_in_by_code(client, texts)
    new = {"password1": "seven-cold-noodles", "password2": "seven-cold-noodles"}

    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        late = client.post(arrived.url, new)
    by_password = Client()
    by_password.post(reverse("account_login"), {"login": KNOWN, "password": PASSWORD})
    without = by_password.post(reverse("new_password"), new)

    assert late.url == without.url == reverse("account_change_password")
    neighbour.refresh_from_db()
    assert neighbour.check_password(PASSWORD)


def test_a_weak_new_password_is_refused_in_words(neighbour, texts):
    client = Client()
    arrived = sign_in_by_code(client, texts)

    page = client.post(arrived.url, {"password1": "12345", "password2": "12345"})

    assert page.context["form"].errors.keys() == {"password1"}
    neighbour.refresh_from_db()
    assert neighbour.check_password(PASSWORD)


def test_the_sixth_wrong_password_is_not_looked_at_however_the_phone_is_written(neighbour):
    ways = ["13900001111", "139 0000 1111", "+8613900001111", "139-0000-1111", "１３９００００1111"]
    for way in ways:
        Client().post(reverse("account_login"), {"login": way, "password": "wrong-wrong"})

    client = Client()
    client.post(reverse("account_login"), {"login": KNOWN, "password": PASSWORD})

    assert "_auth_user_id" not in client.session


def test_wrong_passwords_on_one_phone_lock_out_nobody_else(neighbour):
    for _ in range(6):
        Client().post(reverse("account_login"), {"login": UNKNOWN, "password": "wrong-wrong"})

    client = Client()
    client.post(reverse("account_login"), {"login": KNOWN, "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(neighbour.pk)


def test_the_limits_are_on():
    from allauth.account import app_settings

    limits = app_settings.RATE_LIMITS

    for action in ("login", "login_failed", "request_login_code", "reset_password", "verify_phone"):
        assert limits[action], action
    assert "5/5m/key" in limits["login_failed"]


SHARED = """
import sys
sys.path[:0] = ["site", "."]
import django
from django.conf import settings
from config.settings import test as base
values = {name: getattr(base, name) for name in dir(base) if name.isupper()}
values["DATABASES"] = {"default": base.database_from("sqlite:///" + sys.argv[1])}
values["CACHES"] = {"default": {"BACKEND": "django.core.cache.backends." + sys.argv[2],
                                "LOCATION": "cache_entries"}}
settings.configure(**values)
django.setup()
from django.core.management import call_command
from django.test import RequestFactory
from allauth.core.internal import ratelimit
if sys.argv[3] == "prepare":
    call_command("createcachetable")
else:
    request = RequestFactory().post("/accounts/login/")
    print(sum(bool(ratelimit.consume(request, app="allauth.account", action="login_failed",
                                     config={"login_failed": "5/5m/key"}, key="one"))
              for _ in range(5)))
"""


def allowed_by_two_processes(folder: Path, cache: str) -> int:
    command = [sys.executable, "-c", SHARED, str(folder / "limits.sqlite3"), cache]
    run = {"cwd": settings.ROOT, "stdout": subprocess.PIPE, "text": True}
    if cache.startswith("db"):
        subprocess.run([*command, "prepare"], check=True, **run)
    both = [subprocess.Popen([*command, "try"], **run) for _ in range(2)]
    return sum(int(process.communicate()[0].strip().splitlines()[-1]) for process in both)


def test_a_limit_holds_over_processes_and_the_control_shows_what_it_prevents(tmp_path):
    assert allowed_by_two_processes(tmp_path, "db.DatabaseCache") == 5
    assert allowed_by_two_processes(tmp_path, "locmem.LocMemCache") == 10


def test_production_shares_its_limits():
    from config.settings import base

    assert base.CACHES["default"]["BACKEND"].rpartition(".")[2] in {"DatabaseCache", "RedisCache"}


def invited():
    return User.objects.create_user(name="周样例", phone=f"+86{KNOWN}")


def test_an_invited_person_activates_by_code_and_consent(texts):
    user = invited()
    client = Client()
    client.post(reverse("activate"), {"to": KNOWN})

    answer = client.post(reverse("account_confirm_login_code"), {"code": texts()[-1]["code"]})
    assert answer.url == reverse("activate_consent")
    user.refresh_from_db()
    assert (user.activated_at, user.phone_verified) == (None, True)

    refused = client.post(reverse("activate_consent"), {"password": PASSWORD})
    assert refused.status_code == 200
    assert not Consent.objects.exists()

    client.post(reverse("activate_consent"), {"agreed": "on", "password": PASSWORD})

    user.refresh_from_db()
    consent = Consent.objects.get(user=user)
    assert user.activated_at is not None
    assert user.check_password(PASSWORD)
    assert (consent.purpose, consent.notice_version) == ("membership", MEMBERSHIP.version)
    assert client.get(reverse("my_account")).status_code == 200


def test_activating_twice_is_as_good_as_once():
    user, now = invited(), clock.now()

    first = activate(user=user, now=now)
    second = activate(user=user, now=now + timedelta(days=1))

    assert first == second
    user.refresh_from_db()
    assert user.activated_at == now


def test_consent_is_taken_back_by_its_owner_alone(neighbour):
    area = Area.add_root(code="37", level="city", name="市", short_name="市")
    unit = Unit.objects.create(code="u", name="单位", level="city", area=area)
    member = Member.objects.create(user=neighbour, number="m1", unit=unit)
    consent = activate(user=neighbour, now=clock.now())
    member.refresh_from_db()
    assert member.activated_at is not None
    stranger = User.objects.create_user(name="吴样例")

    with pytest.raises(NotFound):
        withdraw(user=stranger, consent_id=consent.pk, now=clock.now())
    consent.refresh_from_db()
    assert consent.withdrawn_at is None

    client = Client()
    client.force_login(neighbour)
    client.post(reverse("withdraw_consent", args=[consent.pk]))

    consent.refresh_from_db()
    neighbour.refresh_from_db()
    assert consent.withdrawn_at is not None
    assert neighbour.activated_at is None
    member.refresh_from_db()
    assert member.activated_at is None


def test_ones_own_data_are_all_there_and_nobody_elses(neighbour):
    activate(user=neighbour, now=clock.now())
    other = User.objects.create_user(name="canary-other", phone="+8613900003333")
    AccessLogEntry.objects.create(
        actor=other, subject=neighbour, fields="phone", reason="回访", at=clock.now()
    )
    client = Client()
    client.force_login(neighbour)

    answer = client.post(reverse("my_export"))

    found = json.loads(answer.content)
    assert found["account"]["phone"] == f"+86{KNOWN}"
    assert [look["reason"] for look in found["who_looked"]] == ["回访"]
    assert len(found["consents"]) == 1
    assert "canary-other" not in answer.content.decode()
    area = Area.add_root(code="37", level="city", name="市", short_name="市")
    unit = Unit.objects.create(code="u", name="单位", level="city", area=area)
    Member.objects.create(user=neighbour, number="m1", unit=unit)
    assert own_data(neighbour)["membership"]["number"] == "m1"
    assert set(own_data(neighbour)) >= {"account", "posts", "consents", "who_looked"}


def test_the_account_page_masks_the_phone_and_takes_wishes(neighbour):
    client = Client()
    client.force_login(neighbour)

    page = client.get(reverse("my_account")).content.decode()
    client.post(reverse("delete_account"))

    assert "139****1111" in page
    assert KNOWN not in page
    neighbour.refresh_from_db()
    assert neighbour.deletion_asked_at is not None
    client.post(reverse("delete_account"), {"keep": "1"})
    neighbour.refresh_from_db()
    assert neighbour.deletion_asked_at is None


def test_nobody_signs_up_uninvited():
    client = Client()

    client.post(
        reverse("account_signup"), {"phone": UNKNOWN, "password1": PASSWORD, "password2": PASSWORD}
    )

    assert not User.objects.exists()


def test_mail_goes_through_the_outbox(neighbour, settings):
    settings.EMAIL_BACKEND = "people.mail.OutboxBackend"
    settings.DEFAULT_FROM_EMAIL = "tongxin@example.org"

    Client().post(reverse("account_reset_password"), {"to": "known@example.org"})

    assert mail.outbox == []
    message = Message.objects.get(topic="mail")
    assert "known@example.org" not in message.sealed
    assert deliver_waiting() == 1
    (sent,) = mail.outbox
    assert sent.to == ["known@example.org"]
    assert sent.extra_headers["Message-ID"].endswith("@example.org>")


def test_wechat_is_off_until_configured():
    assert Client().get("/accounts/weixin/login/").status_code == 404
    assert "微信" not in Client().get(reverse("account_login")).content.decode()


def test_wechat_knows_people_by_their_union_id():
    from allauth.socialaccount.providers.base.provider import ProviderException

    provider = UnionWeixinProvider(request=None, app=object())

    assert provider.extract_uid({"openid": "a", "unionid": "u"}) == "u"
    with pytest.raises(ProviderException):
        provider.extract_uid({"openid": "a"})
