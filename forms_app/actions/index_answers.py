"""Keep what was chosen so that it can be looked for, without keeping what it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db import transaction

from forms_app.engine.definition import Definition
from forms_app.engine.field_type import Value, type_of
from forms_app.engine.kind import Kind
from forms_app.finding import digest_of_choice, is_findable
from forms_app.models import ChosenAnswer, Submission
from territory.models import Area

AT_ONCE = 500


def index_answers(submission: Submission, values: Mapping[str, Value]) -> None:
    """Keep the choices of `values` for a submission, in the place of those that were kept."""
    definition, form_id = submission.version.definition, submission.version.form_id
    wanted = {digest_of_choice(form_id, *one) for one in _chosen(definition, values)}
    ChosenAnswer.objects.filter(submission=submission).delete()
    ChosenAnswer.objects.bulk_create(
        ChosenAnswer(submission=submission, digest=digest) for digest in sorted(wanted)
    )
    submission.is_indexed = True
    Submission.objects.filter(pk=submission.pk).update(is_indexed=True)


def index_what_is_left() -> int:
    """Index submissions that were written without, so many at once; return how many."""
    left = Submission.objects.filter(is_indexed=False).order_by("pk")[:AT_ONCE]
    keys = list(left.values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            locked = Submission.objects.select_for_update(of=("self",), no_key=True)
            submission = locked.select_related("version").get(pk=key)
            index_answers(submission, submission.values)
    return len(keys)


def _chosen(definition: Definition, values: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """Yield key and choice; of an area those above it too, so that it is found by them."""
    for field in definition.fields:
        if field.key not in values or not is_findable(field):
            continue
        kind = type_of(field)
        chosen = list(kind.facets_of(field, values[field.key]))
        if kind.kind_of(field) == Kind.AREA:
            chosen = [*chosen, *_codes_above(chosen)]
        for choice in chosen:
            yield field.key, choice


def _codes_above(codes: list[str]) -> list[str]:
    found = Area.objects.filter(code__in=codes).first()
    if found is None:
        return []
    paths = [found.path[:end] for end in range(Area.steplen, len(found.path), Area.steplen)]
    return list(Area.objects.filter(path__in=paths).values_list("code", flat=True))
