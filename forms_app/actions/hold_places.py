"""Places are kept for somebody who is checking their answers, for a quarter of an hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from forms_app.actions.advance_course import begin_courses
from forms_app.actions.claiming import drop_run_out, full, hold_for, promote, wanted_of
from forms_app.actions.telling import tell_who_came_in
from forms_app.engine.field_type import Value
from forms_app.models import Form, FormVersion, PlaceClaim, PlaceCount

HELD_FOR = timedelta(minutes=15)


@transaction.atomic
def hold_places(
    *, version: FormVersion, values: Mapping[str, Value], key: str, now: datetime
) -> bool:
    """Hold what these answers take for the filling-in `key`, anew each time it is asked.

    Nothing is held where places are drawn by lot. Returns False when something is full and the
    form keeps a waiting list; raises `FormFull` when it keeps none.
    """
    form = version.form
    if form.drawn_by_lot:
        return True
    short = hold_for(form, wanted=wanted_of(form, values), key=key, now=now, until=now + HELD_FOR)
    if short is not None and not form.keeps_waiting:
        raise full(version.definition, short)
    return short is None


def end_holds(*, now: datetime) -> int:
    """Give back the holds that have run out, form by form, and let those who wait come in.

    Returns how many holds ended.
    """
    over = PlaceClaim.objects.filter(state=PlaceClaim.State.HELD, held_until__lte=now)
    forms = Form.objects.filter(pk__in=over.values("count__form")).order_by("pk")
    return sum(_end_holds_of(form, now) for form in forms)


@transaction.atomic
def _end_holds_of(form: Form, now: datetime) -> int:
    ended = sum(drop_run_out(count, now) for count in PlaceCount.objects.filter(form=form).locked())
    came_in = promote(form, now)
    tell_who_came_in(came_in)
    begin_courses(came_in)
    return ended
