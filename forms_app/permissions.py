"""Who may write forms and who may read what was sent; by posts alone."""

from __future__ import annotations

from forms_app.models import Submission
from people.permissions import Verb, may
from territory.models import Area

FORM_ACTIONS: dict[str, Verb] = {
    "view": Verb.EDIT_PAGES,
    "add": Verb.EDIT_PAGES,
    "change": Verb.EDIT_PAGES,
    "publish": Verb.PUBLISH_PAGES,
}
"""Wagtail's action → the verb it asks for, in the form's area; deleting is the operator's."""


def may_write_forms(person: object, area: Area) -> bool:
    """Say whether `person` may begin forms for the people of `area`."""
    return may(person, Verb.EDIT_PAGES, area)


def may_see_submission(person: object, submission: Submission) -> bool:
    """Say whether `person` may read what was sent, personal answers masked."""
    return may(person, Verb.SEE_NEEDS, submission.area)


def may_handle_submission(person: object, submission: Submission) -> bool:
    """Say whether `person` may answer it, start what it asks for, and see whom to call."""
    return may(person, Verb.EDIT_NEEDS, submission.area)
