"""The desk's needs: the list, posting one with its first shift, changing it, adding shifts."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, Table, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from foundation import clock
from people.office.counting import CountingPaginator
from people.permissions import Verb, may_somewhere
from volunteering.actions.add_shifts import add_shifts
from volunteering.actions.post_need import close_need, edit_need, open_need, post_need
from volunteering.models import Need, Shift
from volunteering.permissions import may_edit_need
from volunteering.queries.desk import desk_needs
from volunteering.queries.kept_plans import waits_for_ages
from volunteering.views.desk.forms import NeedForm, ShiftForm
from volunteering.views.desk.shifts import ShiftList
from volunteering.views.desk.standing import MENU_HOOK, crumbs, done, menu_item_for, worker

ROWS_A_PAGE = 30


class NeedFilters(WagtailFilterSet):
    """Which needs the list shows."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=Need.State.choices)
    origin = django_filters.ChoiceFilter(label=_("Origin"), choices=Need.Origin.choices)

    class Meta:
        model = Need
        fields = ["state", "origin"]


class NeedList(BaseListingView):
    """The needs of the person's areas."""

    paginator_class = CountingPaginator
    page_title = _("Needs")
    header_icon = "help"
    paginate_by = ROWS_A_PAGE
    index_url_name = "need_desk:index"
    index_results_url_name = "need_desk:index_results"
    default_ordering = "-created_at"
    is_searchable = True
    search_fields = ["title", "what", "area__short_name"]
    filterset_class = NeedFilters
    columns = [
        TitleColumn(
            "title",
            label=_("Need"),
            get_url=lambda need: reverse("need_desk:edit", args=[need.pk]),
        ),
        Column("area", label=_("Community"), accessor=lambda need: str(need.area)),
        Column("open_shifts", label=_("Open shifts")),
        Column("origin", label=_("Origin"), accessor=lambda need: need.get_origin_display()),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor=lambda need: need.get_state_display(),
            primary=lambda need: need.state == Need.State.OPEN,
        ),
        DateColumn("created_at", label=_("Entered"), sort_key="created_at"),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        worker(request, Verb.SEE_NEEDS)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        return desk_needs(worker(self.request, Verb.SEE_NEEDS))

    def get_header_buttons(self) -> list[HeaderButton]:
        if not may_somewhere(self.request.user, Verb.EDIT_NEEDS):
            return []
        return [
            HeaderButton(_("Post a need"), url=reverse("need_desk:add"), icon_name="plus-inverse")
        ]

    @property
    def no_results_message(self) -> Any:
        """What an empty list says."""
        return _("No needs here. Post what a neighbour asked you for.")


def _way(label: object) -> list[dict[str, object]]:
    return crumbs((reverse("need_desk:index"), _("Needs")), ("", label))


def add_need(request: HttpRequest) -> HttpResponse:
    """Post a need together with its first shifts."""
    person = worker(request, Verb.EDIT_NEEDS)
    form = NeedForm(request.POST or None, person=person)
    shift_form = ShiftForm(request.POST or None, prefix="shift")
    if request.method == "POST" and form.is_valid() and shift_form.is_valid():
        posted: list[Need] = []

        @transaction.atomic
        def act() -> None:
            now = clock.now()
            need = post_need(
                by=person,
                area=form.cleaned_data["area"],
                content=form.content(),
                now=now,
                draft="draft" in request.POST,
            )
            add_shifts(by=person, need_id=need.pk, contents=shift_form.contents(), now=now)
            posted.append(need)

        if done(request, act, _("Posted.")):
            return redirect("need_desk:edit", posted[0].pk)
    title = _("Post a need")
    context = {
        "form": form,
        "shift_form": shift_form,
        "header_title": title,
        "breadcrumbs_items": _way(title),
        "may_edit": True,
    }
    return render(request, "volunteering/desk/need.html", context)


def change_need(request: HttpRequest, need_id: int) -> HttpResponse:
    """Show a need with its shifts; change its words."""
    person = worker(request, Verb.SEE_NEEDS)
    need = get_object_or_404(desk_needs(person), pk=need_id)
    editable = may_edit_need(person, need)
    form = NeedForm(request.POST or None, person=person, need=need)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: edit_need(by=person, need_id=need.pk, content=form.content()),
            _("Saved."),
        )
    ):
        return redirect("need_desk:edit", need.pk)
    return _need_page(request, need, form, editable=editable)


def _need_page(
    request: HttpRequest,
    need: Need,
    form: NeedForm,
    *,
    shift_form: ShiftForm | None = None,
    editable: bool,
) -> HttpResponse:
    shifts = list(need.shifts.select_related("need", "area").order_by("-starts_at")[:50])
    now = clock.now()
    coming = [s for s in shifts if s.state == Shift.State.OPEN and s.starts_at > now]
    context = {
        "need": need,
        "form": form,
        "shift_form": shift_form or ShiftForm(prefix="shift", initial=_like_last(shifts)),
        "table": Table(ShiftList.columns, shifts) if shifts else None,
        "has_future": bool(coming),
        "waits_for_ages": waits_for_ages(need, coming),
        "header_title": need.title,
        "breadcrumbs_items": _way(need.title),
        "may_edit": editable,
    }
    return render(request, "volunteering/desk/need.html", context)


def _like_last(shifts: list[Any]) -> dict[str, Any]:
    """Return what is likely for the next shift: place and places of the last one."""
    if not shifts:
        return {"places": 4, "weeks": 1}
    return {"place": shifts[0].place, "places": shifts[0].places, "weeks": 1}


@require_POST
def add_times(request: HttpRequest, need_id: int) -> HttpResponse:
    """Add shifts to a need."""
    person = worker(request, Verb.EDIT_NEEDS)
    need = get_object_or_404(desk_needs(person), pk=need_id)
    form = ShiftForm(request.POST, prefix="shift")
    if not form.is_valid():
        kept = NeedForm(person=person, need=need)
        return _need_page(request, need, kept, shift_form=form, editable=True)
    done(
        request,
        lambda: add_shifts(by=person, need_id=need.pk, contents=form.contents(), now=clock.now()),
        _("Added."),
    )
    return redirect("need_desk:edit", need.pk)


@require_POST
def set_need_state(request: HttpRequest, need_id: int, verb: str) -> HttpResponse:
    """Open or close a need."""
    person = worker(request, Verb.EDIT_NEEDS)
    need = get_object_or_404(desk_needs(person), pk=need_id)
    acts = {
        "open": lambda: open_need(by=person, need_id=need.pk),
        "close": lambda: close_need(by=person, need_id=need.pk, now=clock.now()),
    }
    if verb not in acts:
        raise Http404
    done(request, acts[verb], _("Noted."))
    return redirect("need_desk:edit", need.pk)


class NeedDesk(ViewSet):
    """The addresses of the needs' desk and its entry in the menu."""

    name = "need_desk"
    url_prefix = "needs"
    icon = "help"
    menu_label = _("Needs")
    menu_name = "needs"
    menu_order = 20
    menu_hook = MENU_HOOK
    menu_item_class = menu_item_for(Verb.SEE_NEEDS)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", NeedList.as_view(), name="index"),
            path("results/", NeedList.as_view(results_only=True), name="index_results"),
            path("add/", add_need, name="add"),
            path("<int:need_id>/", change_need, name="edit"),
            path("<int:need_id>/shifts/", add_times, name="add_shifts"),
            path("<int:need_id>/<slug:verb>/", set_need_state, name="state"),
        ]
