"""A worker keeps filters of the inbox under a name, for themselves or for an area's colleagues."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from forms_app.models import SavedView
from foundation.errors import Invalid, NotAllowed, NotFound
from people.models import User
from people.permissions import Verb, may
from territory.models import Area

LONGEST_NAME = 40
LONGEST_FILTER = 60
MOST_VIEWS = 30
FILTERS = ("q", "state", "form", "area", "care")
"""What of the address is kept, besides what was answered."""

ANSWER = "answer-"
"""Before the key of a question, in the name of a filter by its answers."""

MOST_ANSWERS = 12


def is_filter(name: str) -> bool:
    """Whether a name of the address says what the inbox shows."""
    return name in FILTERS or name.startswith(ANSWER)


@transaction.atomic
def keep_view(
    *, by: User, name: str, filters: Mapping[str, str], area: Area | None, now: datetime
) -> SavedView:
    """Keep it; the same name again changes it. With `area` its colleagues see it too.

    Raises `Invalid` without a name or with too many, `NotAllowed` for an area beyond one's posts.
    """
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(_("Please give it a name, in 40 characters at most."), code="view_name")
    if area is not None and not may(by, Verb.EDIT_NEEDS, area):
        raise NotAllowed(_("Your posts do not reach that area."), code="not_allowed")
    own = SavedView.objects.filter(owner=by)
    if own.exclude(name=name).count() >= MOST_VIEWS:
        raise Invalid(_("You have 30 views; please drop one first."), code="too_many_views")
    named = sorted(name for name in filters if name.startswith(ANSWER))[:MOST_ANSWERS]
    kept = {
        name[:LONGEST_FILTER]: filters[name][:LONGEST_FILTER]
        for name in (*FILTERS, *named)
        if filters.get(name)
    }
    view, _new = SavedView.objects.update_or_create(
        owner=by,
        name=name,
        defaults={"filters": kept, "area": area},
        create_defaults={"filters": kept, "area": area, "created_at": now},
    )
    return view


def drop_view(*, by: User, view_id: int) -> None:
    """Drop one's own; raises `NotFound`."""
    gone, _each = SavedView.objects.filter(pk=view_id, owner=by).delete()
    if not gone:
        raise NotFound(_("There is no such view."), code="no_such_view")
