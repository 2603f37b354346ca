"""Find what the author of a form has to mend before it can be published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from forms_app.engine.course import problems_of_course
from forms_app.engine.definition import (
    DATA_CLASS_NAMES,
    MOST_FIELDS,
    MOST_RULES,
    PURPOSE_NAMES,
    SHOWN_TO_MEMBERS,
    DataClass,
    Definition,
    Field,
)
from forms_app.engine.field_type import field_types, type_of
from forms_app.engine.logic.checking_rules import problems_of_rules
from forms_app.engine.samples import broken_samples
from forms_app.engine.sentences import Unfit
from forms_app.engine.step import steps


def problems_of(definition: Definition, *, in_community: bool) -> Iterator[Unfit]:
    """Yield every reason why this form cannot be published; none means that it can."""
    shape = [*_problems_of_shape(definition), *_problems_of_fields(definition)]
    yield from shape
    if shape:
        return
    yield from _problems_of_consent(definition)
    problems = list(problems_of_rules(definition))
    yield from problems
    if not problems:
        yield from broken_samples(definition)
    yield from _problems_of_button(definition, in_community=in_community)
    yield from problems_of_course(definition, in_community=in_community)


def _problems_of_button(definition: Definition, *, in_community: bool) -> Iterator[Unfit]:
    """Yield what is wrong with what a worker starts; planned steps are asked with their course."""
    starts = definition.starts
    if not starts or any(planned.step == starts for planned in definition.after):
        return
    step = steps().get(starts)
    if step is None:
        yield Unfit("form_step_unknown", step=starts)
        return
    usual = {option.key: option.default for option in step.options}
    yield from step.problems(definition, usual, in_community=in_community)


def _problems_of_shape(definition: Definition) -> Iterator[Unfit]:
    fields = list(definition.all_fields)
    if not fields:
        yield Unfit("form_empty")
    if len(fields) > MOST_FIELDS:
        yield Unfit("form_too_large", most=MOST_FIELDS)
    if len(definition.rules) > MOST_RULES:
        yield Unfit("form_rules_too_many", most=MOST_RULES)
    if len({field.key for field in fields}) != len(fields):
        yield Unfit("form_key_twice")
    ids = [
        *(step.id for step in definition.steps),
        *(section.id for section in definition.sections),
        *(field.key for field in fields),
    ]
    if len(set(ids)) != len(ids) and len({field.key for field in fields}) == len(fields):
        yield Unfit("form_id_twice")
    for purpose, times in Counter(field.purpose for field in fields if field.purpose).items():
        if times > 1:
            yield Unfit("form_purpose_twice", purpose=PURPOSE_NAMES[purpose])


def _problems_of_fields(definition: Definition) -> Iterator[Unfit]:
    for field in definition.fields:
        yield from (found.beside(field.id) for found in _problems_of_field(field))
        for inner in field.fields:
            yield from (found.beside(inner.id) for found in _problems_of_field(inner))
            if inner.type in field_types() and not type_of(inner).in_groups:
                yield Unfit("group_field_unfit", label=inner.label).beside(inner.id)


def _problems_of_field(field: Field) -> Iterator[Unfit]:
    kind = field_types().get(field.type)
    if kind is None:
        yield Unfit("form_type_unknown", type=field.type)
        return
    shown = field.purpose in SHOWN_TO_MEMBERS
    if field.purpose and (field.purpose not in kind.purposes or (shown and field.personal)):
        name = PURPOSE_NAMES.get(field.purpose, field.purpose)
        yield Unfit("form_purpose_unfit", label=field.label, purpose=name)
    yield from kind.problems(field)


def _problems_of_consent(definition: Definition) -> Iterator[Unfit]:
    """What is sensitive needs a consent of its own, which nobody can leave out."""
    has_consent = any(
        field.type == "consent" and field.required and field.options.get("separate")
        for field in definition.fields
    )
    for field in definition.all_fields:
        found = type_of(field).class_of(field)
        if found.rank >= DataClass.SENSITIVE.rank and not has_consent and not field.fields:
            kind = DATA_CLASS_NAMES[found]
            problem = Unfit("form_separate_consent", label=field.label, kind=kind)
            yield problem.beside(field.id)
