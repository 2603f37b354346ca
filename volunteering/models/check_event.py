"""The check event: somebody came or left, as it was seen; rows are only ever added."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from volunteering.models.participation import Participation


class CheckEvent(models.Model):
    """One check-in or check-out; `nonce` makes a repeated scan the same event."""

    class Kind(models.TextChoices):
        """In or out."""

        IN = "in", _("Check-in")
        OUT = "out", _("Check-out")

    class Method(models.TextChoices):
        """How it was seen."""

        QR = "qr", _("Venue's QR code")
        CODE = "code", _("Venue's code, typed")
        DESK = "desk", _("By the worker on site")

    participation = models.ForeignKey(
        Participation,
        models.PROTECT,
        related_name="check_events",
        verbose_name=_("participation"),
    )
    kind = models.CharField(_("kind"), max_length=3, choices=Kind)
    method = models.CharField(_("method"), max_length=5, choices=Method)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="check_events",
        verbose_name=_("recorded by"),
    )
    nonce = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("check event")
        verbose_name_plural = _("check events")
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "kind"], name="check_event_once_per_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.kind}"
