"""Areas in the office: walk down the tree, set the centre and the outline."""

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
from wagtail.admin.ui.tables import Column

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
