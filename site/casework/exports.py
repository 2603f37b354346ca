"""What casework keeps of a person, offered to the page of their own account."""

from __future__ import annotations

from typing import Any

from casework.queries.own import cases_of
from people.models import User


def own_data(user: User) -> dict[str, Any]:
    """Return the cases that came from what `user` sent while signed in."""
    found = [
        {
            "number": case.number,
            "from_form": case.source_reference,
            "area": str(case.area),
            "kind": case.kind,
            "title": case.title,
            "what": case.what,
            "contact": [case.contact_name, case.contact_phone, case.contact_address],
            "state": case.state,
            "opened_at": case.opened_at,
            "due_on": case.due_on,
            "closed_at": case.closed_at,
            "outcome": case.outcome,
        }
        for case in cases_of(user).select_related("area")
    ]
    return {"cases": found} if found else {}
