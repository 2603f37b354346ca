"""Pages for tests: each function adds one to a place and fills what must be filled."""

from datetime import UTC, datetime, timedelta
from itertools import count

from django.core.files.images import ImageFile
from wagtail.images.tests.utils import get_test_image_file

from cms.models import Picture, ServiceCategory
from cms.pages.brand import BrandPage
from cms.pages.event import EventPage
from cms.pages.lecture import LecturePage
from cms.pages.news_article import NewsArticlePage
from cms.pages.service import ServicePage, ServicePoint
from foundation import clock

_numbers = count(1)


def child(parent, slug):
    """Return the page of that slug right below another one."""
    return parent.get_children().get(slug=slug).specific


def new_picture():
    """Keep and return another picture."""
    file: ImageFile = get_test_image_file(filename=f"p{next(_numbers)}.png")
    return Picture.objects.create(title="图", description="一棵树下坐着两个人", file=file)


def add(parent, model, **fields):
    """Add a live page with a number in its title."""
    fields.setdefault("title", f"样例 {next(_numbers)}")
    return parent.add_child(instance=model(**fields))


def add_news(place, **fields):
    """Add an article of today to a place."""
    fields.setdefault("date", clock.today())
    fields.setdefault("summary", "一句话的摘要。")
    return add(child(place, "news"), NewsArticlePage, **fields)


def in_days(days, hours=0):
    """Return the moment that many days and hours from now, in whole seconds."""
    moment = datetime.now(UTC).replace(microsecond=0)
    return moment + timedelta(days=days, hours=hours)


def add_event(place, days=2, **fields):
    """Add an event of two hours to a place."""
    fields = {
        "starts_at": in_days(days),
        "ends_at": in_days(days, hours=2),
        "place": "二楼活动室",
        "summary": "来坐坐。",
    } | fields
    return add(child(place, "events"), EventPage, **fields)


def add_lecture(place, days=2, **fields):
    """Add a lecture of one hour to a place."""
    fields = {
        "starts_at": in_days(days),
        "ends_at": in_days(days, hours=1),
        "place": "一楼",
        "speaker": "林样例",
        "summary": "讲一件小事。",
    } | fields
    return add(child(place, "lectures"), LecturePage, **fields)


def add_service(place, slug="elders", **fields):
    """Add a service with one point to a place."""
    category, _made = ServiceCategory.objects.get_or_create(slug=slug, defaults={"name": slug})
    page = ServicePage(
        **(
            {
                "title": f"办事 {next(_numbers)}",
                "category": category,
                "summary": "窗口当场办。",
                "days": 5,
            }
            | fields
        )
    )
    page.points = [ServicePoint(name="一楼窗口", opening_hours="周一至周五 8:30–17:30")]
    return child(place, "services").add_child(instance=page)


def add_brand(place, **fields):
    """Add a brand to a place."""
    return add(child(place, "brands"), BrandPage, **({"motto": "一扇不关的门"} | fields))


def filled(model, **fields):
    """Return values for what a page type demands beyond its title."""
    category, _made = ServiceCategory.objects.get_or_create(slug="any", defaults={"name": "任意"})
    by_kind = {"DateTimeField": in_days(1), "DateField": clock.today(), "CharField": "样例"}
    for field in model._meta.local_fields:
        if field.name in fields or field.blank or field.has_default() or field.primary_key:
            continue
        if field.name == "category":
            fields["category"] = category
        elif field.get_internal_type() in by_kind:
            fields[field.name] = by_kind[field.get_internal_type()]
    if fields.get("ends_at"):
        fields["ends_at"] = fields["starts_at"] + timedelta(hours=2)
    return fields
