"""The demo's cases: repairs that neighbours reported and a call, each at another point."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from casework.actions.close_case import close_case
from casework.actions.note_case import note_case
from casework.actions.open_case import CaseContent, open_case
from casework.actions.take_case import take_case
from casework.models import Case
from config.demo.texts import texts
from config.demo.world import HOME, World
from forms_app.actions.start_step import start_step
from forms_app.actions.submit import submit
from forms_app.engine.answering import Given, answered
from forms_app.engine.definition import Definition
from forms_app.models import Form
from forms_app.places import context_for
from people.models import User
from territory.models import Area

REPAIRS = "repair-report"
INVENTED = "197555002"
"""How the phones of those who reported begin; they belong to nobody."""
CALL_DAYS = 5
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)


def open_cases(world: World) -> str:
    """Let neighbours report and call, and the home community's worker see to it."""
    home = Area.objects.filter(code=HOME).first()
    form = Form.objects.filter(slug=REPAIRS).first()
    if home is None or form is None:
        return "没有办件"
    desk, rows = world.place_of(HOME).desk, texts("cases")
    for number, row in enumerate(rows["reported"], 1):
        _see_to(_reported(form, row, f"{INVENTED}{number:02d}", desk, world), row, desk, world)
    for row in rows["called"]:
        _see_to(_called(home, row, desk, world), row, desk, world)
    return f"{Case.objects.count()} 个办件，{Case.objects.pending().count()} 个没办结"


def _reported(form: Form, row: dict[str, Any], phone: str, desk: User, world: World) -> Case:
    version = form.current
    if version is None:
        message = "the repair report was put up before"
        raise LookupError(message)
    given = _given(version.definition, row, phone)
    values = answered(version.definition, given, context_for(form.area)).values
    asked_at = min(world.at(world.today + timedelta(days=row["days"]), row["hour"] * 60), world.now)
    sent = submit(version=version, values=values, key=phone, now=asked_at).submission
    start_step(by=desk, submission_id=sent.pk, now=min(asked_at + AN_HOUR, world.now))
    return Case.objects.get(source_reference=sent.reference)


def _called(home: Area, row: dict[str, Any], desk: User, world: World) -> Case:
    content = CaseContent(
        kind=row["kind"],
        title=row["title"],
        what=row["what"],
        days=CALL_DAYS,
        contact_name=row["name"],
        contact_phone=f"{INVENTED}99",
        contact_address=row["place"],
    )
    at = min(world.at(world.today + timedelta(days=row["days"]), row["hour"] * 60), world.now)
    return open_case(by=desk, area=home, content=content, origin=Case.Origin.CALL, now=at)


def _see_to(case: Case, row: dict[str, Any], desk: User, world: World) -> None:
    """Take, note, settle and call back, as far as the row tells, a day between each."""
    words = row.get("outcome") or row.get("declined") or ""
    if not (words or "note" in row):
        return
    at = case.opened_at + AN_HOUR / 2
    take_case(by=desk, case_id=case.pk, now=min(at, world.now))
    if "note" in row:
        note_case(by=desk, case_id=case.pk, words=row["note"], now=min(at + AN_HOUR, world.now))
    if words:
        close_case(
            by=desk,
            case_id=case.pk,
            outcome=words,
            now=min(at + A_DAY, world.now),
            declined="declined" in row,
        )
    if "call" in row:
        note_case(
            by=desk,
            case_id=case.pk,
            words=row["call"],
            now=min(at + 2 * A_DAY, world.now),
            called_back=True,
        )


def _given(definition: Definition, row: dict[str, Any], phone: str) -> Given:
    """Return what was typed; what the form hides for this row is left out by the engine."""
    answers = {
        "long_text": row["what"],
        "yes_no": row["danger"],
        "short_text": row["place"],
        "community": HOME,
        "person_name": row["name"],
        "phone": phone,
        "consent": "on",
    }
    given = {}
    for field in definition.fields:
        if field.type in {"choice", "choices"}:
            known = {entry["text"]: entry["id"] for entry in field.options["choices"]}
            given[field.key] = [
                known[text] for text in (row["where"], row["kind"]) if text in known
            ]
        elif field.type == "address":
            given[f"{field.key}.detail"] = [row["place"]]
        elif field.type in answers:
            given[field.key] = [answers[field.type]]
    return given
