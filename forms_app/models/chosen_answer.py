"""What was chosen in a submission, to look for it by: keyed digests, the choice is not in them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_app.models.submission import Submission


class ChosenAnswer(models.Model):
    """One choice of one submission; the digest is of the form, the question and the choice."""

    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="chosen", verbose_name=_("submission")
    )
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("choice to look for")
        verbose_name_plural = _("choices to look for")
        constraints = [
            models.UniqueConstraint(fields=["digest", "submission"], name="chosen_answer_once")
        ]

    def __str__(self) -> str:
        return self.digest[:8]
