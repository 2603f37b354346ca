"""What can be read of the site's pages from outside them: their area, their community, lists."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page, Site

from cms.listing import with_communities
from cms.models.place import AreaPlace
from cms.pages.base import BasePage
from cms.pages.community import CommunityPage
from cms.pages.home import HomePage, next_gatherings
from cms.pages.news_article import news_below
from territory.models import Area

__all__ = ["area_of", "community_of", "home_page", "latest_news", "page_types", "upcoming"]


def area_of(page: Page) -> Area | None:
    """Return the area in whose place `page` lies: the nearest one above it, None for none."""
    place = AreaPlace.objects.of_page(page)
    return place.area if place else None


def community_of(page: Page) -> CommunityPage | None:
    """Return the community page that `page` lies below, or is; None for the city's own."""
    found: CommunityPage | None = with_communities([page])[0].__dict__["community"]
    return found


def page_types() -> list[type[BasePage]]:
    """Return every page type of `cms/pages/`."""
    return [
        model for model in BasePage.__subclasses__() + _below_abstract() if not model._meta.abstract
    ]


def _below_abstract() -> list[type[BasePage]]:
    abstract = [model for model in BasePage.__subclasses__() if model._meta.abstract]
    return [model for parent in abstract for model in parent.__subclasses__()]


def home_page() -> HomePage | None:
    """Return the home page of the default site, None before there is one."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    return HomePage.objects.filter(pk=site.root_page_id).first() if site else None


def latest_news(root: Page, limit: int) -> list[Any]:
    """Return the newest articles below `root`."""
    return with_communities(news_below(root)[:limit])


def upcoming(root: Page, limit: int) -> list[Any]:
    """Return the next events and lectures below `root`."""
    return with_communities(next_gatherings(root, limit))
