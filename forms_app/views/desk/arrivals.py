"""On the admin's home: what people sent and nobody takes care of yet."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component

from forms_app.models import Submission
from forms_app.queries import inbox_of
from people.permissions import Verb, may_somewhere

ROWS = 5


class ArrivalsPanel(Component):
    """The forms that nobody takes care of yet: how many, and those that wait longest."""

    name = "form_arrivals"
    template_name = "forms_app/desk/arrivals_panel.html"
    order = 4

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        if not may_somewhere(user, Verb.SEE_NEEDS):
            return {}
        new = inbox_of(user).filter(state=Submission.State.RECEIVED, worker=None)
        waiting = new.count()
        oldest = list(new.order_by("created_at", "pk")[:ROWS]) if waiting else []
        return {"waiting": waiting, "oldest": oldest}
