"""The blocked pair: a member and a community that are not brought together again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.fields import SealedTextField
from territory.models import Area
from territory.scope import Scope
from volunteering.models.member import Member

REVIEWED_AFTER = timedelta(days=365)
"""A community's block is looked at again after so long."""


class BlockedPairQuerySet(models.QuerySet["BlockedPair"]):
    """Questions that one asks of blocked pairs."""

    def standing(self) -> Self:
        """Keep those that nobody has lifted."""
        return self.filter(lifted_at=None)

    def by_communities(self) -> Self:
        """Keep those that a community made: what members wish is their own."""
        return self.filter(side=BlockedPair.Side.COMMUNITY)

    def within(self, scope: Scope) -> Self:
        """Keep those of the communities in `scope`."""
        return self.filter(scope.condition("area__path"))


class BlockedPair(models.Model):
    """Said by the member, without a reason, or by the community, with one.

    No member is offered a shift of such a community, sees it among what suits them, or signs up
    there. Reason and objection are emptied when the block is lifted.
    """

    class Side(models.TextChoices):
        """Who said it."""

        MEMBER = "member", _("The member")
        COMMUNITY = "community", _("The community")

    member = models.ForeignKey(
        Member, models.CASCADE, related_name="blocked_pairs", verbose_name=_("member")
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="blocked_pairs", verbose_name=_("community")
    )
    side = models.CharField(_("said by"), max_length=10, choices=Side)
    reason = SealedTextField(_("reason"), blank=True, seal_context="blocked_pair.reason")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="pairs_blocked",
        verbose_name=_("blocked by"),
    )
    made_at = models.DateTimeField(_("blocked at"))
    review_on = models.DateField(_("to be looked at again by"), null=True, blank=True)
    objection = SealedTextField(
        _("objection of the member"), blank=True, seal_context="blocked_pair.objection"
    )
    objected_at = models.DateTimeField(_("objected at"), null=True, blank=True)
    answer = models.CharField(_("answer to the member"), max_length=300, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="blocks_answered",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="blocks_lifted",
        verbose_name=_("lifted by"),
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    objects = BlockedPairQuerySet.as_manager()

    class Meta:
        verbose_name = _("blocked pair")
        verbose_name_plural = _("blocked pairs")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "area", "side"],
                name="pair_blocked_once_by_each",
                condition=Q(lifted_at=None),
            ),
            models.CheckConstraint(
                name="objection_never_answered_by_who_blocked",
                condition=Q(answered_by=None) | ~Q(answered_by=F("made_by")),
            ),
        ]
        indexes = [
            models.Index(fields=["area"], name="blocked_pair_standing", condition=Q(lifted_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.member_id} – {self.area_id}"

    @property
    def awaits_answer(self) -> bool:
        """Whether the member has objected and nobody has answered yet."""
        return self.lifted_at is None and self.objected_at is not None and self.answered_at is None

    def is_due(self, today: date) -> bool:
        """Whether it is time to look at it again."""
        due = self.review_on is not None and self.review_on <= today
        return self.lifted_at is None and (due or self.awaits_answer)
