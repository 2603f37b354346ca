"""The lists that a home page and a community page begin with."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.pages.base import BasePage
from cms.pages.brand_index import BrandIndexPage
from cms.pages.community_index import CommunityIndexPage
from cms.pages.event_index import EventIndexPage
from cms.pages.lecture_schedule import LectureSchedulePage
from cms.pages.news_index import NewsIndexPage
from cms.pages.service_index import ServiceIndexPage

Lists = tuple[tuple[type[BasePage], str, object], ...]

COMMUNITY_LISTS: Lists = (
    (NewsIndexPage, "news", _("News")),
    (EventIndexPage, "events", _("Events")),
    (ServiceIndexPage, "services", _("Guide to services")),
    (LectureSchedulePage, "lectures", _("Lectures and classes")),
    (BrandIndexPage, "brands", _("Brands")),
)
HOME_LISTS: Lists = (*COMMUNITY_LISTS, (CommunityIndexPage, "communities", _("Communities")))


def add_lists(parent: Page, lists: Lists) -> None:
    """Add those of `lists` that `parent` has not, titled in the site's language."""
    present = set(parent.get_children().values_list("slug", flat=True))
    with translation.override(settings.LANGUAGE_CODE):
        for model, slug, title in lists:
            if slug not in present:
                parent.add_child(instance=model(title=str(title), slug=slug, show_in_menus=True))
