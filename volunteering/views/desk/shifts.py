"""The desk's shifts: the list, who comes, the code at the door, closing, cancelling, writing."""

from __future__ import annotations

from typing import Any

import django_filters
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.viewsets.base import ViewSet

from foundation import clock
from foundation.saying import shift_in_words
from people.models import User
from people.office.counting import CountingPaginator
from people.permissions import Verb
from volunteering.actions.add_shifts import edit_shift
from volunteering.actions.answer_application import answer_application
from volunteering.actions.block_pair import block_member
from volunteering.actions.cancel_shift import cancel_shift
from volunteering.actions.check_in import code_of, digits_of
from volunteering.actions.check_in_by_desk import check_in_by_desk, check_out_by_desk
from volunteering.actions.close_shift import close_shift
from volunteering.actions.message_participants import message_participants
from volunteering.actions.reveal_participant import reveal_participant
from volunteering.models import Participation, Shift
from volunteering.permissions import (
    may_block_in,
    may_check_in_at_desk,
    may_edit_shift,
    may_message_participants,
    may_see_participants,
)
from volunteering.queries.desk import day_bounds, desk_shifts, participants
from volunteering.terms import may_check_in_at, may_check_out_at
from volunteering.views.desk.forms import BlockForm, MessageForm, ReasonForm, ShiftForm
from volunteering.views.desk.standing import MENU_HOOK, crumbs, done, menu_item_for, worker
from volunteering.views.verifying import qr_svg

ROWS_A_PAGE = 30
CODE_TURNS_SECONDS = 10
State = Participation.State


def when_in_words(shift: Shift) -> str:
    """Say when a shift takes place."""
    return shift_in_words(shift.starts_at, shift.ends_at, clock.now(), get_language() or "zh")


def places_in_words(shift: Shift) -> str:
    """Say how many of the places are taken."""
    return f"{shift.taken} / {shift.places}"


class ShiftFilters(WagtailFilterSet):
    """Which shifts the list shows; without a choice those that are not over."""

    when = django_filters.ChoiceFilter(
        label=_("When"),
        choices=[("past", _("Past")), ("all", _("All"))],
        empty_label=_("Today and to come"),
        method="by_time",
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=Shift.State.choices)
    day = django_filters.DateFilter(label=_("Day"), field_name="starts_at", lookup_expr="date")

    class Meta:
        model = Shift
        fields = ["when", "state", "day"]

    def by_time(self, shifts: Any, name: str, value: str) -> Any:
        """Keep the past when it is asked for."""
        del name
        begin, _end = day_bounds(clock.now())
        return shifts.filter(ends_at__lt=begin) if value == "past" else shifts


class ShiftList(BaseListingView):
    """The shifts of the person's areas."""

    paginator_class = CountingPaginator
    page_title = _("Shifts")
    header_icon = "calendar-check"
    paginate_by = ROWS_A_PAGE
    index_url_name = "shift_desk:index"
    index_results_url_name = "shift_desk:index_results"
    default_ordering = "starts_at"
    is_searchable = True
    search_fields = ["need__title", "place", "area__short_name"]
    filterset_class = ShiftFilters
    columns = [
        TitleColumn(
            "need",
            label=_("Shift"),
            accessor=lambda shift: shift.need.title,
            get_url=lambda shift: reverse("shift_desk:show", args=[shift.pk]),
        ),
        Column("when", label=_("When"), accessor=when_in_words, sort_key="starts_at"),
        Column("area", label=_("Community"), accessor=lambda shift: str(shift.area)),
        Column("taken", label=_("Places taken"), accessor=places_in_words),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor=lambda shift: shift.get_state_display(),
            primary=lambda shift: shift.state == Shift.State.OPEN,
        ),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        worker(request, Verb.SEE_NEEDS)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        shifts = desk_shifts(worker(self.request, Verb.SEE_NEEDS))
        if self.request.GET.get("when") or self.request.GET.get("day"):
            return shifts
        begin, _end = day_bounds(clock.now())
        return shifts.filter(ends_at__gte=begin)

    @property
    def no_results_message(self) -> Any:
        """What an empty list says."""
        return _("No shifts here. Post a need and give it its times.")


def shift_or_404(request: HttpRequest, shift_id: int) -> Shift:
    """Return a shift of the person's areas; what lies elsewhere does not exist for them."""
    person = worker(request, Verb.SEE_NEEDS)
    return get_object_or_404(desk_shifts(person), pk=shift_id)


def _way(shift: Shift, *further: tuple[str, object]) -> list[dict[str, object]]:
    own = reverse("shift_desk:show", args=[shift.pk]) if further else ""
    return crumbs((reverse("shift_desk:index"), _("Shifts")), (own, shift.need.title), *further)


