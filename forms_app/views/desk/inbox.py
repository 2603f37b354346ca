"""What people sent: the list, one submission, and what a worker does with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
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

from forms_app.actions.add_note import LONGEST_NOTE, add_note
from forms_app.actions.answer_approval import LONGEST_REASON as LONGEST_RULING
from forms_app.actions.assign_submission import assign_submission
from forms_app.actions.close_submission import LONGEST_REPLY, close_submission
from forms_app.actions.reveal_submission import LONGEST_REASON, reveal_submission
from forms_app.actions.start_step import start_step
from forms_app.engine.answering import said
from forms_app.engine.roles import ROLES
from forms_app.engine.step import steps
from forms_app.models import Course, Submission
from forms_app.permissions import may_answer_approval, may_handle_submission
from forms_app.places import context_for
from forms_app.printing import printable
from forms_app.queries import (
    areas_sent_to,
    colleagues_for,
    forms_sent_to,
    holders_of_role,
    inbox_of,
    uploads_of,
)
from forms_app.starting import form_steps
from forms_app.views.courses import course_of, rows_of
from forms_app.views.desk.answer_filters import answer_filters
from forms_app.views.desk.approvals import Approvals, answer
from forms_app.views.desk.closing import close_several
from forms_app.views.desk.exporting import export, exported_file, schedule, unschedule
from forms_app.views.desk.files import files_shown, show_file
from forms_app.views.desk.printing import print_page
from forms_app.views.desk.results import results
from forms_app.views.desk.saved_views import drop_saved_view, saved_views
from forms_app.words import said as in_words
from foundation import clock
from foundation.errors import NotFound, Refused
from people.models import User
from people.office.counting import CountingPaginator
from people.permissions import Verb, may_somewhere

ROWS_A_PAGE = 25
MOST_NAMED = 5


def worker(request: HttpRequest) -> User:
    """Return who asks; raises `PermissionDenied` when their posts see needs nowhere."""
    user = request.user
    if not isinstance(user, User) or not may_somewhere(user, Verb.SEE_NEEDS):
        raise PermissionDenied
    return user


class Filters(WagtailFilterSet):
    """Which submissions the list shows."""

    state = django_filters.ChoiceFilter(label=_l("State"), choices=Submission.State.choices)
    form = django_filters.ModelChoiceFilter(
        label=_l("Form"),
        field_name="version__form",
        queryset=lambda request: forms_sent_to(request.user),
    )
    area = django_filters.ModelChoiceFilter(
        label=_l("Area"), queryset=lambda request: areas_sent_to(request.user)
    )
    care = django_filters.ChoiceFilter(
        label=_l("Who takes care"),
        choices=[("mine", _l("I do")), ("nobody", _l("Nobody yet"))],
        method="by_care",
    )

    class Meta:
        model = Submission
        fields = ["state", "form", "area", "care"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = str((self.data or {}).get("form", ""))
        offered = forms_sent_to(self.request.user).select_related("area")
        form = offered.filter(pk=int(number)).first() if number.isdecimal() else None
        if form is not None:
            self.filters |= answer_filters(form, self.request.user)

    def by_care(self, found: Any, _name: str, value: str) -> Any:
        """Keep what the person takes care of, or nobody does."""
        return found.filter(worker=self.request.user if value == "mine" else None)


class Inbox(BaseListingView):
    """What was sent to the person's areas, newest first; who sent it is masked."""

    paginator_class = CountingPaginator
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
        Column("worker", label=_l("Who takes care"), accessor=lambda found: found.worker or ""),
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
        several = reverse("submissions:close_several")
        return [
            HeaderButton(
                label=_("For approval"),
                url=reverse("submissions:approvals"),
                icon_name="check",
                priority=2,
            ),
            HeaderButton(
                label=_("Saved views"),
                url=f"{reverse('submissions:views')}?{self.request.GET.urlencode()}",
                icon_name="view",
                priority=3,
            ),
            HeaderButton(
                label=_("Answers in numbers"),
                url=reverse("submissions:results"),
                icon_name="table",
                priority=5,
            ),
            HeaderButton(label=_("Several at once"), url=several, icon_name="check", priority=10),
            HeaderButton(
                label=_("Export"),
                url=reverse("submissions:export"),
                icon_name="download",
                priority=20,
            ),
        ]

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


