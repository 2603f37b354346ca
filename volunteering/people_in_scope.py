"""Whom volunteering counts in when people asks who is within a scope: its members."""

from __future__ import annotations

from django.db.models import Q

from territory.scope import Scope
from volunteering.models import Member


def counted_in(scope: Scope, units: frozenset[int]) -> Q:
    """Return the filter on users who are members at home in `scope` or of one of `units`."""
    return Q(pk__in=Member.objects.within(scope, units).values("user"))
