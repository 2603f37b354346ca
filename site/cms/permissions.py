"""Who may edit which pages and media: Wagtail's own policies, fed from posts instead of groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.admin.views.reports.workflows import get_editable_page_ids_query
from wagtail.models import Collection, Page, WorkflowState
from wagtail.permission_policies.collections import (
    CollectionManagementPermissionPolicy,
    CollectionOwnershipPermissionPolicy,
)
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.models.place import AreaPlace
from cms.models.street_review import may_review
from people.models import User
from people.permissions import Verb, holders_of, scope_of

Node = TypeVar("Node", Page, Collection)

__all__ = [
    "PostCollectionPolicy",
    "PostMediaPolicy",
    "PostPagePolicy",
    "may_edit_page",
    "may_publish_page",
    "may_review",
]

PAGE_ACTIONS: dict[str, Verb] = {
    "add": Verb.EDIT_PAGES,
    "change": Verb.EDIT_PAGES,
    "publish": Verb.PUBLISH_PAGES,
    "lock": Verb.REVIEW_PAGES,
    "unlock": Verb.REVIEW_PAGES,
}
"""Wagtail's page action → the verb it asks for; what is not named is the operator's alone."""

MEDIA_ACTIONS: dict[str, Verb] = {
    "add": Verb.EDIT_MEDIA,
    "change": Verb.EDIT_MEDIA,
    "choose": Verb.EDIT_MEDIA,
}
MEDIA_KINDS = ("image", "document")


@dataclass(frozen=True, slots=True)
class Codename:
    """Stands for the permission row that Wagtail would have read."""

    codename: str


@dataclass(frozen=True, slots=True)
class PageGrant:
    """Stands for a group's permission on a page tree: `permission` on `page` and all below."""

    page: Page
    permission: Codename

    @property
    def page_id(self) -> int:
        """The id of the page."""
        return int(self.page.pk)


@dataclass(frozen=True, slots=True)
class CollectionGrant:
    """Stands for a group's permission on a collection and all below."""

    collection: Collection
    permission: Codename

    @property
    def collection_id(self) -> int:
        """The id of the collection."""
        return int(self.collection.pk)


def _bound_by_posts(user: Any) -> bool:
    return isinstance(user, User) and user.is_active and not user.is_superuser


def _topmost(nodes: Iterable[Node]) -> list[Node]:
    kept: list[Node] = []
    for node in sorted(nodes, key=lambda node: str(node.path)):
        if not kept or not node.path.startswith(kept[-1].path):
            kept.append(node)
    return kept


def page_grants(user: User) -> list[PageGrant]:
    """Return on which page trees the posts of `user` allow what."""
    grants = []
    for verb in sorted(set(PAGE_ACTIONS.values())):
        places = AreaPlace.objects.within(scope_of(user, verb)).select_related("page")
        actions = [action for action, asked in PAGE_ACTIONS.items() if asked == verb]
        for page in _topmost(place.page for place in places):
            grants += [PageGrant(page, Codename(f"{action}_page")) for action in actions]
    return grants


def collection_grants(user: User) -> list[CollectionGrant]:
    """Return on which collections the posts of `user` allow what."""
    places = AreaPlace.objects.within(scope_of(user, Verb.EDIT_MEDIA)).exclude(collection=None)
    collections = [
        cast("Collection", place.collection) for place in places.select_related("collection")
    ]
    return [
        CollectionGrant(collection, Codename(f"{action}_{kind}"))
        for collection in _topmost(collections)
        for action in MEDIA_ACTIONS
        for kind in MEDIA_KINDS
    ]


class PostPagePolicy(PagePermissionPolicy):
    """Page permissions that follow from posts: the trees of the areas in which one may edit."""

    def get_all_permissions_for_user(self, user: Any) -> list[PageGrant]:
        """Return the grants of `user`; the operator is not asked for any."""
        return page_grants(user) if _bound_by_posts(user) else []

    def users_with_any_permission(
        self,
        actions: Iterable[str],
        include_superusers: bool = True,  # noqa: FBT001, FBT002 (Wagtail's signature)
    ) -> QuerySet[User]:
        """Return the users who may do one of `actions` in some page tree."""
        return self._holders(actions, None, include_superusers=include_superusers)

    def users_with_any_permission_for_instance(
        self,
        actions: Iterable[str],
        instance: Page,
        include_superusers: bool = True,  # noqa: FBT001, FBT002 (Wagtail's signature)
    ) -> QuerySet[User]:
        """Return the users who may do one of `actions` with this page."""
        place = AreaPlace.objects.of_page(instance)
        return self._holders(actions, place, include_superusers=include_superusers, inside=True)

    def _holders(
        self,
        actions: Iterable[str],
        place: AreaPlace | None,
        *,
        include_superusers: bool,
        inside: bool = False,
    ) -> QuerySet[User]:
        found = Q(is_superuser=True) if include_superusers else Q(pk__in=[])
        for verb in sorted({PAGE_ACTIONS[act] for act in actions if act in PAGE_ACTIONS}):
            if place is not None or not inside:
                holders = holders_of(verb, place.area if place else None)
                found |= Q(pk__in=holders.exclude(is_superuser=True).values("pk"))
        return User.objects.filter(found, is_active=True)


class _FromPosts:
    """What the three collection policies share: grants and holders, read from posts."""

    def get_all_permissions_for_user(self, user: Any) -> set[CollectionGrant]:
        """Return the grants of `user`; the operator is not asked for any."""
        return set(collection_grants(user)) if _bound_by_posts(user) else set()

    def _users_with_perm_filter(
        self, actions: Iterable[str], collection: Collection | None = None
    ) -> Q:
        found = Q(is_superuser=True)
        place = AreaPlace.objects.of_collection(collection) if collection else None
        for verb in sorted({MEDIA_ACTIONS[act] for act in actions if act in MEDIA_ACTIONS}):
            if place is not None or collection is None:
                holders = holders_of(verb, place.area if place else None)
                found |= Q(pk__in=holders.values("pk"))
        return Q(is_active=True) & found


class PostMediaPolicy(_FromPosts, CollectionOwnershipPermissionPolicy):
    """Images or documents: those of the collections of the areas in which one may edit media."""


class PostCollectionPolicy(_FromPosts, CollectionManagementPermissionPolicy):
    """Collections themselves: made with an area's place, by the operator alone."""

    def _users_with_perm_filter(
        self, actions: Iterable[str], collection: Collection | None = None
    ) -> Q:
        return Q(is_active=True, is_superuser=True)

    def _descendants_with_perm(self, user: Any, action: str) -> QuerySet[Collection]:
        return Collection.objects.none()


def people_who_asked(request: HttpRequest) -> QuerySet[User]:
    """Return the users who asked for a review of pages that the person may edit."""
    states = WorkflowState.objects.filter(object_id__in=get_editable_page_ids_query(request))
    return User.objects.filter(pk__in=states.values("requested_by")).order_by("pinyin", "pk")


def may_edit_page(person: object, page: Page) -> bool:
    """Say whether `person` may edit `page`."""
    return bool(page.permissions_for_user(person).can_edit())


def may_publish_page(person: object, page: Page) -> bool:
    """Say whether `person` may publish `page` without asking the street."""
    return bool(page.permissions_for_user(person).can_publish())
