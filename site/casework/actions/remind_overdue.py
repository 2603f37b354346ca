"""The clock reminds of cases that should have been answered: once for each day they were due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from casework.actions.recording import Kind, record
from casework.actions.telling import tell_overdue
from casework.models import Case
from casework.permissions import may_handle_case
from forms_app.queries import holders_of_role
from foundation.clock import CITY_TIME
from people.models import Post, User

MOST_AT_ONCE = 200


def remind_overdue(*, now: datetime, most: int = MOST_AT_ONCE) -> int:
    """Remind of what is late, `most` at once; return of how many cases."""
    late = Case.objects.overdue(now.astimezone(CITY_TIME).date()).filter(reminded_at=None)
    found = list(late.order_by("due_on", "pk").values_list("pk", flat=True)[:most])
    return sum(_reminded(case_id, now) for case_id in found)


@transaction.atomic
def _reminded(case_id: int, now: datetime) -> bool:
    case = (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area", "assignee__wagtail_userprofile")
        .get(pk=case_id)
    )
    if case.reminded_at is not None or not case.is_overdue(now.astimezone(CITY_TIME).date()):
        return False
    case.reminded_at = now
    case.save(update_fields=["reminded_at"])
    tell_overdue(case, _responsible(case))
    record(case, Kind.REMINDED, receiver=case.assignee, at=now)
    return True


def _responsible(case: Case) -> Iterable[User]:
    """Return who took it, as long as their post reaches there; else who works in that area."""
    if case.assignee is not None and may_handle_case(case.assignee, case):
        return [case.assignee]
    for role in (Post.Role.COMMUNITY_WORKER, Post.Role.STREET_OFFICER):
        found = holders_of_role(role, case.area).select_related("wagtail_userprofile")
        if found:
            return found
    return []
