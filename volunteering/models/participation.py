"""Participation: one member and one shift, from the first offer or wish to the end."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from volunteering.models.match_run import MatchRun
from volunteering.models.member import Member
from volunteering.models.shift import Shift


class ParticipationQuerySet(models.QuerySet["Participation"]):
    """Questions that one asks of participations."""

    def holding(self) -> Self:
        """Keep those that hold a place of their shift."""
        return self.filter(state__in=Participation.HOLDING)

    def live(self) -> Self:
        """Keep those that are not over."""
        return self.filter(state__in=Participation.LIVE)


class Participation(models.Model):
    """A member's way through one shift; which state may follow which stands in `transitions`."""

    class State(models.TextChoices):
        """The states of `volunteering.transitions`."""

        PROPOSED = "proposed", _("Proposed by matching, not sent")
        OFFERED = "offered", _("Offered")
        APPLIED = "applied", _("Applied")
        WAITLISTED = "waitlisted", _("On the waiting list")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Expired")
        REJECTED = "rejected", _("Not accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        CANCELLED_BY_HOST = "cancelled_by_host", _("Cancelled by the community")
        CHECKED_IN = "checked_in", _("Checked in")
        CHECKED_OUT = "checked_out", _("Checked out")
        LEFT_EARLY = "left_early", _("Left early")
        ATTENDED = "attended", _("Attended")
        NO_SHOW = "no_show", _("Did not come")
        EXCUSED = "excused", _("Excused")

    class Origin(models.TextChoices):
        """Who moved first."""

        OFFER = "offer", _("Offered by matching")
        SELF = "self", _("Signed up")
        HOST = "host", _("Asked by the community")

    HOLDING = ("confirmed", "checked_in", "checked_out", "left_early", "attended", "no_show")
    LIVE = (
        "offered",
        "applied",
        "waitlisted",
        "confirmed",
        "checked_in",
        "checked_out",
        "left_early",
        "attended",
    )

    shift = models.ForeignKey(
        Shift, models.CASCADE, related_name="participations", verbose_name=_("shift")
    )
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="participations", verbose_name=_("member")
    )
    state = models.CharField(_("state"), max_length=20, choices=State)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin)
    starts_at = models.DateTimeField(_("from"), help_text=_("As in the shift."))
    ends_at = models.DateTimeField(_("until"), help_text=_("As in the shift."))
    run = models.ForeignKey(
        MatchRun,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("matching run"),
    )
    reason = models.JSONField(_("reason of the offer"), default=dict, blank=True)
    offer_expires_at = models.DateTimeField(_("offer expires at"), null=True, blank=True)
    queued_at = models.DateTimeField(_("on the waiting list since"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))
    changed_at = models.DateTimeField(_("changed at"))

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "member"],
                name="participation_once_per_shift",
                condition=Q(
                    state__in=(
                        "proposed",
                        "offered",
                        "applied",
                        "waitlisted",
                        "confirmed",
                        "checked_in",
                        "checked_out",
                        "left_early",
                        "attended",
                    )
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["member", "starts_at"], name="participation_of_member"),
            models.Index(fields=["shift", "state"], name="participation_of_shift"),
            models.Index(fields=["run", "state"], name="participation_of_run"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} → {self.shift_id} {self.state}"
