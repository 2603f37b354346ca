"""What volunteering adds to the Wagtail admin: each desk brings its own addresses and menu."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from volunteering.views.match_runs import MatchingDesk
from volunteering.views.rosters import RosterDesk


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Name what happens to needs and shifts in Wagtail's log."""
    actions.register_action("volunteering.open", _("Open"), _("Opened"))
    actions.register_action("volunteering.close", _("Close"), _("Closed"))
    actions.register_action("volunteering.cancel", _("Cancel"), _("Cancelled"))


@hooks.register("register_admin_viewset")
def register_matching_desk() -> MatchingDesk:
    """Give organisers the desk on which a month is matched."""
    return MatchingDesk()


@hooks.register("register_admin_viewset")
def register_roster_desk() -> RosterDesk:
    """Give liaisons and organisers the desk on which rosters are imported."""
    return RosterDesk()
