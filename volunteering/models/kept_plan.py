"""The kept plan of a matching run, and what has happened to it since."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from territory.models import Area
from volunteering.models.match_run import MatchRun
from volunteering.models.member import Member
from volunteering.models.shift import Shift


def new_stamp() -> str:
    """Return what tells one storing of a plan from another."""
    return secrets.token_hex(8)


class KeptPlan(models.Model):
    """A run's flow and prices as bytes, from which every process goes on by the same events.

    `state` holds the first `stored_version` events; `version` counts all that were carried out.
    """

    run = models.OneToOneField(
        MatchRun, models.CASCADE, related_name="kept_plan", verbose_name=_("matching run")
    )
    stamp = models.CharField(max_length=16, default=new_stamp, editable=False)
    state = models.BinaryField(_("flow and prices"))
    keys = models.BinaryField(_("keys of the rows"))
    stored_version = models.PositiveIntegerField(_("events in what is stored"), default=0)
    version = models.PositiveIntegerField(_("events carried out"), default=0)
    kept_at = models.DateTimeField(_("kept at"))

    class Meta:
        verbose_name = _("kept plan")
        verbose_name_plural = _("kept plans")

    def __str__(self) -> str:
        return f"{self.run_id}: {self.version}"


class KeptEvent(models.Model):
    """Something that happened to a kept plan; it has a number once it is carried out.

    `facts` say it in rows and numbers, so that every process comes to the same plan by it.
    """

    class Kind(models.TextChoices):
        """What can happen."""

        NEED = "need", _("A new shift")
        GIVEN_BACK = "given_back", _("A place was given back")
        PAUSE = "pause", _("A member pauses")
        CALLED_OFF = "called_off", _("A shift was called off")
        SENT = "sent", _("Offers were sent")
        JOINED = "joined", _("A member signed up by themselves")
        LEFT = "left", _("A member who had signed up withdrew")
        BACK = "back", _("A pause ended early")
        APART = "apart", _("A member and a community are kept apart")

    plan = models.ForeignKey(
        KeptPlan, models.CASCADE, related_name="events", verbose_name=_("kept plan")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    member = models.ForeignKey(
        Member, models.SET_NULL, null=True, related_name="+", verbose_name=_("member")
    )
    shift = models.ForeignKey(
        Shift, models.SET_NULL, null=True, related_name="+", verbose_name=_("shift")
    )
    area = models.ForeignKey(
        Area, models.SET_NULL, null=True, related_name="+", verbose_name=_("community")
    )
    facts = models.JSONField(_("facts"), default=dict)
    noted_at = models.DateTimeField(_("noted at"))

    class Meta:
        verbose_name = _("event of a kept plan")
        verbose_name_plural = _("events of kept plans")
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="kept_event_number_once")
        ]
        indexes = [
            models.Index(
                fields=["plan"], name="kept_event_pending", condition=Q(number__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number} {self.kind}"
