"""Exports by the clock: what somebody wants how often, and the files that wait to be fetched."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forms_app.models.submission_export import SubmissionExport


class ExportSchedule(models.Model):
    """A form that is exported again and again for its owner, personal answers masked."""

    class Every(models.TextChoices):
        """How often."""

        DAY = "day", pgettext_lazy("how often", "every day")
        WEEK = "week", pgettext_lazy("how often", "every Monday")
        MONTH = "month", pgettext_lazy("how often", "on the first of the month")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="export_schedules",
        verbose_name=_("for whom"),
    )
    form = models.ForeignKey(
        "forms_app.Form", models.CASCADE, related_name="schedules", verbose_name=_("form")
    )
    format = models.CharField(_("format"), max_length=10, choices=SubmissionExport.Format)
    every = models.CharField(_("how often"), max_length=10, choices=Every)
    next_at = models.DateTimeField(_("next at"), db_index=True)
    created_at = models.DateTimeField(_("set up at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("scheduled export")
        verbose_name_plural = _("scheduled exports")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "form", "every"],
                condition=models.Q(ended_at=None),
                name="export_schedule_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.every}"


class ExportFile(models.Model):
    """A file that was written for its owner: sealed parts in private storage, until it expires."""

    schedule = models.ForeignKey(
        ExportSchedule, models.CASCADE, related_name="files", verbose_name=_("scheduled export")
    )
    log = models.OneToOneField(
        SubmissionExport, models.PROTECT, related_name="file", verbose_name=_("record")
    )
    parts = models.JSONField(_("where it lies"), default=list)
    size = models.PositiveBigIntegerField(_("bytes"))
    expires_at = models.DateTimeField(_("can be fetched until"), db_index=True)

    class Meta:
        verbose_name = _("exported file")
        verbose_name_plural = _("exported files")

    def __str__(self) -> str:
        return f"{self.log_id} {self.size}"
