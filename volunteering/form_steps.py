"""What a submitted form can start here: it becomes a need."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from forms_app.engine.steps.raise_need import NeedCommand
from people.models import User
from territory.models import Area
from volunteering.actions.post_need import NeedContent
from volunteering.actions.raise_need import raise_need
from volunteering.models import Need, Shift


def _need(reference: str) -> Need | None:
    return Need.objects.filter(origin=Need.Origin.FORM, origin_reference=reference).first()


class RaiseNeed:
    """Carries out the engine's decision of the same key."""

    key = "raise_need"

    def start(
        self, *, by: User, area: Area, command: NeedCommand, reference: str, now: datetime
    ) -> None:
        """Post the draft of the need, once; raises `NotFound`, `Refused`."""
        content = NeedContent(
            title=command.title,
            what=command.what,
            contact_name=command.contact_name,
            contact_phone=command.contact_phone,
        )
        raise_need(by=by, area=area, content=content, reference=reference, now=now)

    def address(self, reference: str) -> str:
        """Return where the worker edits the need."""
        need = _need(reference)
        return reverse("need_desk:edit", args=[need.pk]) if need else ""

    def is_over(self, reference: str) -> bool:
        """Say whether the need is closed, or its shifts have taken place."""
        need = _need(reference)
        if need is None:
            return False
        if need.state in (Need.State.CLOSED, Need.State.CANCELLED):
            return True
        states = set(need.shifts.values_list("state", flat=True))
        return Shift.State.DONE in states and Shift.State.OPEN not in states

    def standing(self, reference: str) -> str:
        """Say how far the need is."""
        need = _need(reference)
        if need is None:
            return ""
        return {
            Need.State.DRAFT: _("The community is preparing it and will call you."),
            Need.State.OPEN: _("The community is looking for volunteers."),
            Need.State.CLOSED: _("The volunteers have been."),
            Need.State.CANCELLED: _("It was called off."),
        }[Need.State(need.state)]


steps = (RaiseNeed(),)
