"""The roster import: an office's list between its upload and its confirmation."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.fields import SealedTextField
from people.models import Unit
from territory.scope import Scope


class RosterImportQuerySet(models.QuerySet["RosterImport"]):
    """Questions that one asks of roster imports."""

    def within(self, scope: Scope, units: frozenset[int] = frozenset()) -> Self:
        """Keep the imports of the units in `scope` or among `units`."""
        return self.filter(scope.condition("unit__area__path") | Q(unit_id__in=units))

    def light(self) -> Self:
        """Leave the sealed content, which is large, in the database."""
        return self.defer("drafts", "outcomes")

    def expired(self, now: datetime) -> Self:
        """Keep those whose content is to be forgotten by `now`."""
        return self.filter(expires_at__lte=now)


class RosterImport(models.Model):
    """One uploaded roster. The file itself is never kept: only what was read of it, sealed.

    What would be written (`drafts`) is forgotten when the import is confirmed, discarded or too
    old; what was said of each row (`outcomes`, masked) stays a few days, so that the office can
    mend its list.
    """

    class State(models.TextChoices):
        """Where the import stands."""

        PREVIEWED = "previewed", _("Waiting to be confirmed")
        IMPORTING = "importing", _("Being imported")
        CONFIRMED = "confirmed", _("Imported")
        FAILED = "failed", _("Failed, nothing was written")
        DISCARDED = "discarded", _("Discarded")
        EXPIRED = "expired", _("Expired")

    class Failure(models.TextChoices):
        """Why nothing was written."""

        CHANGED = "changed", _("The register has changed since the preview")
        HALF_WAY = "half_way", _("It failed half-way")
        LOST = "lost", _("No worker took it within a day")

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="roster_imports", verbose_name=_("unit")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="roster_imports",
        verbose_name=_("uploaded by"),
        help_text=_("Nobody when it came from the command line."),
    )
    file_name = models.CharField(_("file"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREVIEWED)
    counts = models.JSONField(_("rows by outcome"), default=dict)
    fingerprint = models.CharField(max_length=64, editable=False)
    drafts = SealedTextField(blank=True, editable=False, seal_context="roster_import.drafts")
    outcomes = SealedTextField(blank=True, editable=False, seal_context="roster_import.outcomes")
    failure = models.CharField(_("why it failed"), max_length=10, choices=Failure, blank=True)
    created_at = models.DateTimeField(_("uploaded at"), db_index=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    started_at = models.DateTimeField(_("import begun at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("forgotten at"), db_index=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="closed_roster_imports",
        verbose_name=_("closed by"),
    )

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        constraints = [
            models.CheckConstraint(
                name="roster_forgotten_once_closed",
                condition=Q(state__in=("previewed", "importing")) | Q(drafts=""),
            ),
        ]
        indexes = [models.Index(fields=["unit", "created_at"], name="roster_import_of_unit")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be confirmed or discarded."""
        return self.state == self.State.PREVIEWED

    def is_under_way(self, since: datetime) -> bool:
        """Whether it was confirmed after `since` and no worker has finished it yet."""
        return (
            self.state == self.State.IMPORTING
            and self.confirmed_at is not None
            and self.confirmed_at > since
        )
