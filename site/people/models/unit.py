"""The unit: a government body, enterprise or institution that members work for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from territory.models import Area


class Unit(models.Model):
    """A work unit; its liaison is whoever holds that post in it."""

    class Level(models.TextChoices):
        """Whom a unit is under."""

        PROVINCE = "province", _("Provincial unit")
        CITY = "city", _("Municipal unit")
        DISTRICT = "district", _("District unit")

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    pinyin = models.CharField(_("pinyin"), max_length=300, blank=True)
    initials = models.CharField(_("initials"), max_length=60, blank=True, db_index=True)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    industry = models.CharField(_("industry"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent unit"),
    )
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="units",
        verbose_name=_("area"),
        help_text=_("The community that the unit has checked in with, or the area it stands in."),
    )

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def __str__(self) -> str:
        return self.name
