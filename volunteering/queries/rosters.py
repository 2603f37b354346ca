"""Brings the roster engine together with the register: reads both, writes neither."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, BinaryIO, TypeVar

from django.db.models import Q, QuerySet

from foundation.identifiers import Sex, masked_mobile
from foundation.text import cleaned
from people.fields import digest_of
from people.models import InvitationStop, Unit, User
from people.permissions import Verb, scope_of, units_of
from people.queries import stop_digests
from people.roster.areas import Area as IndexedArea
from people.roster.areas import AreaIndex
from people.roster.complaints import Complaint
from people.roster.drafting import Draft, Roster, Setting, draft, unit_key
from people.roster.headers import choose_sheet
from people.roster.people import RosterPerson
from people.roster.planning import Known, KnownPerson, Plan, plan
from people.roster.reading import read_sheets
from territory.models import Area
from volunteering.models import Member, MemberSkill, RosterImport, Skill

SEX_OF: dict[str, Sex] = {Member.Sex.MALE: "male", Member.Sex.FEMALE: "female"}
_COMMUNITY_DEPTH = 4
_BATCH = 900
_Item = TypeVar("_Item")


def read_roster(file: BinaryIO, unit: Unit, today: date) -> tuple[Roster, AreaIndex]:
    """Read an office's file as a roster of `unit`; also return the index of areas used.

    Raises `people.roster.complaints.RosterRefused` when the file is no roster.
    """
    sheet, header = choose_sheet(read_sheets(file))
    areas = area_index()
    setting = Setting(
        unit_code=unit.code,
        unit_name=unit.name,
        units={unit_key(name): code for name, code in Unit.objects.values_list("name", "code")},
        areas=areas,
        skills=skill_vocabulary(),
        today=today,
    )
    return draft(sheet, header, setting), areas


def plan_roster(roster: Roster, unit: Unit, areas: AreaIndex) -> Plan:
    """Plan the import of `roster` into `unit` against the register as it is now."""
    names = dict(Skill.objects.values_list("key", "name"))
    return plan(roster, known_people(roster, unit), areas.name, lambda key: names.get(key, key))


def area_index() -> AreaIndex:
    """Return the index of all districts, streets and communities in use."""
    levels = (Area.Level.CITY, Area.Level.DISTRICT, Area.Level.STREET, Area.Level.COMMUNITY)
    rows = list(
        Area.objects.in_use().filter(level__in=levels).values_list("path", "code", "level", "name")
    )
    code_at = {path: code for path, code, _level, _name in rows}
    return AreaIndex(
        IndexedArea(code, level, name, code_at.get(path[: -Area.steplen], ""))
        for path, code, level, name in rows
    )


def skill_vocabulary() -> Callable[[str], str | None]:
    """Return what finds the key of a skill by the words for it, in either language."""
    keys: dict[str, str] = {}
    for key, name, name_en in Skill.objects.values_list("key", "name", "name_en"):
        for word in (key, name, name_en):
            if word:
                keys[_skill_word(word)] = key
    return lambda word: keys.get(_skill_word(word))


def _skill_word(word: str) -> str:
    return re.sub(r"[\s·、/-]+", "", cleaned(word)).lower()


def known_people(roster: Roster, unit: Unit) -> Known:
    """Return the people whom this roster can meet: the unit's, and all who share a number."""
    found = {person.key: person for person in _known_members(Member.objects.filter(unit=unit))}
    people = [draft.person for draft in roster.drafts if draft.person]
    phones = {digest_of("phone", person.mobile) for person in people if person.mobile}
    id_numbers = {digest_of("id_number", one.id_number) for one in people if one.id_number}
    emails = {person.email for person in people if person.email}
    for batch in _batches(sorted(phones)):
        _meet(found, Q(phone_digest__in=batch))
    for batch in _batches(sorted(id_numbers)):
        _meet(found, Q(member__id_digest__in=batch))
    for batch in _batches(sorted(emails)):
        _meet(found, Q(email__in=batch))
    return Known(found.values(), unit.code, digest_of, _erased_among(people))


def _erased_among(people: Sequence[RosterPerson]) -> Callable[[RosterPerson], bool]:
    """Return what tells whether somebody on the roster asked to be deleted."""

    def digests(person: RosterPerson) -> list[str]:
        return stop_digests(phone=person.mobile, id_number=person.id_number)

    if not InvitationStop.objects.exists():
        return lambda _person: False
    stopped: set[str] = set()
    for batch in _batches(sorted({digest for person in people for digest in digests(person)})):
        found = InvitationStop.objects.filter(digest__in=batch)
        stopped.update(found.values_list("digest", flat=True))
    return lambda person: not stopped.isdisjoint(digests(person))


