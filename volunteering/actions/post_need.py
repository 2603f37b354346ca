"""A worker posts a need of their community, changes it, opens and closes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation import clock
from foundation.errors import Invalid, NotFound, Refused
from outbox.webhooks.events import SHIFT_OPENED
from outbox.webhooks.registering import announce
from people.models import User
from people.permissions import Verb, may
from territory.models import Area
from volunteering.actions.keep_plan import note_needs
from volunteering.models import Need, NeedSkill, Shift
from volunteering.permissions import may_edit_need


@dataclass(frozen=True, slots=True)
class NeedContent:
    """What a need says; the skills are ids."""

    title: str
    what: str
    category: str = ""
    risk_note: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    by_approval: bool = False
    least_age: int | None = None
    most_age: int | None = None
    required_skills: Sequence[int] = field(default=())
    welcome_skills: Sequence[int] = field(default=())

    def columns(self) -> dict[str, object]:
        """Return what is written into the need's own row."""
        skills = ("required_skills", "welcome_skills")
        return {name: value for name, value in asdict(self).items() if name not in skills}


def _refuse_unless_said(content: NeedContent) -> None:
    if not content.title.strip() or not content.what.strip():
        raise Invalid(
            _("Please say what the need is called and what is to be done."), code="need_unsaid"
        )
    least, most = content.least_age, content.most_age
    if least is not None and most is not None and least > most:
        raise Invalid(_("The least age is above the greatest."), code="ages_crossed")


def _write_skills(need: Need, content: NeedContent) -> None:
    required = set(content.required_skills)
    wanted = dict.fromkeys(required, True) | {
        skill: False for skill in content.welcome_skills if skill not in required
    }
    need.need_skills.exclude(skill_id__in=wanted).delete()
    for skill_id, is_required in sorted(wanted.items()):
        NeedSkill.objects.update_or_create(
            need=need, skill_id=skill_id, defaults={"required": is_required}
        )


@transaction.atomic
def post_need(
    *,
    by: User,
    area: Area,
    content: NeedContent,
    now: datetime,
    draft: bool = False,
    origin: str = Need.Origin.TYPED,
    origin_reference: str | None = None,
) -> Need:
    """Post a need of a community; with `origin_reference` given twice it is the same need.

    Raises `NotFound` when the person has no post there, `Invalid` without title or words or with
    ages that admit nobody.
    """
    if not may(by, Verb.EDIT_NEEDS, area):
        raise NotFound(_("There is no such community."), code="no_such_area")
    _refuse_unless_said(content)
    if origin_reference:
        before = Need.objects.filter(origin_reference=origin_reference).first()
        if before is not None:
            return before
    need = Need.objects.create(
        area=area,
        origin=origin,
        origin_reference=origin_reference,
        state=Need.State.DRAFT if draft else Need.State.OPEN,
        created_by=by,
        created_at=now,
        **content.columns(),
    )
    _write_skills(need, content)
    log(need, "wagtail.create", user=by)
    return need


def locked_need(by: User, need_id: int) -> Need:
    """Lock and return a need that the person may edit; raises `NotFound` otherwise."""
    need = (
        Need.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area")
        .filter(pk=need_id)
        .first()
    )
    if need is None or not may_edit_need(by, need):
        raise NotFound(_("There is no such need."), code="no_such_need")
    return need


@transaction.atomic
def edit_need(*, by: User, need_id: int, content: NeedContent) -> Need:
    """Change what a need says; who has signed up stays. Raises `NotFound`, `Invalid`."""
    need = locked_need(by, need_id)
    _refuse_unless_said(content)
    for name, value in content.columns().items():
        setattr(need, name, value)
    need.save()
    _write_skills(need, content)
    log(need, "wagtail.edit", user=by)
    return need


@transaction.atomic
def open_need(*, by: User, need_id: int) -> Need:
    """Show a drafted or closed need to the members; raises `NotFound`, `Refused` (cancelled)."""
    need = locked_need(by, need_id)
    if need.state == Need.State.CANCELLED:
        raise Refused(_("This need was cancelled."), code="need_cancelled")
    need.state = Need.State.OPEN
    need.save(update_fields=["state"])
    log(need, "volunteering.open", user=by)
    opened = list(need.shifts.filter(state=Shift.State.OPEN).select_related("area"))
    announce_opened(opened)
    note_needs(shifts=opened, now=clock.now())
    return need


def announce_opened(shifts: Iterable[Shift]) -> None:
    """Tell other systems that members can see these shifts, each once."""
    for shift in shifts:
        announce(
            event=SHIFT_OPENED,
            key=str(shift.pk),
            content={
                "shift": shift.pk,
                "area": shift.area.code,
                "starts_at": shift.starts_at.isoformat(),
                "ends_at": shift.ends_at.isoformat(),
                "places": shift.places,
            },
        )


@transaction.atomic
def close_need(*, by: User, need_id: int, now: datetime) -> Need:
    """Close a need whose shifts are over or cancelled; raises `NotFound`, `Refused`."""
    need = locked_need(by, need_id)
    if need.shifts.filter(state=Shift.State.OPEN, ends_at__gt=now).exists():
        raise Refused(
            _("Shifts are still to come; cancel them first or let them take place."),
            code="shifts_to_come",
        )
    need.state = Need.State.CLOSED
    need.save(update_fields=["state"])
    log(need, "volunteering.close", user=by)
    return need
