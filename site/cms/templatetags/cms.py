"""What the templates of pages ask for: facts in words, filters as links, what else there is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.content_checks import findings_of
from cms.linked_data import linked_data_of
from cms.listing import is_restricted, with_communities
from cms.models.image import Picture
from cms.pages.base import BasePage
from cms.pages.event import EventPage
from cms.pages.gathering import Gathering, coming
from cms.pages.home import next_gatherings
from cms.pages.lecture import LecturePage
from cms.pages.news_article import NewsArticlePage, news_below
from cms.pages.service import ServicePage
from cms.shapes import shown
from foundation import clock

register = template.Library()

Link = dict[str, Any]

DRAWN_NAME = "同心"
"""The name that our drawing for shared links shows; it suits no other brand."""


def _query(context: template.Context, **changes: str) -> str:
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def chips(
    context: template.Context, name: str, choices: Iterable[tuple[str, str]], current: str
) -> list[Link]:
    """Return a filter as links: all, then each choice, the other parameters kept."""
    every = {"label": _("All"), "url": _query(context, **{name: ""}), "current": not current}
    return [
        every,
        *(
            {
                "label": label,
                "url": _query(context, **{name: value}),
                "current": value == current,
            }
            for value, label in choices
        ),
    ]


@register.simple_tag(takes_context=True)
def event_tabs(context: template.Context, past: bool) -> list[Link]:  # noqa: FBT001 (a tag)
    """Return the tabs of coming and past events."""
    return [
        {"label": _("Coming up"), "url": _query(context, when=""), "current": not past},
        {"label": _("Past"), "url": _query(context, when="past"), "current": past},
    ]


@register.simple_tag(takes_context=True)
def view_tabs(context: template.Context, view: str) -> list[Link]:
    """Return the tabs of a schedule: week, month, list."""
    labels = {"week": _("By week"), "month": _("By month"), "list": _("As a list")}
    return [
        {"label": label, "url": _query(context, view=name), "current": name == view}
        for name, label in labels.items()
    ]


@register.simple_tag(takes_context=True)
def category_links(context: template.Context, categories: Any, current: str) -> list[Link]:
    """Return the service categories as links with their counts, all of them first."""
    found = list(categories)
    every = {
        "label": _("All services"),
        "icon": "list",
        "url": _query(context, category=""),
        "count": sum(one.count for one in found),
        "current": not current,
    }
    return [
        every,
        *(
            {
                "label": one.name,
                "icon": one.icon,
                "url": _query(context, category=one.slug),
                "count": one.count,
                "current": one.slug == current,
            }
            for one in found
        ),
    ]


@register.simple_tag
def days_title(first: date, last: date) -> str:
    """Say a week: 11月23日 – 29日."""
    if not (get_language() or "zh").startswith("zh"):
        return f"{first:%-d %b} – {last:%-d %b}"
    until = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return f"{first.month}月{first.day}日 – {until}"


@register.simple_tag
def month_title(day: date) -> str:
    """Say a month: 2026年11月."""
    if not (get_language() or "zh").startswith("zh"):
        return f"{day:%B %Y}"
    return f"{day.year}年{day.month}月"


@register.simple_tag
def gathering_facts(page: Gathering) -> list[dict[str, str]]:
    """Return what one must know of an event or lecture."""
    seats = _("%(n)d seats") % {"n": page.seats} if page.seats else ""
    return [
        {"label": _("Where"), "value": page.place},
        {"label": _("Address"), "value": page.address},
        {"label": _("Teaching point"), "value": getattr(page, "teaching_point", "")},
        {"label": _("For whom"), "value": page.for_whom},
        {"label": _("Seats"), "value": seats},
        {"label": _("Bring along"), "value": getattr(page, "bring", "")},
        {"label": _("Fee"), "value": getattr(page, "fee", "") or _("Free of charge")},
        {"label": _("Who invites"), "value": getattr(page, "organiser", "")},
    ]


@register.simple_tag
def glance(page: ServicePage) -> list[dict[str, str]]:
    """Return a service at a glance: how long, what it costs, what one gets, who may come."""
    limit = page.how_long
    if limit and page.legal_days:
        limit = _("%(limit)s (by law %(days)d)") % {"limit": limit, "days": page.legal_days}
    facts = [
        {"icon": "clock", "label": _("Done within"), "value": limit},
        {"icon": "ticket", "label": _("Fee"), "value": page.cost},
        {"icon": "file", "label": _("You get"), "value": page.result},
        {
            "icon": "home",
            "label": _("Cannot come"),
            "value": _("We come to you") if page.at_home else "",
        },
        {
            "icon": "people",
            "label": _("Somebody else"),
            "value": _("May come for you") if page.by_proxy else "",
        },
    ]
    return [fact for fact in facts if fact["value"]]


@register.simple_tag
def office(page: Any) -> list[dict[str, str]]:
    """Return what one must know of a community's office."""
    facts = [
        {"label": _("Address"), "value": page.address},
        {"label": _("Opening hours"), "value": page.opening_hours},
        {"label": _("Late opening"), "value": page.late_opening},
        {"label": _("Phone"), "value": page.phone},
    ]
    return [fact for fact in facts if fact["value"]]


