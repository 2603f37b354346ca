"""Other systems are told that this point was reached, by the webhooks that an operator set up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from forms_app.engine.commands import Call
from forms_app.engine.definition import Definition
from forms_app.engine.field_type import Names, Option
from forms_app.engine.sentences import Unfit
from forms_app.engine.step import Facts, Settings, Step, Verdict

LONGEST_NAME = 40


class CallWebhook(Step):
    """Announces `form.step` with a name of the author's; never an answer, never a person."""

    key = "call_webhook"
    names = {"zh": "告诉别的系统", "en": "Tell other systems"}
    icon = "link-external"
    options = (
        Option(
            "name", "text", {"zh": "这一步叫什么", "en": "What to call this moment"}, default=""
        ),
    )
    example = {"name": "registered"}

    def decide(self, facts: Facts, settings: Settings, now: datetime) -> Verdict:
        del facts, now
        return Verdict(commands=(Call("call", settings.get("name") or ""),))

    def sentence(self, settings: Settings) -> Names:
        name = settings.get("name") or ""
        return {"zh": f"告诉别的系统：“{name}”", "en": f"tell other systems: “{name}”"}

    def problems(
        self, definition: Definition, settings: Settings, *, in_community: bool
    ) -> Iterator[Unfit]:
        del definition, in_community
        if not 0 < len(settings.get("name") or "") <= LONGEST_NAME:
            yield Unfit("webhook_name", most=LONGEST_NAME)