def _meet(found: dict[int, KnownPerson], condition: Q) -> None:
    """Add the users under `condition` who were not found before."""
    strangers = [
        key for key in User.objects.filter(condition).values_list("pk", flat=True)
        if key not in found
    ]  # fmt: skip
    if not strangers:
        return
    members = Member.objects.filter(user_id__in=strangers)
    found.update((person.key, person) for person in _known_members(members))
    found.update(
        (user.pk, _known_user(user))
        for user in User.objects.filter(pk__in=strangers)
        if user.pk not in found
    )


def _known_user(user: User) -> KnownPerson:
    return KnownPerson(
        key=user.pk,
        name=user.name,
        mobile=user.phone_digest or "",
        masked_mobile=masked_mobile(user.phone) if user.phone else "",
        email=user.email or "",
        activated=True,
    )


def _known_members(members: QuerySet[Member]) -> Iterator[KnownPerson]:
    """Yield what the engine has to know of each member, in three queries whatever their number."""
    skills: dict[int, list[str]] = {}
    listed = MemberSkill.objects.filter(member__in=members)
    for member_id, key in listed.values_list("member_id", "skill__key"):
        skills.setdefault(member_id, []).append(key)
    community_at = dict(Area.objects.at_level(Area.Level.COMMUNITY).values_list("path", "code"))
    # A unit can have twenty thousand members: they are looked at, not held.
    for member in members.select_related("user", "unit", "home_area").iterator(chunk_size=2000):
        user, home = member.user, member.home_area
        yield KnownPerson(
            key=user.pk,
            name=user.name,
            unit=member.unit.code,
            mobile=user.phone_digest or "",
            id_number=member.id_digest or "",
            masked_mobile=masked_mobile(user.phone) if user.phone else "",
            email=user.email or "",
            birth_date=date.fromisoformat(member.birth_date) if member.birth_date else None,
            sex=SEX_OF.get(member.sex),
            # A member may live in a grid; an office only ever knows the community round it.
            home=community_at.get(home.path_at(_COMMUNITY_DEPTH), home.code) if home else "",
            skills=frozenset(skills.get(member.pk, ())),
            activated=_is_in_use(user),
        )


def _is_in_use(user: User) -> bool:
    """Say whether the person has come: also one who withdrew keeps the phone they proved."""
    return user.activated_at is not None or user.phone_verified or user.has_usable_password()


def _batches(items: Sequence[_Item]) -> Iterator[list[_Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def imports_of(person: object) -> QuerySet[RosterImport]:
    """Return the roster imports of the units for which `person` may import, newest first."""
    verb = Verb.IMPORT_ROSTER
    found = RosterImport.objects.within(scope_of(person, verb), units_of(person, verb))
    return found.light().select_related("unit", "uploaded_by", "closed_by").order_by("-pk")


# What is kept between preview and confirmation.


def pack(plain: object) -> str:
    """Return plain values as compact text, to be sealed."""
    raw = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b85encode(zlib.compress(raw, 6)).decode()


def unpack(text: str) -> Any:
    """Return the values that `pack` was given."""
    return json.loads(zlib.decompress(base64.b85decode(text)))


def packed_roster(roster: Roster) -> str:
    """Return what was read of a file as text."""
    return pack(
        {
            "drafts": [
                {
                    "row": draft.row,
                    "name": draft.shown_name,
                    "person": draft.person.as_json() if draft.person else None,
                    "refusals": _plain(draft.refusals),
                    "warnings": _plain(draft.warnings),
                }
                for draft in roster.drafts
            ],
            "skipped": [[row, *_plain([complaint])] for row, complaint in roster.skipped],
            "unused": _plain(roster.unused),
            "columns": roster.columns,
        }
    )


def unpacked_roster(text: str) -> Roster:
    """Return the roster that `packed_roster` was given."""
    plain = unpack(text)
    return Roster(
        drafts=[
            Draft(
                row=one["row"],
                person=RosterPerson.from_json(one["person"]) if one["person"] else None,
                shown_name=one["name"],
                refusals=_complaints(one["refusals"]),
                warnings=_complaints(one["warnings"]),
            )
            for one in plain["drafts"]
        ],
        skipped=[(row, _complaint(complaint)) for row, complaint in plain["skipped"]],
        unused=_complaints(plain["unused"]),
        columns={name: (letter, title) for name, (letter, title) in plain["columns"].items()},
    )


def _plain(complaints: Iterable[Complaint]) -> list[list[object]]:
    return [[one.code, dict(one.params), one.field, one.column, one.header] for one in complaints]


def _complaint(plain: Sequence[Any]) -> Complaint:
    code, params, field, column, header = plain
    return Complaint(code, params, field, column, header)


def _complaints(plain: Iterable[Sequence[Any]]) -> tuple[Complaint, ...]:
    return tuple(_complaint(one) for one in plain)
