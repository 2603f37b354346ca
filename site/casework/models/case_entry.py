"""The course of a case: who did what and when, in rows that are only ever added."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.models.case import Case
from people.fields import SealedTextField


class CaseEntry(models.Model):
    """One thing that was done. Words are sealed, and go when those of the case go.

    `actor` is empty for the clock, `receiver` is who it was given to.
    """

    class Kind(models.TextChoices):
        """What was done."""

        OPENED = "opened", pgettext_lazy("done to a case", "Put on record")
        TAKEN = "taken", pgettext_lazy("done to a case", "Taken over")
        GIVEN = "given", pgettext_lazy("done to a case", "Given to a colleague")
        NOTED = "noted", pgettext_lazy("done to a case", "Noted")
        DONE = "done", pgettext_lazy("done to a case", "Done, and answered")
        DECLINED = "declined", pgettext_lazy("done to a case", "Not taken on, and answered")
        CALLED_BACK = "called_back", pgettext_lazy("done to a case", "Called back afterwards")
        REOPENED = "reopened", pgettext_lazy("done to a case", "Taken up again")
        REMINDED = "reminded", pgettext_lazy("done to a case", "Reminded: the day is past")
        FORGOTTEN = "forgotten", pgettext_lazy("done to a case", "Words and contact emptied")

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries", verbose_name=_("case"))
    kind = models.CharField(_("what was done"), max_length=12, choices=Kind)
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
    words = SealedTextField(_("words"), blank=True, seal_context="case_entry.words")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("entry of a case")
        verbose_name_plural = _("entries of cases")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; raises TypeError for one that is there already."""
        if self.pk is not None:
            message = "what was done stays as it was written"
            raise TypeError(message)
        super().save(*args, **kwargs)
