"""What every page of the desk needs: who asks, refusals in words, the way home."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from foundation.errors import NotFound, Refused
from people.models import User
from people.permissions import Verb, may_somewhere

MENU_HOOK = "register_volunteering_menu_item"
"""Desks of this package put their menu item here."""


def worker(request: HttpRequest, verb: Verb) -> User:
    """Return who asks; raises `PermissionDenied` when their posts allow `verb` nowhere."""
    user = request.user
    if not isinstance(user, User) or not may_somewhere(user, verb):
        raise PermissionDenied
    return user


def done(request: HttpRequest, act: Callable[[], object], said: object = "") -> bool:
    """Run `act`; tell `said` or the refusal, and return whether it was done.

    Raises `Http404` for what there is not, or not here.
    """
    try:
        act()
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    if said:
        messages.success(request, said)
    return True


def crumbs(*way: tuple[str, object]) -> list[dict[str, object]]:
    """Return the breadcrumbs from the admin's home along `way` (address, label)."""
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    return [home, *({"url": url, "label": label} for url, label in way)]


def menu_item_for(verb: Verb) -> type[MenuItem]:
    """Return a kind of menu item that only those see who may do `verb` somewhere."""

    class DeskMenuItem(MenuItem):
        def is_shown(self, request: Any) -> bool:
            return may_somewhere(request.user, verb)

    return DeskMenuItem
