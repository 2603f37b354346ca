"""The desk's cases: the list, opening one by hand, its page, and what is done there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from casework.actions.assign_case import assign_case
from casework.actions.close_case import close_case
from casework.actions.note_case import note_case
from casework.actions.open_case import open_case
from casework.actions.reopen_case import reopen_case
from casework.actions.reveal_case import reveal_case
from casework.actions.take_case import take_case
from casework.models import Case
from casework.permissions import may_handle_case
from casework.queries.desk import areas_with_cases, course_of, desk_cases, submission_of
from casework.views.forms import (
    AgainForm,
    CallBackForm,
    CaseForm,
    CaseNoteForm,
    GiveForm,
    LookForm,
    OutcomeForm,
)
from foundation import clock
from foundation.saying import day_in_words
from people.models import User
from people.office.counting import CountingPaginator
from people.permissions import Verb, may_somewhere
from volunteering.views.desk.standing import crumbs, done, menu_item_for, worker

ROWS_A_PAGE = 25
State = Case.State


def due_in_words(case: Case) -> str:
    """Say by which day it is to be answered, and that this is past."""
    today = clock.today()
    day = day_in_words(case.due_on, today, get_language() or "zh")
    return str(_("%(day)s, overdue") % {"day": day}) if case.is_overdue(today) else day


def due_for_list(case: Case) -> str:
    """Say the day; one that is past stands out."""
    said = due_in_words(case)
    is_late = case.is_overdue(clock.today())
    return format_html('<b class="desk-due">{}</b>', said) if is_late else said


class CaseFilters(WagtailFilterSet):
    """Which cases the list shows; without a choice those that nobody has settled."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("all", _("All")), *State.choices],
        empty_label=_("Not settled yet"),
        method="by_state",
    )
    which = django_filters.ChoiceFilter(
        label=_("Which cases"),
        choices=[
            ("overdue", _("Overdue")),
            ("mine", _("Mine")),
            ("nobody", _("Nobody's yet")),
        ],
        method="by_care",
    )
    area = django_filters.ModelChoiceFilter(
        label=_("Area"), queryset=lambda request: areas_with_cases(request.user)
    )

    class Meta:
        model = Case
        fields = ["state", "which", "area"]

    def by_state(self, cases: Any, name: str, value: str) -> Any:
        """Keep one state, or all."""
        del name
        return cases if value == "all" else cases.filter(state=value)

    def by_care(self, cases: Any, name: str, value: str) -> Any:
        """Keep what is late, what the person takes care of, or what nobody does."""
        del name
        if value == "overdue":
            return cases.overdue(clock.today())
        return cases.filter(assignee=self.request.user if value == "mine" else None)


class CaseList(BaseListingView):
    """The cases of the person's areas, what is due first on top."""

    paginator_class = CountingPaginator
    page_title = _("Cases")
    header_icon = "folder-open-inverse"
    paginate_by = ROWS_A_PAGE
    template_name = "casework/cases.html"
    index_url_name = "case_desk:index"
    index_results_url_name = "case_desk:index_results"
    default_ordering = "due_on"
    is_searchable = True
    search_fields = ["number"]
    filterset_class = CaseFilters
    columns = [
        TitleColumn(
            "title",
            label=_("Case"),
            get_url=lambda case: reverse("case_desk:show", args=[case.pk]),
        ),
        Column("number", label=_("Case number"), accessor="spoken_number"),
        Column("kind", label=_("Kind of matter")),
        Column("area", label=_("Area"), accessor=lambda case: str(case.area)),
        Column("assignee", label=_("Who takes care"), accessor=lambda case: case.assignee or ""),
        Column("due_on", label=_("Answer by"), accessor=due_for_list, sort_key="due_on"),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor=lambda case: case.get_state_display(),
            primary=lambda case: not case.is_over,
        ),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        worker(request, Verb.SEE_NEEDS)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        cases = desk_cases(worker(self.request, Verb.SEE_NEEDS))
        asked = self.request.GET
        return cases if asked.get("state") or asked.get("q") else cases.pending()

    def search_queryset(self, queryset: Any) -> Any:
        """Find a number however it was grouped when it was read out."""
        number = "".join(self.search_query.split()) if self.is_searching else ""
        return queryset.filter(number__contains=number) if number else queryset

    def order_queryset(self, queryset: Any) -> Any:
        """What is due on the same day keeps its order from page to page."""
        return super().order_queryset(queryset).order_by(self.ordering, "pk")

    def get_header_buttons(self) -> list[HeaderButton]:
        if not may_somewhere(self.request.user, Verb.EDIT_NEEDS):
            return []
        return [
            HeaderButton(_("Open a case"), url=reverse("case_desk:add"), icon_name="plus-inverse")
        ]

    @property
    def no_results_message(self) -> Any:
        """What an empty list says."""
        return _("No cases here. They come from received forms, or you open one by hand.")


def _way(label: object) -> list[dict[str, object]]:
    return crumbs((reverse("case_desk:index"), _("Cases")), ("", label))


def add_case(request: HttpRequest) -> HttpResponse:
    """Open a case by hand: somebody called, or stood in the door."""
    person = worker(request, Verb.EDIT_NEEDS)
    form = CaseForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        opened: list[Case] = []
        act = partial(
            open_case,
            by=person,
            area=form.cleaned_data["area"],
            content=form.content(),
            origin=Case.Origin(form.cleaned_data["origin"]),
            now=clock.now(),
        )
        if done(request, lambda: opened.append(act()), _("Put on record.")):
            return redirect("case_desk:show", opened[0].pk)
    title = _("Open a case")
    context = {"form": form, "header_title": title, "breadcrumbs_items": _way(title)}
    return render(request, "casework/add.html", context)


