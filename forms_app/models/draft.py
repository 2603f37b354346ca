"""What somebody has typed into a form and not sent yet: sealed, and kept for a fortnight."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forms_app.models.form_version import FormVersion
from forms_app.models.submission import Submission
from people.fields import SealedTextField


class Draft(models.Model):
    """One filling-in, known by the key of its ticket, held to the version that it began with.

    `answers` are the texts as they were typed, wrong ones too. Once it is sent it holds nothing
    but `submission`, so that sending again leads there.
    """

    version = models.ForeignKey(
        FormVersion, models.PROTECT, related_name="drafts", verbose_name=_("form")
    )
    key = models.CharField(_("key of the filling-in"), max_length=64, unique=True)
    reference = models.CharField(_("number"), max_length=9, unique=True)
    code_digest = models.CharField(_("digest of the code"), max_length=64)
    answers = SealedTextField(_("typed answers"), blank=True, seal_context="draft.answers")
    aside = SealedTextField(_("what goes with them"), blank=True, seal_context="draft.aside")
    place = models.CharField(_("step"), max_length=64, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="form_drafts",
        verbose_name=_("signed-in sender"),
    )
    submission = models.ForeignKey(
        Submission,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="drafts",
        verbose_name=_("what it became"),
    )
    corrects = models.ForeignKey(
        Submission,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("what it corrects"),
    )
    created_at = models.DateTimeField(_("begun at"))
    saved_at = models.DateTimeField(_("saved at"))
    expires_at = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        verbose_name = _("form that is not sent yet")
        verbose_name_plural = _("forms that are not sent yet")

    def __str__(self) -> str:
        return self.spoken_reference

    @property
    def spoken_reference(self) -> str:
        """The number in groups of three, as one reads it out."""
        return " ".join(self.reference[place : place + 3] for place in range(0, 9, 3))

    @property
    def given(self) -> dict[str, list[str]]:
        """Name → texts as they were typed; none once it is sent."""
        found: dict[str, list[str]] = json.loads(self.answers) if self.answers else {}
        return found

    @property
    def notes(self) -> dict[str, Any]:
        """What goes with the answers without being one: proven phones, whom it is filled in for."""
        found: dict[str, Any] = json.loads(self.aside) if self.aside else {}
        return found
