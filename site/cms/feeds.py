"""Feeds of news as RSS."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language

from foundation.clock import CITY_TIME


def news_feed(
    request: HttpRequest, *, title: str, description: str, link: str, articles: Iterable[Any]
) -> HttpResponse:
    """Return the newest articles as RSS 2.0."""
    feed = Rss201rev2Feed(
        title=title,
        link=request.build_absolute_uri(link),
        description=description or title,
        language=get_language(),
        feed_url=request.build_absolute_uri(),
    )
    for article in articles:
        address = request.build_absolute_uri(article.get_url(request))
        feed.add_item(
            title=article.title,
            link=address,
            description=article.summary,
            unique_id=address,
            pubdate=datetime.combine(article.date, time(8), CITY_TIME),
            author_name=article.source or str(article.community or ""),
        )
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    response["Cache-Control"] = "public, max-age=900"
    return response
