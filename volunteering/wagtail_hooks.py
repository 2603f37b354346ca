"""What volunteering adds to the Wagtail admin: each desk brings its own addresses and menu."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from volunteering.views.desk.blocks import BlockDesk
from volunteering.views.desk.forms import need_area_chooser
from volunteering.views.desk.hours import HoursDesk
from volunteering.views.desk.needs import NeedDesk
from volunteering.views.desk.shifts import ShiftDesk
from volunteering.views.desk.standing import MENU_HOOK
from volunteering.views.desk.today import TodayPanel, UnitPanel
from volunteering.views.match_runs import MatchingDesk
from volunteering.views.rosters import RosterDesk


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Name what happens to needs and shifts in Wagtail's log."""
    actions.register_action("volunteering.open", _("Open"), _("Opened"))
    actions.register_action("volunteering.close", _("Close a shift"), _("Closed"))
    actions.register_action("volunteering.cancel", _("Cancel"), _("Cancelled"))
    actions.register_action("volunteering.block", _("Keep apart"), _("Kept apart"))
    actions.register_action("volunteering.block_kept", _("Let stand"), _("Let stand"))
    actions.register_action("volunteering.block_lifted", _("Lift"), _("Lifted"))


@hooks.register("register_admin_viewset")
def register_matching_desk() -> MatchingDesk:
    """Give organisers the desk on which a month is matched."""
    return MatchingDesk()


@hooks.register("register_admin_viewset")
def register_roster_desk() -> RosterDesk:
    """Give liaisons and organisers the desk on which rosters are imported."""
    return RosterDesk()


class VolunteeringMenu(ViewSetGroup):
    """The menu under which the desks stand; each puts itself there by `MENU_HOOK`."""

    menu_label = _("Volunteering")
    menu_name = "volunteering"
    menu_icon = "calendar-check"
    menu_order = 120
    submenu_hook = MENU_HOOK


@hooks.register("register_admin_viewset")
def register_desks() -> list[Any]:
    """Give workers their desks: shifts, needs, hours."""
    return [
        ShiftDesk(),
        NeedDesk(),
        HoursDesk(),
        BlockDesk(),
        VolunteeringMenu(),
        need_area_chooser,
    ]


@hooks.register("construct_homepage_panels")
def show_today_first(request: Any, panels: list[Any]) -> None:
    """Put what needs the worker today, and the liaison's unit, before everything else."""
    del request
    panels[:0] = [TodayPanel(), UnitPanel()]
