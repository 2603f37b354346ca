"""The cases that came from what somebody sent while signed in."""

from __future__ import annotations

from django.db.models import QuerySet

from casework.models import Case
from forms_app.models import Submission
from people.models import User


def cases_of(user: User) -> QuerySet[Case]:
    """Return the cases of `user`, in the order in which they were opened."""
    sent = Submission.objects.filter(person=user).values("reference")
    return Case.objects.filter(source_reference__in=sent).order_by("pk")
