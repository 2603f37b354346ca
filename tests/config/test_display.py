"""The look of the site is kept on the device, and nobody is sent to a foreign address."""

from http import HTTPStatus
from pathlib import Path

import pytest
from wagtail.models import Page, Site

from cms.models import BrandSettings
from cms.models.brand import DEFAULT_ACCENT
from cms.pages.home import HomePage
from cms.pages.standard import StandardPage
from foundation.colour import accent_stylesheet


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


@pytest.mark.django_db
def test_the_page_is_served_in_the_mode_of_the_device(client):
    client.cookies["theme"] = "dark"
    client.cookies["type"] = '"><script>'

    page = client.get("/display/").content.decode()

    assert '<html lang="zh-Hans" data-theme="dark">' in page


def test_english_leads_to_the_address_in_english(client):
    answer = client.get("/display/", {"language": "en", "next": "/news/"})

    assert answer["Location"] == "/en/news/"


@pytest.mark.django_db
def test_a_brand_as_made_needs_no_stylesheet_and_another_colour_gets_one(client):
    site = Site.objects.get(is_default_site=True)
    brand = BrandSettings.for_site(site)
    plain = client.get("/display/").content.decode()

    brand.accent = "#1D6FB3"
    brand.name = "泉水边"
    brand.save()
    painted = client.get("/display/").content.decode()

    assert "brand.css" not in plain
    assert '<link rel="stylesheet" href="/brand.css?v=1d6fb3">' in painted
    assert "泉水边" in painted
    answer = client.get("/brand.css?v=1d6fb3")
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer.content.decode() == accent_stylesheet("#1D6FB3")


@pytest.mark.django_db
def test_the_foot_leads_to_the_standard_pages_that_editors_show_in_menus(client):
    home = HomePage(title="样例站", slug="sample")
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.update(root_page=home)
    Site.clear_site_root_paths_cache()
    home.add_child(instance=StandardPage(title="隐私说明", slug="privacy", show_in_menus=True))
    home.add_child(instance=StandardPage(title="内部便条", slug="note"))

    page = client.get("/display/").content.decode()

    assert '<a href="/privacy/">隐私说明</a>' in page
    assert "内部便条" not in page


def test_the_colour_as_made_is_that_of_the_tokens():
    tokens = Path("static/css/tokens.css").read_text("utf-8")

    assert f"--accent: light-dark({DEFAULT_ACCENT}, " in tokens


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/en/accounts/login/", "Sign in"),
        ("/en/accounts/password/reset/", "password"),
        ("/en/activate/", "phone"),
    ],
)
def test_who_chose_english_signs_in_in_english(client, address, words):
    page = client.get(address)

    assert page.status_code == 200
    text = page.content.decode()
    assert '<html lang="en"' in text
    assert words in text


@pytest.mark.django_db
def test_english_addresses_of_an_account_stay_english_on_the_way(client):
    answer = client.get("/en/me/account/")

    assert answer["Location"] == "/en/accounts/login/?next=/en/me/account/"


def test_the_choices_are_told_in_the_language_of_the_page_one_comes_from(client, db):
    assert 'lang="en"' in client.get("/display/", {"next": "/en/shifts/"}).text
    assert 'lang="zh-Hans"' in client.get("/display/", {"next": "/shifts/"}).text


def test_a_browser_finds_the_picture_of_the_site_where_it_looks_by_itself(client):
    answer = client.get("/favicon.ico")

    assert answer.status_code == HTTPStatus.FOUND
    assert "favicon-32" in answer["Location"]
