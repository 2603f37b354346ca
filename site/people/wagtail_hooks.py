"""What people adds to the Wagtail admin: people, posts, units and areas, in one menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from people.office.area_chooser import area_chooser
from people.office.areas import AreaViewSet
from people.office.persons import PersonViewSet
from people.office.posts import PostViewSet
from people.office.units import UnitViewSet
from people.permissions import Verb, may_somewhere


class PeopleMenuItem(MenuItem):
    """Shown to those who see any people."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether the person sees people anywhere."""
        return may_somewhere(request.user, Verb.SEE_MEMBERS)


class PeopleGroup(ViewSetGroup):
    """The menu of people."""

    menu_label = _("People and places")
    menu_icon = "group"
    menu_order = 250
    items = (
        type("PeopleScreens", (PersonViewSet,), {"menu_item_class": PeopleMenuItem}),
        PostViewSet,
        UnitViewSet,
        AreaViewSet,
    )


@hooks.register("register_admin_viewset")
def register_screens() -> list[ViewSet | ViewSetGroup]:
    """Bring the screens and the chooser of areas."""
    return [PeopleGroup(), area_chooser]


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Name what happens to posts and people in Wagtail's log."""
    actions.register_action("people.grant", _("Give a post"), _("Post given"))
    actions.register_action("people.end", _("End a post"), _("Post ended"))
    actions.register_action("people.erase", _("Erase a person"), _("Person erased at their wish"))
