"""Choosing an area within a person's posts: a list while it is short, a window to search beyond."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from people.permissions import Verb, scope_of
from territory.models import Area

LONGEST_LIST = 80
"""A street's communities fit into a list, which works without scripts; a district's do not."""


class AreaFilter(BaseFilterForm):
    """Finds an area in the chooser by name, pinyin, initials or code."""

    q = forms.CharField(label=_("Name, pinyin or code"), required=False)

    def filter(self, objects: QuerySet[Area]) -> QuerySet[Area]:
        """Keep the areas that match."""
        words = self.cleaned_data.get("q", "").strip()
        if not words:
            return objects
        self.is_searching, self.search_query = True, words
        return _matching(objects, words)


def _matching(areas: QuerySet[Area], words: str) -> QuerySet[Area]:
    letters = words.lower().replace(" ", "")
    found = areas.filter(name__icontains=words) | areas.filter(code__startswith=words)
    if letters.isascii():
        found |= areas.filter(pinyin__startswith=letters)
        found |= areas.filter(initials__startswith=letters)
    return found


class _WithinReach:
    """Offers the areas of some levels in which the person may do what the verb says."""

    ordering = "path"
    filter_form_class = AreaFilter
    verb = Verb.GRANT_POSTS
    levels: Collection[str] = ()
    request: Any

    def get_object_list(self) -> QuerySet[Area]:
        """Return the areas that may be chosen."""
        return areas_to_choose(self.request.user, self.verb, self.levels)

    @property
    def columns(self) -> list[Column]:
        """Say beside the name which level and code it is, and what it lies in."""
        return [
            *super().columns,  # type: ignore[misc]
            Column("level", label=_("level"), accessor="get_level_display"),
            Column("code", label=_("code"), accessor="code"),
        ]


class AreaChoose(_WithinReach, ChooseView):
    """The chooser's window."""


class AreaChooseResults(_WithinReach, ChooseResultsView):
    """The chooser's list alone."""


class AreaChooserViewSet(ChooserViewSet):
    """Choosing an area in which the person may do one thing: `verb`, at `levels` (all if empty)."""

    model = Area
    icon = "globe"
    choose_view_class = AreaChoose
    choose_results_view_class = AreaChooseResults
    choose_one_text = _("Choose an area")
    choose_another_text = _("Choose another area")
    register_widget = False
    per_page = 20
    verb = Verb.GRANT_POSTS
    levels: Collection[str] = ()

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the views what may be chosen."""
        found: dict[str, Any] = super().get_common_view_kwargs(
            verb=self.verb, levels=self.levels, **kwargs
        )
        return found

    def field(self, person: object, **options: Any) -> forms.ModelChoiceField:
        """Return a form's field: a list up to `LONGEST_LIST` areas, else the window.

        With one area there is nothing to choose: it is chosen already. `options` are those of
        `ModelChoiceField`; `queryset` replaces the areas that may be chosen.
        """
        areas = options.pop("queryset", None)
        if areas is None:
            areas = areas_to_choose(person, self.verb, self.levels)
        first = list(areas[: LONGEST_LIST + 1])
        if len(first) > LONGEST_LIST:
            return forms.ModelChoiceField(queryset=areas, widget=self.widget_class, **options)
        if len(first) == 1:
            options.setdefault("initial", first[0])
        return IndentedField(queryset=areas, **options)


class IndentedField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An area out of a list, indented by its depth where several levels are offered."""

    def label_from_instance(self, area: Area) -> str:
        """The area's name under the one it lies in."""
        return "\u3000" * (area.depth - 1) + str(area)


def areas_to_choose(person: object, verb: Verb, levels: Collection[str] = ()) -> QuerySet[Area]:
    """Return the areas in use where the person may do what `verb` says, of `levels` if given."""
    areas: QuerySet[Area] = Area.objects.within(scope_of(person, verb)).in_use()
    return areas.filter(level__in=levels) if levels else areas


area_chooser = AreaChooserViewSet("office_area_chooser", url_prefix="areas/choose")