class NoteForm(forms.Form):
    """What colleagues should know."""

    words = forms.CharField(
        label=_l("Note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_l("For colleagues; the sender never reads it."),
    )


class RulingForm(forms.Form):
    """What somebody who was asked says to it."""

    words = forms.CharField(
        label=_l("A word to it"),
        max_length=LONGEST_RULING,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_l("Needed to refuse: the sender reads it."),
    )


class CareForm(forms.Form):
    """Which colleague takes care."""

    to = forms.ModelChoiceField(
        queryset=None, label=_l("Give it to"), empty_label=_l("Choose a colleague")
    )

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues_for(submission)


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
        context_for(submission.version.form.area, find_upload=uploads_of(submission)),
        revealed=revealed,
    )
    files = files_shown(submission, request.user, revealed=revealed)
    step = steps().get(definition.starts) if definition.starts in form_steps() else None
    is_open = not submission.is_over
    context = {
        "submission": submission,
        "rows": [{"said": row, "files": files.get(row.field.key, [])} for row in rows],
        "revealed": revealed,
        "has_masked": any(row.masked for row in rows),
        "may_handle": may_handle_submission(request.user, submission),
        "may_start": step is not None and is_open,
        "step_name": in_words(step.names) if step else "",
        "step_help": in_words(step.button_help) if step else "",
        "started_url": _started_at(submission) if submission.started_at else "",
        "is_begun": bool(submission.started_at) and not definition.after,
        "is_open": is_open,
        "reason_form": ReasonForm(),
        "reply_form": ReplyForm(),
        "note_form": NoteForm(),
        "ruling_form": RulingForm(),
        "care_form": CareForm(submission=submission),
        "is_mine": submission.worker_id == request.user.pk,
        "events": submission.events.select_related("actor", "receiver"),
        "course": rows_of(submission),
        "printable": printable(submission),
        **_turn(request, submission),
        "header_title": submission.spoken_reference,
        "header_icon": "mail",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("submissions:index"), "label": _("Received forms")},
            {"url": "", "label": submission.spoken_reference},
        ],
    }
    return render(request, "forms_app/desk/submission.html", context)


def _turn(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    """Say whose word it waits for, and whether it is this person's turn."""
    course = course_of(submission)
    if course is None or course.waits_for != Course.WaitsFor.APPROVAL:
        return {"approval": None}
    return {
        "approval": course,
        "approval_role": in_words(ROLES[course.role]),
        "approvers": list(holders_of_role(course.role, submission.area)[:MOST_NAMED]),
        "may_answer": may_answer_approval(request.user, submission, course.role),
    }


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


def file(request: HttpRequest, submission_id: int, uid: str) -> HttpResponse:
    """Hand over one file of a submission."""
    return show_file(request, _found(request, submission_id), uid)


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


@require_POST
def care(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Take a submission, or give it to a colleague."""
    person = worker(request)
    given = CareForm(request.POST, submission=_found(request, submission_id))
    to = given.cleaned_data["to"] if given.is_valid() else None
    to = person if request.POST.get("step") == "take" else to
    if to is None:
        messages.error(request, _("Please choose a colleague of this area."))
        return redirect("submissions:show", submission_id)
    act = partial(assign_submission, by=person, submission_id=submission_id, to=to, now=clock.now())
    if _told(request, act):
        messages.success(request, _("%(name)s takes care of it now.") % {"name": to})
    return redirect("submissions:show", submission_id)


@require_POST
def note(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Note something for colleagues."""
    words = request.POST.get("words", "")
    act = partial(
        add_note,
        by=worker(request),
        submission_id=submission_id,
        words=words,
        now=clock.now(),
    )
    if _told(request, act):
        messages.success(request, _("Noted. Only colleagues read it."))
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
            path("close/", close_several, name="close_several"),
            path("views/", saved_views, name="views"),
            path("views/<int:view_id>/drop/", drop_saved_view, name="drop_view"),
            path("approvals/", Approvals.as_view(), name="approvals"),
            path("<int:submission_id>/answer/", answer, name="answer"),
            path("<int:submission_id>/print/<str:key>/", print_page, name="print"),
            path("<int:submission_id>/care/", care, name="care"),
            path("<int:submission_id>/note/", note, name="note"),
            path("numbers/", results, name="results"),
            path("export/", export, name="export"),
            path("export/schedule/", schedule, name="schedule"),
            path("export/schedule/<int:schedule_id>/end/", unschedule, name="unschedule"),
            path("export/files/<int:file_id>/", exported_file, name="exported_file"),
            path("<int:submission_id>/", show, name="show"),
            path("<int:submission_id>/reveal/", reveal, name="reveal"),
            path("<int:submission_id>/files/<slug:uid>/", file, name="file"),
            path("<int:submission_id>/start/", start, name="start"),
            path("<int:submission_id>/close/", close, name="close"),
        ]
