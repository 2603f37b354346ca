"""The desk's hours: what waits to be verified, many at once, objections one by one."""

from __future__ import annotations

from typing import Any

import django_filters
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.viewsets.base import ViewSet

from foundation import clock
from people.office.counting import CountingPaginator
from people.permissions import Verb
from volunteering.actions.answer_objection import correct_hours, uphold_hours
from volunteering.actions.verify_hours import verify_hours
from volunteering.models import ServiceRecord
from volunteering.permissions import may_verify_hours
from volunteering.queries.desk import desk_hours
from volunteering.templatetags.volunteering_words import as_length
from volunteering.views.desk.forms import AnswerForm
from volunteering.views.desk.standing import MENU_HOOK, crumbs, done, menu_item_for, worker

ROWS_A_PAGE = 50
State = ServiceRecord.State


class ChooseColumn(BaseColumn):
    """A box to choose a record with; none beside what cannot be verified by this person."""

    header_template_name = "volunteering/desk/choose_header.html"
    cell_template_name = "volunteering/desk/choose_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> Any:
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context.get("request")
        context["record"] = instance
        context["choosable"] = (
            instance.state == State.SUBMITTED
            and request is not None
            and may_verify_hours(request.user, instance)
        )
        return context


class HoursFilters(WagtailFilterSet):
    """Which records the list shows; without a choice those that wait."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[*State.choices, ("all", _("All"))],
        empty_label=_("Waiting"),
        method="by_state",
    )

    class Meta:
        model = ServiceRecord
        fields = ["state"]

    def by_state(self, records: Any, name: str, value: str) -> Any:
        """Keep the records of one state, or all."""
        del name
        return records if value == "all" else records.filter(state=value)


class HoursList(BaseListingView):
    """The records of the person's communities, the most urgent first."""

    paginator_class = CountingPaginator
    page_title = _("Hours")
    header_icon = "time"
    template_name = "volunteering/desk/hours.html"
    results_template_name = "volunteering/desk/hours_results.html"
    paginate_by = ROWS_A_PAGE
    index_url_name = "hours_desk:index"
    index_results_url_name = "hours_desk:index_results"
    default_ordering = "due_on"
    is_searchable = True
    search_fields = ["activity", "area__short_name", "person__name"]
    filterset_class = HoursFilters
    columns = [
        ChooseColumn("choose", label=""),
        TitleColumn(
            "activity",
            label=_("Activity"),
            get_url=lambda record: reverse("hours_desk:show", args=[record.pk]),
        ),
        Column("person", label=_("Member"), accessor=lambda r: r.person.masked_name),
        DateColumn("starts_at", label=_("When"), sort_key="starts_at"),
        Column("minutes", label=_("Time served"), accessor=lambda r: as_length(r.minutes)),
        Column("basis", label=_("Rests on"), accessor=lambda r: r.get_basis_display()),
        Column("due_on", label=_("Due"), sort_key="due_on"),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor=lambda r: r.get_state_display(),
            primary=lambda r: r.state == State.VERIFIED,
        ),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        worker(request, Verb.VERIFY_HOURS)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        records = desk_hours(worker(self.request, Verb.VERIFY_HOURS))
        if self.request.GET.get("state"):
            return records
        return records.filter(state__in=(State.SUBMITTED, State.DISPUTED))

    def order_queryset(self, queryset: Any) -> Any:
        return super().order_queryset(queryset).order_by(self.ordering, "pk")

    @property
    def no_results_message(self) -> Any:
        """What an empty list says."""
        return _("Nothing waits to be verified.")


@require_POST
def verify_many(request: HttpRequest) -> HttpResponse:
    """Verify the chosen records, all or none."""
    person = worker(request, Verb.VERIFY_HOURS)
    chosen = [int(text) for text in request.POST.getlist("record") if text.isdecimal()]
    if chosen:
        said = ngettext(
            "%(count)d record is verified.", "%(count)d records are verified.", len(chosen)
        ) % {"count": len(chosen)}
        done(
            request,
            lambda: verify_hours(by=person, record_ids=chosen, now=clock.now()),
            said,
        )
    return redirect("hours_desk:index")


def show_record(request: HttpRequest, record_id: int) -> HttpResponse:
    """Show a record with its evidence; verify it, or answer an objection."""
    person = worker(request, Verb.VERIFY_HOURS)
    record = get_object_or_404(desk_hours(person), pk=record_id)
    form = AnswerForm(request.POST or None, initial={"minutes": record.minutes})
    if request.method == "POST" and form.is_valid():
        answer, minutes = form.cleaned_data["answer"], form.cleaned_data["minutes"]
        now = clock.now()
        answered: list[ServiceRecord] = []

        def act() -> None:
            if minutes == record.minutes:
                answered.append(
                    uphold_hours(by=person, record_id=record.pk, answer=answer, now=now)
                )
            else:
                answered.append(
                    correct_hours(
                        by=person, record_id=record.pk, minutes=minutes, answer=answer, now=now
                    )
                )

        if done(request, act, _("Answered. The member is being told.")):
            return redirect("hours_desk:show", answered[0].pk)
    participation = record.participation
    context = {
        "record": record,
        "form": form,
        "events": participation.check_events.order_by("at") if participation else [],
        "shift": participation.shift if participation else None,
        "versions": _versions(record),
        "may_verify": may_verify_hours(person, record),
        "header_title": record.activity,
        "breadcrumbs_items": crumbs(
            (reverse("hours_desk:index"), _("Hours")), ("", record.activity)
        ),
    }
    return render(request, "volunteering/desk/record.html", context)


def _versions(record: ServiceRecord) -> list[ServiceRecord]:
    versions, before = [], record.previous
    while before is not None:
        versions.append(before)
        before = before.previous
    return versions


class HoursDesk(ViewSet):
    """The addresses of the hours' desk and its entry in the menu."""

    name = "hours_desk"
    url_prefix = "hours"
    icon = "time"
    menu_label = _("Hours")
    menu_name = "hours"
    menu_order = 30
    menu_hook = MENU_HOOK
    menu_item_class = menu_item_for(Verb.VERIFY_HOURS)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", HoursList.as_view(), name="index"),
            path("results/", HoursList.as_view(results_only=True), name="index_results"),
            path("verify/", verify_many, name="verify"),
            path("<int:record_id>/", show_record, name="show"),
        ]
