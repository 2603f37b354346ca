"""Write what a plan says: people are invited or corrected, all of them or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from foundation.identifiers import volunteer_number
from outbox.actions import put_many
from people.fields import digest_of
from people.models import Unit, User
from people.roster.people import RosterPerson
from people.roster.planning import Outcome, Plan
from territory.models import Area
from volunteering.models import Member, MemberSkill, Skill

LANGUAGE = "zh-hans"
_BATCH = 500
_PART = 2000
_DISTRICT_DEPTH = 2
# Column → the field of the roster whose change touches it.
_USER_FIELDS = {
    "name": "name",
    "pinyin": "name",
    "initials": "name",
    "phone": "mobile",
    "phone_digest": "mobile",
    "email": "email",
}
_MEMBER_FIELDS = {
    "home_area": "home",
    "sex": "sex",
    "birth_date": "birth_date",
    "id_number": "id_number",
    "id_digest": "id_number",
}
_Row = TypeVar("_Row", User, Member)
_SEXES = {"male": Member.Sex.MALE, "female": Member.Sex.FEMALE}


def write_plan(*, plan: Plan, unit: Unit, now: datetime) -> None:
    """Write the plan into the register within the transaction that is open.

    Whatever fails half-way fails the whole: nothing is caught here. Raises
    `TransactionManagementError` outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a roster is imported whole or not at all")
    added = [one for one in plan.outcomes if one.status == "added"]
    changed = [one for one in plan.outcomes if one.status == "changed"]
    homes = _homes([*added, *changed])
    numbers = iter(_numbers(unit, len(added)))
    # In parts, so that rows on their way to the database take no more memory in a longer list.
    for part in _parts(added):
        members = _add(part, [next(numbers) for _ in part], unit, homes, now)
        invited = [*zip(members, part, strict=True)]
        _teach(invited)
        _invite(invited, unit)
    for part in _parts(changed):
        _teach(_correct(part, homes))


def _parts(outcomes: Sequence[Outcome]) -> Iterator[Sequence[Outcome]]:
    for start in range(0, len(outcomes), _PART):
        yield outcomes[start : start + _PART]


def _homes(outcomes: Sequence[Outcome]) -> dict[str, int]:
    codes = {one.person.home for one in outcomes if one.person and one.person.home}
    return dict(Area.objects.filter(code__in=codes).values_list("code", "pk"))


def _person(outcome: Outcome) -> RosterPerson:
    if outcome.person is None:
        raise LookupError(outcome.row)
    return outcome.person


def _add(
    added: Sequence[Outcome],
    numbers: Sequence[str],
    unit: Unit,
    homes: dict[str, int],
    now: datetime,
) -> list[Member]:
    """Create the members, and the accounts of those who had none; return them in order."""
    accounts: dict[int, int] = {}
    fresh = [one for one in added if one.key is None]
    users = User.objects.bulk_create([_account(_person(one)) for one in fresh], batch_size=_BATCH)
    accounts.update((one.row, user.pk) for one, user in zip(fresh, users, strict=True))
    accounts.update((one.row, one.key) for one in added if one.key is not None)
    return Member.objects.bulk_create(
        [
            _member(_person(one), accounts[one.row], number, unit, homes, now)
            for one, number in zip(added, numbers, strict=True)
        ],
        batch_size=_BATCH,
    )


def _account(person: RosterPerson) -> User:
    """Return the account of somebody invited: nobody can sign in to it before activation."""
    user = User(
        name=person.name,
        phone=person.mobile,
        email=person.email or None,
        password=make_password(None),
    )
    user.index_names()
    return user


def _member(
    person: RosterPerson,
    user_id: int,
    number: str,
    unit: Unit,
    homes: dict[str, int],
    now: datetime,
) -> Member:
    return Member(
        user_id=user_id,
        number=number,
        unit=unit,
        home_area_id=homes.get(person.home),
        sex=_SEXES[person.sex] if person.sex else "",
        birth_date=person.birth_date.isoformat() if person.birth_date else "",
        id_number=person.id_number,
        id_digest=digest_of("id_number", person.id_number) if person.id_number else None,
        invited_at=now,
    )


