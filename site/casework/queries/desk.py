"""What the desk shows: the cases of a person's areas, and colleagues to give one to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from casework.models import Case, CaseEntry
from casework.models.case import CaseQuerySet
from forms_app.models import Submission
from people.models import Post, User
from people.permissions import ALLOWED, Verb, scope_of
from territory.models import Area


def desk_cases(person: object) -> CaseQuerySet:
    """Return the cases of the areas in which `person` may see what is asked."""
    return Case.objects.within(scope_of(person, Verb.SEE_NEEDS)).select_related("area", "assignee")


def colleagues_for(case: Case, today: date) -> QuerySet[User]:
    """Return who may handle `case` by a post held today, by name."""
    roles = [role for role, verbs in ALLOWED.items() if Verb.EDIT_NEEDS in verbs]
    above = [case.area.path_at(depth) for depth in range(1, case.area.depth + 1)]
    posts = Post.objects.in_force(today).filter(role__in=roles, area__path__in=above)
    return User.objects.filter(is_active=True, pk__in=posts.values("user")).order_by("name", "pk")


def areas_with_cases(person: object) -> QuerySet[Area]:
    """Return the areas of which `person` can see cases."""
    return Area.objects.filter(pk__in=desk_cases(person).values("area")).order_by("path")


def course_of(case: Case) -> QuerySet[CaseEntry]:
    """Return what was done to a case, in order."""
    return case.entries.select_related("actor", "receiver")


def submission_of(case: Case) -> Submission | None:
    """Return what somebody sent that this case came from, None for a case opened by hand."""
    if not case.source_reference:
        return None
    return (
        Submission.objects.filter(reference=case.source_reference).only("pk", "reference").first()
    )


@dataclass(frozen=True, slots=True)
class CasesToday:
    """What of the cases needs a worker: how many are late or nobody's, and which come first."""

    late: int
    nobodys: int
    first: list[Case]


def cases_today(person: User, today: date, most: int = 6) -> CasesToday:
    """Return what needs `person` today, in two queries."""
    cases = desk_cases(person).pending()
    counts = cases.aggregate(
        late=Count("pk", filter=Q(due_on__lt=today)),
        nobodys=Count("pk", filter=Q(assignee=None)),
    )
    needing = Q(assignee=person) | Q(assignee=None) | Q(due_on__lt=today)
    first = list(cases.filter(needing).order_by("due_on", "pk")[:most])
    return CasesToday(counts["late"], counts["nobodys"], first)
