"""Somebody is told: who sent it, who takes care of it, or the holders of a post."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from forms_app.engine.commands import CARE, SENDER, Tell
from forms_app.engine.definition import Definition, Purpose
from forms_app.engine.field_type import Names, Option
from forms_app.engine.roles import AMONG_ROLES, ROLES
from forms_app.engine.sentences import Unfit
from forms_app.engine.step import Facts, Settings, Step, Verdict

PEOPLE = {
    SENDER: {"zh": "填表的人", "en": "the sender"},
    CARE: {"zh": "办理的同事", "en": "who takes care of it"},
    **ROLES,
}
LONGEST_WORDS = 60
WAYS = {"": {"zh": "", "en": ""}, "sms": {"zh": "用短信", "en": " by SMS"}} | {
    "email": {"zh": "用邮件", "en": " by e-mail"}
}


class Notify(Step):
    """Sends one message; colleagues get theirs by e-mail."""

    key = "notify"
    names = {"zh": "通知", "en": "Tell somebody"}
    icon = "mail"
    options = (
        Option(
            "to",
            "pick",
            {"zh": "通知谁", "en": "Whom"},
            default=SENDER,
            among=((SENDER, PEOPLE[SENDER]), (CARE, PEOPLE[CARE]), *AMONG_ROLES),
        ),
        Option(
            "by",
            "pick",
            {"zh": "怎么通知（空着就用填表时留下的）", "en": "How (empty: what they left)"},
            default="",
            among=(("sms", {"zh": "短信", "en": "SMS"}), ("email", {"zh": "邮件", "en": "e-mail"})),
        ),
        Option("words", "text", {"zh": "说什么", "en": "In which words"}, default=""),
    )
    read_by_sender = ("words",)
    example = {"to": SENDER, "by": "", "words": "我们已经收到，明天上午给您回电话。"}

    def decide(self, facts: Facts, settings: Settings, now: datetime) -> Verdict:
        del facts, now
        told = Tell(
            "tell", settings.get("to") or "", settings.get("words") or "", settings.get("by") or ""
        )
        return Verdict(commands=(told,))

    def sentence(self, settings: Settings) -> Names:
        who = PEOPLE.get(settings.get("to") or "", {"zh": "…", "en": "…"})
        way, words = WAYS.get(settings.get("by") or "", WAYS[""]), settings.get("words") or ""
        return {
            "zh": f"{way['zh']}通知【{who['zh']}】：“{words}”",
            "en": f"tell {who['en']}{way['en']}: “{words}”",
        }

    def problems(
        self, definition: Definition, settings: Settings, *, in_community: bool
    ) -> Iterator[Unfit]:
        del in_community
        words = settings.get("words") or ""
        if not 0 < len(words) <= LONGEST_WORDS:
            yield Unfit("notify_words", most=LONGEST_WORDS)
        if settings.get("to") not in PEOPLE:
            yield Unfit("step_role_unknown")
        if settings.get("to") == SENDER and not _reaches(definition, settings.get("by") or ""):
            yield Unfit("notify_unreachable")


def _reaches(definition: Definition, by: str) -> bool:
    has_phone = definition.serving(Purpose.CONTACT_PHONE) is not None
    has_mail = any(field.type == "email" for field in definition.fields)
    return {"sms": has_phone, "email": has_mail}.get(by, has_phone or has_mail)
