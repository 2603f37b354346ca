"""Publishing by who may, and the street's review: Wagtail's own screens, held to posts."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import TaskState, WorkflowState
from wagtail.snippets.views.snippets import WorkflowActionView

from forms_app.models import Form
from forms_app.permissions import may_publish_form, may_review_form
from territory.models import Area

PUBLISHING = "publish"


class PublishedByRight:
    """An editing screen that publishes only for who may do so without the street."""

    request: HttpRequest
    object: Form | None

    def get_available_actions(self) -> list[str]:
        """Leave publishing out where the form is to be read by the street first."""
        found: list[str] = super().get_available_actions()  # type: ignore[misc]
        if PUBLISHING in found and not self._may_publish():
            found.remove(PUBLISHING)
        return found

    def _may_publish(self) -> bool:
        if self.object is not None:
            return may_publish_form(self.request.user, self.object)
        asked = self.request.POST.get("area", "")
        area = Area.objects.filter(pk=asked).first() if asked.isdecimal() else None
        return area is not None and may_review_form(self.request.user, Form(area=area))


class RevertingWords:
    """Going back to an earlier draft, with what that means for people who answered already."""

    def get_warning_message(self) -> Any:
        """Say whose version it is, and that publishing it makes a version of its own."""
        shown = super().get_warning_message()  # type: ignore[misc]
        return format_html(
            "{} {}",
            shown,
            _(
                "Publishing it makes a new version with these questions; what people have sent "
                "stays with the version that they saw."
            ),
        )


def belongs(form_id: int, kwargs: dict[str, Any]) -> bool:
    """Say whether everything else that an address names is a part of this form's life."""
    if "task_state_id" in kwargs:
        states = TaskState.objects.filter(workflow_state__in=_states_of(form_id))
        if not states.filter(pk=kwargs["task_state_id"]).exists():
            return False
    if "workflow_state_id" in kwargs:
        return bool(_states_of(form_id).filter(pk=kwargs["workflow_state_id"]).exists())
    return True


def _states_of(form_id: int) -> Any:
    return WorkflowState.objects.for_instance(Form(pk=form_id))


class ReviewAction(WorkflowActionView):
    """Approving or rejecting from a list: what cannot be published stays in review."""

    def get_task_state(self) -> TaskState:
        """Return the review; it was found to be this form's."""
        found: TaskState = super().get_task_state()
        if not belongs(self.object.pk, {"task_state_id": found.pk}):
            raise Http404
        return found

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Carry the decision out; say what has to be mended first."""
        try:
            answer: HttpResponse = super().post(request, *args, **kwargs)
        except ValidationError as reason:
            note = _("This form cannot be published yet: %(why)s") % {
                "why": " ".join(reason.messages)
            }
            messages.error(request, note)
            return redirect(self.redirect_url)
        return answer
