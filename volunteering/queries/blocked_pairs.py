"""Which members and communities are not brought together again."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from people.models import User
from people.permissions import Verb, scope_of
from territory.models import Area
from volunteering.models import BlockedPair, Member


def blocked_areas(member: Member) -> QuerySet[BlockedPair, int]:
    """Return the keys of the communities that a member is kept apart from."""
    return BlockedPair.objects.standing().filter(member=member).values_list("area_id", flat=True)


def is_blocked(member: Member, area: Area) -> bool:
    """Whether a member and a community are kept apart, whoever of them said so."""
    return BlockedPair.objects.standing().filter(member=member, area=area).exists()


def blocked_among(member: str, area: str) -> Exists:
    """Return the condition that a row's member and community are kept apart; names of columns."""
    pairs = BlockedPair.objects.standing()
    return Exists(pairs.filter(member=OuterRef(member), area=OuterRef(area)))


def own_blocks(member: Member) -> list[BlockedPair]:
    """Return what stands between a member and communities, the newest first."""
    return list(member.blocked_pairs.standing().select_related("area").order_by("-made_at", "-pk"))


def desk_blocks(person: User) -> QuerySet[BlockedPair]:
    """Return what the communities of the person's posts said, with what a list shows of it."""
    found = BlockedPair.objects.by_communities().within(scope_of(person, Verb.REVEAL_MEMBERS))
    return found.select_related("member__user", "member__unit", "area", "made_by", "answered_by")


def due(blocks: QuerySet[BlockedPair], today: date) -> QuerySet[BlockedPair]:
    """Keep what waits for an answer, or is to be looked at again."""
    waiting = Q(objected_at__isnull=False, answered_at=None) | Q(review_on__lte=today)
    return blocks.filter(waiting, lifted_at=None)
