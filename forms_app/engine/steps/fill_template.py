"""A page is typeset with the answers and kept as a PDF: a form, a receipt, a record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from forms_app.engine.commands import FillPage
from forms_app.engine.definition import Definition
from forms_app.engine.field_type import Names, Option
from forms_app.engine.sentences import Unfit
from forms_app.engine.step import Facts, Settings, Step, Verdict
from forms_app.engine.typeset_source import LAYOUTS, LONGEST, gaps_unknown, words_refused

LONGEST_TITLE = 60


class FillTemplate(Step):
    """The page is made soon afterwards, and kept sealed with the submission."""

    key = "fill_template"
    names = {"zh": "填一份 PDF", "en": "Fill a PDF"}
    icon = "doc-full-inverse"
    options = (
        Option("title", "text", {"zh": "这一页的标题", "en": "Title of the page"}, default=""),
        Option(
            "layout",
            "pick",
            {"zh": "版式", "en": "Layout"},
            "registration",
            tuple(LAYOUTS.items()),
        ),
        Option(
            "template",
            "template",
            {
                "zh": "自己写版式（Typst，留空就用上面选的），用 {Q1}、{编号}、{日期}、{社区} 留空",
                "en": "A layout of your own (Typst; empty for the above), gaps like {Q1}, {number}",
            },
            default="",
        ),
        Option(
            "personal",
            "flag",
            {"zh": "写出姓名、电话等个人信息", "en": "With names, phones and the like in full"},
            default=False,
        ),
        Option(
            "for_sender",
            "flag",
            {"zh": "填表的人也能拿到", "en": "The sender can have it too"},
            default=False,
        ),
    )
    read_by_sender = ("title",)
    example = {
        "title": "登记表",
        "layout": "registration",
        "template": "= 登记表\n编号 {number}：#rows.len() 项",
        "personal": False,
        "for_sender": True,
    }

    def decide(self, facts: Facts, settings: Settings, now: datetime) -> Verdict:
        del facts, settings, now
        return Verdict(commands=(FillPage("page"),))

    def sentence(self, settings: Settings) -> Names:
        title = settings.get("title") or ""
        return {"zh": f"填好 PDF《{title}》", "en": f"fill “{title}” as a PDF"}

    def told(self, settings: Settings) -> Names | None:
        if not settings.get("for_sender"):
            return None
        title = settings.get("title") or ""
        return {"zh": f"《{title}》可以下载了", "en": f"“{title}” can be downloaded"}

    def problems(
        self, definition: Definition, settings: Settings, *, in_community: bool
    ) -> Iterator[Unfit]:
        del in_community
        title, template = settings.get("title") or "", settings.get("template") or ""
        has_layout = bool(template) or settings.get("layout") in LAYOUTS
        if not 0 < len(title) <= LONGEST_TITLE or not has_layout or len(template) > LONGEST:
            yield Unfit("print_empty")
        for gap in gaps_unknown(template, definition):
            yield Unfit("print_gap", gap=gap)
        for word in words_refused(template):
            yield Unfit("print_word", word=word)
