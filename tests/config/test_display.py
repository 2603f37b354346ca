"""The look of the site is kept on the device, and nobody is sent to a foreign address."""

from http import HTTPStatus

import pytest


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_choice_is_kept_and_one_returns(client, method):
    answer = getattr(client, method)("/display/", {"type": "large", "next": "/news/?page=2"})

    assert answer.status_code == HTTPStatus.FOUND
    assert answer["Location"] == "/news/?page=2"
    assert answer.cookies["type"].value == "large"
    assert answer.cookies["type"]["samesite"] == "Lax"
    assert "theme" not in answer.cookies


@pytest.mark.parametrize(
    "address", ["https://example.org/", "//example.org", "javascript:alert(1)"]
)
def test_a_foreign_address_leads_to_the_front_page(client, address):
    answer = client.get("/display/", {"theme": "dark", "next": address})

    assert answer["Location"] == "/"


def test_a_value_that_is_not_offered_clears_the_choice(client):
    client.cookies["theme"] = "dark"

    answer = client.get("/display/", {"theme": "device"})

    assert answer.cookies["theme"].value == ""
    assert answer.cookies["theme"]["max-age"] == 0


def test_the_page_is_served_in_the_mode_of_the_device(client):
    client.cookies["theme"] = "dark"
    client.cookies["type"] = '"><script>'

    page = client.get("/display/").content.decode()

    assert '<html lang="zh-Hans" data-theme="dark">' in page


def test_english_leads_to_the_address_in_english(client):
    answer = client.get("/display/", {"language": "en", "next": "/news/"})

    assert answer["Location"] == "/en/news/"
