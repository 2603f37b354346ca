"""The draw of a form's places by lot: a promise before, numbers and a seed after, never names."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forms_app.models.submission import Submission
from foundation.lots import Entry, commitment
from people.fields import SealedTextField

if TYPE_CHECKING:
    from datetime import datetime

    from forms_app.models.form import Form

SEED_BYTES = 16


def new_seed() -> str:
    """Return what decides a draw; nobody reads it before."""
    return secrets.token_hex(SEED_BYTES)


class SeatDrawQuerySet(models.QuerySet["SeatDraw"]):
    """Questions that one asks of draws."""

    def follow(self, form: Form, now: datetime) -> None:
        """Fix the seed of a form whose places are drawn by lot; of another form keep none."""
        if form.drawn_by_lot:
            self.get_or_create(form=form, defaults={"promised_at": now})
        else:
            self.filter(form=form).delete()

    def closed(self) -> Self:
        """Keep those that take no more entries."""
        return self.exclude(closed_at=None)


class SeatDraw(models.Model):
    """What decides who gets a place: the seed is fixed before anybody enters, and told after.

    Entries close first and get their numbers and tickets, which everybody can see; then it is
    drawn, once.
    """

    form = models.OneToOneField(
        "forms_app.Form", models.CASCADE, related_name="seat_draw", verbose_name=_("form")
    )
    seed = SealedTextField(default=new_seed, editable=False, seal_context="seat_draw.seed")
    commitment = models.CharField(_("SHA-256 of the seed"), max_length=64, editable=False)
    promised_at = models.DateTimeField(_("promised at"))
    closed_at = models.DateTimeField(_("entries closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entries closed by"),
    )
    seats = models.PositiveIntegerField(_("places drawn"), null=True, blank=True)
    drawn_at = models.DateTimeField(_("drawn at"), null=True, blank=True)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("drawn by"),
    )

    objects = SeatDrawQuerySet.as_manager()

    class Meta:
        verbose_name = _("draw of places")
        verbose_name_plural = _("draws of places")
        constraints = [
            models.CheckConstraint(
                name="drawn_after_entries_closed",
                condition=Q(drawn_at=None) | Q(closed_at__isnull=False, seats__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.form_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what is published of the seed beside it."""
        self.commitment = self.commitment or commitment(self.seed)
        super().save(*args, **kwargs)


class SeatEntry(models.Model):
    """One submission in a draw: a number, what it lost before, and where the lot put it.

    `who` is a digest by which a later draw knows the person again, and is emptied after two years.
    """

    draw = models.ForeignKey(
        SeatDraw, models.CASCADE, related_name="entries", verbose_name=_("draw of places")
    )
    submission = models.OneToOneField(
        Submission,
        models.SET_NULL,
        null=True,
        related_name="seat_entry",
        verbose_name=_("submission"),
    )
    number = models.PositiveIntegerField(_("number in the draw"))
    lost = models.PositiveSmallIntegerField(_("draws lost before"), default=0)
    place = models.PositiveIntegerField(_("place in the draw"), null=True, blank=True)
    seated = models.BooleanField(_("has a place"), default=False)
    who = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    class Meta:
        verbose_name = _("entry in a draw")
        verbose_name_plural = _("entries in draws")
        constraints = [
            models.UniqueConstraint(fields=["draw", "number"], name="seat_entry_number_once"),
            models.UniqueConstraint(fields=["draw", "place"], name="seat_entry_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id}: {self.number}"

    @property
    def lot(self) -> Entry:
        """What goes into the draw."""
        return Entry(str(self.number), self.lost)

    @property
    def tickets(self) -> int:
        """How many chances it has, five at most."""
        return self.lot.tickets
