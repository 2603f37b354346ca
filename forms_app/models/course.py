"""Where a submission stands in what follows it, and every step that it went through."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forms_app.models.submission import Submission
from people.fields import SealedTextField


class Course(models.Model):
    """The place at which a submission stands: made of its events, kept to be found by."""

    class WaitsFor(models.TextChoices):
        """What it waits for."""

        TIME = "time", pgettext_lazy("what is waited for", "the time")
        APPROVAL = "approval", pgettext_lazy("what is waited for", "an approval")
        BUTTON = "button", pgettext_lazy("what is waited for", "a worker")
        SERVED = "served", pgettext_lazy("what is waited for", "the volunteers")

    submission = models.OneToOneField(
        Submission,
        models.PROTECT,
        primary_key=True,
        related_name="course",
        verbose_name=_("submission"),
    )
    planned = models.CharField(_("step it stands at"), max_length=80, blank=True)
    reached_at = models.DateTimeField(_("reached at"))
    waits_for = models.CharField(_("waits for"), max_length=10, blank=True, choices=WaitsFor)
    role = models.CharField(_("post whose turn it is"), max_length=20, blank=True)
    level = models.PositiveSmallIntegerField(_("level of approval"), default=0)
    due_at = models.DateTimeField(_("should be answered by"), null=True, blank=True)
    wakes_at = models.DateTimeField(_("goes on at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("over since"), null=True, blank=True)

    class Meta:
        verbose_name = _("course of a submission")
        verbose_name_plural = _("courses of submissions")
        indexes = [
            models.Index(fields=["wakes_at"], name="course_by_waking"),
            models.Index(fields=["waits_for", "role", "due_at"], name="course_by_role"),
        ]

    def __str__(self) -> str:
        return f"{self.planned} {self.waits_for}".strip()


class CourseEvent(models.Model):
    """One thing that happened in the course; rows are only ever added."""

    class Kind(models.TextChoices):
        """What happened to the step."""

        REACHED = "reached", pgettext_lazy("in a course", "Began")
        SKIPPED = "skipped", pgettext_lazy("in a course", "Not needed")
        APPROVED = "approved", pgettext_lazy("in a course", "Agreed")
        REFUSED = "refused", pgettext_lazy("in a course", "Refused")
        DONE = "done", pgettext_lazy("in a course", "Done")
        STOPPED = "stopped", pgettext_lazy("in a course", "Ended here")

    PASSED = (Kind.SKIPPED, Kind.DONE)
    """After these the next step has its turn."""

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="course_events", verbose_name=_("submission")
    )
    planned = models.CharField(_("step of the course"), max_length=80)
    kind = models.CharField(_("what happened"), max_length=10, choices=Kind)
    level = models.PositiveSmallIntegerField(_("level of approval"), default=0)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who did it"),
    )
    words = SealedTextField(_("reason"), blank=True, seal_context="course_event.words")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("event of a course")
        verbose_name_plural = _("events of courses")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "planned", "kind", "level"], name="course_event_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.planned} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; raises TypeError for one that is there already."""
        if self.pk is not None:
            message = "what happened stays as it was written"
            raise TypeError(message)
        super().save(*args, **kwargs)
