"""A neighbour adds a passkey and signs in with it alone, in a real browser."""

import pytest

pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

PHONE, PASSWORD = "13800040001", "five-warm-dumplings"
MAKE = f"""
from foundation import clock
from people.models import User
User.objects.create_user(
    name="丁样一", phone="+86{PHONE}", phone_verified=True, password="{PASSWORD}",
    activated_at=clock.now(),
)
"""
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(browser, site):
    """Open a browser that holds a key; a passkey belongs to a name, never to an address."""
    context = browser.new_context(
        locale="zh-CN", base_url=site.address.replace("127.0.0.1", "localhost")
    )
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    keys = context.new_cdp_session(opened)
    keys.send("WebAuthn.enable")
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield opened
    context.close()


def give_password(page):
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()


def test_a_passkey_signs_in_without_anything_else(page, site):
    site.shell(MAKE)
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(PHONE)
    give_password(page)
    page.wait_for_url("**/me/**")

    page.goto("/accounts/2fa/webauthn/add/")
    give_password(page)
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/**")
    page.goto("/me/account/")
    page.get_by_role("button", name="退出").click()
    page.wait_for_url(lambda address: "/me/" not in address)

    page.goto("/accounts/login/")
    page.locator("#passkey_login").click()
    page.wait_for_url("**/me/**")
