"""The place of an area on the site: the page its pages lie below, and its collection of media."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, Page

from territory.models import Area
from territory.scope import Scope


def _paths_above(path: str, step: int) -> list[str]:
    return [path[:end] for end in range(step, len(path) + 1, step)]


class AreaPlaceQuerySet(models.QuerySet["AreaPlace"]):
    """Questions that one asks of places."""

    def within(self, scope: Scope) -> Self:
        """Keep the places of the areas in `scope`."""
        return self.filter(scope.condition("area__path"))

    def of_page(self, page: Page) -> AreaPlace | None:
        """Return the place that `page` lies in: the nearest one above it, or itself."""
        above = self.filter(page__path__in=_paths_above(page.path, page.steplen))
        return above.select_related("area").order_by("-page__depth").first()

    def of_collection(self, collection: Collection) -> AreaPlace | None:
        """Return the place that `collection` belongs to: the nearest one above it, or itself."""
        above = self.filter(collection__path__in=_paths_above(collection.path, collection.steplen))
        return above.select_related("area").order_by("-collection__depth").first()


class AreaPlace(models.Model):
    """An area's own corner of the site. Who may edit there follows from posts in the area."""

    area = models.OneToOneField(Area, models.PROTECT, related_name="place", verbose_name=_("area"))
    page = models.OneToOneField(
        Page, models.CASCADE, related_name="area_place", verbose_name=_("root of its pages")
    )
    collection = models.OneToOneField(
        Collection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="area_place",
        verbose_name=_("collection of its media"),
    )

    objects = AreaPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place of an area")
        verbose_name_plural = _("places of areas")

    def __str__(self) -> str:
        return str(self.area)
