"""A second lock on Wagtail's admin, where its own screens do not ask whose a thing is.

Walking every address with a sibling community's ids showed which they are; the tests of
`tests/architecture/test_entrances.py` walk them again at every build.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page
from wagtail.permissions import policy_registry

from people.models import User
from people.permissions import Verb, may_somewhere

PAGE_KWARGS = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk", "pk")
PAGE_ROUTES = ("admin/pages/", "admin/api/main/pages/", "admin/workflows/remove/")
"""Screens of one page: some (moving, cancelling a review) show its title to any staff."""

CHOOSER_ROUTE = "admin/choose-page/"
"""Where any staff chooses a page to link to: public ones, and the drafts of their own."""

OPERATORS = (
    "admin/api/main/images/",
    "admin/api/main/documents/",
    "admin/forms/",
    "admin/pages/usage/",
    "admin/reports/page-types-usage/",
    "admin/reports/site-history/",
    "admin/searchpicks/",
    "admin/workflows/task_chooser/",
)
"""Screens that list across all areas, or name staff of other areas in their filters."""


def own_or_public(pages: QuerySet[Page], user: Any) -> QuerySet[Page]:
    """Keep the pages that everybody reads, and those that `user` may find in the explorer."""
    own = policy_registry.get_by_type(Page).explorable_instances(user)
    return pages.filter(Q(live=True) | Q(pk__in=own.values("pk")))


def _reaches(user: Any, route: str, kwargs: dict[str, Any]) -> bool:
    asked = [kwargs[name] for name in PAGE_KWARGS if name in kwargs]
    if not asked:
        return True
    if route.startswith(CHOOSER_ROUTE):
        pages = own_or_public(Page.objects.all(), user)
    elif route.startswith(PAGE_ROUTES):
        pages = policy_registry.get_by_type(Page).explorable_instances(user)
    else:
        return True
    found = pages.filter(pk__in=[int(pk) for pk in asked])
    return bool(found.count() == len({int(pk) for pk in asked}))


class OfficeGuardMiddleware:
    """Answers 404 in the office for what a person's posts do not reach."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; what matters happens once its view is known."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> None:
        """Raise `Http404` for a page or a screen beyond the person's reach."""
        match = request.resolver_match
        route = (match.route if match else "").replace("^", "")
        user = request.user if route.startswith("admin/") else None
        if not isinstance(user, User) or user.is_superuser:
            return
        if not may_somewhere(user, Verb.ENTER_OFFICE):
            return  # Wagtail itself sends them away
        if route.startswith(OPERATORS) or not _reaches(user, route, kwargs):
            raise Http404
