"""What waits for one's word: the list by due day, and agreeing or refusing."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView

from forms_app.actions.answer_approval import answer_approval
from forms_app.engine.roles import ROLES
from forms_app.queries import waiting_for_approval_of
from forms_app.words import said
from foundation import clock
from foundation.errors import NotFound, Refused
from people.office.counting import CountingPaginator
from people.permissions import Verb, may_somewhere

ROWS_A_PAGE = 25


class Approvals(BaseListingView):
    """What waits for the person's word, what is due first on top."""

    paginator_class = CountingPaginator
    page_title = _l("Waiting for your approval")
    header_icon = "check"
    paginate_by = ROWS_A_PAGE
    index_url_name = "submissions:approvals"
    columns = [
        TitleColumn(
            "reference",
            label=_l("Receipt number"),
            accessor="spoken_reference",
            get_url=lambda found: reverse("submissions:show", args=[found.pk]),
        ),
        Column("form", label=_l("Form"), accessor=lambda found: found.version.document["title"]),
        Column("area", label=_l("Area"), accessor=lambda found: str(found.area)),
        Column("who", label=_l("Sender"), accessor="masked_contact"),
        Column("role", label=_l("As"), accessor=lambda found: said(ROLES[found.course.role])),
        DateColumn("due_at", label=_l("Answer by"), accessor="course.due_at"),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_somewhere(request.user, Verb.SEE_NEEDS):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        return waiting_for_approval_of(self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("submissions:index"), "label": _("Received forms")},
            {"url": "", "label": self.page_title},
        ]

    @property
    def no_results_message(self) -> str:
        """What an empty list says."""
        return _("Nothing waits for your approval.")


@require_POST
def answer(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Agree, or refuse with a reason."""
    person = request.user
    if not isinstance(person, get_user_model()) or not may_somewhere(person, Verb.SEE_NEEDS):
        raise PermissionDenied
    agrees = request.POST.get("step") == "agree"
    try:
        answer_approval(
            by=person,
            submission_id=submission_id,
            agrees=agrees,
            words=request.POST.get("words", ""),
            now=clock.now(),
        )
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said_yes = _("You agreed. It goes on.")
        messages.success(request, said_yes if agrees else _("Refused. The sender reads why."))
    return redirect("submissions:show", submission_id)


class ApprovalsPanel(Component):
    """On the admin's home: how many wait for one's word, and how many of them are late."""

    name = "form_approvals"
    template_name = "forms_app/desk/approvals_panel.html"
    order = 7

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        if not may_somewhere(user, Verb.SEE_NEEDS):
            return {}
        found = waiting_for_approval_of(user)
        return {
            "waiting": found.count(),
            "late": found.filter(course__due_at__lt=clock.now()).count(),
        }
