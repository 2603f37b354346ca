"""Wagtail's model screens, shut around what the person's posts reach."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry

from foundation import text
from people.office.counting import CountingPaginator

SEEN_BY = {"view", "change"}


class WithinScope:
    """Answers 404 for a row beyond the scope: that it exists is nobody's business."""

    model: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look the row up among those that the person reaches, before anything else."""
        if "pk" in kwargs:
            policy = policy_registry.get_by_type(self.model)
            found = policy.instances_user_has_any_permission_for(request.user, SEEN_BY)
            if not found.filter(pk=kwargs["pk"]).exists():
                raise Http404
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class ScopedIndex(generic.IndexView):
    """Lists what the person reaches, found by name, pinyin or initials."""

    paginator_class = CountingPaginator
    is_searchable = True
    search_lookups: tuple[str, ...] = ()

    def get_base_queryset(self) -> QuerySet[Any]:
        """Return the rows within the scope."""
        policy = policy_registry.get_by_type(self.model)
        rows: QuerySet[Any] = policy.instances_user_has_any_permission_for(
            self.request.user, SEEN_BY
        )
        return rows

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep what matches the words; Latin letters are looked for in pinyin and initials too."""
        words = text.cleaned_name(self.search_query or "")
        if not words:
            return queryset
        found = Q(pk__in=[])
        for lookup in self.search_lookups:
            found |= Q(**{f"{lookup}__icontains": words})
        if words.isascii():
            letters = words.lower().replace(" ", "")
            found |= Q(pinyin__startswith=letters) | Q(initials__startswith=letters)
        return queryset.filter(found)


class ScopedViewSet(ModelViewSet):
    """A list with its add and edit forms; no history, usage or copy, which know no scope."""

    index_view_class = ScopedIndex
    copy_view_enabled = False
    add_to_reference_index = False
    inspect_view_enabled = False

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out the addresses that are not there."""
        absent = dict.fromkeys(("history_url_name", "usage_url_name", "delete_url_name"))
        common: dict[str, Any] = super().get_common_view_kwargs(**(absent | kwargs))
        return common

    def construct_view(self, view_class: Any, **kwargs: Any) -> Any:
        """Return the view with the scope around it."""
        shut = type(view_class.__name__, (WithinScope, view_class), {})
        return super().construct_view(shut, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of the list, of adding and of editing."""
        kept = {"index", "index_results", "add", "edit"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]
