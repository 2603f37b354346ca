"""Who may write forms and who may read what was sent; by posts alone."""

from __future__ import annotations

from forms_app.models import Form, Submission
from forms_app.models.form_review import awaits_review, may_review_form
from people.models import Post, User
from people.permissions import Verb, may
from people.queries import posts_held
from territory.models import Area

__all__ = [
    "FORM_ACTIONS",
    "may_draw_seats",
    "may_fill_in",
    "may_fill_in_for_others",
    "may_handle_submission",
    "may_publish_form",
    "may_review_form",
    "may_see_submission",
    "may_write_forms",
]

FORM_ACTIONS: dict[str, Verb] = {
    "view": Verb.EDIT_PAGES,
    "add": Verb.EDIT_PAGES,
    "change": Verb.EDIT_PAGES,
    "publish": Verb.PUBLISH_PAGES,
    "lock": Verb.REVIEW_PAGES,
    "unlock": Verb.REVIEW_PAGES,
}
"""Wagtail's action → the verb it asks for, in the form's area; deleting is the operator's."""


def may_write_forms(person: object, area: Area) -> bool:
    """Say whether `person` may begin forms for the people of `area`."""
    return may(person, Verb.EDIT_PAGES, area)


def may_publish_form(person: object, form: Form) -> bool:
    """Say whether `person` may put `form` out at once, without the street."""
    if not may(person, Verb.PUBLISH_PAGES, form.area):
        return False
    return may_review_form(person, form) or not awaits_review(form)


def may_fill_in(person: object, form: Form) -> bool:
    """Say whether `person` may open `form` and send it: everybody, or who has a post there."""
    return not form.is_for_staff or bool(_roles_there(person, form))


def may_fill_in_for_others(person: object, form: Form) -> bool:
    """Say whether `person` may fill `form` in for somebody who cannot.

    Who may holds one of the posts that the form names there; of a form that names none nobody may.
    """
    return bool(_roles_there(person, form) & form.roles_that_help)


def _roles_there(person: object, form: Form) -> set[str]:
    """Return the posts that `person` holds there, every one for who runs the installation.

    A post is there when its area lies within the form's, or the form's within its own.
    """
    if isinstance(person, User) and person.is_active and person.is_superuser:
        return set(Post.Role.values)
    path = form.area.path
    return {
        post.role
        for post in posts_held(person)
        if post.area_path and (path.startswith(post.area_path) or post.area_path.startswith(path))
    }


def may_see_submission(person: object, submission: Submission) -> bool:
    """Say whether `person` may read what was sent, personal answers masked."""
    return may(person, Verb.SEE_NEEDS, submission.area)


def may_answer_approval(person: object, submission: Submission, role: str) -> bool:
    """Say whether `person` holds the post that is asked, in the area of what was sent or above."""
    path = submission.area.path
    return may_see_submission(person, submission) and any(
        post.role == role and post.area_path and path.startswith(post.area_path)
        for post in posts_held(person)
    )


def may_draw_seats(person: object, form: Form) -> bool:
    """Say whether `person` may close the entries to a draw of the form's places, and draw."""
    return may(person, Verb.EDIT_NEEDS, form.area)


def may_handle_submission(person: object, submission: Submission) -> bool:
    """Say whether `person` may answer it, start what it asks for, and see whom to call."""
    return may(person, Verb.EDIT_NEEDS, submission.area)
