"""Units in the office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm

from foundation import text
from people.models import Unit
from people.office.area_chooser import area_chooser
from people.office.scoped import ScopedIndex, ScopedViewSet
from people.permissions import Verb, may, scope_of


class UnitForm(WagtailAdminModelForm):
    """A unit, in an area that one may keep units in."""

    class Meta:
        model = Unit
        fields = ("name", "code", "level", "industry", "area", "parent")
        widgets = {"area": area_chooser.widget_class}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = scope_of(self.for_user, Verb.EDIT_UNITS)
        self.fields["parent"].queryset = Unit.objects.filter(
            scope.condition("area__path")
        ).order_by("name")

    def clean_area(self) -> Any:
        """Refuse an area beyond one's own."""
        area = self.cleaned_data["area"]
        if not may(self.for_user, Verb.EDIT_UNITS, area):
            raise forms.ValidationError(_("This area is not one of yours."))
        return area

    def save(self, commit: bool = True) -> Unit:  # noqa: FBT001, FBT002 (Django's signature)
        """Keep the unit, with what search looks at."""
        self.instance.pinyin = text.name_pinyin(self.instance.name)
        self.instance.initials = text.name_initials(self.instance.name)
        unit: Unit = super().save(commit)
        return unit


class UnitFilter(WagtailFilterSet):
    """Units of one level."""

    class Meta:
        model = Unit
        fields = ("level",)


class UnitIndex(ScopedIndex):
    """The units within the scope."""

    search_lookups = ("name", "code")
    default_ordering = "name"

    def get_base_queryset(self) -> Any:
        """Return the units with their areas."""
        return super().get_base_queryset().select_related("area")


class UnitViewSet(ScopedViewSet):
    """Units: seen by those who see their members, kept by organisers."""

    model = Unit
    name = "office_units"
    url_prefix = "units"
    icon = "group"
    index_view_class = UnitIndex
    filterset_class = UnitFilter
    list_display = ("name", "code", "level", "industry", "area")
    list_per_page = 50

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:  # noqa: FBT001, FBT002 (Wagtail's signature)
        """Return the form of a unit."""
        return UnitForm
