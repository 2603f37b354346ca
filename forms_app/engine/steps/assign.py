"""It is given to a colleague of a post, the one who has the fewest open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from forms_app.engine.commands import CARE, Assign, Tell
from forms_app.engine.definition import Definition
from forms_app.engine.field_type import Names, Option
from forms_app.engine.roles import AMONG_ROLES, ROLES
from forms_app.engine.sentences import Unfit
from forms_app.engine.step import Facts, Settings, Step, Verdict


class AssignTo(Step):
    """Gives it to one person, and tells them."""

    key = "assign"
    names = {"zh": "分给同事", "en": "Give it to a colleague"}
    icon = "user"
    options = (
        Option(
            "role",
            "pick",
            {"zh": "分给哪个岗位", "en": "Which post"},
            default="community_worker",
            among=AMONG_ROLES,
        ),
    )
    example = {"role": "community_worker"}

    def decide(self, facts: Facts, settings: Settings, now: datetime) -> Verdict:
        del facts, now
        told = Tell("tell_assigned", CARE, topic="assigned")
        return Verdict(commands=(Assign("assign", settings.get("role") or ""), told))

    def sentence(self, settings: Settings) -> Names:
        role = ROLES.get(settings.get("role") or "", {"zh": "…", "en": "…"})
        return {"zh": f"分给【{role['zh']}】", "en": f"give it to {role['en']}"}

    def told(self, settings: Settings) -> Names:
        role = ROLES.get(settings.get("role") or "", {"zh": "工作人员", "en": "a worker"})
        return {"zh": f"交给{role['zh']}办理", "en": f"With {role['en']}"}

    def problems(
        self, definition: Definition, settings: Settings, *, in_community: bool
    ) -> Iterator[Unfit]:
        del definition, in_community
        if settings.get("role") not in ROLES:
            yield Unfit("step_role_unknown")
