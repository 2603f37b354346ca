"""The course of a submission: which step comes next, what it decides, and the whole in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from forms_app.engine.context import Context
from forms_app.engine.definition import Definition
from forms_app.engine.drawing import Names
from forms_app.engine.field_type import Value
from forms_app.engine.kind import Kind
from forms_app.engine.logic.calendar import read_iso
from forms_app.engine.logic.checking_rules import kind_of_formula
from forms_app.engine.logic.deciding import terms_of
from forms_app.engine.logic.evaluating import Scope, evaluate
from forms_app.engine.logic.wording import formula_words
from forms_app.engine.planned import MOST_PLANNED, Planned
from forms_app.engine.samples import ANY_DAY, run_sample, sample_context
from forms_app.engine.sentences import Unfit
from forms_app.engine.step import Facts, Ruling, Stands, Verdict, WaitsFor, steps
from foundation.clock import CITY_TIME

NEXT = {"zh": "，再", "en": ", then "}


def next_planned(definition: Definition, passed: Collection[str]) -> Planned | None:
    """Return the first step that is not among the ids `passed`; None at the end."""
    return next((found for found in definition.after if found.id not in passed), None)


def applies(
    planned: Planned, definition: Definition, values: Mapping[str, Value], context: Context
) -> bool:
    """Say whether the condition of a step is true; one that is unknown is not."""
    if planned.when is None:
        return True
    scope = Scope(terms_of(definition), values, context.today.isoformat())
    return evaluate(planned.when, scope) is True


def verdict_of(planned: Planned, facts: Facts, now: datetime) -> Verdict:
    """Return what a step of the course comes to; one that is known no more is passed over."""
    step = steps().get(planned.step)
    return step.decide(facts, planned.settings, now) if step is not None else Verdict()


def started_by(after: Iterable[Planned]) -> str:
    """Return the key of what a worker starts with the button, empty for nothing."""
    keys = [planned.step for planned in after]
    known = steps()
    return next((key for key in keys if key in known and known[key].by_button), "")


def sentence_of_step(definition: Definition, planned: Planned) -> Names:
    """Say one step in both languages, with its condition."""
    step = steps().get(planned.step)
    said: Names = step.sentence(planned.settings) if step else {"zh": "…", "en": "…"}
    if planned.when is None:
        return said
    condition = formula_words(definition, planned.when)
    return {
        "zh": f"{condition['zh']}的话，{said['zh']}",
        "en": f"if {condition['en']}, {said['en']}",
    }


def sentence_of_course(definition: Definition) -> Names:
    """Say the whole course as one sentence in both languages."""
    said = [sentence_of_step(definition, planned) for planned in definition.after]
    return {
        "zh": f"收到以后，先{NEXT['zh'].join(one['zh'] for one in said)}。",
        "en": f"When it comes in, first {NEXT['en'].join(one['en'] for one in said)}.",
    }


def problems_of_course(definition: Definition, *, in_community: bool) -> Iterator[Unfit]:
    """Yield what has to be mended in what follows a submission."""
    if len(definition.after) > MOST_PLANNED:
        yield Unfit("course_too_long", most=MOST_PLANNED)
    if len({planned.id for planned in definition.after}) != len(definition.after):
        yield Unfit("form_id_twice")
    for number, planned in enumerate(definition.after, 1):
        for problem in _problems_of(planned, definition, in_community=in_community):
            words = {language: problem.say(language) for language in ("zh", "en")}
            yield Unfit("course_step", place=number, problem=words)


def _problems_of(
    planned: Planned, definition: Definition, *, in_community: bool
) -> Iterator[Unfit]:
    step = steps().get(planned.step)
    if step is None:
        yield Unfit("form_step_unknown", step=planned.step)
        return
    yield from step.problems(definition, planned.settings, in_community=in_community)
    if planned.when is None:
        return
    try:
        kind = kind_of_formula(definition, planned.when)
    except Unfit as problem:
        yield problem
        return
    if kind != Kind.BOOLEAN:
        yield Unfit("course_condition")


@dataclass(frozen=True, slots=True)
class Passed:
    """One step as a sample goes through it: taken or not, and how long after sending."""

    planned: Planned
    sentence: Names
    is_taken: bool
    after: timedelta


MOST_ROUNDS = 20


def walked(definition: Definition, sample: Mapping[str, Any]) -> list[Passed]:
    """Return the way of a sample through the course, when everybody agrees and nobody is late."""
    day = read_iso(sample.get("today")) or ANY_DAY
    values, context = run_sample(definition, sample).values, sample_context(day)
    began = now = datetime(day.year, day.month, day.day, 9, tzinfo=CITY_TIME)
    found = []
    for planned in definition.after:
        taken = applies(planned, definition, values, context)
        if taken:
            now = _gone_through(planned, Facts(definition, values, context, now), now)
        found.append(Passed(planned, sentence_of_step(definition, planned), taken, now - began))
    return found


def _gone_through(planned: Planned, facts: Facts, now: datetime) -> datetime:
    for _round in range(MOST_ROUNDS):
        verdict = verdict_of(planned, facts, now)
        if verdict.stands is not Stands.WAITING:
            return now
        if verdict.waits_for is WaitsFor.APPROVAL:
            ruling = Ruling(verdict.level, agrees=True, at=now)
            facts = replace(facts, rulings=(*facts.rulings, ruling))
        elif verdict.waits_for is WaitsFor.TIME and verdict.wakes_at is not None:
            now = verdict.wakes_at
        else:
            facts = replace(facts, is_started=True, is_served=True)
    return now
