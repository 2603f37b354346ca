"""Turns the rows of a sheet into drafts: a clean person each, or the reasons why not."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from foundation.identifiers import IdNumber
from foundation.text import cleaned
from people.roster import cleaning
from people.roster.areas import AreaIndex
from people.roster.cleaning import Dirty, Remarks
from people.roster.complaints import Complaint
from people.roster.headers import Header, recognise
from people.roster.people import RosterPerson
from people.roster.reading import Sheet, Value

_T = TypeVar("_T")

_FOOTER = re.compile(
    r"^(合计|总计|共计|小计|填表|制表|填报|审核|审批|负责人|联系人|注|备注|说明|单位[(（]?盖章|盖章|日期)"
)
_COPIED_DOWN = ("unit", "district", "street", "community", "skills")
_PLACE_FIELDS = ("district", "street", "community", "address")
UNUSED_FIELDS = ("ordinal", "department", "note")


@dataclass(frozen=True, slots=True)
class Setting:
    """What a roster is read against: the unit it belongs to, places, skills, the day."""

    unit_code: str
    unit_name: str
    units: Mapping[str, str]
    areas: AreaIndex
    skills: Callable[[str], str | None]
    today: date


@dataclass(frozen=True, slots=True)
class Draft:
    """A row after cleaning; `person` is None when `refusals` say why there is none."""

    row: int
    person: RosterPerson | None
    shown_name: str
    refusals: tuple[Complaint, ...] = ()
    warnings: tuple[Complaint, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """What was read from one sheet, in the order of its rows."""

    drafts: list[Draft]
    skipped: list[tuple[int, Complaint]] = field(default_factory=list)
    unused: tuple[Complaint, ...] = ()
    columns: dict[str, tuple[str, str]] = field(default_factory=dict)


def unit_key(name: str) -> str:
    """Return the form in which units' names are compared."""
    return re.sub(r"[\s()（）·\-]+", "", cleaned(name))


def draft(sheet: Sheet, header: Header, setting: Setting) -> Roster:
    """Clean every row below the header of `sheet`."""
    roster = Roster(
        drafts=[],
        unused=tuple(_unused(header)),
        columns={
            name: (column.letter, column.title)
            for name, column in header.columns.items()
            if name not in UNUSED_FIELDS
        },
    )
    above: dict[str, Value] = {}
    for number, values in sheet.rows:
        if number <= header.last_row:
            continue
        cells = _cells(values, header)
        reason = _skipping(cells, values)
        if reason:
            roster.skipped.append((number, Complaint(reason)))
            continue
        remarks = Remarks()
        _copy_down(cells, above, remarks)
        roster.drafts.append(_draft(number, cells, header, setting, remarks))
    return roster


def _unused(header: Header) -> Iterator[Complaint]:
    columns = [header.columns[name] for name in UNUSED_FIELDS[1:] if name in header.columns]
    for column in sorted([*header.unused, *columns], key=lambda column: column.index):
        yield Complaint(
            "column_unused", {"title": column.title}, column=column.letter, header=column.title
        )


def _cells(values: Sequence[Value], header: Header) -> dict[str, Value]:
    return {
        name: values[column.index] if column.index < len(values) else None
        for name, column in header.columns.items()
    }


def _skipping(cells: Mapping[str, Value], values: Sequence[Value]) -> str:
    """Return the code of the reason to pass over a row that tells of nobody, or nothing."""
    name = cells.get("name")
    if isinstance(name, str) and recognise(name) == ("name", True):
        return "row_header_again"
    if any(cleaning.shown(cells.get(key)) for key in ("mobile", "id_number")):
        return ""
    filled = [cleaned(str(value)) for value in values if value is not None]
    if filled and _FOOTER.match(re.sub(r"\s", "", filled[0])):
        return "row_footer"
    only_ordinal = not any(
        cleaning.shown(value) for key, value in cells.items() if key != "ordinal"
    )
    return "row_footer" if only_ordinal and len(set(filled)) <= 1 else ""


def _copy_down(cells: dict[str, Value], above: dict[str, Value], remarks: Remarks) -> None:
    for name in _COPIED_DOWN:
        value = cells.get(name)
        if not cleaning.is_ditto(value):
            above[name] = value
        elif above.get(name) is None:
            remarks.warn(name, "ditto_without_above")
            cells[name] = None
        else:
            cells[name] = above[name]


