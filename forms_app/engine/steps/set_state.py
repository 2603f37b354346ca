"""The state is set: under way, or settled with a reply that the sender reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from forms_app.engine.commands import SetState
from forms_app.engine.definition import Definition
from forms_app.engine.field_type import Names, Option
from forms_app.engine.sentences import Unfit
from forms_app.engine.step import Facts, Settings, Step, Verdict

STATES = {
    "under_way": {"zh": "办理中", "en": "under way"},
    "closed": {"zh": "已办结", "en": "settled"},
}
LONGEST_REPLY = 300


class SetTheState(Step):
    """Puts it under way, or closes it."""

    key = "set_state"
    names = {"zh": "改状态", "en": "Set the state"}
    icon = "tag"
    options = (
        Option(
            "state",
            "pick",
            {"zh": "改成", "en": "To"},
            default="under_way",
            among=tuple(STATES.items()),
        ),
        Option("reply", "text", {"zh": "办结时的答复", "en": "Reply when settled"}, default=""),
    )
    read_by_sender = ("reply",)
    example = {"state": "closed", "reply": "已经登记好了。"}

    def decide(self, facts: Facts, settings: Settings, now: datetime) -> Verdict:
        del facts, now
        state = settings.get("state") or ""
        reply = settings.get("reply") or ""
        return Verdict(commands=(SetState("state", state, reply if state == "closed" else ""),))

    def sentence(self, settings: Settings) -> Names:
        state = STATES.get(settings.get("state") or "", {"zh": "…", "en": "…"})
        reply = settings.get("reply") or ""
        if settings.get("state") == "closed":
            return {"zh": f"办结，答复“{reply}”", "en": f"settle it with the reply “{reply}”"}
        return {"zh": f"状态改成【{state['zh']}】", "en": f"set the state to {state['en']}"}

    def problems(
        self, definition: Definition, settings: Settings, *, in_community: bool
    ) -> Iterator[Unfit]:
        del definition, in_community
        if settings.get("state") not in STATES:
            yield Unfit("set_state_unknown")
        reply = settings.get("reply") or ""
        if settings.get("state") == "closed" and not 0 < len(reply) <= LONGEST_REPLY:
            yield Unfit("set_state_reply", most=LONGEST_REPLY)
