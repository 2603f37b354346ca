"""What has been done about a submission: by whom, when, and the notes of workers."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forms_app.engine.answering import said
from forms_app.models.submission import Submission
from forms_app.places import context_for
from people.fields import SealedTextField


class SubmissionEvent(models.Model):
    """One thing that was done; rows are only ever added. Notes are sealed, and go when answers go.

    `actor` is empty for the sender and the clock, `receiver` is who it was given to.
    """

    class Kind(models.TextChoices):
        """What was done."""

        TAKEN = "taken", pgettext_lazy("done", "Taken over")
        GIVEN = "given", pgettext_lazy("done", "Given to a colleague")
        NOTED = "noted", pgettext_lazy("done", "Noted")
        STARTED = "started", pgettext_lazy("done", "Started")
        CLOSED = "closed", pgettext_lazy("done", "Settled with a reply")
        WITHDRAWN = "withdrawn", pgettext_lazy("done", "Withdrawn by the sender")
        COPIED = "copied", pgettext_lazy("done", "Copy fetched by the sender")
        ERASURE = "erasure", pgettext_lazy("done", "Erased at the wish of the sender")
        INFECTED = "infected", pgettext_lazy("done", "A file with a virus was deleted")
        TRIMMED = (
            "trimmed",
            pgettext_lazy("done", "Single answers emptied in their time"),
        )
        CONSENT = "consent", pgettext_lazy("done", "Consent taken back, sensitive answers emptied")
        CORRECTED = "corrected", pgettext_lazy("done", "Answers corrected by the sender")
        FILLED_IN = "filled_in", pgettext_lazy("done", "Filled in for somebody")
        EMPTIED = "emptied", pgettext_lazy("done", "Answers emptied when their time was over")

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="events", verbose_name=_("submission")
    )
    kind = models.CharField(_("what was done"), max_length=10, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who did it"),
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who it was given to"),
    )
    words = SealedTextField(_("note"), blank=True, seal_context="submission_event.words")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("event of a submission")
        verbose_name_plural = _("events of submissions")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; raises TypeError for one that is there already."""
        if self.pk is not None:
            message = "what was done stays as it was written"
            raise TypeError(message)
        super().save(*args, **kwargs)

    @property
    def told(self) -> str:
        """The words as colleagues read them; of answers that were corrected, masked ones."""
        if self.kind != self.Kind.CORRECTED or not self.words:
            return self.words
        version = self.submission.version
        before, now = json.loads(self.words), self.submission.values
        rows = said(version.definition, before, context_for(version.form.area), revealed=False)
        return "\n".join(
            f"{row.field.label}：{row.words}"
            for row in rows
            if before[row.field.key] != now.get(row.field.key)
        )
