"""A post is granted, or ended: nobody gives away more than they hold themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from foundation.errors import Invalid, NotAllowed
from people.models import Post, Unit, User
from people.permissions import may_grant
from territory.models import Area


@dataclass(frozen=True, slots=True)
class Term:
    """What is granted: a role in an area or, for a liaison, in a unit, for some days."""

    role: str
    starts_on: date
    ends_on: date | None = None
    area: Area | None = None
    unit: Unit | None = None


def _check(term: Term) -> None:
    needs_unit = term.role == Post.Role.UNIT_LIAISON
    if needs_unit is not (term.unit is not None) or needs_unit is (term.area is not None):
        raise Invalid(
            _("A unit liaison needs a unit, every other post an area."), code="post_place"
        )
    if term.ends_on is not None and term.ends_on < term.starts_on:
        raise Invalid(_("The last day lies before the first."), code="post_days")


@transaction.atomic
def grant_post(*, actor: User, phone: str, name: str, term: Term) -> Post:
    """Give the person with `phone` (E.164) a post, and an account first if they have none.

    Raises `Invalid` for a term that does not hold, `NotAllowed` when `actor` does not cover the
    place or every verb of the role there.
    """
    _check(term)
    place = term.area or (term.unit.area if term.unit else None)
    if not may_grant(actor, term.role, place):
        raise NotAllowed(
            _("You can only give posts below your own, and in your own areas."), code="post_beyond"
        )
    user = User.objects.with_phone(phone).select_for_update().first()
    if user is None:
        if not name.strip():
            raise Invalid(_("Nobody has this number yet: type a name, too."), code="post_nobody")
        user = User.objects.create_user(name=name.strip(), phone=phone)
    post = Post.objects.create(
        user=user,
        role=term.role,
        area=term.area,
        unit=term.unit,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        granted_by=actor,
    )
    log(instance=post, action="people.grant", user=actor)
    return post


@transaction.atomic
def end_post(*, actor: User, post_id: int, today: date) -> None:
    """End a post now: it opens nothing from the next request on.

    A post that was to begin today or later never was, and is removed. Raises `NotAllowed`.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("area", "unit__area")
    found = post.get(pk=post_id)
    if not may_grant(actor, found.role, found.area or (found.unit.area if found.unit else None)):
        raise NotAllowed(_("You can only end posts that you could give."), code="post_beyond")
    log(instance=found, action="people.end", user=actor)
    if found.starts_on >= today:
        found.delete()
        return
    found.ends_on = today - timedelta(days=1)
    found.save(update_fields=["ends_on"])
