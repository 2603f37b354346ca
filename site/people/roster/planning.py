"""Plans an import: for every row whether somebody is added, changed, left or refused, and why."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from foundation.identifiers import Sex, masked_email, masked_id_number, masked_mobile, masked_name
from people.roster.cleaning import SEX_WORDS
from people.roster.complaints import Complaint, field_name
from people.roster.drafting import Draft, Roster
from people.roster.people import RosterPerson

Status = Literal["added", "changed", "left", "refused"]
STATUSES: tuple[Status, ...] = ("added", "changed", "left", "refused")
Digest = Callable[[str, str], str]
_COMPARED = ("name", "id_number", "mobile", "birth_date", "sex", "email", "home")
# Once somebody uses the account these are theirs; a roster must not move the phone that signs in.
_OWN = ("mobile", "email", "home", "skills")


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody who has an account; `unit` is empty when they are no member of any unit.

    `mobile` and `id_number` are keyed digests, `masked_mobile` is for showing.
    """

    key: int
    name: str
    unit: str = ""
    mobile: str = ""
    id_number: str = ""
    masked_mobile: str = ""
    email: str = ""
    birth_date: date | None = None
    sex: Sex | None = None
    home: str = ""
    skills: frozenset[str] = frozenset()
    activated: bool = False


