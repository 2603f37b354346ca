"""Public pages allow nothing inline; the admin does, and nothing from elsewhere either."""

import pytest

pytestmark = pytest.mark.django_db


def policy_of(response) -> dict[str, set[str]]:
    """Return directive → sources; the order of a policy means nothing."""
    directives = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: set(sources) for name, *sources in directives}


def test_public_pages_allow_nothing_inline(client):
    policy = policy_of(client.get("/accounts/login/"))

    assert policy["script-src"] == {"'self'"}
    assert not any("unsafe" in source for sources in policy.values() for source in sources)


def test_the_admin_allows_inline_but_nothing_from_elsewhere(client):
    policy = policy_of(client.get("/admin/"))

    assert policy["script-src"] == {"'self'", "'unsafe-inline'"}
    assert not any("http" in source for sources in policy.values() for source in sources)
