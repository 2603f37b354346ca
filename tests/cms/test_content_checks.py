"""The checks panel of the editor hears of what our checks find on a page."""

import json

import pytest
from django.test import RequestFactory
from django.utils import translation

from cms.checking import Finding
from cms.content_checks import ADVICE, findings_of, says_something
from cms.pages.event import EventPage
from cms.pages.news_article import NewsArticlePage
from cms.wagtail_hooks import ChineseContentCheckerItem
from tests.factories.pages import add_event, add_news, add_service


@pytest.mark.django_db
def test_a_bare_draft_is_told_what_it_lacks():
    codes = {finding.code for finding in findings_of(NewsArticlePage(title="草稿"))}

    assert codes == {"no-summary", "no-date"}


@pytest.mark.django_db
def test_an_event_needs_its_time():
    page = EventPage(title="活动", summary="来坐坐。", place="一楼", phone="1234567890")

    assert findings_of(page) == [Finding("no-date"), Finding("strange-phone", "1234567890")]


def test_a_whole_page_has_no_findings(site):
    assert findings_of(add_event(site.home)) == []
    assert findings_of(add_service(site.home)) == []


def test_body_text_and_links_are_read(site):
    body = [
        {"type": "prose", "value": '<p>快看！！！<a href="https://example.cn">点击这里</a></p>'}
    ]
    page = add_news(site.home, body=json.dumps(body))

    codes = [finding.code for finding in findings_of(page)]

    assert codes == ["shouting", "empty-link"]


@pytest.mark.parametrize(
    ("words", "good"), [("树下坐着两个人", True), ("IMG_001", False), ("", False)]
)
def test_a_file_name_is_no_description(words, good):
    assert says_something(words) is good


def test_every_finding_is_known_to_the_panel_in_both_languages():
    item = ChineseContentCheckerItem(in_editor=True)

    configuration = item.get_axe_configuration(RequestFactory().get("/"))

    rules = {rule["id"] for rule in configuration["spec"]["rules"]}
    assert set(ADVICE) <= rules
    assert set(ADVICE) <= set(configuration["options"]["runOnly"])
    with translation.override("zh-hans"):
        told = {code: str(configuration["messages"][code]["error_name"]) for code in ADVICE}
    assert all(not words.isascii() for words in told.values()), told
