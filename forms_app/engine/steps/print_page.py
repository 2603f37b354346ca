"""A page is made ready to be printed: a template with the answers in its gaps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from forms_app.engine.definition import Definition
from forms_app.engine.field_type import Names, Option
from forms_app.engine.sentences import Unfit
from forms_app.engine.step import Facts, Settings, Step, Verdict
from forms_app.engine.templating import unknown_gaps

LONGEST_TITLE = 60
LONGEST_TEMPLATE = 5000


class PrintPage(Step):
    """From here on it can be printed by workers, and by the sender when the author says so."""

    key = "print_page"
    names = {"zh": "填一份打印件", "en": "Fill a page to print"}
    icon = "doc-full"
    options = (
        Option("title", "text", {"zh": "打印件的标题", "en": "Title of the page"}, default=""),
        Option(
            "template",
            "template",
            {
                "zh": "内容，用 {Q1}、{编号}、{日期}、{社区} 留空",
                "en": "Words, with gaps like {Q1}, {number}, {day}, {area}",
            },
            default="",
        ),
        Option(
            "for_sender",
            "flag",
            {"zh": "填表的人也能打印", "en": "The sender can print it too"},
            default=False,
        ),
    )
    read_by_sender = ("title",)
    example = {"title": "受理通知", "template": "编号 {number}，{day} 收到。", "for_sender": True}

    def decide(self, facts: Facts, settings: Settings, now: datetime) -> Verdict:
        del facts, settings, now
        return Verdict()

    def sentence(self, settings: Settings) -> Names:
        title = settings.get("title") or ""
        return {"zh": f"填好《{title}》", "en": f"fill “{title}” to be printed"}

    def told(self, settings: Settings) -> Names | None:
        if not settings.get("for_sender"):
            return None
        title = settings.get("title") or ""
        return {"zh": f"《{title}》可以打印了", "en": f"“{title}” is ready to be printed"}

    def problems(
        self, definition: Definition, settings: Settings, *, in_community: bool
    ) -> Iterator[Unfit]:
        del in_community
        title, template = settings.get("title") or "", settings.get("template") or ""
        if not 0 < len(title) <= LONGEST_TITLE or not 0 < len(template) <= LONGEST_TEMPLATE:
            yield Unfit("print_empty")
        for gap in unknown_gaps(template, definition):
            yield Unfit("print_gap", gap=gap)
