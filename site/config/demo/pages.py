"""The pages of the demo: one home, eight communities, news, events, services, lectures, brands."""

from __future__ import annotations

from collections.abc import Collection as Days
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from wagtail.models import Collection, Page, Site

from cms.models import AreaPlace, BrandSettings, Picture, ServiceCategory
from cms.pages.brand import BrandLink, BrandPage
from cms.pages.brand_index import BrandIndexPage
from cms.pages.community import CommunityContact, CommunityPage
from cms.pages.community_index import CommunityIndexPage
from cms.pages.event import EventPage
from cms.pages.event_index import EventIndexPage
from cms.pages.gathering import Audience
from cms.pages.home import HomePage
from cms.pages.lecture import LecturePage
from cms.pages.lecture_schedule import LectureSchedulePage
from cms.pages.news_article import NewsArticlePage
from cms.pages.news_index import NewsIndexPage
from cms.pages.service import RelatedService, ServicePage, ServicePoint
from cms.pages.service_index import ServiceIndexPage
from cms.pages.standard import StandardPage
from config.demo.bodies import (
    body_of,
    figures,
    gallery,
    link,
    listed,
    prose,
    questions,
    questions_of,
    stored,
)
from config.demo.grids import DISTRICT
from config.demo.media import hang_pictures
from config.demo.texts import texts
from config.demo.world import World
from territory.models import Area

PHONE = "0531-55509000"
SERIES = {
    "party-class": LecturePage.Series.PARTY_LECTURE,
    "night-school": LecturePage.Series.NIGHT_SCHOOL,
    "four-thirty": LecturePage.Series.AFTER_SCHOOL,
    "health-talk": LecturePage.Series.HEALTH,
}
AUDIENCES: tuple[tuple[str, str], ...] = (
    ("家长", Audience.FAMILIES),
    ("家人", Audience.FAMILIES),
    ("全家", Audience.FAMILIES),
    ("党员", Audience.MEMBERS),
    ("学生", Audience.CHILDREN),
    ("年级", Audience.CHILDREN),
    ("孩子", Audience.CHILDREN),
    ("岁以上", Audience.ELDERLY),
    ("老人", Audience.ELDERLY),
    ("老年", Audience.ELDERLY),
    ("年轻", Audience.YOUTH),
    ("青年", Audience.YOUTH),
    ("上班", Audience.YOUTH),
    ("四十五岁", Audience.YOUTH),
)
"""What somebody says of whom something is for → the audience under which it is found."""


@dataclass(slots=True)
class Press:
    """What has been put up so far, to be linked to from what follows."""

    world: World
    home: HomePage
    pictures: dict[str, Picture] = field(default_factory=dict)
    communities: dict[str, CommunityPage] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    sections: dict[tuple[str, str], Page] = field(default_factory=dict)
    services: dict[str, ServicePage] = field(default_factory=dict)
    events: dict[str, EventPage] = field(default_factory=dict)
    count: int = 0

    def add(self, parent: Page, page: Any, picture: str = "") -> Any:
        """Put `page` below `parent` with its lead picture, if that is drawn; return it."""
        page.lead_picture = self.pictures.get(picture)
        parent.add_child(instance=page)
        self.count += 1
        return page


def put_up_pages(world: World) -> str:
    """Make the whole site; what stands there before (Wagtail's welcome) goes."""
    press = Press(world=world, home=_open_site())
    areas = {area.code: area for area in Area.objects.exclude(level=Area.Level.GRID)}
    _settle(press, areas)
    _fill_home(press)
    _write_services(press)
    _write_news(press)
    _write_events(press)
    _write_lectures(press)
    _write_brands(press)
    _write_standard_pages(press)
    _write_doors(press)
    return f"{press.count} 个页面，{len(press.pictures)} 幅图"