def _found(request: HttpRequest, case_id: int) -> Case:
    return get_object_or_404(
        desk_cases(worker(request, Verb.SEE_NEEDS)).select_related("opened_by"), pk=case_id
    )


def _page(
    request: HttpRequest, case: Case, *, revealed: bool = False, **typed: forms.Form
) -> HttpResponse:
    source = submission_of(case)
    context = {
        "case": case,
        "due": due_in_words(case),
        "is_overdue": case.is_overdue(clock.today()),
        "entries": course_of(case),
        "source_url": reverse("submissions:show", args=[source.pk]) if source else "",
        "source": source,
        "may_handle": may_handle_case(request.user, case),
        "is_mine": case.assignee_id == request.user.pk,
        "revealed": revealed,
        "give_form": GiveForm(case=case),
        "note_form": CaseNoteForm(),
        "call_form": CallBackForm(auto_id="call_%s"),
        "outcome_form": OutcomeForm(),
        "again_form": AgainForm(auto_id="again_%s"),
        "look_form": LookForm(auto_id="look_%s"),
        "header_title": case.title,
        "header_icon": "folder-open-inverse",
        "breadcrumbs_items": _way(case.title),
    } | typed
    return render(request, "casework/case.html", context, status=422 if typed else 200)


@never_cache
@require_safe
def show_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a case with its course, whom to call masked."""
    return _page(request, _found(request, case_id))


@never_cache
@require_POST
def reveal(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show whom to call, once, after the look is on record."""
    person, case = worker(request, Verb.EDIT_NEEDS), _found(request, case_id)
    form = LookForm(request.POST, auto_id="look_%s")
    if not form.is_valid():
        return _page(request, case, look_form=form)
    act = partial(
        reveal_case,
        by=person,
        case_id=case.pk,
        reason=form.cleaned_data["reason"],
        now=clock.now(),
    )
    return _page(request, case, revealed=done(request, act))


@require_POST
def take(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take a case."""
    person, case = worker(request, Verb.EDIT_NEEDS), _found(request, case_id)
    act = partial(take_case, by=person, case_id=case.pk, now=clock.now())
    done(request, act, _("You take care of it now."))
    return redirect("case_desk:show", case.pk)


@require_POST
def give(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give a case to a colleague."""
    person, case = worker(request, Verb.EDIT_NEEDS), _found(request, case_id)
    form = GiveForm(request.POST, case=case)
    if not form.is_valid():
        return _page(request, case, give_form=form)
    to: User = form.cleaned_data["to"]
    act = partial(assign_case, by=person, case_id=case.pk, to=to, now=clock.now())
    done(request, act, _("%(name)s takes care of it now.") % {"name": to})
    return redirect("case_desk:show", case.pk)


Act = Callable[..., object]


def _written(
    request: HttpRequest, case_id: int, name: str, form: forms.Form, act: Act, said: object
) -> HttpResponse:
    """Do `act` with what was written into `form`, or show it again with what is missing."""
    person, case = worker(request, Verb.EDIT_NEEDS), _found(request, case_id)
    if not form.is_valid():
        return _page(request, case, **{name: form})
    act = partial(act, by=person, case_id=case.pk, now=clock.now(), **form.cleaned_data)
    done(request, act, said)
    return redirect("case_desk:show", case.pk)


@require_POST
def note(request: HttpRequest, case_id: int) -> HttpResponse:
    """Note something for colleagues."""
    said = _("Noted. Only colleagues read it.")
    return _written(request, case_id, "note_form", CaseNoteForm(request.POST), note_case, said)


@require_POST
def call_back(request: HttpRequest, case_id: int) -> HttpResponse:
    """Note what was said when somebody called back."""
    form = CallBackForm(request.POST, auto_id="call_%s")
    act = partial(note_case, called_back=True)
    said = _("Noted. Only colleagues read it.")
    return _written(request, case_id, "call_form", form, act, said)


@require_POST
def close(request: HttpRequest, case_id: int) -> HttpResponse:
    """Answer a case: done, or not taken on."""
    act = partial(close_case, declined=request.POST.get("step") == "decline")
    said = _("Settled. Whoever sent it by a form reads your words.")
    form = OutcomeForm(request.POST)
    return _written(request, case_id, "outcome_form", form, act, said)


@require_POST
def reopen(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take a settled case up again."""
    form = AgainForm(request.POST, auto_id="again_%s")
    said = _("It is in hand again.")
    return _written(request, case_id, "again_form", form, reopen_case, said)


class CaseDesk(ViewSet):
    """The addresses of the desk and its entry in the menu."""

    name = "case_desk"
    url_prefix = "cases"
    icon = "folder-open-inverse"
    menu_label = _("Cases")
    menu_name = "cases"
    menu_order = 131
    menu_item_class = menu_item_for(Verb.SEE_NEEDS)
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", CaseList.as_view(), name="index"),
            path("results/", CaseList.as_view(results_only=True), name="index_results"),
            path("add/", add_case, name="add"),
            path("<int:case_id>/", show_case, name="show"),
            path("<int:case_id>/reveal/", reveal, name="reveal"),
            path("<int:case_id>/take/", take, name="take"),
            path("<int:case_id>/give/", give, name="give"),
            path("<int:case_id>/note/", note, name="note"),
            path("<int:case_id>/call-back/", call_back, name="call_back"),
            path("<int:case_id>/close/", close, name="close"),
            path("<int:case_id>/reopen/", reopen, name="reopen"),
        ]
