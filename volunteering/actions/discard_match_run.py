"""Set a matching run aside: its proposals go, nobody ever hears of them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from foundation.errors import NotAllowed, Refused
from people.models import User
from volunteering.models import KeptPlan, MatchPart, MatchRun, Participation
from volunteering.permissions import may_run_matching


def discard_match_run(*, run: MatchRun, by: User) -> None:
    """Set a ready or failed run aside; raises `NotAllowed`, or `Refused` once offers are sent."""
    if not may_run_matching(by, run.area):
        raise NotAllowed(_("Your posts do not cover matching in this area."), code="not_allowed")
    with transaction.atomic():
        changed = MatchRun.objects.filter(
            pk=run.pk, state__in=(MatchRun.State.READY, MatchRun.State.FAILED)
        ).update(state=MatchRun.State.DISCARDED)
        if not changed:
            raise Refused(_("Only a run that was not sent can be set aside."), code="not_ready")
        drop_proposals([run.pk])
        KeptPlan.objects.filter(run=run).delete()
        MatchPart.objects.filter(run=run).delete()
    run.refresh_from_db(fields=["state"])


def drop_proposals(runs: list[int]) -> None:
    """Delete what these runs propose, in one statement: nothing refers to a proposal yet."""
    proposals = Participation.objects.filter(run__in=runs, state=Participation.State.PROPOSED)
    proposals._raw_delete(proposals.db)
