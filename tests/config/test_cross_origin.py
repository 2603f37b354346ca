"""Whose pages may call the API of forms from a browser: those that are named, without cookies."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from config.cross_origin import CrossOriginMiddleware

FRIEND = "https://front.example.cn"


@pytest.fixture
def answer(settings):
    settings.FORM_API_ORIGINS = [FRIEND]
    asked = []

    def view(request):
        asked.append(request.method)
        return HttpResponse("here")

    def found(method="GET", path="/api/v1/forms/x", origin=FRIEND, **headers):
        request = RequestFactory().generic(method, path, headers={"origin": origin, **headers})
        return CrossOriginMiddleware(view)(request), asked

    return found


def test_a_named_origin_may_read_without_cookies(answer):
    response, asked = answer()

    assert asked == ["GET"]
    assert response["Access-Control-Allow-Origin"] == FRIEND
    assert "Access-Control-Allow-Credentials" not in response
    assert response["Vary"] == "Origin"


def test_a_preflight_is_answered_without_asking_the_view(answer):
    response, asked = answer("OPTIONS", **{"access-control-request-method": "POST"})

    assert (response.status_code, asked) == (204, [])
    assert "POST" in response["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("origin", ["https://other.example", "null", "", f"{FRIEND}.evil.cn"])
def test_another_origin_is_told_nothing(answer, origin):
    response, _ = answer("OPTIONS", origin=origin, **{"access-control-request-method": "POST"})

    assert "Access-Control-Allow-Origin" not in response
    assert "Access-Control-Allow-Methods" not in response


def test_other_addresses_are_left_alone(answer):
    response, _ = answer(path="/api/v1/pages")

    assert "Access-Control-Allow-Origin" not in response
    assert "Vary" not in response
