"""A submission becomes a case that somebody answers for until it is settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from forms_app.engine.answering import Said, said
from forms_app.engine.definition import Definition, Field, Purpose
from forms_app.engine.field_type import Context, Names, Option, Value
from forms_app.engine.sentences import Unfit
from forms_app.engine.step import Facts, Settings, Stands, Step, Verdict, WaitsFor
from forms_app.engine.templating import filled, gap_meant, gaps
from foundation.identifiers import national_mobile
from foundation.text import first_words

TITLE_LENGTH = 60
FROM_WORDS = 24
LONGEST_KIND = 20
LONGEST_PATTERN = 200
USUAL_DAYS = 5
MOST_DAYS = 90
UNSAID = frozenset({"community", "consent", "statement"})
"""Types whose answers say nothing of the matter itself."""
WHERE = "address"
TITLE_OF_FORM = "title"


@dataclass(frozen=True, slots=True)
class CaseCommand:
    """The case that is to be opened; whom to call, and where they live, stand apart from it.

    `days` are the working days within which it is to be answered.
    """

    kind: str
    title: str
    what: str
    days: int
    contact_name: str
    contact_phone: str
    contact_address: str


class OpenCase(Step):
    """Opens a case from the answers; what is personal goes nowhere but into the contact."""

    key = "open_case"
    names = {"zh": "登记办件", "en": "Open a case"}
    icon = "folder-open-inverse"
    by_button = True
    button_help = {
        "zh": (
            "会按填写的内容登记一个办件：有编号、有人负责、到期提醒。"
            "姓名、电话和住址加密保存，查看要写原因。"
        ),
        "en": (
            "A case is opened from the answers: with a number, somebody who answers for it and a "
            "day. Name, phone and address are kept sealed; whoever looks says why."
        ),
    }
    options = (
        Option(
            "kind",
            "text",
            {
                "zh": "是哪一类的事；空着就用表单的名字",
                "en": "What kind of matter; empty for the name of the form",
            },
            default="",
        ),
        Option(
            "title",
            "template",
            {
                "zh": "标题，可以用 {Q1} 取答案；空着就取第一句话",
                "en": "Title, with answers as {Q1}; empty for the first words",
            },
            default="",
        ),
        Option(
            "days",
            "whole",
            {"zh": "几个工作日内答复", "en": "Answered within so many working days"},
            default=USUAL_DAYS,
        ),
    )
    example = {"kind": "报修", "title": "{title}：楼道", "days": 3}

    def decide(self, facts: Facts, settings: Settings, now: datetime) -> Verdict:
        del settings, now
        if facts.is_started:
            return Verdict()
        return Verdict(Stands.WAITING, waits_for=WaitsFor.BUTTON)

    def sentence(self, settings: Settings) -> Names:
        kind, days = settings.get("kind") or "", settings.get("days") or 0
        named = {"zh": f"“{kind}”", "en": f" of “{kind}”"} if kind else {"zh": "", "en": ""}
        return {
            "zh": f"由工作人员看过，【登记办件】{named['zh']}，{days} 个工作日内答复",
            "en": (
                f"have a worker look it over and open a case{named['en']}, "
                f"to be answered within {days} working days"
            ),
        }

    def told(self, settings: Settings) -> Names:
        del settings
        return {"zh": "登记，交给专人办", "en": "It is put on record, and somebody takes care"}

    def command(
        self, definition: Definition, values: Mapping[str, Value], context: Context
    ) -> CaseCommand:
        """Return the case that these answers come to."""
        settings = _settings_in(definition)
        rows = said(definition, values, context, revealed=False)

        def answer_for(purpose: str, kind: str = "") -> str:
            field = definition.serving(purpose) or _first_of(definition, kind)
            return str(values.get(field.key, "")) if field else ""

        asked = answer_for(Purpose.WHAT)
        pattern = settings.get("title") or ""
        known = {TITLE_OF_FORM: definition.title}
        entitled = filled(pattern, definition, values, context, known, revealed=False).strip()
        first = first_words(asked or _written(rows), FROM_WORDS)
        what = [asked, *(_line(row) for row in rows if _tells(row))]
        return CaseCommand(
            kind=((settings.get("kind") or "").strip() or definition.title)[:LONGEST_KIND],
            title=(entitled or answer_for(Purpose.TITLE) or first or definition.title)[
                :TITLE_LENGTH
            ],
            what="\n".join(filter(None, what)) or definition.title,
            days=settings.get("days") or USUAL_DAYS,
            contact_name=answer_for(Purpose.CONTACT_NAME, "person_name"),
            contact_phone=national_mobile(answer_for(Purpose.CONTACT_PHONE, "phone")),
            contact_address=_address(definition, values, context),
        )

    def problems(
        self, definition: Definition, settings: Settings, *, in_community: bool
    ) -> Iterator[Unfit]:
        del in_community
        if len(settings.get("kind") or "") > LONGEST_KIND:
            yield Unfit("case_kind", most=LONGEST_KIND)
        if not 0 < (settings.get("days") or 0) <= MOST_DAYS:
            yield Unfit("case_days", most=MOST_DAYS)
        pattern = settings.get("title") or ""
        if len(pattern) > LONGEST_PATTERN:
            yield Unfit("case_title", most=LONGEST_PATTERN)
        for gap in gaps(pattern):
            meant = gap_meant(gap, definition) or ""
            if not (meant == TITLE_OF_FORM or meant.startswith("@")):
                yield Unfit("case_gap", gap=gap)


def _settings_in(definition: Definition) -> Settings:
    """Return how the form settles this step; nothing for a form that only starts it."""
    planned = (one.settings for one in definition.after if one.step == OpenCase.key)
    return next(planned, {})


def _first_of(definition: Definition, kind: str) -> Field | None:
    return next((field for field in definition.fields if field.type == kind), None)


def _tells(row: Said) -> bool:
    return not row.masked and not row.field.purpose and row.field.type not in UNSAID


def _line(row: Said) -> str:
    return f"{row.field.label}：{row.words}"


def _written(rows: list[Said]) -> str:
    """Return what was written freely first; a choice says too little to be known by."""
    written = (row.words for row in rows if _tells(row) and row.field.type.endswith("_text"))
    return next(written, "")


def _address(definition: Definition, values: Mapping[str, Value], context: Context) -> str:
    rows = said(definition, values, context, revealed=True)
    return next((row.words for row in rows if row.field.type == WHERE), "")
