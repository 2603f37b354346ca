"""The page behind the venue's QR code: come in, go out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation import clock
from volunteering.actions.check_in import (
    check_in,
    check_in_typed,
    check_out,
    check_out_typed,
    code_accepted,
)
from volunteering.models import CheckEvent, Participation, Shift
from volunteering.terms import may_check_in_at
from volunteering.views.answering import members_only, refusal_told
from volunteering.views.shifts import shown_shift

_VERBS = {"in": check_in, "out": check_out}
_TYPED_VERBS = {"in": check_in_typed, "out": check_out_typed}
_CHECKED_IN = Participation.State.CHECKED_IN


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def check_in_page(request: HttpRequest, shift_id: int, code: str) -> HttpResponse:
    """Show the one button that fits; opening the address alone changes nothing."""
    shift = shown_shift(shift_id)
    now = clock.now()
    if request.method == "POST":
        verb = _VERBS.get(request.POST.get("verb", ""))
        if verb is None:
            raise Http404
        said = _("Good that you are here.") if verb is check_in else _("Thank you for today.")
        refusal_told(
            request,
            lambda: verb(by=request.user, shift_id=shift_id, code=code, now=now),
            said,
        )
        return redirect("check_in", shift_id, code)
    context = where_one_stands(request, shift) | {"fresh": code_accepted(shift, code, now)}
    return render(request, "volunteering/check_in.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def check_in_typed_page(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Take the six digits of the venue from whose phone cannot scan."""
    shift = shown_shift(shift_id)
    if request.method == "POST":
        verb = _TYPED_VERBS.get(request.POST.get("verb", ""))
        if verb is None:
            raise Http404
        digits = request.POST.get("digits", "")[:20]
        said = _("Good that you are here.") if verb is check_in_typed else _("Thank you for today.")
        refusal_told(
            request,
            lambda: verb(by=request.user, shift_id=shift_id, digits=digits, now=clock.now()),
            said,
        )
        return redirect("check_in_typed", shift_id)
    context = where_one_stands(request, shift) | {"typed": True}
    return render(request, "volunteering/check_in.html", context)


def where_one_stands(request: HttpRequest, shift: Shift) -> dict[str, Any]:
    """Return what the page says of the member's own coming and going."""
    now = clock.now()
    mine = (
        shift.participations.filter(member=request.member)  # type: ignore[attr-defined]
        .live()
        .first()
    )
    return {
        "shift": shift,
        "mine": mine,
        "events": CheckEvent.objects.filter(participation=mine).order_by("at") if mine else [],
        "can_come": mine is not None
        and mine.state == Participation.State.CONFIRMED
        and may_check_in_at(now, shift.starts_at, shift.ends_at),
        "can_leave": mine is not None and mine.state == _CHECKED_IN and now >= shift.starts_at,
    }
