"""The part of a matching run that one district is: matched by itself, kept until the exchange."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from territory.models import Area
from volunteering.models.match_run import MatchRun


class MatchPart(models.Model):
    """What a district hands over to the whole: its plan, pairs and prices by key, no names.

    The bytes go as soon as the run is ready or has failed; until then nobody else needs them.
    """

    class State(models.TextChoices):
        """Where the district stands."""

        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Matched")
        FAILED = "failed", _("Failed")

    run = models.ForeignKey(
        MatchRun, models.CASCADE, related_name="parts", verbose_name=_("matching run")
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    taken_at = models.DateTimeField(_("taken up at"), null=True, blank=True)
    digest = models.CharField(_("digest of the input"), max_length=64, blank=True)
    content = models.BinaryField(_("what it hands over"), default=bytes)
    figures = models.JSONField(_("figures"), default=dict)

    class Meta:
        verbose_name = _("district of a matching run")
        verbose_name_plural = _("districts of matching runs")
        constraints = [
            models.UniqueConstraint(fields=["run", "area"], name="one_part_of_a_run_per_area")
        ]

    def __str__(self) -> str:
        return f"{self.run} · {self.area}"
