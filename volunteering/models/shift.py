"""The shift: one meeting time of a need, with so many places."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.fields import SealedTextField
from territory.models import Area
from territory.scope import Scope
from volunteering.models.need import Need


def new_check_in_secret() -> str:
    """Return the secret from which a shift's rotating check-in code is made."""
    return secrets.token_hex(16)


class ShiftQuerySet(models.QuerySet["Shift"]):
    """Questions that one asks of shifts."""

    def within(self, scope: Scope) -> Self:
        """Keep the shifts of the communities in `scope`."""
        return self.filter(scope.condition("area__path"))

    def open_after(self, now: datetime) -> Self:
        """Keep the shifts that one can still join at `now`."""
        return self.filter(state=Shift.State.OPEN, need__state=Need.State.OPEN, starts_at__gt=now)


class Shift(models.Model):
    """When and where members are needed; the database keeps `taken` within `places`."""

    class State(models.TextChoices):
        """Where the shift stands."""

        OPEN = "open", _("Open")
        CANCELLED = "cancelled", _("Cancelled")
        DONE = "done", _("Done")

    need = models.ForeignKey(Need, models.CASCADE, related_name="shifts", verbose_name=_("need"))
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="shifts",
        verbose_name=_("community"),
        help_text=_("The community of the need, kept here so that lists need no join."),
    )
    starts_at = models.DateTimeField(_("from"), db_index=True)
    ends_at = models.DateTimeField(_("until"))
    place = models.CharField(_("place"), max_length=100)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(_("places"))
    taken = models.PositiveSmallIntegerField(_("places taken"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    check_in_secret = SealedTextField(
        default=new_check_in_secret, editable=False, seal_context="shift.check_in_secret"
    )

    objects = ShiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        constraints = [
            models.CheckConstraint(
                name="shift_ends_later", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(name="shift_has_places", condition=Q(places__gte=1)),
            models.CheckConstraint(
                name="shift_never_overbooked", condition=Q(taken__lte=F("places"))
            ),
        ]
        indexes = [
            models.Index(fields=["area", "starts_at"], name="shift_of_area"),
            models.Index(
                fields=["state", "longitude", "latitude", "starts_at"], name="shift_open_by_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def minutes(self) -> int:
        """How long the shift lasts, in minutes."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def free_places(self) -> int:
        """How many places are still free."""
        return self.places - self.taken
