"""Filters of the inbox kept under a name: one's own, or shared with the colleagues of an area."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from territory.models import Area


class SavedView(models.Model):
    """A name, and the filters as they stand in the address; `area` when it is shared there."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="form_views",
        verbose_name=_("who kept it"),
    )
    name = models.CharField(_("name of the view"), max_length=40)
    filters = models.JSONField(_("filters"), default=dict)
    area = models.ForeignKey(
        Area,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="form_views",
        verbose_name=_("shared in"),
    )
    created_at = models.DateTimeField(_("kept at"))

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