def _open_site() -> HomePage:
    root = Page.get_first_root_node()
    before = list(root.get_children().values_list("pk", flat=True))
    home = HomePage(
        title="同心",
        slug="tongxin",
        summary="同心是社区和邻居之间的一座桥：谁能帮、谁需要、什么时候、离得多远，一看便知。",
        greeting="邻里有事\n近处有人",
        introduction="查办事、找活动、搭把手，都从这里开始。",
    )
    root.add_child(instance=home)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname, site.port, site.site_name, site.root_page = "localhost", 80, "同心", home
    site.save()
    for pk in before:
        Page.objects.get(pk=pk).delete()
    home.refresh_from_db()
    BrandSettings.objects.update_or_create(
        site=site,
        defaults={
            "phone": PHONE,
            "footer_text": "演示站点：人名、电话、故事都是为演示编写的，地图上的边界只是示意。",
        },
    )
    return home


def _settle(press: Press, areas: dict[str, Area]) -> None:
    """Give the district and the communities their places on the site and their media."""
    root = Collection.get_first_root_node()
    district = areas[DISTRICT] if press.world.scale.key != "city" else areas[DISTRICT[:4]]
    common = root.add_child(name=district.short_name)
    AreaPlace.objects.create(area=district, page=press.home, collection=common)
    rows = texts("communities")
    corners = {row["key"]: common.add_child(name=row["name"]) for row in rows}
    press.pictures = hang_pictures({row["picture"]: corners[row["key"]] for row in rows}, common)
    index = press.add(
        press.home,
        CommunityIndexPage(
            title="社区",
            slug="communities",
            summary="先找到您住的社区，再看那里的人、活动和需要。",
            show_in_menus=True,
        ),
    )
    press.sections["", CommunityIndexPage.kind] = index
    for row in rows:
        area = areas[row["code"]]
        page = press.add(index, _community(row, area), row["picture"])
        press.communities[row["key"]], press.areas[row["key"]] = page, area
        AreaPlace.objects.create(area=area, page=page, collection=corners[row["key"]])
        for section, title, summary in (
            (NewsIndexPage, "新闻", f"{row['name']}最近的事。"),
            (EventIndexPage, "活动", f"{row['name']}接下来可以来的活动。"),
            (BrandIndexPage, "品牌", f"{row['name']}做成了的一件事。"),
        ):
            press.sections[row["key"], section.kind] = press.add(
                page, section(title=title, slug=section.kind.partition("_")[0], summary=summary)
            )


def _community(row: dict[str, Any], area: Area) -> CommunityPage:
    hours = row["hours"]
    page = CommunityPage(
        title=row["name"],
        slug=row["key"],
        summary=row["tagline"],
        area=area,
        address=f"{row['street']} · {hours['place']}",
        phone=row["people"][-1]["phone"],
        opening_hours=f"工作日 {hours['weekday']}",
        late_opening=hours["late"],
        body=stored(
            [
                prose(row["introduction"]),
                figures(row["figures"], source="社区自己数的，演示数字"),
                (
                    "map",
                    {
                        "place": f"{row['name']}党群服务中心",
                        "address": f"历城区{row['street']}",
                        "directions": hours["place"],
                        "longitude": area.longitude,
                        "latitude": area.latitude,
                    },
                ),
            ]
        ),
    )
    page.contacts = [
        CommunityContact(
            name=one["name"],
            role=f"{one['role']} · {one['note']}"[:40],
            phone=one["phone"],
            sort_order=number,
        )
        for number, one in enumerate(row["people"])
    ]
    return page


def _fill_home(press: Press) -> None:
    """Put the sections of the whole district below the home page."""
    for section, slug, title, summary in (
        (NewsIndexPage, "news", "新闻", "各个社区最近的事，写给住在这里的人看。"),
        (EventIndexPage, "events", "活动", "这几周可以去的活动，多数不用报名。"),
        (ServiceIndexPage, "services", "办事指南", "六类四十五项，材料、步骤、时限都写清楚。"),
        (LectureSchedulePage, "lectures", "课程与讲座", "党课、夜校、四点半课堂和健康讲座。"),
        (BrandIndexPage, "brands", "社区品牌", "几个社区做成了的事，和它们怎样做成。"),
    ):
        press.sections["", section.kind] = press.add(
            press.home, section(title=title, slug=slug, summary=summary, show_in_menus=True)
        )


