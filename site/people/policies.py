"""Which Wagtail policy guards which model of people and territory."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet

from people.models import Post, Unit, User
from people.permissions import Verb, holders_of
from people.scoped_policy import ScopedPolicy
from territory.models import Area


def policies() -> list[tuple[type[Model], ScopedPolicy]]:
    """Return the models that staff reach in the office, and what each action there asks for.

    Users are not among them: Wagtail's own user screens are the operator's alone, because who may
    change a user there can make themselves an operator.
    """
    return [
        (
            Unit,
            ScopedPolicy(
                Unit,
                verbs={
                    "view": Verb.SEE_MEMBERS,
                    "add": Verb.EDIT_UNITS,
                    "change": Verb.EDIT_UNITS,
                },
                area_paths=["area__path"],
                unit="pk",
            ),
        ),
        (
            Post,
            ScopedPolicy(
                Post,
                verbs={
                    "view": Verb.GRANT_POSTS,
                    "add": Verb.GRANT_POSTS,
                    "change": Verb.GRANT_POSTS,
                },
                area_paths=["area__path", "unit__area__path"],
            ),
        ),
        (
            Area,
            ScopedPolicy(
                Area,
                verbs={"view": Verb.ENTER_OFFICE, "change": Verb.EDIT_AREAS},
                area_paths=["path"],
            ),
        ),
    ]


def token_owners(current_user: Any) -> QuerySet[User]:
    """Return the users for whom `current_user` may make API tokens: staff alone.

    The operator may for all who enter the office, everybody else for themselves.
    """
    staff = holders_of(Verb.ENTER_OFFICE)
    if isinstance(current_user, User) and current_user.is_superuser:
        return staff
    return staff.filter(pk=current_user.pk)
