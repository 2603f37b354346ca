"""Participation: one member and one shift, from the first offer or wish to the end."""

from __future__ import annotations

from typing import Self

from django.conf import settings
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
    """A member's way through one shift; which state may follow which stands in `transitions`.

    An offer is a promise: it holds its place (`Shift.taken` counts it) until it is answered or
    expires. No two participations of one member that are confirmed or served may overlap; the
    database keeps that by `guards.NoOverlap`.
    """

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

    OCCUPYING = ("confirmed", "checked_in", "checked_out", "left_early", "attended")
    """The states in which the member's time is taken: two of them never overlap."""

    HOLDING = ("offered", *OCCUPYING, "no_show")
    """The states that `Shift.taken` counts."""

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
    """The states that are not over or were served: one of them per member and shift."""

    # The indexes below begin with these keys; a second one of each would only be written.
    shift = models.ForeignKey(
        Shift,
        models.CASCADE,
        related_name="participations",
        db_index=False,
        verbose_name=_("shift"),
    )
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        related_name="participations",
        db_index=False,
        verbose_name=_("member"),
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
        db_index=False,
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
            models.UniqueConstraint(
                fields=["run", "shift", "member"], name="participation_once_per_run"
            ),
        ]
        indexes = [
            models.Index(fields=["member", "starts_at"], name="participation_of_member"),
            models.Index(fields=["shift", "state"], name="participation_of_shift"),
            models.Index(fields=["run", "state"], name="participation_of_run"),
            models.Index(
                fields=["offer_expires_at"],
                name="participation_offers",
                condition=Q(state="offered"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} → {self.shift_id} {self.state}"


class ParticipationStep(models.Model):
    """One change of state as it happened; rows are only ever added."""

    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="steps", verbose_name=_("participation")
    )
    verb = models.CharField(_("what was done"), max_length=20)
    before = models.CharField(_("state before"), max_length=20, blank=True)
    after = models.CharField(_("state after"), max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participation_steps",
        verbose_name=_("by"),
        help_text=_("Nobody when the clock did it."),
    )
    at = models.DateTimeField(_("at"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("step of a participation")
        verbose_name_plural = _("steps of participations")

    def __str__(self) -> str:
        return f"{self.participation_id} {self.verb} → {self.after}"