class Known:
    """The people whom an import may meet: found by mobile, ID number, mail or name in the unit.

    `erased` says of a person whether they asked to be deleted and are not to be invited again.
    """

    def __init__(
        self,
        people: Iterable[KnownPerson],
        unit: str,
        digest: Digest,
        erased: Callable[[RosterPerson], bool] = lambda _person: False,
    ) -> None:
        self.unit = unit
        self.was_erased = erased
        self.digest = digest
        self.by_mobile: dict[str, KnownPerson] = {}
        self.by_id_number: dict[str, KnownPerson] = {}
        self.by_email: dict[str, KnownPerson] = {}
        self.by_name: dict[str, list[KnownPerson]] = defaultdict(list)
        for person in people:
            self._add(person)

    def _add(self, person: KnownPerson) -> None:
        if person.mobile:
            self.by_mobile[person.mobile] = person
        if person.id_number:
            self.by_id_number[person.id_number] = person
        if person.email:
            self.by_email[person.email.lower()] = person
        if person.unit == self.unit:
            self.by_name[person.name].append(person)


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a known person that the import would change; both values are masked."""

    field: str
    old: str
    new: str

    def say(self, language: str = "zh") -> str:
        """Say the change: 手机号：138****0001 → 139****0002."""
        nothing = "（空）" if language.startswith("zh") else "(empty)"
        colon = "：" if language.startswith("zh") else ": "
        named = field_name(self.field, language)
        if self.field == "skills":
            return f"{named}{colon}+ {self.new}"
        return f"{named}{colon}{self.old or nothing} → {self.new}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the import would do with one row.

    `person` is what to write (for `added` and `changed`), `key` the known person if there is one.
    """

    row: int
    status: Status
    name: str
    mobile: str = ""
    person: RosterPerson | None = None
    key: int | None = None
    changes: tuple[Change, ...] = ()
    refusals: tuple[Complaint, ...] = ()
    warnings: tuple[Complaint, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the outcome masked, with its sentences, for a preview or a report."""
        return {
            "row": self.row,
            "status": self.status,
            "name": self.name,
            "mobile": self.mobile,
            "changes": [
                {
                    "field": one.field,
                    "old": one.old,
                    "new": one.new,
                    "zh": one.say("zh"),
                    "en": one.say("en"),
                }
                for one in self.changes
            ],
            "reasons": [_complaint_json(one) for one in self.refusals],
            "warnings": [_complaint_json(one) for one in self.warnings],
        }


def _complaint_json(complaint: Complaint) -> dict[str, object]:
    return {
        "code": complaint.code,
        "column": complaint.column,
        "header": complaint.header,
        "field": complaint.field,
        "params": dict(complaint.params),
        "zh": complaint.say("zh"),
        "en": complaint.say("en"),
    }


@dataclass(frozen=True, slots=True)
class Plan:
    """All outcomes in the order of the rows, and what was passed over."""

    outcomes: list[Outcome]
    skipped: list[tuple[int, Complaint]] = field(default_factory=list)
    unused: tuple[Complaint, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each status there are, every status named, and rows with warnings."""
        counted = Counter(outcome.status for outcome in self.outcomes)
        counts = {str(status): counted[status] for status in STATUSES}
        counts["skipped"] = len(self.skipped)
        counts["warned"] = sum(1 for outcome in self.outcomes if outcome.warnings)
        return counts

    def fingerprint(self) -> str:
        """Return a digest that changes when what the plan would write changes."""
        parts = [
            (
                outcome.row,
                outcome.status,
                outcome.key,
                outcome.person.as_json() if outcome.person else None,
                [(change.field, change.old, change.new) for change in outcome.changes],
            )
            for outcome in self.outcomes
        ]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def plan(
    roster: Roster,
    known: Known,
    area_name: Callable[[str], str] = str,
    skill_name: Callable[[str], str] = str,
) -> Plan:
    """Decide for each draft what an import would do; writes nothing and changes nothing.

    People are told apart by ID number, then by mobile number, then by their name within the unit.
    `area_name` and `skill_name` name an area and a skill by their codes in what is shown.
    """
    return Plan(
        outcomes=_Planner(known, roster, area_name, skill_name).outcomes(),
        skipped=roster.skipped,
        unused=roster.unused,
    )


class _Planner:
    """Goes through the drafts once to find repeated people, once more to meet the known ones."""

    def __init__(
        self,
        known: Known,
        roster: Roster,
        area_name: Callable[[str], str],
        skill_name: Callable[[str], str],
    ) -> None:
        self.known = known
        self.roster = roster
        self.area_name = area_name
        self.skill_name = skill_name
        self.merged: dict[int, Draft] = {}
        self.outcome_of: dict[int, Outcome] = {}
        self.by_id: dict[str, int] = {}
        self.by_mobile: dict[str, int] = {}
        self.first_of_key: dict[int, int] = {}
        self.first_of_email: dict[str, int] = {}

    def outcomes(self) -> list[Outcome]:
        for draft in self.roster.drafts:
            self._take_in(draft)
        for row, draft in self.merged.items():
            self.outcome_of[row] = self._meet(draft)
        return [self.outcome_of[draft.row] for draft in self.roster.drafts]

    # Repeated people within the file.

    def _take_in(self, draft: Draft) -> None:
        person = draft.person
        if person is None:
            self.outcome_of[draft.row] = self._refused(draft, *draft.refusals)
            return
        row = self.by_id.get(person.id_number) if person.id_number else None
        if row is None and person.mobile:
            row = self.by_mobile.get(person.mobile)
            if row is not None and not _may_be_same(self._person(row), person):
                self.outcome_of[draft.row] = self._refused(
                    draft, self._about("mobile", "mobile_repeated", first_row=row)
                )
                return
        if row is None:
            self._remember(draft.row, person)
            self.merged[draft.row] = draft
        else:
            self.outcome_of[draft.row] = self._repeated(draft, person, row)

    def _person(self, row: int) -> RosterPerson:
        person = self.merged[row].person
        if person is None:
            raise LookupError(row)
        return person

    def _remember(self, row: int, person: RosterPerson) -> None:
        if person.id_number:
            self.by_id.setdefault(person.id_number, row)
        if person.mobile:
            self.by_mobile.setdefault(person.mobile, row)

    def _repeated(self, draft: Draft, person: RosterPerson, row: int) -> Outcome:
        first = self._person(row)
        differing = tuple(_differing(first, person))
        if not differing and person.mobile and self.by_mobile.get(person.mobile, row) != row:
            differing = ("mobile",)
        if differing:
            return self._refused(
                draft,
                self._about(differing[0], "repeated_differs", first_row=row, fields=differing),
            )
        whole = _completed(first, person)
        self.merged[row] = replace(self.merged[row], person=whole)
        self._remember(row, whole)
        note = self._about("name", "repeated_same", first_row=row)
        return self._outcome(draft, "left", person, warnings=(*draft.warnings, note))

    # People who are known already.

    def _meet(self, draft: Draft) -> Outcome:
        person = self._person(draft.row)
        found, refusal = self._find(person)
        if refusal:
            return self._refused(draft, refusal)
        if found is None:
            return self._new(draft, person)
        if found.key in self.first_of_key:
            row = self.first_of_key[found.key]
            return self._refused(
                draft, self._about("name", "repeated_differs", first_row=row, fields=("mobile",))
            )
        self.first_of_key[found.key] = draft.row
        if not found.unit:
            person, warnings = self._own_email(person, found, draft.warnings)
            return self._outcome(draft, "added", person, key=found.key, warnings=warnings)
        return self._compare(draft, person, found)

    def _find(self, person: RosterPerson) -> tuple[KnownPerson | None, Complaint | None]:
        """Return the known person whom a row means, or the reason why that cannot be."""
        by_id = self._by_id_number(person)
        by_mobile = self._by_mobile(person)
        found = by_id or by_mobile
        if found is None and self.known.was_erased(person):
            return None, self._about("name", "asked_to_be_erased")
        if found is None:
            return self._find_by_name(person)
        if by_id and by_mobile and by_id.key != by_mobile.key:
            return None, self._about("mobile", "mobile_taken")
        if found.name != person.name and not (by_id and by_mobile and self._is_ours(found)):
            return None, (
                self._about("id_number", "id_number_taken")
                if by_id
                else self._about("mobile", "mobile_taken")
            )
        if found.unit and found.unit != self.known.unit:
            return None, self._about("name", "member_elsewhere")
        if by_id is None and person.id_number and found.id_number:
            return None, self._about("id_number", "id_number_differs")
        return found, None

    def _is_ours(self, found: KnownPerson) -> bool:
        """Say whether the unit may still correct the name: it invited, nobody has come yet."""
        return found.unit == self.known.unit and not found.activated

    def _by_id_number(self, person: RosterPerson) -> KnownPerson | None:
        if not person.id_number:
            return None
        return self.known.by_id_number.get(self.known.digest("id_number", person.id_number))

    def _by_mobile(self, person: RosterPerson) -> KnownPerson | None:
        if not person.mobile:
            return None
        return self.known.by_mobile.get(self.known.digest("phone", person.mobile))

    def _find_by_name(self, person: RosterPerson) -> tuple[KnownPerson | None, Complaint | None]:
        """Look among the unit's people of this name: for who has a new number, or gave none."""
        named = [
            one
            for one in self.known.by_name.get(person.name, ())
            if not (person.id_number and one.id_number)
        ]
        if person.birth_date:
            same_day = [one for one in named if one.birth_date == person.birth_date]
            if len(same_day) == 1:
                return same_day[0], None
            named = [one for one in named if one.birth_date is None]
        if person.mobile or not named:
            return None, None
        if len(named) == 1:
            return named[0], None
        return None, self._about("name", "name_ambiguous")

    def _new(self, draft: Draft, person: RosterPerson) -> Outcome:
        if not person.mobile:
            return self._refused(draft, self._about("mobile", "mobile_missing"))
        warnings = draft.warnings
        if any(self._undecided(one, person) for one in self.known.by_name.get(person.name, ())):
            warnings = (*warnings, self._about("name", "namesake"))
        person, warnings = self._own_email(person, None, warnings, draft.row)
        return self._outcome(draft, "added", person, warnings=warnings)

    @staticmethod
    def _undecided(one: KnownPerson, person: RosterPerson) -> bool:
        """Say whether nothing tells a known namesake and a new person apart but the mobile."""
        if one.id_number and person.id_number:
            return False
        return not (one.birth_date and person.birth_date and one.birth_date != person.birth_date)

    def _own_email(
        self,
        person: RosterPerson,
        found: KnownPerson | None,
        warnings: tuple[Complaint, ...],
        row: int = 0,
    ) -> tuple[RosterPerson, tuple[Complaint, ...]]:
        """Leave out an address that somebody else has, in the register or further up."""
        if not person.email:
            return person, warnings
        holder = self.known.by_email.get(person.email)
        taken = holder is not None and (found is None or holder.key != found.key)
        earlier = self.first_of_email.setdefault(person.email, row)
        if taken or earlier != row:
            return replace(person, email=""), (*warnings, self._about("email", "email_taken"))
        return person, warnings

    def _compare(self, draft: Draft, person: RosterPerson, found: KnownPerson) -> Outcome:
        person, warnings = self._own_email(person, found, draft.warnings, draft.row)
        changes = list(self._changes(person, found))
        if found.activated:
            wrong = [one for one in changes if one.field not in _OWN and one.old]
            if wrong:
                return self._refused(
                    draft,
                    *(self._about(one.field, "known_differs", field=one.field) for one in wrong),
                )
            kept = [one for one in changes if one.field in _OWN]
            changes = [one for one in changes if one.field not in _OWN]
            warnings = (
                *warnings,
                *(self._about(one.field, "kept_by_person", field=one.field) for one in kept),
            )
        return self._outcome(
            draft,
            "changed" if changes else "left",
            person,
            key=found.key,
            changes=tuple(changes),
            warnings=warnings,
        )

    def _changes(self, person: RosterPerson, found: KnownPerson) -> Iterator[Change]:
        """Yield what the row would change; an empty cell never takes anything away."""
        if person.name != found.name:
            yield Change("name", masked_name(found.name), masked_name(person.name))
        if person.mobile and self.known.digest("phone", person.mobile) != found.mobile:
            yield Change("mobile", found.masked_mobile, masked_mobile(person.mobile))
        if person.id_number and not found.id_number:
            yield Change("id_number", "", masked_id_number(person.id_number))
        if person.birth_date and person.birth_date != found.birth_date:
            old = found.birth_date.isoformat() if found.birth_date else ""
            yield Change("birth_date", old, person.birth_date.isoformat())
        if person.sex and person.sex != found.sex:
            yield Change("sex", SEX_WORDS[found.sex] if found.sex else "", SEX_WORDS[person.sex])
        if person.email and person.email != found.email.lower():
            old = masked_email(found.email) if found.email else ""
            yield Change("email", old, masked_email(person.email))
        if person.home and person.home != found.home:
            old = self.area_name(found.home) if found.home else ""
            yield Change("home", old, self.area_name(person.home))
        more = sorted(set(person.skills) - found.skills)
        if more:
            yield Change("skills", "", "、".join(map(self.skill_name, more)))

    # Outcomes.

    def _about(self, name: str, code: str, **params: object) -> Complaint:
        letter, title = self.roster.columns.get(name, ("", ""))
        return Complaint(code, params, name, letter, title)

    def _refused(self, draft: Draft, *refusals: Complaint) -> Outcome:
        return Outcome(
            row=draft.row,
            status="refused",
            name=masked_name(draft.shown_name),
            mobile=masked_mobile(draft.person.mobile) if draft.person else "",
            refusals=refusals,
            warnings=draft.warnings,
        )

    @staticmethod
    def _outcome(
        draft: Draft,
        status: Status,
        person: RosterPerson,
        *,
        key: int | None = None,
        changes: Sequence[Change] = (),
        warnings: Sequence[Complaint] = (),
    ) -> Outcome:
        return Outcome(
            row=draft.row,
            status=status,
            name=masked_name(person.name),
            mobile=masked_mobile(person.mobile) if person.mobile else "",
            person=person if status in ("added", "changed") else None,
            key=key,
            changes=tuple(changes),
            warnings=tuple(warnings),
        )


def _may_be_same(first: RosterPerson, second: RosterPerson) -> bool:
    """Say whether two rows with one mobile number can tell of one person."""
    if first.name != second.name:
        return False
    return not (first.id_number and second.id_number and first.id_number != second.id_number)


def _differing(first: RosterPerson, second: RosterPerson) -> Iterator[str]:
    for name in _COMPARED:
        one, other = getattr(first, name), getattr(second, name)
        if one and other and one != other:
            yield name


def _completed(first: RosterPerson, second: RosterPerson) -> RosterPerson:
    """Return the first person with what only the second row says."""
    missing = {name: getattr(second, name) for name in _COMPARED if not getattr(first, name)}
    skills = tuple(sorted({*first.skills, *second.skills}))
    return replace(first, **missing, skills=skills)
