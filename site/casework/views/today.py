"""On the admin's home: the cases that need me, what is due first on top."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component

from casework.queries.desk import cases_today
from casework.views.desk import due_for_list
from foundation import clock
from people.models import User
from people.permissions import Verb, may_somewhere


class CasesPanel(Component):
    """How many cases are late or nobody's, and the first of them."""

    name = "cases"
    template_name = "casework/today.html"
    order = 7

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        if not isinstance(user, User) or not may_somewhere(user, Verb.SEE_NEEDS):
            return {}
        found = cases_today(user, clock.today())
        return {"found": found, "rows": [(case, due_for_list(case)) for case in found.first]}
