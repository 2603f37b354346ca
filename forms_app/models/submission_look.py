"""The log of looks at personal answers: who, when and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_app.models.submission import Submission


class SubmissionLook(models.Model):
    """One reveal of masked answers, written before they are shown; never changed."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who looked")
    )
    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="looks", verbose_name=_("submission")
    )
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("look at personal answers")
        verbose_name_plural = _("looks at personal answers")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
