"""What people sent: the list, one submission, and what a worker does with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from forms_app.actions.close_submission import LONGEST_REPLY, close_submission
from forms_app.actions.reveal_submission import LONGEST_REASON, reveal_submission
from forms_app.actions.start_step import start_step
from forms_app.engine.answering import said
from forms_app.engine.step import steps
from forms_app.models import Submission
from forms_app.permissions import may_handle_submission
from forms_app.places import context_for
from forms_app.queries import inbox_of
from forms_app.starting import form_steps
from forms_app.views.desk.exporting import export
from forms_app.words import said as in_words
from foundation import clock
from foundation.errors import NotFound, Refused
from people.models import User
from people.permissions import Verb, may_somewhere

ROWS_A_PAGE = 25


def worker(request: HttpRequest) -> User:
    """Return who asks; raises `PermissionDenied` when their posts see needs nowhere."""
    user = request.user
    if not isinstance(user, User) or not may_somewhere(user, Verb.SEE_NEEDS):
        raise PermissionDenied
    return user


class Filters(WagtailFilterSet):
    """Which submissions the list shows."""

    state = django_filters.ChoiceFilter(label=_l("State"), choices=Submission.State.choices)

    class Meta:
        model = Submission
        fields = ["state"]


class Inbox(BaseListingView):
    """What was sent to the person's areas, newest first; who sent it is masked."""

    page_title = _l("Received forms")
    header_icon = "mail"
    paginate_by = ROWS_A_PAGE
    index_url_name = "submissions:index"
    index_results_url_name = "submissions:index_results"
    is_searchable = True
    search_fields = ["reference"]
    filterset_class = Filters
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
        StatusTagColumn(
            "state",
            label=_l("State"),
            accessor=lambda found: found.get_state_display(),
            primary=lambda found: found.state == Submission.State.RECEIVED,
        ),
        DateColumn("created_at", label=_l("Received")),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        worker(request)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        return inbox_of(worker(self.request))

    @property
    def header_buttons(self) -> list[HeaderButton]:
        """What stands beside the title."""
        address = reverse("submissions:export")
        return [HeaderButton(label=_("Export"), url=address, icon_name="download")]

    @property
    def no_results_message(self) -> str:
        """What an empty list says."""
        return _("Nothing here yet. What people send by a form arrives in this list.")


class ReasonForm(forms.Form):
    """Why somebody needs to see personal answers."""

    reason = forms.CharField(
        label=_l("Why do you need it?"),
        max_length=LONGEST_REASON,
        help_text=_l("“To call back”, say. Every look is kept on record."),
    )


class ReplyForm(forms.Form):
    """What the sender reads at the end."""

    reply = forms.CharField(
        label=_l("Reply"),
        max_length=LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l("What came of it, in plain words. The sender reads it with number and code."),
    )


def _found(request: HttpRequest, submission_id: int) -> Submission:
    found = inbox_of(worker(request)).filter(pk=submission_id).first()
    if found is None:
        raise Http404
    return found


def _started_at(submission: Submission) -> str:
    offer = form_steps().get(submission.version.definition.starts)
    return offer.address(submission.reference) if offer else ""


def _page(request: HttpRequest, submission: Submission, *, revealed: bool = False) -> HttpResponse:
    definition = submission.version.definition
    rows = said(
        definition,
        submission.values,
        context_for(submission.version.form.area),
        revealed=revealed,
    )
    step = steps().get(definition.starts) if definition.starts in form_steps() else None
    is_open = not submission.is_over
    context = {
        "submission": submission,
        "rows": rows,
        "revealed": revealed,
        "has_masked": any(row.masked for row in rows),
        "may_handle": may_handle_submission(request.user, submission),
        "may_start": step is not None and is_open,
        "step_name": in_words(step.names) if step else "",
        "started_url": _started_at(submission) if submission.started_at else "",
        "is_open": is_open,
        "reason_form": ReasonForm(),
        "reply_form": ReplyForm(),
        "header_title": submission.spoken_reference,
        "header_icon": "mail",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("submissions:index"), "label": _("Received forms")},
            {"url": "", "label": submission.spoken_reference},
        ],
    }
    return render(request, "forms_app/desk/submission.html", context)


@never_cache
def show(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Show one submission, personal answers masked."""
    return _page(request, _found(request, submission_id))


def _told(request: HttpRequest, act: Callable[[], Submission]) -> Submission | None:
    """Run `act` and tell a refusal; raises Http404 for what there is not, or not here."""
    try:
        return act()
    except NotFound as refusal:
        raise Http404(str(refusal)) from refusal
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None


@never_cache
@require_POST
def reveal(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Show the personal answers once, after the look is on record."""
    person = worker(request)
    reason = request.POST.get("reason", "")
    found = _told(
        request,
        lambda: reveal_submission(
            by=person, submission_id=submission_id, reason=reason, now=clock.now()
        ),
    )
    if found is None:
        return redirect("submissions:show", submission_id)
    return _page(request, found, revealed=True)


@require_POST
def start(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Start what the form starts, and go on where it is worked on."""
    person = worker(request)
    found = _told(
        request, lambda: start_step(by=person, submission_id=submission_id, now=clock.now())
    )
    address = _started_at(found) if found else ""
    if found:
        messages.success(request, _("Started. The sender can see that it is under way."))
    return redirect(address or reverse("submissions:show", args=[submission_id]))


@require_POST
def close(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Close a submission with a reply."""
    person = worker(request)
    reply = request.POST.get("reply", "")
    found = _told(
        request,
        lambda: close_submission(
            by=person, submission_id=submission_id, reply=reply, now=clock.now()
        ),
    )
    if found:
        messages.success(request, _("Settled. The sender can read your reply."))
    return redirect("submissions:show", submission_id)


class InboxMenuItem(MenuItem):
    """Seen by those who see needs somewhere."""

    def is_shown(self, request: Any) -> bool:
        return may_somewhere(request.user, Verb.SEE_NEEDS)


class SubmissionDesk(ViewSet):
    """The inbox with its addresses and its menu item."""

    name = "submissions"
    url_prefix = "submissions"
    icon = "mail"
    menu_label = _l("Received forms")
    menu_name = "submissions"
    menu_order = 130
    menu_item_class = InboxMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of the desk."""
        return [
            path("", Inbox.as_view(), name="index"),
            path("results/", Inbox.as_view(results_only=True), name="index_results"),
            path("export/", export, name="export"),
            path("<int:submission_id>/", show, name="show"),
            path("<int:submission_id>/reveal/", reveal, name="reveal"),
            path("<int:submission_id>/start/", start, name="start"),
            path("<int:submission_id>/close/", close, name="close"),
        ]
