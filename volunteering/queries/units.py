"""What a liaison finds first: how many of their unit are in, and who has yet to answer."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from people.models import Unit, User
from people.permissions import Verb, units_of


def units_at_a_glance(person: User) -> QuerySet[Unit]:
    """Return the units that `person` is liaison of, with three counts of members."""
    active = Q(members__activated_at__isnull=False, members__user__is_active=True)
    return (
        Unit.objects.filter(pk__in=units_of(person, Verb.IMPORT_ROSTER))
        .annotate(
            members_known=Count("members"),
            members_active=Count("members", filter=active),
            members_invited=Count("members", filter=Q(members__activated_at=None)),
        )
        .order_by("name")
    )
