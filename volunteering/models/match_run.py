"""The matching run: one question put to the engine, its answer, and the prices that prove it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from territory.models import Area

SHIFTS_A_DAY, LEAST_REST = 1, 60
"""What a run allows one member unless it says otherwise: shifts a day, minutes between two."""
APART_BEYOND = 400_000
"""Members beyond which a run is carried out district by district unless it says otherwise."""


class MatchRun(models.Model):
    """One run over an area and a month; its offers are participations that name it."""

    class State(models.TextChoices):
        """Where the run stands."""

        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        READY = "ready", _("Ready to send")
        SENT = "sent", _("Offers sent")
        FAILED = "failed", _("Failed")
        DISCARDED = "discarded", _("Discarded")

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="match_runs", verbose_name=_("area")
    )
    month = models.DateField(_("month"), help_text=_("The first day of the month."))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    stage = models.CharField(_("stage"), max_length=40, blank=True)
    weights = models.JSONField(_("weights"), default=dict)
    seed = models.PositiveIntegerField(_("seed"), default=0)
    day_cap = models.PositiveSmallIntegerField(
        _("shifts of a member on one day at most"), default=SHIFTS_A_DAY
    )
    rest_minutes = models.PositiveSmallIntegerField(
        _("minutes between two shifts at least"), default=LEAST_REST
    )
    apart_beyond = models.PositiveIntegerField(
        _("members beyond which each district is matched by itself first"), default=APART_BEYOND
    )
    digest = models.CharField(_("digest of the input"), max_length=64, blank=True)
    code_version = models.CharField(_("version of the code"), max_length=40, blank=True)
    figures = models.JSONField(_("figures"), default=dict)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="match_runs",
        verbose_name=_("started by"),
    )
    created_at = models.DateTimeField(_("created at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("matching run")
        verbose_name_plural = _("matching runs")

    def __str__(self) -> str:
        return f"{self.area} {self.month:%Y-%m}"


class MatchProof(models.Model):
    """The certificate of a run: prices by row, without any key of a person.

    They stand apart from the run because a city's take megabytes that no list needs.
    """

    run = models.OneToOneField(
        MatchRun, models.CASCADE, related_name="proof", verbose_name=_("matching run")
    )
    prices = models.BinaryField(_("prices"))

    class Meta:
        verbose_name = _("proof of a matching run")
        verbose_name_plural = _("proofs of matching runs")

    def __str__(self) -> str:
        return str(self.run)
