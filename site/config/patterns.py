"""The pattern page: every component of the public site with made-up content."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.html import format_html

from foundation import clock

STATIC = Path(settings.ROOT) / "static"
DAYS_IN_WEEK = 7


class AskForm(forms.Form):
    """A form with each kind of field, as a resident meets it."""

    name = forms.CharField(label="怎么称呼您", max_length=20)
    phone = forms.CharField(
        label="手机号",
        help_text="社区工作者会打这个号码和您约时间。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "tel"}),
    )
    kind = forms.ChoiceField(
        label="需要哪一类帮忙",
        choices=[("", "请选一项"), ("repair", "家里的小修小补"), ("walk", "陪同就医")],
    )
    when = forms.ChoiceField(
        label="什么时候方便",
        choices=[("am", "上午"), ("pm", "下午"), ("any", "都可以")],
        widget=forms.RadioSelect,
    )
    story = forms.CharField(label="简单说说情况", required=False, widget=forms.Textarea)
    agree = forms.BooleanField(label="我同意社区工作者看到以上内容")


def _icons() -> list[str]:
    return re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img" / "icons.svg").read_text("utf-8"))


def _colours() -> list[str]:
    return re.findall(r"--([\w-]+): light-dark", (STATIC / "css" / "tokens.css").read_text("utf-8"))


def _code() -> str:
    """Draw squares that look like a QR code and are none, from a fixed rule."""
    size = 25
    squares = "".join(
        f"M{x} {y}h1v1h-1z"
        for y in range(size)
        for x in range(size)
        if (x * x + 3 * x * y + y * y * 7) % 5 < 2
    )
    return format_html(
        '<svg viewBox="0 0 {0} {0}" aria-hidden="true"><path d="{1}"/></svg>', size, squares
    )


def _picture(name: str, css: str) -> str:
    return format_html(
        '<img class="{}" src="{}" alt="" width="600" height="400" loading="lazy" decoding="async">',
        css,
        static(f"pictures/{name}.svg"),
    )


def _month(today: date) -> list[list[dict[str, Any]]]:
    first = today.replace(day=1)
    start = first - timedelta(days=first.weekday())
    items = {
        3: [{"title": "书法入门", "url": "#", "tone": "done"}],
        7: [{"title": "清扫楼道", "url": "#"}, {"title": "老街夜谈", "url": "#", "tone": "due"}],
        16: [{"title": "义诊", "url": "#"}],
        24: [{"title": "四点半课堂", "url": "#", "tone": "done"}],
    }
    days = [start + timedelta(days=n) for n in range(5 * DAYS_IN_WEEK)]
    return [
        [
            {
                "date": day,
                "today": day == today,
                "outside": day.month != today.month,
                "items": items.get(day.day, []) if day.month == today.month else [],
            }
            for day in days[n : n + DAYS_IN_WEEK]
        ]
        for n in range(0, len(days), DAYS_IN_WEEK)
    ]


def _shapes() -> list[dict[str, Any]]:
    shapes = (
        ("槐荫里", "M40 60L190 30L230 150L150 210L50 180Z", 130, 125, 2, 6),
        ("东仓", "M190 30L370 50L390 160L300 200L230 150Z", 295, 115, 1, 3),
        ("望山", "M370 50L540 90L560 210L460 240L390 160Z", 465, 150, 3, 11),
        ("柳行头", "M50 180L150 210L180 340L90 380L30 290Z", 105, 285, None, 0),
        ("石桥", "M150 210L230 150L300 200L330 320L180 340Z", 240, 255, 2, 7),
        ("清河湾", "M300 200L390 160L460 240L440 350L330 320Z", 385, 260, 1, 2),
        ("砚池", "M460 240L560 210L580 340L440 350Z", 510, 290, 1, 4),
    )
    return [
        {
            "name": name,
            "short": name,
            "named": "phone",
            "path": path,
            "x": x,
            "y": y,
            "level": level,
            "count": count,
            "url": "#",
        }
        for name, path, x, y, level, count in shapes
    ]


def _doors() -> list[dict[str, str]]:
    return [
        {"label": label, "tab": tab, "icon": icon, "url": url, "current": current}
        for label, tab, icon, url, current in (
            ("首页", "首页", "home", "/", ""),
            ("新闻", "", "news", "#news", ""),
            ("活动", "", "calendar", "#events", ""),
            ("办事", "办事", "service", "#services", "true"),
            ("讲座", "", "lecture", "#lectures", ""),
            ("志愿服务", "志愿", "hand", "#volunteering", ""),
            ("社区", "附近", "community", "#communities", ""),
        )
    ]


def patterns(request: HttpRequest) -> HttpResponse:
    """Show every component once."""
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    morning = (now.astimezone(clock.CITY_TIME) + timedelta(days=2)).replace(hour=9)
    evening = (now.astimezone(clock.CITY_TIME) + timedelta(days=9)).replace(hour=19)
    wrong = AskForm({"name": "", "phone": "1390", "kind": "", "when": "am", "agree": "on"})
    wrong.add_error("phone", "手机号要有 11 位，现在只有 4 位。")
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    context = {
        "site_nav": _doors(),
        "footer_links": [{"label": "联系我们", "url": "#contact"}],
        "brand": {"name": "同心", "tagline": "邻里有事，近处有人"},
        "morning": morning,
        "morning_end": morning + timedelta(hours=2),
        "evening": evening,
        "evening_end": evening + timedelta(hours=1, minutes=30),
        "today": today,
        "picture": _picture("community-1", "card__picture"),
        "other_picture": _picture("event-repair", "card__picture"),
        "small_picture": _picture("event-repair", "item__picture"),
        "icons": _icons(),
        "colours": _colours(),
        "form": AskForm(),
        "wrong": wrong,
        "page_obj": Paginator(range(96), 8).page(4),
        "weeks": _month(today),
        "days": [
            {
                "date": monday + timedelta(days=n),
                "today": monday + timedelta(days=n) == today,
                "items": [{"title": "四点半课堂", "url": "#", "start": evening, "tone": "done"}]
                if n % 2
                else [],
            }
            for n in range(DAYS_IN_WEEK)
        ],
        "shapes": _shapes(),
        "home": {"x": 262, "y": 292},
        "distances": [55, 110, 165],
        "code": _code(),
        "reasons": ["离您家步行 9 分钟", "正好在您周六上午的空闲时间", "用得上您的电工特长"],
        "figures": [
            {"value": "1,284", "unit": "小时", "label": "今年邻里服务时长"},
            {"value": "362", "unit": "人", "label": "参加过服务的邻居"},
            {"value": "45", "unit": "项", "label": "一个窗口能办的事"},
            {"value": "9", "unit": "分钟", "label": "到最近服务点的平均步行时间"},
        ],
        "steps": [
            {"title": "说一说要办什么", "text": "在窗口说，或者在手机上选。记不清名称也没关系。"},
            {"title": "带上身份证和户口本", "text": "原件看过就还给您，不收复印件。"},
            {
                "title": "当场办，当场取",
                "text": "一般 15 分钟。遇到要核实的，三个工作日内打电话告诉您。",
            },
        ],
        "story": [
            {
                "title": "居民提出",
                "text": "三号楼二单元的扶手松了。",
                "when": now - timedelta(days=4),
                "state": "done",
            },
            {
                "title": "社区接下",
                "text": "网格员当天去看过，量了尺寸。",
                "when": now - timedelta(days=3),
                "state": "done",
            },
            {
                "title": "邻居报名",
                "text": "两位会焊接的邻居周六来修。",
                "when": now + timedelta(days=2),
                "state": "now",
            },
            {"title": "回访", "text": "修好一周后再问问用得怎么样。"},
        ],
        "answers": [
            {
                "title": "不会用手机怎么报名",
                "body": "到社区服务大厅说一声，工作人员当面替您登记。",
                "open": True,
            },
            {
                "title": "临时去不了怎么办",
                "body": "在「我的安排」里点「这次去不了」，位置会留给候补的邻居。",
            },
            {
                "title": "时长算错了找谁",
                "body": "服务结束七天内可以提出，由社区另一位工作人员核对。",
            },
        ],
        "facts": [
            {"label": "办理地点", "value": "石桥社区服务大厅 2 号窗口"},
            {"label": "开放时间", "value": "周一至周五 8:30–18:30，周六 9:00–12:00"},
            {"label": "费用", "value": "不收费"},
        ],
        "crumbs": [{"title": "首页", "url": "/"}, {"title": "办事", "url": "#"}],
        "tabs": [
            {"label": "即将开始", "url": "#", "current": True, "count": 6},
            {"label": "等我答复", "url": "#", "count": 2},
            {"label": "已完成", "url": "#", "count": 31},
        ],
        "legend": [
            {"level": 1, "label": "1–4 个岗位"},
            {"level": 2, "label": "5–8 个岗位"},
            {"level": 3, "label": "9 个以上"},
        ],
        "excerpt": format_html(
            "周六上午来学做<mark>{}</mark>服务登记，两小时，不需要基础。", "志愿"
        ),
    }
    return render(request, "patterns.html", context)
