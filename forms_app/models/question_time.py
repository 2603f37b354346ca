"""How long questions take, in counts: by version, question and span; no person, no day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_app.models.form_version import FormVersion


class QuestionTime(models.Model):
    """How many took so long over a question: up to `seconds`, and longer than the span before."""

    version = models.ForeignKey(
        FormVersion,
        models.CASCADE,
        related_name="question_times",
        verbose_name=_("version of the form"),
    )
    question = models.CharField(_("question"), max_length=80)
    seconds = models.PositiveSmallIntegerField(_("up to so many seconds"))
    count = models.PositiveIntegerField(_("how many"), default=0)

    class Meta:
        verbose_name = _("time of a question")
        verbose_name_plural = _("times of questions")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "question", "seconds"], name="question_time_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.seconds}"