def _draft(
    number: int, cells: Mapping[str, Value], header: Header, setting: Setting, remarks: Remarks
) -> Draft:
    name = _tried(remarks, "name", lambda: cleaning.clean_name(cells.get("name"), remarks)) or ""
    mobile = _tried(remarks, "mobile", lambda: cleaning.clean_mobile(cells.get("mobile"), remarks))
    identity = _identity(cells, setting.today, remarks)
    born = _birth_date(cells, identity, setting.today, remarks)
    sex = _tried(remarks, "sex", lambda: cleaning.clean_sex(cells.get("sex")))
    if identity and sex and sex != identity.sex:
        given, told = cleaning.SEX_WORDS[sex], cleaning.SEX_WORDS[identity.sex]
        remarks.refuse("sex", "sex_conflict", given=given, id_sex=told)
    _check_unit(cleaning.shown(cells.get("unit")), setting, remarks)
    person = RosterPerson(
        name=name,
        sex=identity.sex if identity else sex,
        birth_date=identity.birth_date if identity else born,
        id_number=identity.number if identity else "",
        mobile=mobile or "",
        email=cleaning.clean_email(cells.get("email"), remarks),
        home=_home(cells, setting.areas, remarks),
        skills=cleaning.clean_skills(cells.get("skills"), setting.skills, remarks),
    )
    return Draft(
        row=number,
        person=None if remarks.refusals else person,
        shown_name=name or cleaned(str(cells.get("name") or ""))[:30],
        refusals=tuple(_placed(one, header) for one in remarks.refusals),
        warnings=tuple(_placed(one, header) for one in remarks.warnings),
    )


def _tried(remarks: Remarks, name: str, clean: Callable[[], _T]) -> _T | None:
    try:
        return clean()
    except Dirty as dirty:
        remarks.refuse(name, dirty.code, **dirty.params)
        return None


def _identity(cells: Mapping[str, Value], today: date, remarks: Remarks) -> IdNumber | None:
    """Return the ID number of a row, also when it stands in the birth-date column."""
    value, born = cells.get("id_number"), cells.get("birth_date")
    stray = cleaning.looks_like_id_number(born)
    if stray and not cleaning.shown(value):
        remarks.warn("birth_date", "id_number_in_birth_column")
        return _tried(remarks, "birth_date", lambda: cleaning.clean_id_number(born, today))
    identity = _tried(remarks, "id_number", lambda: cleaning.clean_id_number(value, today))
    if stray and identity:
        other = _tried(remarks, "birth_date", lambda: cleaning.clean_id_number(born, today))
        if other and other != identity:
            remarks.refuse("birth_date", "id_numbers_differ")
    return identity


def _birth_date(
    cells: Mapping[str, Value], identity: IdNumber | None, today: date, remarks: Remarks
) -> date | None:
    value = cells.get("birth_date")
    if cleaning.looks_like_id_number(value):
        return None
    noted = Remarks()
    born = _tried(remarks, "birth_date", lambda: cleaning.clean_birth_date(value, today, noted))
    if identity is None:
        remarks.warnings.extend(noted.warnings)
    elif born and born != identity.birth_date:
        remarks.refuse(
            "birth_date",
            "birth_date_conflict",
            given=born.isoformat(),
            id_date=identity.birth_date.isoformat(),
        )
    return born


def _check_unit(text: str, setting: Setting, remarks: Remarks) -> None:
    """Refuse a row of another registered unit; a name that nobody knows is only mentioned."""
    key = unit_key(text)
    if not key or key == unit_key(setting.unit_name):
        return
    code = setting.units.get(key)
    if code == setting.unit_code:
        return
    if code:
        remarks.refuse("unit", "unit_other", text=text[:40])
    else:
        remarks.warn("unit", "unit_differs", text=text[:40], unit=setting.unit_name)


def _home(cells: Mapping[str, Value], areas: AreaIndex, remarks: Remarks) -> str:
    texts = [cleaning.shown(cells.get(name)) for name in _PLACE_FIELDS]
    if not any(texts):
        return ""
    home = areas.resolve(*texts)
    if home.complaint:
        about = next(
            (name for name in ("community", "address", "street") if cells.get(name)), "district"
        )
        remarks.warn(about, home.complaint, **dict(home.params))
    return home.code


def _placed(complaint: Complaint, header: Header) -> Complaint:
    """Say in which column of the file the complaint lies."""
    column = header.columns.get(complaint.field)
    if column is None:
        return complaint
    return replace(complaint, column=column.letter, header=column.title)
