"""What a page is about in schema.org's words, for search engines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

from cms.pages.event import EventPage
from cms.pages.gathering import Gathering
from cms.pages.lecture import LecturePage
from cms.pages.news_article import NewsArticlePage
from cms.pages.service import ServicePage

CONTEXT = "https://schema.org"


def linked_data_of(page: Page, request: HttpRequest) -> dict[str, Any] | None:
    """Return the page as JSON-LD; None for what search engines have no type for."""
    if isinstance(page, Gathering) and page.starts_at and page.ends_at:
        return _gathering(page, request)
    if isinstance(page, ServicePage):
        return _service(page, request)
    if isinstance(page, NewsArticlePage) and page.date:
        return _article(page, request)
    return None


def _common(kind: str, page: Any, request: HttpRequest) -> dict[str, Any]:
    found = {
        "@context": CONTEXT,
        "@type": kind,
        "name": page.title,
        "description": page.shared_description,
        "url": page.whole_address(request),
    }
    if page.lead_picture:
        rendition = page.lead_picture.get_rendition("fill-1200x630|format-jpeg")
        found["image"] = request.build_absolute_uri(rendition.url)
    return found


def _gathering(page: Any, request: HttpRequest) -> dict[str, Any]:
    state = "EventCancelled" if page.cancelled else "EventScheduled"
    found = _common("EducationEvent" if isinstance(page, LecturePage) else "Event", page, request)
    found |= {
        "startDate": page.starts_at.isoformat(),
        "endDate": page.ends_at.isoformat(),
        "eventStatus": f"{CONTEXT}/{state}",
        "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": page.place, "address": page.address or page.place},
        "isAccessibleForFree": not (isinstance(page, EventPage) and page.fee),
    }
    if page.community:
        found["organizer"] = {"@type": "Organization", "name": page.community.title}
    if isinstance(page, LecturePage) and page.speaker:
        found["performer"] = {"@type": "Person", "name": page.speaker}
    return found


def _service(page: ServicePage, request: HttpRequest) -> dict[str, Any]:
    return _common("GovernmentService", page, request) | {
        "serviceType": page.category.name if page.category else "",
        "availableChannel": [
            {
                "@type": "ServiceChannel",
                "serviceLocation": {
                    "@type": "Place",
                    "name": point.name,
                    "address": point.address,
                    "telephone": point.phone,
                },
            }
            for point in page.points.all()
        ],
    }


def _article(page: NewsArticlePage, request: HttpRequest) -> dict[str, Any]:
    found = _common("NewsArticle", page, request)
    found["headline"] = page.title
    found["datePublished"] = page.date.isoformat() if page.date else ""
    if page.community:
        found["publisher"] = {"@type": "Organization", "name": page.community.title}
    return found
