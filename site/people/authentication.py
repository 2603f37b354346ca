"""The authentication backend: sign-in by allauth, permissions from posts."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from people.models import User
from people.permissions import Verb, may_somewhere

PERMISSIONS: dict[str, Verb] = {
    "wagtailadmin.access_admin": Verb.ENTER_OFFICE,
}
"""Django permission → verb, for the doors that can only ask without naming a thing.

Kept this short on purpose: a permission held here is held everywhere, so whatever belongs to an
area (pages, media, needs, people) is asked of a policy that knows the thing instead. Groups and
permissions of single users, should there ever be rows of them, are not read.
"""


class PostBackend(AuthenticationBackend):
    """Signs in by phone or e-mail; what a user may do is read from their posts alone."""

    def _authenticate(self, request: Any, **credentials: Any) -> Any:
        """Try phone and e-mail, never `username`.

        Django's own sign-in pages and basic authentication pass a `username`: they ask for no
        second factor and know no limit, so a password means nothing there.
        """
        credentials.pop("username", None)
        return super()._authenticate(request, **credentials)

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return nothing: nobody is given a permission by name."""
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return nothing: there are no groups."""
        return set()

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return the Django permissions that follow from the posts that `user_obj` holds today."""
        if obj is not None or not isinstance(user_obj, User) or not user_obj.is_active:
            return set()
        return {name for name, verb in PERMISSIONS.items() if may_somewhere(user_obj, verb)}

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Say whether `perm` follows from the posts of `user_obj`."""
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Say whether any permission of the app `app_label` follows from the posts."""
        return any(name.startswith(f"{app_label}.") for name in self.get_all_permissions(user_obj))