@register.simple_tag
def related_services(page: ServicePage) -> list[ServicePage]:
    """Return the live services that people who need this one often need too."""
    ids = [one.target_id for one in page.related.all()]
    found = {one.pk: one for one in ServicePage.objects.live().filter(~is_restricted(), pk__in=ids)}
    return [found[pk] for pk in ids if pk in found]


@register.simple_tag
def children_of(page: Page) -> list[Page]:
    """Return the live pages right below a page."""
    return list(page.get_children().live()) if page.pk else []


@register.simple_tag
def more_news(page: NewsArticlePage) -> list[Any]:
    """Return the newest other articles of the same place."""
    root = page.community or _home_of(page)
    return with_communities(news_below(root).exclude(pk=page.pk)[:3]) if root else []


@register.simple_tag
def next_to(page: Gathering) -> list[Any]:
    """Return what else of the same type comes next in the same place."""
    root = page.community or _home_of(page)
    model = EventPage if isinstance(page, EventPage) else LecturePage
    if root is None:
        return []
    return with_communities(coming(model, root, clock.now()).exclude(pk=page.pk)[:3])


def _home_of(page: Page) -> Page | None:
    return page.get_ancestors().filter(depth=2).first()


def _root(place: Any, page: Any) -> Page | None:
    if place is not None:
        return place
    if not isinstance(page, BasePage) or not page.path:
        return None
    return page.community or (page if page.depth == 2 else _home_of(page))


@register.simple_tag
def upcoming_below(place: Any, page: Any, limit: int) -> list[Any]:
    """Return the next events and lectures of `place`, or of the place that `page` lies in."""
    root = _root(place, page)
    return with_communities(next_gatherings(root, limit)) if root else []


@register.simple_tag
def news_beneath(place: Any, page: Any, limit: int) -> list[Any]:
    """Return the newest articles of `place`, or of the place that `page` lies in."""
    root = _root(place, page)
    return with_communities(news_below(root)[:limit]) if root else []


@register.simple_tag
def community_beyond(page: Any, here: Any) -> str:
    """Return the title of the community that a page is of, empty on the page of that community."""
    community = getattr(page, "community", None)
    return community.title if community and community.pk != getattr(here, "pk", None) else ""


@register.simple_tag
def pictured(picture: Picture | None, shape: str, alt: str | None = None) -> SafeString:
    """Return a picture in one of the shapes of `cms.shapes`, nothing for none.

    Without `alt`, it is told by its own words.
    """
    if picture is None:
        return SafeString("")
    return shown(picture, shape, picture.words if alt is None else alt)


@register.filter
def map_link(place: Any) -> str:
    """Return a `geo:` address, which a phone opens in the map program that it has."""
    return f"geo:{place['latitude']},{place['longitude']}"


@register.filter
def material_form(material: Any) -> str:
    """Say in which form and how many of a paper are wanted: 原件 1 份."""
    form = dict(material.block.child_blocks["form"].field.choices).get(material["form"], "")
    return _("%(form)s, %(count)d") % {"form": form, "count": material["count"] or 1}


@register.simple_tag(takes_context=True)
def open_graph(context: template.Context, page: BasePage) -> SafeString:
    """Return the tags that say how a shared link looks."""
    request, brand = context["request"], context.get("brand") or {}
    tags = [
        ("og:site_name", brand.get("name", "")),
        ("og:type", "article" if isinstance(page, NewsArticlePage) else "website"),
        ("og:title", page.seo_title or page.title),
        ("og:description", page.shared_description),
        ("og:url", page.whole_address(request)),
        *_shared_picture(page, brand, request),
    ]
    lines = [
        format_html('<meta property="{}" content="{}">', name, value)
        for name, value in tags
        if value
    ]
    canonical = format_html('<link rel="canonical" href="{}">', dict(tags)["og:url"])
    return SafeString("\n  ".join([*lines, canonical]))


def _shared_picture(
    page: BasePage, brand: dict[str, str], request: HttpRequest
) -> list[tuple[str, str]]:
    """Return the tags of the page's picture; else of our drawing, or of another brand's logo."""
    if page.lead_picture:
        url = page.lead_picture.get_rendition("fill-1200x630|format-jpeg").url
        words = page.lead_picture.default_alt_text
    elif brand.get("name", DRAWN_NAME) == DRAWN_NAME:
        url, words = static("img/og.png"), _("Neighbours around an old woman in a wheelchair")
    elif brand.get("logo"):
        return [("og:image", request.build_absolute_uri(brand["logo"]))]
    else:
        return []
    return [
        ("og:image", request.build_absolute_uri(url)),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("og:image:alt", words),
    ]


@register.simple_tag(takes_context=True)
def linked_data(context: template.Context, page: BasePage) -> SafeString:
    """Return what the page is about as schema.org data, which search engines read."""
    found = linked_data_of(page, context["request"])
    if found is None:
        return SafeString("")
    script = json_script(found)
    return SafeString(script.replace('type="application/json"', 'type="application/ld+json"'))


@register.inclusion_tag("cms/includes/content_checks.html", takes_context=True)
def content_checks(context: template.Context, page: BasePage) -> dict[str, Any]:
    """Put what an editor should look at again into a preview, where the checks panel finds it."""
    request = context.get("request")
    if not getattr(request, "is_preview", False):
        return {"findings": []}
    return {"findings": findings_of(page)}
