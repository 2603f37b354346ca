"""What somebody sent: sealed answers, held to the version of the form that they saw."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forms_app.engine.definition import Purpose
from forms_app.engine.field_type import Value, field_types
from forms_app.engine.translating import SOURCE
from forms_app.models.form_version import FormVersion
from people.fields import SealedTextField
from territory.models import Area
from territory.scope import Scope


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Questions that one asks of submissions."""

    def within(self, scope: Scope) -> Self:
        """Keep what was sent to the areas in `scope`."""
        return self.filter(scope.condition("area__path"))


class Submission(models.Model):
    """One filled-in form, and what has become of it."""

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", _("On the waiting list")
        RECEIVED = "received", _("Received")
        UNDER_WAY = "under_way", _("Under way")
        CLOSED = "closed", _("Settled")
        WITHDRAWN = "withdrawn", _("Withdrawn by the sender")

    OVER = (State.CLOSED, State.WITHDRAWN)
    """The states after which nothing more happens."""

    version = models.ForeignKey(
        FormVersion, models.PROTECT, related_name="submissions", verbose_name=_("form")
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="submissions", verbose_name=_("area")
    )
    reference = models.CharField(_("number"), max_length=9, unique=True)
    answers = SealedTextField(_("answers"), seal_context="submission.answers")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    code_digest = models.CharField(_("digest of the code"), max_length=64)
    idempotency_key = models.CharField(_("idempotency key"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("received at"), db_index=True)
    started_at = models.DateTimeField(_("under way since"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    trimmed_days = models.PositiveSmallIntegerField(
        _("answers kept at most so many days are gone"), default=0
    )
    purged_at = models.DateTimeField(_("answers emptied at"), null=True, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("signed-in sender"),
    )
    language = models.CharField(_("language it was filled in"), max_length=2, default=SOURCE)
    reply = models.CharField(_("reply"), max_length=300, blank=True)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="submissions_taken",
        verbose_name=_("who takes care"),
    )

    is_indexed = models.BooleanField(_("choices can be looked for"), default=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        indexes = [
            models.Index(fields=["state", "created_at"], name="submission_by_state"),
            models.Index(fields=["purged_at", "closed_at"], name="submission_by_closing"),
            models.Index(fields=["purged_at", "withdrawn_at"], name="submission_by_withdrawal"),
            models.Index(
                fields=["id"], name="submission_not_indexed", condition=Q(is_indexed=False)
            ),
        ]

    def __str__(self) -> str:
        return self.spoken_reference

    @property
    def spoken_reference(self) -> str:
        """The number in groups of three, as one reads it out."""
        return " ".join(self.reference[place : place + 3] for place in range(0, 9, 3))

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens with it."""
        return self.state in self.OVER

    @property
    def values(self) -> Mapping[str, Value]:
        """The kept answers, by key; none after they were emptied."""
        found: dict[str, Value] = json.loads(self.answers) if self.answers else {}
        return found

    @property
    def masked_contact(self) -> str:
        """Name and phone of who sent it, as a list may show them."""
        values, shown = self.values, []
        for purpose in (Purpose.CONTACT_NAME, Purpose.CONTACT_PHONE):
            field = self.version.definition.serving(purpose)
            if field is not None and field.key in values:
                shown.append(field_types()[field.type].masked(field, values[field.key]))
        return " ".join(shown)