def _write_services(press: Press) -> None:
    written = texts("services")
    categories = {}
    pictures = {}
    for order, row in enumerate(written["categories"], 1):
        categories[row["key"]] = ServiceCategory.objects.create(
            name=row["title"],
            slug=row["key"],
            hint=row["summary"],
            icon=row["icon"],
            sort_order=order,
        )
        pictures[row["key"]] = row["picture"]
    index = press.sections["", ServiceIndexPage.kind]
    checked = press.world.today - timedelta(days=20)
    for row in written["items"]:
        page = _service(row, categories[row["category"]], checked)
        press.services[row["key"]] = press.add(index, page, pictures[row["category"]])
    RelatedService.objects.bulk_create(
        RelatedService(
            page=press.services[row["key"]], target=press.services[key], sort_order=order
        )
        for row in written["items"]
        for order, key in enumerate(row["related"])
    )


def _service(row: dict[str, Any], category: ServiceCategory, checked: date) -> ServicePage:
    steps = {"steps": [{"title": one["title"], "text": one["text"]} for one in row["steps"]]}
    page = ServicePage(
        title=row["title"],
        slug=row["key"],
        summary=row["summary"],
        category=category,
        also_called=" ".join(row["also_called"]),
        audience=row["audience"],
        conditions=listed(row["conditions"]),
        materials=stored(
            (
                "material",
                {
                    "name": one["name"],
                    "form": one["kind"],
                    "count": one["count"],
                    "required": "需要" not in one["note"] and "就带" not in one["note"],
                    "note": one["note"],
                    "sample": None,
                },
            )
            for one in row["materials"]
        ),
        steps=stored([("steps", steps)]),
        days=row["days"],
        legal_days=row["legal_days"],
        fee=row["fee"],
        at_home=row["at_home"],
        by_proxy=row["by_proxy"],
        questions=stored([questions(row["questions"])] if row["questions"] else []),
        reviewed_on=checked,
    )
    page.points = [
        ServicePoint(
            name=row["place"],
            opening_hours=row["hours"]["weekday"],
            late_opening=row["hours"]["late"],
            phone=row["phone"],
        )
    ]
    return page


def _write_news(press: Press) -> None:
    for number, row in enumerate(texts("news")):
        day = press.world.today + timedelta(days=row["offset_days"])
        page = NewsArticlePage(
            title=row["title"],
            summary=row["summary"],
            date=day,
            sort=row["sort"],
            first_published_at=press.world.at(day, 9 * 60 + number),
            body=stored(body_of(row["body"])),
        )
        press.add(press.sections[row["community"], NewsIndexPage.kind], page, row["picture"])


def _write_events(press: Press) -> None:
    for row in texts("events"):
        community = press.communities[row["community"]]
        starts_at = _moment(press.world, row, row["weekdays"], press.world.today)
        page = EventPage(
            title=row["title"],
            summary=row["summary"],
            organiser=community.title,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=row["minutes"]),
            place=row["place"],
            address=community.address,
            longitude=press.areas[row["community"]].longitude,
            latitude=press.areas[row["community"]].latitude,
            audience=_audience(row["audience"]),
            audience_note=row["audience"],
            seats=row["seats"],
            sign_up=f"直接来，或打电话给{row['contact']}留个位子。",
            phone=community.phone,
            body=stored(body_of(row["body"])),
        )
        parent = press.sections[row["community"], EventIndexPage.kind]
        press.events[row["title"]] = press.add(parent, page, row["picture"])