def _numbers(unit: Unit, many: int) -> list[str]:
    """Return the next volunteer numbers of the unit's district.

    The district's row is locked, so that two imports do not hand out the same numbers.
    """
    path = unit.area.path_at(_DISTRICT_DEPTH)
    district = Area.objects.select_for_update().get(path=path).code[:6].ljust(6, "0")
    taken = Member.objects.filter(number__startswith=district, number__regex=r"^\d{15}$")
    last = taken.order_by("-number").values_list("number", flat=True).first()
    serials = count(int(last[6:14]) + 1 if last else 1)
    return [volunteer_number(district, next(serials)) for _ in range(many)]


def _correct(changed: Sequence[Outcome], homes: dict[str, int]) -> list[tuple[Member, Outcome]]:
    """Write the changed fields of people who were known already; return these with their row."""
    members = {member.user_id: member for member in _members_known(changed)}
    for outcome in changed:
        _set_fields(members[outcome.key or 0], outcome, homes)
    _write_over([member.user for member in members.values()], User, _USER_FIELDS, changed)
    _write_over([*members.values()], Member, _MEMBER_FIELDS, changed)
    return [(members[one.key], one) for one in changed if one.key is not None]


def _write_over(
    rows: Sequence[_Row], model: type[_Row], columns: dict[str, str], changed: Sequence[Outcome]
) -> None:
    """Write the columns that somebody's changes touch, in a few statements for all rows.

    An upsert by primary key: `bulk_update` writes one CASE of all rows per column, which took half
    a minute and 450 MiB for a roster of 19,600.
    """
    fields = {change.field for outcome in changed for change in outcome.changes}
    touched = [column for column, field in columns.items() if field in fields]
    if touched:
        model._default_manager.bulk_create(
            rows,
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=touched,
        )


def _set_fields(member: Member, outcome: Outcome, homes: dict[str, int]) -> None:
    person, user = _person(outcome), member.user
    fields = {change.field for change in outcome.changes}
    if "name" in fields:
        user.name = person.name
    if "mobile" in fields:
        user.phone = person.mobile
    if "email" in fields:
        user.email = person.email
    user.index_names()
    if "home" in fields:
        member.home_area_id = homes[person.home]
    if "sex" in fields and person.sex:
        member.sex = _SEXES[person.sex]
    if "birth_date" in fields and person.birth_date:
        member.birth_date = person.birth_date.isoformat()
    if "id_number" in fields:
        member.id_number = person.id_number
        member.id_digest = digest_of("id_number", person.id_number)


def _members_known(changed: Sequence[Outcome]) -> Iterator[Member]:
    keys = [one.key for one in changed if one.key is not None]
    for start in range(0, len(keys), _BATCH):
        yield from Member.objects.filter(user_id__in=keys[start : start + _BATCH]).select_related(
            "user"
        )


def _teach(learners: Sequence[tuple[Member, Outcome]]) -> None:
    """Give the members the skills that the roster lists; it never takes one away."""
    keys = dict(Skill.objects.values_list("key", "pk"))
    MemberSkill.objects.bulk_create(
        [
            MemberSkill(member=member, skill_id=keys[key])
            for member, outcome in learners
            for key in _person(outcome).skills
        ],
        batch_size=_BATCH,
        ignore_conflicts=True,
    )


def _invite(invited: Sequence[tuple[Member, Outcome]], unit: Unit) -> None:
    """Write everybody who is invited a text message: how to activate, with this phone."""
    address = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('activate')}"
    with translation.override(LANGUAGE):
        text = _("%(unit)s invites you as a volunteer. Open %(address)s to agree and begin.")
        text %= {"unit": unit.name, "address": address}
    put_many(
        topic="sms",
        contents={
            f"volunteering.invitation:{member.pk}": {
                "phone": _person(outcome).mobile,
                "kind": "notice",
                "params": {"text": text},
            }
            for member, outcome in invited
        },
    )
