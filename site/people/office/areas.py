"""Areas in the office: walk down the tree, find by pinyin, set the centre and the outline."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from people.office.scoped import ScopedIndex, ScopedViewSet
from people.permissions import Verb, scope_of
from territory.models import Area

EARTH = {"longitude": 180, "latitude": 90}


class AreaForm(WagtailAdminModelForm):
    """Where an area lies; what it is called comes from the register and is not typed here."""

    class Meta:
        model = Area
        fields = ("longitude", "latitude", "outline")

    def clean(self) -> dict[str, Any]:
        """Refuse what lies on no map."""
        found: dict[str, Any] = super().clean()
        for name, most in EARTH.items():
            value = found.get(name)
            if value is not None and abs(value) > most:
                self.add_error(name, ValidationError(_("No place on earth lies there.")))
        if found.get("outline") and not _is_outline(found["outline"]):
            self.add_error(
                "outline", ValidationError(_("An outline is rings of [longitude, latitude]."))
            )
        return found


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) == len(EARTH)
        and all(
            isinstance(number, int | float) and abs(number) <= most
            for number, most in zip(point, EARTH.values(), strict=True)
        )
    )


def _is_outline(value: Any) -> bool:
    triangle = 3
    return isinstance(value, list) and all(
        isinstance(ring, list) and len(ring) >= triangle and all(_is_point(point) for point in ring)
        for ring in value
    )


class AreaIndex(ScopedIndex):
    """One level at a time: what lies directly below, or everything that matches the words."""

    search_lookups = ("name", "short_name", "code")
    default_ordering = "path"

    def get_base_queryset(self) -> QuerySet[Area]:
        """Return the areas below `?below=` (a tree path), the topmost of the scope without it."""
        rows: QuerySet[Area] = super().get_base_queryset().filter(vanished_at=None)
        if self.is_searching:
            return rows
        below = self.request.GET.get("below", "")
        if below:
            depth = len(below) // Area.steplen + 1
            return rows.filter(path__startswith=below, depth=depth)
        scope = scope_of(self.request.user, Verb.ENTER_OFFICE)
        return rows.filter(depth=1) if scope.everywhere else rows.filter(path__in=scope.paths)


def down_the_tree(area: Area) -> str | SafeString:
    """Return the link to what lies below the area, with how much that is."""
    if not area.numchild:
        return ""
    return format_html(
        '<a href="{}?below={}">{}</a>', reverse("office_areas:index"), area.path, area.numchild
    )


class AreaViewSet(ScopedViewSet):
    """Areas: read by all staff, placed by organisers."""

    model = Area
    name = "office_areas"
    url_prefix = "areas"
    icon = "globe"
    index_view_class = AreaIndex
    list_display = (
        "name",
        "level",
        "code",
        Column("below", label=_("Areas below"), accessor=down_the_tree),
    )
    list_per_page = 50

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:  # noqa: FBT001, FBT002 (Wagtail's signature)
        """Return the form of the centre and the outline."""
        return AreaForm


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
    """Offers the areas in which the person may give posts or keep units."""

    ordering = "path"
    filter_form_class = AreaFilter
    request: Any

    def get_object_list(self) -> QuerySet[Area]:
        """Return the areas that may be chosen."""
        scope = scope_of(self.request.user, Verb.GRANT_POSTS)
        return Area.objects.within(scope).in_use()

    @property
    def columns(self) -> list[Column]:
        """Say beside the name which level and code it is."""
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
    """Choosing an area in a form."""

    model = Area
    icon = "globe"
    choose_view_class = AreaChoose
    choose_results_view_class = AreaChooseResults
    choose_one_text = _("Choose an area")
    choose_another_text = _("Choose another area")
    register_widget = False
    per_page = 20


area_chooser = AreaChooserViewSet("office_area_chooser", url_prefix="areas/choose")
