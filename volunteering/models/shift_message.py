"""The message that a worker sent to those who come to a shift."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from volunteering.models.shift import Shift


class ShiftMessage(models.Model):
    """What was said to the participants of a shift, by whom and when."""

    shift = models.ForeignKey(
        Shift, models.CASCADE, related_name="messages", verbose_name=_("shift")
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="shift_messages",
        verbose_name=_("sent by"),
    )
    text = models.CharField(_("text"), max_length=300)
    recipients = models.PositiveIntegerField(_("recipients"))
    sent_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("message to participants")
        verbose_name_plural = _("messages to participants")

    def __str__(self) -> str:
        return f"{self.shift_id} {self.sent_at:%Y-%m-%d %H:%M}"
