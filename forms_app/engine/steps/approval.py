"""Somebody has to agree: one post, or several one after another; a refusal ends it with a word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from forms_app.engine.commands import SENDER, SetState, Tell
from forms_app.engine.definition import Definition
from forms_app.engine.field_type import Names, Option
from forms_app.engine.roles import AMONG_ROLES, ROLES, due_after
from forms_app.engine.sentences import Unfit
from forms_app.engine.step import Facts, Settings, Stands, Step, Verdict, WaitsFor

MOST_LEVELS = 5
CLOSED = "closed"


class Approval(Step):
    """Asks the holders of a post in the area, level by level, and reminds them when it is due."""

    key = "approval"
    names = {"zh": "请人同意", "en": "Ask for approval"}
    icon = "check"
    options = (
        Option(
            "roles",
            "picks",
            {"zh": "依次请谁同意", "en": "Who has to agree, one after another"},
            among=AMONG_ROLES,
        ),
        Option(
            "days", "whole", {"zh": "每一级几个工作日", "en": "Working days for each"}, default=3
        ),
    )
    example = {"roles": ["community_worker", "street_officer"], "days": 3}

    def decide(self, facts: Facts, settings: Settings, now: datetime) -> Verdict:
        roles = [role for role in settings.get("roles") or () if role in ROLES]
        refused = next((ruling for ruling in facts.rulings if not ruling.agrees), None)
        if refused is not None:
            closing = SetState("refused", CLOSED, refused.words)
            telling = Tell("tell_refused", SENDER, topic="refused", words=refused.words)
            return Verdict(Stands.STOPPED, (closing, telling))
        level = len(facts.rulings)
        if level >= len(roles):
            return Verdict()
        since = facts.rulings[-1].at if facts.rulings else facts.reached_at
        due = due_after(since, settings.get("days") or 0)
        role = roles[level]
        commands = [Tell(f"asked:{level}", role, topic="approval_asked")]
        if due is not None and now >= due:
            commands.append(Tell(f"due:{level}", role, topic="approval_due"))
        return Verdict(
            Stands.WAITING,
            tuple(commands),
            WaitsFor.APPROVAL,
            wakes_at=due if due is not None and now < due else None,
            due_at=due,
            role=role,
            level=level,
        )

    def sentence(self, settings: Settings) -> Names:
        roles = [ROLES[role] for role in settings.get("roles") or () if role in ROLES]
        days = settings.get("days") or 0
        each_zh, each_en = ("每一级", " each") if len(roles) > 1 else ("", "")
        return {
            "zh": f"请【{'】、【'.join(role['zh'] for role in roles)}】同意"
            + (f"（{each_zh}{days} 个工作日内）" if days else ""),
            "en": f"ask {', then '.join(role['en'] for role in roles)} to agree"
            + (f" (within {days} working days{each_en})" if days else ""),
        }

    def told(self, settings: Settings) -> Names:
        roles = [ROLES[role] for role in settings.get("roles") or () if role in ROLES]
        return {
            "zh": f"{'、'.join(role['zh'] for role in roles)}审核",
            "en": f"Looked at by {', '.join(role['en'] for role in roles)}",
        }

    def problems(
        self, definition: Definition, settings: Settings, *, in_community: bool
    ) -> Iterator[Unfit]:
        del definition, in_community
        roles = settings.get("roles") or ()
        if not 0 < len(roles) <= MOST_LEVELS:
            yield Unfit("approval_levels", most=MOST_LEVELS)
        elif not set(roles) <= ROLES.keys():
            yield Unfit("step_role_unknown")
