"""The area: one node of the tree city › district › street › community › grid."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from territory.scope import Scope


class AreaQuerySet(MP_NodeQuerySet):
    """Questions that one asks of areas."""

    def within(self, scope: Scope) -> Self:
        """Keep the areas in `scope`; the empty scope keeps none."""
        return self.filter(scope.condition("path"))

    def at_level(self, level: str) -> Self:
        """Keep the areas of one level."""
        return self.filter(level=level)

    def in_use(self) -> Self:
        """Keep the areas that the newest import still knows."""
        return self.filter(vanished_at=None)


class AreaManager(MP_NodeManager.from_queryset(AreaQuerySet)):  # type: ignore[misc]
    """Areas in the order of their tree."""

    def get_queryset(self) -> AreaQuerySet:
        return AreaQuerySet(self.model, using=self._db).order_by("path")


class Area(MP_Node):
    """A place that somebody answers for, from the whole city down to one grid."""

    class Level(models.TextChoices):
        """The five levels, widest first."""

        CITY = "city", _("City")
        DISTRICT = "district", _("District")
        STREET = "street", _("Street or town")
        COMMUNITY = "community", _("Community or village")
        GRID = "grid", _("Grid")

    code = models.CharField(_("code"), max_length=20, unique=True)
    level = models.CharField(_("level"), max_length=10, choices=Level, db_index=True)
    name = models.CharField(_("full name"), max_length=60)
    short_name = models.CharField(_("short name"), max_length=40)
    pinyin = models.CharField(_("pinyin"), max_length=200, blank=True)
    initials = models.CharField(_("initials"), max_length=40, blank=True, db_index=True)
    longitude = models.FloatField(_("longitude of the centre"), null=True, blank=True)
    latitude = models.FloatField(_("latitude of the centre"), null=True, blank=True)
    outline = models.JSONField(
        _("outline"),
        null=True,
        blank=True,
        help_text=_("Rings of [longitude, latitude] points, the outer ring first."),
    )
    vanished_at = models.DateTimeField(_("gone from the register since"), null=True, blank=True)

    steplen = 4
    node_order_by: list[str] = []

    objects = AreaManager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def parent_path(self) -> str:
        """The tree path of the area above, empty for the city."""
        return self.path[: -self.steplen]

    def path_at(self, depth: int) -> str:
        """Return the tree path of this area's ancestor at `depth` (1 is the city)."""
        return self.path[: self.steplen * depth]
