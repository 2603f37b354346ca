"""The case: what somebody asked, who answers for it and by when, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.identifiers import masked_mobile, masked_name
from people.fields import SealedTextField
from territory.models import Area
from territory.scope import Scope

NUMBER_DIGITS = 8


class CaseQuerySet(models.QuerySet["Case"]):
    """Questions that one asks of cases."""

    def within(self, scope: Scope) -> Self:
        """Keep the cases of the areas in `scope`."""
        return self.filter(scope.condition("area__path"))

    def pending(self) -> Self:
        """Keep those that nobody has settled yet."""
        return self.exclude(state__in=Case.OVER)

    def overdue(self, today: date) -> Self:
        """Keep those that should have been settled before `today`."""
        return self.pending().filter(due_on__lt=today)


class Case(models.Model):
    """One matter on record. What was asked, whom to call and what came of it are sealed."""

    class Origin(models.TextChoices):
        """Where it came from."""

        FORM = "form", _("From a form")
        CALL = "call", _("From a call")
        VISIT = "visit", pgettext_lazy("origin of a case", "Said in person")

    class State(models.TextChoices):
        """How far it is; `casework.transitions` says what may follow."""

        OPEN = "open", pgettext_lazy("state of a case", "Waits for somebody")
        IN_HAND = "in_hand", pgettext_lazy("state of a case", "In hand")
        DONE = "done", pgettext_lazy("state of a case", "Done")
        DECLINED = "declined", pgettext_lazy("state of a case", "Not taken on")

    OVER = (State.DONE, State.DECLINED)
    """The states in which somebody has answered."""

    number = models.CharField(_("number"), max_length=NUMBER_DIGITS, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="cases", verbose_name=_("area"))
    kind = models.CharField(_("kind of matter"), max_length=20)
    title = models.CharField(_("title"), max_length=60)
    what = SealedTextField(_("what is asked"), seal_context="case.what")
    contact_name = SealedTextField(_("contact"), blank=True, seal_context="case.contact_name")
    contact_phone = SealedTextField(
        _("phone of the contact"), blank=True, seal_context="case.contact_phone"
    )
    contact_address = SealedTextField(
        _("address of the contact"), blank=True, seal_context="case.contact_address"
    )
    origin = models.CharField(_("origin"), max_length=10, choices=Origin)
    source_reference = models.CharField(
        _("number of the form that it came from"),
        max_length=9,
        unique=True,
        null=True,
        blank=True,
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    due_on = models.DateField(_("to be answered by"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="cases_taken",
        verbose_name=_("who takes care"),
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="cases_opened",
        verbose_name=_("opened by"),
    )
    opened_at = models.DateTimeField(_("opened at"))
    reopened_at = models.DateTimeField(_("taken up again at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded of being late at"), null=True, blank=True)
    emptied_at = models.DateTimeField(_("words emptied at"), null=True, blank=True)
    outcome = SealedTextField(_("what came of it"), blank=True, seal_context="case.outcome")

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["state", "due_on"], name="case_by_state_and_day"),
            models.Index(fields=["-opened_at", "-id"], name="case_by_opening"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["done", "declined"], closed_at__isnull=False)
                | Q(state__in=["open", "in_hand"], closed_at__isnull=True),
                name="case_over_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.spoken_number

    @property
    def spoken_number(self) -> str:
        """The number in two groups of four, as one reads it out."""
        return f"{self.number[:4]} {self.number[4:]}"

    @property
    def is_over(self) -> bool:
        """Whether somebody has answered."""
        return self.state in self.OVER

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been answered before `today`."""
        return not self.is_over and self.due_on < today

    @property
    def has_contact(self) -> bool:
        """Whether anybody left a name, a phone or an address."""
        return bool(self.contact_name or self.contact_phone or self.contact_address)

    @property
    def masked_contact(self) -> str:
        """Name and phone as a list may show them; of an address only that there is one."""
        name = masked_name(self.contact_name) if self.contact_name else ""
        phone = masked_mobile(self.contact_phone) if self.contact_phone else ""
        return " ".join(filter(None, (name, phone)))
