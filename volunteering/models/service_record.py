"""The service record: an hour served, with what Order 67 asks to be written of it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from territory.models import Area
from territory.scope import Scope
from volunteering.models.member import Member
from volunteering.models.participation import Participation


class ServiceRecordQuerySet(models.QuerySet["ServiceRecord"]):
    """Questions that one asks of service records."""

    def within(self, scope: Scope) -> Self:
        """Keep the records that communities in `scope` keep."""
        return self.filter(scope.condition("area__path"))

    def counted(self) -> Self:
        """Keep the records whose hours count."""
        return self.filter(state=ServiceRecord.State.VERIFIED, superseded=False)


class ServiceRecord(models.Model):
    """Minutes served, who recorded them and who verified them: two different people.

    A correction is a new version that names the one before; nothing is overwritten.
    """

    class State(models.TextChoices):
        """Where the record stands."""

        SUBMITTED = "submitted", _("To be verified")
        VERIFIED = "verified", _("Verified")
        DISPUTED = "disputed", _("Disputed")
        VOIDED = "voided", _("Voided")

    class Basis(models.TextChoices):
        """What the minutes rest on."""

        CHECKED = "checked", _("Check-in and check-out")
        ASSUMED = "assumed", _("Check-in; the end of the shift stands for the check-out")
        CORRECTED = "corrected", _("Corrected after an objection")

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="service_records", verbose_name=_("member")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="service_records",
        verbose_name=_("person"),
        help_text=_("The member's user, so that the rules can see it."),
    )
    participation = models.ForeignKey(
        Participation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="service_records",
        verbose_name=_("participation"),
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="service_records", verbose_name=_("recording community")
    )
    activity = models.CharField(_("activity"), max_length=60)
    content = models.CharField(_("what was done"), max_length=200)
    place = models.CharField(_("place"), max_length=100)
    responsible = models.CharField(_("person in charge"), max_length=60, blank=True)
    starts_at = models.DateTimeField(_("from"), db_index=True)
    minutes = models.PositiveIntegerField(_("minutes served"))
    basis = models.CharField(
        _("what the minutes rest on"), max_length=10, choices=Basis, default=Basis.CHECKED
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.SUBMITTED)
    claim = models.CharField(_("objection of the member"), max_length=300, blank=True)
    claimed_at = models.DateTimeField(_("objected at"), null=True, blank=True)
    answer = models.CharField(_("answer to the objection"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="recorded_hours",
        verbose_name=_("recorded by"),
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="verified_hours",
        verbose_name=_("verified by"),
    )
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    due_on = models.DateField(_("to be recorded by"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="next_versions",
        verbose_name=_("version before"),
    )
    superseded = models.BooleanField(_("superseded"), default=False)
    created_at = models.DateTimeField(_("recorded at"))

    objects = ServiceRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("service record")
        verbose_name_plural = _("service records")
        constraints = [
            models.CheckConstraint(
                name="hours_never_verified_by_oneself",
                condition=Q(verified_by=None) | ~Q(verified_by=F("person")),
            ),
            models.CheckConstraint(
                name="verified_hours_name_the_verifier",
                condition=~Q(state="verified")
                | Q(verified_by__isnull=False, verified_at__isnull=False),
            ),
            models.CheckConstraint(name="hours_within_a_day", condition=Q(minutes__lte=1440)),
            models.UniqueConstraint(
                fields=["participation"],
                name="one_current_record_per_participation",
                condition=Q(superseded=False),
            ),
        ]
        indexes = [
            models.Index(fields=["member", "starts_at"], name="hours_of_member"),
            models.Index(fields=["area", "state"], name="hours_of_area"),
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.minutes} min"
