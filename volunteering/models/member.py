"""The member: somebody who serves, with a home, skills, free time and limits of their own."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.age import age_on
from people.fields import SealedTextField
from people.models import Unit
from territory.models import Area
from territory.scope import Scope
from volunteering.models.skill import Skill


class MemberQuerySet(models.QuerySet["Member"]):
    """Questions that one asks of members."""

    def within(self, scope: Scope, units: frozenset[int] = frozenset()) -> Self:
        """Keep the members who live in `scope` or belong to one of `units`."""
        return self.filter(scope.condition("home_area__path") | Q(unit_id__in=units))

    def active(self) -> Self:
        """Keep the members who have activated their account."""
        return self.filter(activated_at__isnull=False, user__is_active=True)

    def serving_on(self, day: date) -> Self:
        """Keep the members who are not pausing on `day`."""
        pausing = Q(paused_from__lte=day) & (Q(paused_until=None) | Q(paused_until__gte=day))
        return self.exclude(Q(paused_from__isnull=False) & pausing)


class Member(models.Model):
    """An in-service member who has checked in; nobody is a member without their consent."""

    class Sex(models.TextChoices):
        """As on the ID card."""

        FEMALE = "f", _("Female")
        MALE = "m", _("Male")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="member", verbose_name=_("user")
    )
    number = models.CharField(_("volunteer number"), max_length=20, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="members", verbose_name=_("unit"))
    home_area = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("home area"),
        help_text=_("The community or grid of the home."),
    )
    home_longitude = models.FloatField(_("longitude of the home cell"), null=True, blank=True)
    home_latitude = models.FloatField(_("latitude of the home cell"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    birth_date = SealedTextField(_("birth date"), blank=True, seal_context="member.birth_date")
    id_number = SealedTextField(_("ID number"), blank=True, seal_context="member.id_number")
    id_digest = models.CharField(max_length=64, unique=True, null=True, editable=False)
    travel_metres = models.PositiveIntegerField(_("goes as far as, metres"), default=3000)
    monthly_shifts = models.PositiveSmallIntegerField(_("shifts a month at most"), default=2)
    daily_shifts = models.PositiveSmallIntegerField(
        _("shifts a day at most"),
        null=True,
        blank=True,
        help_text=_("Empty: as the community arranges."),
    )
    paused_from = models.DateField(_("pausing from"), null=True, blank=True)
    paused_until = models.DateField(_("pausing until"), null=True, blank=True)
    invited_at = models.DateTimeField(_("invited at"), null=True, blank=True)
    activated_at = models.DateTimeField(_("activated at"), null=True, blank=True)
    feed_token = models.CharField(max_length=43, unique=True, null=True, editable=False)
    skills = models.ManyToManyField(
        Skill, through="MemberSkill", related_name="members", verbose_name=_("skills")
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")

    def __str__(self) -> str:
        return self.number

    def age_on(self, day: date) -> int | None:
        """The age in whole years on a day; None where no birth date is known."""
        return age_on(date.fromisoformat(self.birth_date), day) if self.birth_date else None


class MemberSkill(models.Model):
    """A member can do something."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="member_skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="member_skills")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "skill"], name="member_skill_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.skill_id}"


class FreeWindow(models.Model):
    """Every week, on one weekday, a member is free from one minute of the day to another."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="free_windows")
    weekday = models.PositiveSmallIntegerField(_("weekday, Monday is 0"))
    starts_minute = models.PositiveSmallIntegerField(_("from, minute of the day"))
    ends_minute = models.PositiveSmallIntegerField(_("until, minute of the day"))

    class Meta:
        verbose_name = _("free window")
        verbose_name_plural = _("free windows")
        constraints = [
            models.CheckConstraint(
                name="free_window_holds",
                condition=Q(weekday__lte=6, ends_minute__lte=1440)
                & Q(ends_minute__gt=F("starts_minute")),
            ),
            models.UniqueConstraint(
                fields=["member", "weekday", "starts_minute"], name="free_window_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts_minute}–{self.ends_minute}"


class FreeException(models.Model):
    """For some days, whole: away although free by the week, or free although not."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="free_exceptions")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    free = models.BooleanField(_("free on these days"), default=False)
    note = models.CharField(_("note to oneself"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("exception to the free time")
        verbose_name_plural = _("exceptions to the free time")
        constraints = [
            models.CheckConstraint(
                name="free_exception_holds", condition=Q(ends_on__gte=F("starts_on"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on}"
