"""WeChat, once configured, signs in who connected it; a stand-in on loopback answers for it."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.weixin.views import WeixinOAuth2Adapter
from django.conf import settings as site
from django.test import Client
from django.urls import reverse

from foundation import clock
from people.models import User
from people.sign_in.weixin import UnionWeixinProvider
from tests.factories.sessions import sign_in

APP = {"client_id": "wx-made-up", "secret": "made-up-secret"}
REPORT = """
import django, json
django.setup()
from allauth.socialaccount.providers import registry
from django.conf import settings
from django.urls import reverse
print(json.dumps([
    reverse("weixin_login"), reverse("weixin_callback"),
    registry.get_class("weixin").__name__, settings.SOCIALACCOUNT_PROVIDERS["weixin"]["APPS"],
    settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"],
]))
"""


def test_two_values_in_the_environment_switch_it_on():
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PYTHONPATH": f"{site.ROOT / 'site'}{os.pathsep}{site.ROOT}",
        "WEIXIN_APP_ID": APP["client_id"],
        "WEIXIN_SECRET": APP["secret"],
    }

    done = subprocess.run(
        [sys.executable, "-c", REPORT], env=environment, capture_output=True, text=True, check=True
    )

    assert json.loads(done.stdout) == [
        "/accounts/weixin/login/",
        "/accounts/weixin/login/callback/",
        "UnionWeixinProvider",
        [APP],
        ["'self'", "https://open.weixin.qq.com"],
    ]


class StandIn(BaseHTTPRequestHandler):
    """Answers as WeChat's two addresses do, and remembers what it was asked."""

    seen: list = []
    person: dict = {}

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked = dict(parse_qsl(body))
        self.seen.append(("token", asked))
        right = asked["code"] == "right-code" and asked["secret"] == APP["secret"]
        token = {"access_token": "t", "expires_in": 7200, "openid": "open-1"}
        self.answer(token if right else {"errcode": 40029, "errmsg": "invalid code"})

    def do_GET(self):
        asked = dict(parse_qsl(urlsplit(self.path).query))
        self.seen.append(("person", asked))
        self.answer(self.person)

    def answer(self, found):
        content = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def wechat(settings, monkeypatch):
    """Switch WeChat on, with the stand-in in the place of its servers."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), StandIn)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(WeixinOAuth2Adapter, "access_token_url", f"{address}/token")
    monkeypatch.setattr(WeixinOAuth2Adapter, "profile_url", f"{address}/person")
    registry.load()
    monkeypatch.setitem(registry.provider_map, "weixin", UnionWeixinProvider)
    settings.SOCIALACCOUNT_PROVIDERS = {"weixin": {"APPS": [APP]}}
    settings.ROOT_URLCONF = "tests.people.wechat_urls"
    StandIn.seen = []
    StandIn.person = {"openid": "open-1", "unionid": "union-1", "nickname": "lin"}
    yield StandIn
    server.shutdown()
    server.server_close()


@pytest.fixture
def neighbour(db):
    return User.objects.create_user(
        name="林样例", phone="+8613900001111", phone_verified=True, activated_at=clock.now()
    )


def led_to(client, process="login"):
    """Press the button; return where WeChat would be asked, and the state that comes back."""
    answer = client.post(f"/accounts/weixin/login/?process={process}&next=/me/account/")
    asked = urlsplit(answer.url)
    return asked, {name: values[0] for name, values in parse_qs(asked.query).items()}


def come_back(client, state, code="right-code"):
    return client.get("/accounts/weixin/login/callback/", {"code": code, "state": state})


def test_the_button_leads_to_wechats_own_page(wechat, db):
    client = Client()
    page = client.get(reverse("account_login")).content.decode()
    asked, query = led_to(client)

    assert 'action="/accounts/weixin/login/?process=login"' in page
    assert "微信" in page
    assert f"{asked.scheme}://{asked.netloc}{asked.path}" == (
        "https://open.weixin.qq.com/connect/qrconnect"
    )
    assert query.pop("state")
    assert query == {
        "appid": APP["client_id"],
        "redirect_uri": "http://testserver/accounts/weixin/login/callback/",
        "response_type": "code",
        "scope": "snsapi_login",
    }


def test_who_is_signed_in_connects_it_and_signs_in_with_it_from_then_on(wechat, neighbour):
    client = Client()
    client.force_login(neighbour)
    assert "process=connect" in client.get(reverse("my_account")).content.decode()
    _asked, query = led_to(client, "connect")
    connected = come_back(client, query["state"])

    account = SocialAccount.objects.get()
    assert (account.user, account.provider, account.uid) == (neighbour, "weixin", "union-1")
    assert connected.url == "/me/account/"
    assert wechat.seen[0] == (
        "token",
        {
            "appid": APP["client_id"],
            "secret": APP["secret"],
            "code": "right-code",
            "grant_type": "authorization_code",
        },
    )
    assert wechat.seen[1] == ("person", {"access_token": "t", "openid": "open-1"})
    assert "已绑定" in client.get(reverse("my_account")).content.decode()
    elsewhere = Client()
    _asked, query = led_to(elsewhere)
    # Another app of the same office: another openid, the same person.
    wechat.person = wechat.person | {"openid": "open-2"}
    arrived = come_back(elsewhere, query["state"])
    assert arrived.url == "/me/account/"
    assert elsewhere.session["_auth_user_id"] == str(neighbour.pk)
    assert SocialAccount.objects.count() == 1


def test_who_has_a_second_factor_shows_it_before_connecting(wechat, neighbour):
    client = sign_in(neighbour)
    _asked, query = led_to(client, "connect")

    answer = come_back(client, query["state"])

    assert answer.url == reverse("account_reauthenticate")
    assert SocialAccount.objects.count() == 0


def test_who_connected_nothing_is_signed_in_by_nobody_and_made_by_nobody(wechat, neighbour):
    client = Client()
    _asked, query = led_to(client)

    page = come_back(client, query["state"])

    assert "_auth_user_id" not in client.session
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)
    assert "邀请" in page.content.decode()


@pytest.mark.parametrize(
    ("code", "person"),
    [
        ("wrong-code", {"openid": "open-1", "unionid": "union-1"}),
        ("right-code", {"openid": "open-1"}),
    ],
)
def test_a_wrong_code_or_no_union_id_signs_nobody_in(wechat, neighbour, code, person):
    SocialAccount.objects.create(user=neighbour, provider="weixin", uid="union-1")
    wechat.person = person
    client = Client()
    _asked, query = led_to(client)

    come_back(client, query["state"], code)

    assert "_auth_user_id" not in client.session


def test_an_answer_that_nobody_asked_for_is_refused(wechat, neighbour):
    SocialAccount.objects.create(user=neighbour, provider="weixin", uid="union-1")
    client = Client()

    come_back(client, "made-up-state")

    assert "_auth_user_id" not in client.session
    assert wechat.seen == []
