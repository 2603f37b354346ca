"""The log of exports: who took how many submissions of a form away, and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SubmissionExport(models.Model):
    """One export, written before its first line leaves; never changed."""

    class Format(models.TextChoices):
        """What the file is."""

        XLSX = "xlsx", _("Excel workbook (XLSX)")
        CSV = "csv", _("Table as text (CSV)")
        JSON = "json", _("For programs (JSON)")

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who exported")
    )
    form = models.ForeignKey(
        "forms_app.Form", models.PROTECT, related_name="exports", verbose_name=_("form")
    )
    format = models.CharField(_("format"), max_length=10, choices=Format)
    revealed = models.BooleanField(_("personal answers in full"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    count = models.PositiveIntegerField(_("how many submissions"))
    at = models.DateTimeField(_("at"), db_index=True)

    class Meta:
        verbose_name = _("export of submissions")
        verbose_name_plural = _("exports of submissions")
        constraints = [
            models.CheckConstraint(
                name="submission_export_with_reason",
                condition=models.Q(revealed=False) | ~models.Q(reason=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.count}"
