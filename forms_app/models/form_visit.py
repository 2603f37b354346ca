"""How far people come with a form, in counts: by version, day, step and question; no person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_app.models.form_version import FormVersion


class FormVisit(models.Model):
    """A count of one thing that happened on one day; nothing tells who did it.

    How many were sent is not counted here: the submissions are there.

    `step` is the id of a step, or empty for the whole form; `question` the key of a question, or
    empty for the step. `seconds` is the sum of the time that was spent, over `timed` of them.
    """

    class What(models.TextChoices):
        """What is counted."""

        SHOWN = "shown", _("shown")
        PASSED = "passed", _("gone on")
        REFUSED = "refused", _("had to be mended")

    version = models.ForeignKey(
        FormVersion, models.CASCADE, related_name="visits", verbose_name=_("version of the form")
    )
    day = models.DateField(_("day"))
    what = models.CharField(_("what"), max_length=10, choices=What)
    step = models.CharField(_("step"), max_length=80, blank=True)
    question = models.CharField(_("question"), max_length=80, blank=True)
    count = models.PositiveIntegerField(_("how many"), default=0)
    timed = models.PositiveIntegerField(_("how many with a time"), default=0)
    seconds = models.PositiveBigIntegerField(_("seconds in all"), default=0)

    class Meta:
        verbose_name = _("count of visits to a form")
        verbose_name_plural = _("counts of visits to forms")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "day", "what", "step", "question"], name="form_visit_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.what} {self.count}"
