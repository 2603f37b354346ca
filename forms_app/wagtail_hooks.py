"""What forms add to the Wagtail admin: writing them, and the inbox."""

from __future__ import annotations

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from forms_app.views.desk.authoring import FormViewSet
from forms_app.views.desk.inbox import SubmissionDesk

register_snippet(FormViewSet)


@hooks.register("register_admin_viewset")
def register_submission_desk() -> SubmissionDesk:
    """Give workers the inbox of what people sent."""
    return SubmissionDesk()
