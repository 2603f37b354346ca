"""Find what the author of a form has to mend before it can be published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from forms_app.engine.definition import (
    MOST_FIELDS,
    PURPOSE_NAMES,
    SHOWN_TO_MEMBERS,
    Definition,
    Field,
)
from forms_app.engine.field_type import field_types
from forms_app.engine.sentences import Unfit
from forms_app.engine.step import steps


def problems_of(
    definition: Definition, *, in_community: bool, language: str = "zh"
) -> Iterator[Unfit]:
    """Yield every reason why this form cannot be published; none means that it can.

    `language` is that of the names which the reasons hold.
    """
    short = "zh" if language.lower().startswith("zh") else "en"
    fields = list(definition.fields)
    if not fields:
        yield Unfit("form_empty")
    if len(fields) > MOST_FIELDS:
        yield Unfit("form_too_large", most=MOST_FIELDS)
    if len({field.key for field in fields}) != len(fields):
        yield Unfit("form_key_twice")
    for purpose, times in Counter(field.purpose for field in fields if field.purpose).items():
        if times > 1:
            yield Unfit("form_purpose_twice", purpose=PURPOSE_NAMES[purpose][short])
    for field in fields:
        yield from _problems_of_field(field, short)
    if definition.starts:
        step = steps().get(definition.starts)
        if step is None:
            yield Unfit("form_step_unknown", step=definition.starts)
        else:
            yield from step.problems(definition, in_community=in_community)


def _problems_of_field(field: Field, short: str) -> Iterator[Unfit]:
    kind = field_types().get(field.type)
    if kind is None:
        yield Unfit("form_type_unknown", type=field.type)
        return
    shown = field.purpose in SHOWN_TO_MEMBERS
    if field.purpose and (field.purpose not in kind.purposes or (shown and field.personal)):
        name = PURPOSE_NAMES.get(field.purpose, {}).get(short, field.purpose)
        yield Unfit("form_purpose_unfit", label=field.label, purpose=name)
    yield from kind.problems(field)
