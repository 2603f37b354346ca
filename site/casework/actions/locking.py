"""Lock the one case that an action is about, for somebody who may."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.models import Case
from casework.permissions import may_handle_case
from foundation.errors import NotFound
from people.models import User


def locked_case(by: User, case_id: int) -> Case:
    """Lock and return a case that the person may handle; raises `NotFound` otherwise."""
    found = (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("area")
        .filter(pk=case_id)
        .first()
    )
    if found is None or not may_handle_case(by, found):
        raise NotFound(_("There is no such case."), code="no_such_case")
    return found
