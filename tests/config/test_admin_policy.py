"""Public pages allow nothing inline; the admin does, and nothing from elsewhere either."""

import pytest

pytestmark = pytest.mark.django_db


def test_public_pages_allow_nothing_inline(client):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "script-src 'self';" in policy


def test_the_admin_allows_inline_but_nothing_from_elsewhere(client):
    policy = client.get("/admin/")["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "http" not in policy
