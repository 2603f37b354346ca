"""A Wagtail permission policy for any model whose rows belong to an area or to a unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model, Q, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from people.models import User
from people.permissions import Verb, holders_of, scope_of, units_of


class ScopedPolicy(BasePermissionPolicy):
    """Lets a person do with a row what their posts allow in the row's area (or unit).

    `verbs` says which verb each of Wagtail's actions (`view`, `add`, `change`, `delete`) asks for;
    an action that is not named is for nobody but the operator. `area_paths` are the lookups of
    columns that hold the row's tree path, `unit` is that of the unit's id.
    """

    def __init__(
        self,
        model: type[Model] | str,
        *,
        verbs: Mapping[str, Verb],
        area_paths: Sequence[str] = (),
        unit: str = "",
    ) -> None:
        super().__init__(model)
        self.verbs = dict(verbs)
        self.area_paths = tuple(area_paths)
        self.unit = unit

    def _condition(self, user: object, verb: Verb) -> Q:
        found = Q(pk__in=[])
        scope = scope_of(user, verb)
        if scope.everywhere:
            return Q()
        for lookup in self.area_paths:
            found |= scope.condition(lookup)
        if self.unit:
            found |= Q(**{f"{self.unit}__in": units_of(user, verb)})
        return found

    def _asked(self, actions: Iterable[str]) -> set[Verb]:
        return {self.verbs[action] for action in actions if action in self.verbs}

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Say whether there is any area or unit in which `user` may do `action`."""
        return self.user_has_any_permission(user, {action})

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Say whether there is any area or unit in which `user` may do one of `actions`."""
        if isinstance(user, User) and user.is_active and user.is_superuser:
            return True
        return any(
            (self.area_paths and scope_of(user, verb)) or (self.unit and units_of(user, verb))
            for verb in self._asked(actions)
        )

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Any]:
        """Return the rows with which `user` may do one of `actions`."""
        rows: QuerySet[Any] = self.model._default_manager.all()
        if isinstance(user, User) and user.is_active and user.is_superuser:
            return rows
        found = Q(pk__in=[])
        for verb in sorted(self._asked(actions)):
            condition = self._condition(user, verb)
            if not condition:
                return rows
            found |= condition
        return rows.filter(found)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Say whether `user` may do `action` with this row."""
        return self.user_has_any_permission_for_instance(user, {action}, instance)

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Any
    ) -> bool:
        """Say whether `user` may do one of `actions` with this row."""
        found = self.instances_user_has_any_permission_for(user, actions)
        return bool(found.filter(pk=instance.pk).exists())

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        """Return the users who may do one of `actions` somewhere."""
        found = User.objects.filter(is_active=True, is_superuser=True)
        for verb in sorted(self._asked(actions)):
            found |= holders_of(verb)
        return found.distinct()
