"""What makes a submission the only one of its kind: a phone, a person, a set of answers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_app.models.submission import Submission


class SubmissionMark(models.Model):
    """A keyed digest that may stand once for a form and a period; the value is not in it."""

    class Kind(models.TextChoices):
        """What is counted."""

        PHONE = "phone", _("phone number")
        PERSON = "person", _("signed-in person")
        ANSWERS = "answers", _("the same answers")

    form = models.ForeignKey(
        "forms_app.Form", models.CASCADE, related_name="marks", verbose_name=_("form")
    )
    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="marks", verbose_name=_("submission")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    digest = models.CharField(_("digest"), max_length=64)
    period = models.CharField(
        _("period"), max_length=10, blank=True, help_text=_("2026-11, say; empty for ever.")
    )

    class Meta:
        verbose_name = _("mark of a submission")
        verbose_name_plural = _("marks of submissions")
        constraints = [
            models.UniqueConstraint(
                fields=["form", "kind", "digest", "period"], name="submission_mark_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}".strip()
