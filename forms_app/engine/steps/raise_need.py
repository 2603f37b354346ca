"""A submission becomes a need that members can answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from forms_app.engine.answering import said
from forms_app.engine.definition import Definition, Purpose
from forms_app.engine.field_type import Context, Names, Value
from forms_app.engine.sentences import Unfit
from forms_app.engine.step import Facts, Settings, Stands, Step, Verdict, WaitsFor
from foundation.identifiers import national_mobile
from foundation.text import first_words

TITLE_LENGTH = 60
FROM_WORDS = 24
UNSAID = frozenset({"community", "consent"})


@dataclass(frozen=True, slots=True)
class NeedCommand:
    """The need that is to be raised; who to call stands apart from what is shown to members."""

    title: str
    what: str
    contact_name: str
    contact_phone: str


class RaiseNeed(Step):
    """Fills a need from the answers; nothing personal goes into what members read."""

    key = "raise_need"
    names = {"zh": "变成需求", "en": "Make it a need"}
    icon = "group"
    by_button = True
    button_help = {
        "zh": (
            "会按填写的内容做一份草稿，您看过以后别人才看得到。姓名和电话记作联系人，志愿者看不到。"
        ),
        "en": (
            "A draft is made from the answers; you look it over before anybody else sees it. "
            "Name and phone go in as the contact, hidden from members."
        ),
    }

    def decide(self, facts: Facts, settings: Settings, now: datetime) -> Verdict:
        del settings, now
        if facts.is_started:
            return Verdict()
        return Verdict(Stands.WAITING, waits_for=WaitsFor.BUTTON)

    def sentence(self, settings: Settings) -> Names:
        del settings
        return {
            "zh": "由工作人员看过，【变成需求】请志愿者帮忙",
            "en": "have a worker look it over and make it a need for volunteers",
        }

    def told(self, settings: Settings) -> Names:
        del settings
        return {"zh": "请志愿者来帮忙", "en": "Volunteers are asked to help"}

    def command(
        self, definition: Definition, values: Mapping[str, Value], context: Context
    ) -> NeedCommand:
        """Return the need that these answers come to."""

        def answer_for(purpose: str) -> str:
            field = definition.serving(purpose)
            return str(values.get(field.key, "")) if field else ""

        what = answer_for(Purpose.WHAT)
        more = [
            f"{entry.field.label}：{entry.words}"
            for entry in said(definition, values, context, revealed=False)
            if not entry.masked and not entry.field.purpose and entry.field.type not in UNSAID
        ]
        return NeedCommand(
            title=(answer_for(Purpose.TITLE) or first_words(what, FROM_WORDS) or definition.title)[
                :TITLE_LENGTH
            ],
            what="\n".join(filter(None, [what, *more])) or definition.title,
            contact_name=answer_for(Purpose.CONTACT_NAME),
            contact_phone=national_mobile(answer_for(Purpose.CONTACT_PHONE)),
        )

    def problems(
        self, definition: Definition, settings: Settings, *, in_community: bool
    ) -> Iterator[Unfit]:
        del settings
        if definition.serving(Purpose.WHAT) is None:
            yield Unfit("need_without_words")
        asked = any(field.type == "community" and field.required for field in definition.fields)
        if not (asked or in_community):
            yield Unfit("need_without_community")
