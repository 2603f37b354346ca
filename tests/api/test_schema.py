"""The API does what its document says: schemathesis tries to find where not."""

import json
from datetime import date
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from wagtail.models import Page, Site

from cms.pages.home import HomePage
from cms.pages.news_article import NewsArticlePage
from cms.pages.news_index import NewsIndexPage
from forms_app.actions.publish_starter import publish_starter
from territory.actions import import_areas
from territory.models import Area
from territory.register import Division

SNAPSHOT = Path(__file__).parents[1] / "snapshots" / "openapi-v1.json"


@pytest.fixture
def contents(db):
    """Put a page, two areas and a form where the API reads."""
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="同心", slug="tongxin"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": home}
    )
    news = home.add_child(instance=NewsIndexPage(title="新闻", slug="news"))
    news.add_child(instance=NewsArticlePage(title="消息", date=date(2026, 11, 1)))
    import_areas(rows=[Division("1", "city", "甲市", ""), Division("11", "district", "乙区", "1")])
    publish_starter(key="ask_for_help", area=Area.objects.get(code="1"))


@pytest.fixture
def one_connection():
    """Keep the test's connection open between requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.timeout(300)
def test_every_operation_answers_as_its_document_says(contents):
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in document.get_all_operations()]

    assert len(operations) >= 11
    for operation in operations:

        @settings(
            max_examples=40,
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        )
        @given(case=operation.as_strategy())
        def answers_as_promised(case):
            # The way through WSGI reads bytes as they come: ask for plain ones.
            # A part without the name of a file is no file; a document has no words for that.
            takes_files = case.media_type == "multipart/form-data"
            left_out = [positive_data_acceptance] if takes_files else []
            case.call_and_validate(
                headers={"Accept-Encoding": "identity"}, excluded_checks=left_out
            )

        answers_as_promised()


@pytest.mark.django_db
def test_the_document_is_the_published_one(client):
    current = client.get("/api/v1/openapi.json").json()

    assert current["openapi"].startswith("3.1")
    assert current == json.loads(SNAPSHOT.read_text(encoding="utf-8")), (
        "The API changed: look at the difference, then `python manage.py write_openapi`."
    )
