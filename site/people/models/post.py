"""The post: a user holds a role in an area or a unit, from one day to another."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.models.unit import Unit
from territory.models import Area


class PostQuerySet(models.QuerySet["Post"]):
    """Questions that one asks of posts."""

    def in_force(self, day: date) -> Self:
        """Keep the posts held on `day`, the last day included."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Post(models.Model):
    """A role in an area or in a unit. All that staff may see and do follows from this table."""

    class Role(models.TextChoices):
        """The roles; what each may do stands in `people.permissions`."""

        ORGANISER = "organiser", _("Organiser")
        STREET_OFFICER = "street_officer", _("Street officer")
        COMMUNITY_EDITOR = "community_editor", _("Community editor")
        COMMUNITY_WORKER = "community_worker", _("Community worker")
        GRID_WORKER = "grid_worker", _("Grid worker")
        UNIT_LIAISON = "unit_liaison", _("Unit liaison")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="posts", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("area")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("unit")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="granted_posts",
        verbose_name=_("granted by"),
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                name="post_in_area_or_unit",
                condition=(
                    Q(role="unit_liaison", unit__isnull=False, area=None)
                    | (~Q(role="unit_liaison") & Q(area__isnull=False, unit=None))
                ),
            ),
            models.CheckConstraint(
                name="post_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            ),
        ]
        indexes = [models.Index(fields=["user", "starts_on"], name="post_of_user")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.unit or self.area}"
