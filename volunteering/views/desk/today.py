"""The first things on the admin's home: what needs me today, and how my unit stands."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.components import Component

from foundation import clock
from people.models import User
from people.permissions import Verb, may_somewhere
from volunteering.queries.desk import today_of
from volunteering.queries.units import units_at_a_glance


class TodayPanel(Component):
    """Shifts of today, hours that wait with their due day, places that are still free."""

    name = "today"
    template_name = "volunteering/desk/today.html"
    order = 5

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        if not isinstance(user, User) or not may_somewhere(user, Verb.SEE_NEEDS):
            return {}
        now = clock.now()
        return {"today": today_of(user, now=now), "day": clock.today(), "user": user}


class UnitPanel(Component):
    """How many of a liaison's unit are in, and the way to the next roster."""

    name = "unit"
    template_name = "volunteering/desk/units.html"
    order = 6

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"units": units_at_a_glance(user)} if isinstance(user, User) else {}
