"""The desk's blocked pairs: whom a community places no more, objections, and looking again."""

from __future__ import annotations

from typing import Any

import django_filters
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.viewsets.base import ViewSet

from foundation import clock
from people.office.counting import CountingPaginator
from people.permissions import Verb
from volunteering.actions.block_pair import reveal_block, review_block
from volunteering.models import BlockedPair
from volunteering.queries.blocked_pairs import desk_blocks, due
from volunteering.views.desk.forms import ReasonForm, ReviewForm
from volunteering.views.desk.standing import MENU_HOOK, crumbs, done, menu_item_for, worker

ROWS_A_PAGE = 50


def standing_in_words(block: BlockedPair) -> object:
    """Say where a block stands."""
    if block.lifted_at is not None:
        return _("Lifted")
    if block.awaits_answer:
        return _("Objected: please answer")
    return _("To be looked at again") if block.is_due(clock.today()) else _("Stands")


class BlockFilters(WagtailFilterSet):
    """Which blocks the list shows; without a choice those that stand."""

    which = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("due", _("To be looked at")), ("all", _("All, lifted ones too"))],
        empty_label=_("Standing"),
        method="by_standing",
    )

    class Meta:
        model = BlockedPair
        fields = ["which"]

    def by_standing(self, blocks: Any, name: str, value: str) -> Any:
        """Keep those that wait for somebody when they are asked for."""
        del name
        return due(blocks, clock.today()) if value == "due" else blocks


class BlockList(BaseListingView):
    """The blocks of the person's communities, the newest first."""

    paginator_class = CountingPaginator
    page_title = _("Kept apart")
    header_icon = "no-view"
    paginate_by = ROWS_A_PAGE
    index_url_name = "block_desk:index"
    index_results_url_name = "block_desk:index_results"
    default_ordering = "-made_at"
    is_searchable = False
    filterset_class = BlockFilters
    columns = [
        TitleColumn(
            "member",
            label=_("Member"),
            accessor=lambda block: block.member.user.masked_name,
            get_url=lambda block: reverse("block_desk:show", args=[block.pk]),
        ),
        Column("unit", label=_("Unit"), accessor=lambda block: str(block.member.unit)),
        Column("area", label=_("Community"), accessor=lambda block: str(block.area)),
        DateColumn("made_at", label=_("Since"), sort_key="made_at"),
        Column("review_on", label=_("Looked at again by"), sort_key="review_on"),
        StatusTagColumn(
            "standing",
            label=_("State"),
            accessor=standing_in_words,
            primary=lambda block: block.is_due(clock.today()),
        ),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        worker(request, Verb.REVEAL_MEMBERS)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        blocks = desk_blocks(worker(self.request, Verb.REVEAL_MEMBERS))
        return blocks if self.request.GET.get("which") else blocks.filter(lifted_at=None)

    def order_queryset(self, queryset: Any) -> Any:
        return super().order_queryset(queryset).order_by(self.ordering, "pk")

    @property
    def no_results_message(self) -> Any:
        """What an empty list says."""
        return _("Nobody is kept apart from a community here.")


def show_block(request: HttpRequest, block_id: int) -> HttpResponse:
    """Show where a block stands; answer an objection, lift it, or let it stand."""
    person = worker(request, Verb.REVEAL_MEMBERS)
    block = get_object_or_404(desk_blocks(person), pk=block_id)
    form = ReviewForm(request.POST or None, answered=block.awaits_answer)
    if request.method == "POST" and form.is_valid():
        lift = "lift" in request.POST
        if done(
            request,
            lambda: review_block(
                by=person,
                block_id=block.pk,
                lift=lift,
                answer=form.cleaned_data["answer"],
                now=clock.now(),
            ),
            _("Lifted. The member is being told.")
            if lift
            else _("It stands for another year. The member is being told."),
        ):
            return redirect("block_desk:show", block.pk)
    context = _context(block, form) | {
        "may_answer": not (block.awaits_answer and block.made_by_id == person.pk),
        "standing": standing_in_words(block),
    }
    return render(request, "volunteering/desk/block.html", context)


def reveal(request: HttpRequest, block_id: int) -> HttpResponse:
    """Ask why, then show the reason and the objection once; the look is on record."""
    person = worker(request, Verb.REVEAL_MEMBERS)
    block = get_object_or_404(desk_blocks(person), pk=block_id)
    form = ReasonForm(request.POST or None)
    shown: list[BlockedPair] = []
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["reason"]
        now = clock.now()
        done(
            request,
            lambda: shown.append(reveal_block(by=person, block_id=block.pk, why=why, now=now)),
        )
    context = _context(block, form) | {"shown": shown[0] if shown else None}
    response = render(request, "volunteering/desk/block_reason.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _context(block: BlockedPair, form: Any) -> dict[str, Any]:
    title = f"{block.member.user.masked_name} · {block.area}"
    return {
        "pair": block,
        "form": form,
        "header_title": title,
        "breadcrumbs_items": crumbs((reverse("block_desk:index"), _("Kept apart")), ("", title)),
    }


class BlockDesk(ViewSet):
    """The addresses of the blocked pairs' desk and its entry in the menu."""

    name = "block_desk"
    url_prefix = "kept-apart"
    icon = "no-view"
    menu_label = _("Kept apart")
    menu_name = "kept-apart"
    menu_order = 40
    menu_hook = MENU_HOOK
    menu_item_class = menu_item_for(Verb.REVEAL_MEMBERS)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", BlockList.as_view(), name="index"),
            path("results/", BlockList.as_view(results_only=True), name="index_results"),
            path("<int:block_id>/", show_block, name="show"),
            path("<int:block_id>/reason/", reveal, name="reason"),
        ]
