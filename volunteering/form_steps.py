"""What a submitted form can start here, a need, and where one who fills it in is at home."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from forms_app.engine.steps.raise_need import NeedCommand
from foundation import clock
from foundation.saying import shift_in_words
from people.models import User
from territory.models import Area
from volunteering.actions.post_need import NeedContent
from volunteering.actions.raise_need import raise_need
from volunteering.models import Member, Need, Rating, Shift


def _need(reference: str) -> Need | None:
    return Need.objects.filter(origin=Need.Origin.FORM, origin_reference=reference).first()


def _of_shifts(need: Need) -> str:
    """Say when volunteers come next, else when they were last; empty for neither."""
    now, language = clock.now(), get_language() or ""
    shifts = need.shifts.order_by("starts_at", "pk")
    coming = shifts.filter(state=Shift.State.OPEN, ends_at__gt=now, taken__gt=0).first()
    if coming is not None:
        when = shift_in_words(coming.starts_at, coming.ends_at, now, language)
        return ngettext(
            "%(n)d volunteer comes %(when)s.", "%(n)d volunteers come %(when)s.", coming.taken
        ) % {"n": coming.taken, "when": when}
    served = shifts.filter(
        state=Shift.State.DONE, participations__service_records__isnull=False
    ).last()
    if served is None:
        return ""
    when = shift_in_words(served.starts_at, served.ends_at, now, language)
    return _("The volunteers were there %(when)s.") % {"when": when}


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

    def thanking(self, reference: str) -> str:
        """Return the page on which to rate the first service that was not rated yet."""
        need = _need(reference)
        served = Rating.objects.filter(
            shift__need=need, given_at=None, shift__participations__service_records__isnull=False
        )
        rating = served.order_by("shift__starts_at", "pk").first() if need is not None else None
        return reverse("rate", args=[rating.token]) if rating is not None else ""

    def standing(self, reference: str) -> str:
        """Say how far the need is, and when somebody comes or came."""
        need = _need(reference)
        if need is None:
            return ""
        return (
            _of_shifts(need)
            or {
                Need.State.DRAFT: _("The community is preparing it and will call you."),
                Need.State.OPEN: _("The community is looking for volunteers."),
                Need.State.CLOSED: _("The volunteers have been."),
                Need.State.CANCELLED: _("It was called off."),
            }[Need.State(need.state)]
        )


def home_of(person: User) -> Area | None:
    """Return the community or grid of a member's home, None for who told none."""
    member = Member.objects.filter(user=person).select_related("home_area").first()
    return member.home_area if member is not None else None


steps = (RaiseNeed(),)