@require_safe
def show_shift(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Show who comes, and what can be done now."""
    shift = shift_or_404(request, shift_id)
    person, now = worker(request, Verb.SEE_NEEDS), clock.now()
    seen = may_see_participants(person, shift)
    is_open = shift.state == Shift.State.OPEN
    rows = list(participants(shift)) if seen else []
    context = {
        "header_title": shift.need.title,
        "breadcrumbs_items": _way(shift),
        "shift": shift,
        "when": when_in_words(shift),
        "groups": _groups(rows, person),
        "seen": seen,
        "may_edit": may_edit_shift(person, shift) and is_open and shift.starts_at > now,
        "may_block": may_block_in(person, shift.area),
        "may_close": may_edit_shift(person, shift) and is_open and shift.ends_at <= now,
        "may_cancel": may_edit_shift(person, shift) and is_open,
        "may_answer": may_edit_shift(person, shift) and is_open and shift.starts_at > now,
        "may_message": may_message_participants(person, shift) and seen and bool(rows),
        "may_check": may_check_in_at_desk(person, shift) and is_open,
        "can_come": may_check_in_at(now, shift.starts_at, shift.ends_at),
        "can_leave": may_check_out_at(now, shift.starts_at, shift.ends_at),
        "ratings": _ratings(request, shift),
        "messages_sent": shift.messages.select_related("sent_by").order_by("-sent_at")[:5],
    }
    return render(request, "volunteering/desk/shift.html", context)


_GROUPS = (
    (_("Comes"), (*Participation.OCCUPYING, State.NO_SHOW)),
    (_("Applied: please answer"), (State.APPLIED,)),
    (_("Asked, no answer yet"), (State.OFFERED,)),
    (_("On the waiting list"), (State.WAITLISTED,)),
    (_("Cannot come"), (State.EXCUSED,)),
)


def _groups(rows: list[Participation], person: User) -> list[dict[str, Any]]:
    groups = []
    for label, states in _GROUPS:
        members = [
            {
                "participation": row,
                "name": row.member.user.masked_name,
                "phone": row.member.user.masked_phone,
                "unit": row.member.unit,
                "events": row.check_events.all(),
                "own": row.member.user_id == person.pk,
            }
            for row in rows
            if row.state in states
        ]
        if members:
            groups.append({"label": label, "rows": members})
    return groups


def _ratings(request: HttpRequest, shift: Shift) -> list[dict[str, Any]]:
    return [
        {
            "rating": rating,
            "address": request.build_absolute_uri(reverse("rate", args=[rating.token])),
        }
        for rating in shift.ratings.all()
    ]


@never_cache
@require_safe
def show_code(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Show the code for the door, full screen; it turns by itself."""
    shift = shift_or_404(request, shift_id)
    if not may_check_in_at_desk(worker(request, Verb.CHECK_IN), shift):
        raise Http404
    now = clock.now()
    code, digits = code_of(shift, now), digits_of(shift, now)
    address = request.build_absolute_uri(reverse("check_in", args=[shift.pk, code]))
    context = {
        "shift": shift,
        "when": when_in_words(shift),
        "svg": qr_svg(address),
        "digits": f"{digits[:3]} {digits[3:]}",
        "refresh_seconds": CODE_TURNS_SECONDS,
        "here": shift.participations.filter(state__in=Participation.OCCUPYING)
        .exclude(state=State.CONFIRMED)
        .count(),
    }
    return render(request, "volunteering/desk/code.html", context)


def _form_page(
    request: HttpRequest, shift: Shift, form: Any, title: object, label: object
) -> HttpResponse:
    context = {
        "form": form,
        "header_title": title,
        "breadcrumbs_items": _way(shift, ("", title)),
        "submit_label": label,
        "shift": shift,
        "when": when_in_words(shift),
    }
    return render(request, "volunteering/desk/form.html", context)


def change_shift(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Change time, place and places of a shift."""
    shift = shift_or_404(request, shift_id)
    form = ShiftForm(request.POST or None, shift=shift)
    if request.method == "POST" and form.is_valid():
        (content,) = form.contents()
        if done(
            request,
            lambda: edit_shift(
                by=worker(request, Verb.EDIT_NEEDS),
                shift_id=shift.pk,
                content=content,
                now=clock.now(),
            ),
            _("Changed. Who had confirmed another time is asked again and keeps the place."),
        ):
            return redirect("shift_desk:show", shift.pk)
    return _form_page(request, shift, form, _("Change the shift"), _("Save"))


def call_off_shift(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Cancel a shift with a reason that everybody reads."""
    shift = shift_or_404(request, shift_id)
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: cancel_shift(
                by=worker(request, Verb.EDIT_NEEDS),
                shift_id=shift.pk,
                reason=form.cleaned_data["reason"],
                now=clock.now(),
            ),
            _("Cancelled. Everybody in it is being told."),
        )
    ):
        return redirect("shift_desk:show", shift.pk)
    return _form_page(request, shift, form, _("Cancel the shift"), _("Cancel the shift"))


