"""The need: what a community asks members to help with."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.fields import SealedTextField
from territory.models import Area
from territory.scope import Scope
from volunteering.models.skill import Skill


class NeedQuerySet(models.QuerySet["Need"]):
    """Questions that one asks of needs."""

    def within(self, scope: Scope) -> Self:
        """Keep the needs of the communities in `scope`."""
        return self.filter(scope.condition("area__path"))


class Need(models.Model):
    """A piece of help that a community asks for; its shifts say when and how many."""

    class Origin(models.TextChoices):
        """Where the need came from."""

        TYPED = "typed", _("Typed in by a worker")
        FORM = "form", _("From a form")
        CALL = "call", _("From a call")

    class State(models.TextChoices):
        """Where the need stands."""

        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="needs", verbose_name=_("community")
    )
    title = models.CharField(_("title"), max_length=60)
    what = models.TextField(_("what is to be done"))
    category = models.CharField(_("category"), max_length=40, blank=True)
    risk_note = models.CharField(_("what to look out for"), max_length=200, blank=True)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.TYPED)
    origin_reference = models.CharField(
        _("reference at the origin"), max_length=60, unique=True, null=True, blank=True
    )
    contact_name = SealedTextField(_("contact"), blank=True, seal_context="need.contact_name")
    contact_phone = SealedTextField(
        _("phone of the contact"), blank=True, seal_context="need.contact_phone"
    )
    by_approval = models.BooleanField(
        _("the community confirms each sign-up"),
        default=False,
        help_text=_("For visits to people's homes and other work of trust."),
    )
    least_age = models.PositiveSmallIntegerField(_("from the age of"), null=True, blank=True)
    most_age = models.PositiveSmallIntegerField(_("up to the age of"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="needs",
        verbose_name=_("entered by"),
    )
    created_at = models.DateTimeField(_("entered at"))
    skills = models.ManyToManyField(
        Skill, through="NeedSkill", related_name="needs", verbose_name=_("skills")
    )

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")

    def __str__(self) -> str:
        return self.title

    def admits(self, age: int | None) -> bool:
        """Whether somebody of this age may come; an unknown age only where none is asked for."""
        if self.least_age is None and self.most_age is None:
            return True
        return age is not None and (self.least_age or 0) <= age <= (
            age if self.most_age is None else self.most_age
        )

    @property
    def ages(self) -> str:
        """The ages asked for, in words; empty if none are."""
        if self.least_age is not None and self.most_age is not None:
            return str(_("%(least)d to %(most)d years") % self._ages)
        if self.least_age is not None:
            return str(_("%(least)d years and older") % self._ages)
        return str(_("up to %(most)d years") % self._ages) if self.most_age is not None else ""

    @property
    def _ages(self) -> dict[str, int | None]:
        return {"least": self.least_age, "most": self.most_age}


class NeedSkill(models.Model):
    """A need asks for a skill, or would be glad of it."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="need_skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="need_skills")
    required = models.BooleanField(_("required"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["need", "skill"], name="need_skill_once")]

    def __str__(self) -> str:
        return f"{self.need_id} {self.skill_id}"
