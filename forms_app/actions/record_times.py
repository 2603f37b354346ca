"""Count how long questions take, in spans of seconds: who it was is neither asked nor kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import F, Q, QuerySet

from forms_app.models import FormVersion, QuestionTime

SPANS = (2, 4, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600)
"""Up to how many seconds each span goes; what took longer was left open, and is not counted."""


def record_times(*, version: FormVersion, times: Mapping[str, float], within: float) -> None:
    """Count the seconds that each question took, by its key.

    `within` is how long the page was open by the clock here: times that add up to more are made
    up, and none of them counts. Questions that the version does not have are left out.
    """
    if sum(times.values()) > within + 1 or any(one < 0 for one in times.values()):
        return
    known = version.definition.by_key
    spans = {key: next((end for end in SPANS if times[key] <= end), 0) for key in times}
    wanted = {(key, span) for key, span in spans.items() if span and key in known}
    rows = QuestionTime.objects.filter(version=version)
    if _counted(rows, wanted) == len(wanted):
        return
    there = set(rows.filter(_any_of(wanted)).values_list("question", "seconds"))
    fresh = [
        QuestionTime(version=version, question=key, seconds=span)
        for key, span in sorted(wanted - there)
    ]
    QuestionTime.objects.bulk_create(fresh, ignore_conflicts=True)
    _counted(rows, wanted - there)


def _counted(rows: QuerySet[QuestionTime], wanted: Collection[tuple[str, int]]) -> int:
    """Count one more in the rows that are there, in one query; return how many these are."""
    return rows.filter(_any_of(wanted)).update(count=F("count") + 1) if wanted else 0


def _any_of(wanted: Collection[tuple[str, int]]) -> Q:
    found = Q(pk__in=[])
    for key, span in wanted:
        found |= Q(question=key, seconds=span)
    return found
