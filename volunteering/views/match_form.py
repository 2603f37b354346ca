"""The form that starts a matching run: area, month and what counts how much."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.permissions import Verb, scope_of
from territory.models import Area
from volunteering.matching.criteria import criteria
from volunteering.models.match_run import APART_BEYOND, LEAST_REST, SHIFTS_A_DAY

MONTHS_AHEAD = 6
MOST_A_DAY, LONGEST_REST = 4, 1440
LIMITS = ("day_cap", "rest_minutes")
DISTRICT_DEPTH = 2
MOST_AT_ONCE = 10_000_000
"""Members that nobody would match as one whole."""
DEEPEST_LISTED = 3
"""City, district and street can be chosen; communities only by those whose post is there."""


class AreaField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An area out of a tree, indented by its depth."""

    def label_from_instance(self, area: Area) -> str:
        """The area's name under the one it lies in."""
        return "\u3000" * (area.depth - 1) + str(area)


class StartForm(forms.Form):
    """Area, month and weights of a run, limited to where the person may match."""

    def __init__(self, *args: Any, person: object, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        areas = areas_to_match(person)
        self.fields["area"] = AreaField(
            queryset=areas,
            initial=areas.first(),
            label=_("Area"),
            empty_label=_("Choose an area"),
        )
        months = month_choices(today)
        self.fields["month"] = forms.TypedChoiceField(
            choices=months, initial=months[1][0], coerce=date.fromisoformat, label=_("Month")
        )
        self.fields["day_cap"] = forms.IntegerField(
            label=_("Shifts of one member on a day, at most"),
            initial=SHIFTS_A_DAY,
            min_value=1,
            max_value=MOST_A_DAY,
        )
        self.fields["rest_minutes"] = forms.IntegerField(
            label=_("Minutes between two shifts, at least"),
            initial=LEAST_REST,
            min_value=0,
            max_value=LONGEST_REST,
        )
        if areas.filter(depth__lt=DISTRICT_DEPTH).exists():
            self.fields["apart_beyond"] = forms.IntegerField(
                label=_("Beyond so many members, match each district by itself first"),
                help_text=_("Several workers then share the work; the plan is proved as always."),
                initial=APART_BEYOND,
                min_value=0,
                max_value=MOST_AT_ONCE,
            )
        for criterion in criteria():
            if criterion.weight:
                self.fields[criterion.name] = forms.IntegerField(
                    label=criterion.label.said(get_language() or ""),
                    initial=criterion.weight,
                    min_value=0,
                    max_value=1000,
                )

    @property
    def limits(self) -> dict[str, int]:
        """The most shifts of a day and the rest that were typed in."""
        return {name: self.cleaned_data[name] for name in LIMITS}

    @property
    def limit_fields(self) -> list[forms.BoundField]:
        """The fields of the limits, for the page."""
        return [self[name] for name in (*LIMITS, *self.size_fields)]

    @property
    def size(self) -> dict[str, int]:
        """The size that was typed in, beyond which districts are matched apart, if asked for."""
        return {name: self.cleaned_data[name] for name in self.size_fields}

    @property
    def size_fields(self) -> list[str]:
        """The name of the field of the size, where an area of several districts can be chosen."""
        return [name for name in ("apart_beyond",) if name in self.fields]

    @property
    def weights(self) -> dict[str, int]:
        """The points that were typed in, by criterion."""
        return {entry.name: self.cleaned_data[entry.name] for entry in self.weight_fields}

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        """The fields of the weights, for the page."""
        return [self[criterion.name] for criterion in criteria() if criterion.weight]


def areas_to_match(person: object) -> QuerySet[Area]:
    """The areas that a person can choose: those down to the street, and each post's own."""
    scope = scope_of(person, Verb.RUN_MATCHING)
    areas: QuerySet[Area] = Area.objects.in_use().within(scope)
    return areas.filter(depth__lte=DEEPEST_LISTED) | areas.filter(path__in=scope.paths)


def month_choices(today: date) -> list[tuple[str, str]]:
    """The current month and the next ones, as value and words."""
    month, found = today.replace(day=1), []
    for _ahead in range(MONTHS_AHEAD):
        found.append((month.isoformat(), month_in_words(month)))
        month = (month + timedelta(days=32)).replace(day=1)
    return found


def month_in_words(month: date) -> str:
    """A month the way people write it."""
    return str(_("%(month)d/%(year)d")) % {"year": month.year, "month": month.month}