def write_message(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Write to those who come."""
    shift = shift_or_404(request, shift_id)
    form = MessageForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: message_participants(
                by=worker(request, Verb.MESSAGE_MEMBERS),
                shift_id=shift.pk,
                text=form.cleaned_data["text"],
                now=clock.now(),
            ),
            _("On its way to everybody."),
        )
    ):
        return redirect("shift_desk:show", shift.pk)
    return _form_page(request, shift, form, _("Write to participants"), _("Send"))


@require_POST
def end_shift(request: HttpRequest, shift_id: int) -> HttpResponse:
    """Close a shift that is over."""
    shift = shift_or_404(request, shift_id)
    done(
        request,
        lambda: close_shift(
            by=worker(request, Verb.EDIT_NEEDS), shift_id=shift.pk, now=clock.now()
        ),
        _("Closed. The hours wait to be verified."),
    )
    return redirect("shift_desk:show", shift.pk)


def _participation_or_404(request: HttpRequest, participation_id: int) -> Participation:
    person = worker(request, Verb.SEE_MEMBERS)
    found = get_object_or_404(
        Participation.objects.select_related("shift__need", "shift__area"), pk=participation_id
    )
    if not may_see_participants(person, found.shift):
        raise Http404
    return found


@require_POST
def act_on_participation(request: HttpRequest, participation_id: int, verb: str) -> HttpResponse:
    """Check somebody in or out by hand, or answer an application."""
    found = _participation_or_404(request, participation_id)
    person, now = worker(request, Verb.SEE_MEMBERS), clock.now()
    acts = {
        "check-in": lambda: check_in_by_desk(by=person, participation_id=found.pk, now=now),
        "check-out": lambda: check_out_by_desk(by=person, participation_id=found.pk, now=now),
        "approve": lambda: answer_application(
            by=person, participation_id=found.pk, accept=True, now=now
        ),
        "reject": lambda: answer_application(
            by=person, participation_id=found.pk, accept=False, now=now
        ),
    }
    if verb not in acts:
        raise Http404
    done(request, acts[verb], _("Noted."))
    return redirect("shift_desk:show", found.shift_id)


def reveal(request: HttpRequest, participation_id: int) -> HttpResponse:
    """Ask for the reason, then show name and phone once; the look is on record."""
    found = _participation_or_404(request, participation_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        people: list[User] = []
        if done(
            request,
            lambda: people.append(
                reveal_participant(
                    by=worker(request, Verb.REVEAL_MEMBERS),
                    participation_id=found.pk,
                    reason=form.cleaned_data["reason"],
                    now=clock.now(),
                )
            ),
        ):
            context = {
                "person": people[0],
                "header_title": _("Name and phone"),
                "breadcrumbs_items": _way(found.shift, ("", _("Name and phone"))),
                "shift": found.shift,
            }
            response = render(request, "volunteering/desk/revealed.html", context)
            response["Cache-Control"] = "private, no-store"
            return response
    return _form_page(
        request, found.shift, form, _("See name and phone"), _("See, and put it on record")
    )


def block(request: HttpRequest, participation_id: int) -> HttpResponse:
    """Ask for the reason, then place the member in this community no more."""
    found = _participation_or_404(request, participation_id)
    if not may_block_in(worker(request, Verb.REVEAL_MEMBERS), found.shift.area):
        raise Http404
    form = BlockForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: block_member(
                by=worker(request, Verb.REVEAL_MEMBERS),
                participation_id=found.pk,
                reason=form.cleaned_data["reason"],
                now=clock.now(),
            ),
            _("Noted. What is confirmed stays; the member is told and can object."),
        )
    ):
        return redirect("shift_desk:show", found.shift_id)
    title = _("Place %(name)s here no more") % {"name": found.member.user.masked_name}
    return _form_page(request, found.shift, form, title, _("Place them here no more"))


class ShiftDesk(ViewSet):
    """The addresses of the shifts' desk and its entry in the menu."""

    name = "shift_desk"
    url_prefix = "shifts"
    icon = "calendar-check"
    menu_label = _("Shifts")
    menu_name = "shifts"
    menu_order = 10
    menu_hook = MENU_HOOK
    menu_item_class = menu_item_for(Verb.SEE_NEEDS)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", ShiftList.as_view(), name="index"),
            path("results/", ShiftList.as_view(results_only=True), name="index_results"),
            path("<int:shift_id>/", show_shift, name="show"),
            path("<int:shift_id>/code/", show_code, name="code"),
            path("<int:shift_id>/edit/", change_shift, name="edit"),
            path("<int:shift_id>/cancel/", call_off_shift, name="cancel"),
            path("<int:shift_id>/close/", end_shift, name="close"),
            path("<int:shift_id>/message/", write_message, name="message"),
            path("participations/<int:participation_id>/reveal/", reveal, name="reveal"),
            path("participations/<int:participation_id>/block/", block, name="block"),
            path(
                "participations/<int:participation_id>/<slug:verb>/",
                act_on_participation,
                name="act",
            ),
        ]