def _write_lectures(press: Press) -> None:
    parent = press.sections["", LectureSchedulePage.kind]
    monday = press.world.today - timedelta(days=press.world.today.weekday())
    for schedule in texts("lectures"):
        for row in schedule["lectures"]:
            starts_at = _moment(press.world, row, schedule["weekdays"], monday)
            page = LecturePage(
                title=row["title"],
                summary=row["summary"],
                series=SERIES[schedule["key"]],
                speaker=row["speaker"],
                speaker_about=row["speaker_role"],
                teaching_point=row["teaching_point"],
                place=row["teaching_point"],
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=row["minutes"]),
                audience=_audience(row["audience"]),
                audience_note=row["audience"],
                seats=row["seats"],
                sign_up="直接来就行，坐满为止。",
                phone=PHONE,
                body=stored([prose([schedule["summary"], "需要的材料现场都有，您带上问题就好。"])]),
            )
            press.add(parent, page, schedule["picture"])


def _moment(world: World, row: dict[str, Any], weekdays: Days[int], origin: date) -> datetime:
    """Return when something written for so many days from `origin` takes place.

    It moves to the nearest of its weekdays, what lies ahead forwards and what is over backwards.
    """
    day = origin + timedelta(days=row["offset_days"])
    step = timedelta(days=1 if row["offset_days"] > 0 else -1)
    while day.weekday() not in weekdays:
        day += step
    hour, minute = map(int, row["start"].split(":"))
    return world.at(day, hour * 60 + minute)


def _audience(words: str) -> str:
    return next((found for word, found in AUDIENCES if word in words), Audience.EVERYONE)


def _write_brands(press: Press) -> None:
    for row in texts("brands"):
        shown = [press.pictures[key] for key in row["gallery"] if key in press.pictures]
        page = BrandPage(
            title=row["name"],
            summary=row["summary"],
            motto=row["tagline"],
            level=BrandPage.Level.COMMUNITY,
            since=press.world.today.year - 3,
            body=stored([prose(row["story"])]),
            figures=stored([figures(row["figures"])]),
            gallery=stored([gallery(shown)] if len(shown) > 1 else []),
        )
        targets = [press.events[title] for title in row["events"]]
        targets += [press.services[key] for key in row["services"]]
        page.links = [
            BrandLink(target=target, sort_order=order) for order, target in enumerate(targets)
        ]
        press.add(press.sections[row["community"], BrandIndexPage.kind], page, row["picture"])


def _write_standard_pages(press: Press) -> None:
    for row in texts("pages"):
        as_questions = row["key"] == "help"
        body = [questions_of(row["body"])] if as_questions else body_of(row["body"])
        page = StandardPage(
            title=row["title"],
            slug=row["key"],
            summary=row["summary"],
            body=stored(body),
            show_in_menus=True,
        )
        press.add(press.home, page, row["picture"])


def _write_doors(press: Press) -> None:
    """Give the home page its doors and its picture, now that they lead somewhere."""
    doors = [
        ("service", "材料、步骤、时限", "我要办事", press.sections["", ServiceIndexPage.kind]),
        ("hand", "填空闲，等推荐", "我想帮忙", None),
        ("calendar", "这几周可以去的", "看看活动", press.sections["", EventIndexPage.kind]),
        ("heart", "修灯、陪诊、跑腿", "请人帮忙", None),
        (
            "community",
            "找谁、几点开门",
            "我的社区",
            press.sections["", CommunityIndexPage.kind],
        ),
        ("phone", "不会用手机也能办", "打个电话", None),
    ]
    addresses = {
        "hand": "/shifts/",
        "heart": "/forms/ask-for-help/",
        "phone": f"tel:{PHONE.replace('-', '')}",
    }
    home: Any = press.home
    home.doors = stored(
        (
            "door",
            {
                "icon": icon,
                "hint": hint,
                "link": link(
                    label, page=page.pk if page else None, address=addresses.get(icon, "")
                ),
            },
        )
        for icon, hint, label, page in doors
    )
    home.lead_picture = press.pictures.get("home-hero")
    home.save()
