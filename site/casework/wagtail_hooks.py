"""What casework adds to the Wagtail admin: the desk of cases and the names of its log."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from casework.views.desk import CaseDesk
from casework.views.forms import case_area_chooser
from casework.views.today import CasesPanel


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Name what happens to cases in Wagtail's log."""
    actions.register_action("casework.open", _("Open a case"), _("Case opened"))
    actions.register_action("casework.close", _("Settle a case"), _("Case settled"))
    actions.register_action("casework.reopen", _("Take a case up again"), _("Case taken up again"))


@hooks.register("register_admin_viewset")
def register_desk() -> list[Any]:
    """Give workers the desk of cases."""
    return [CaseDesk(), case_area_chooser]


@hooks.register("construct_homepage_panels")
def show_cases(request: Any, panels: list[Any]) -> None:
    """Put the cases that need the worker on the home page."""
    del request
    panels.append(CasesPanel())
