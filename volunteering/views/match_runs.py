"""The organiser's desk for matching: start a run, watch it, read its result, send the offers."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, Table, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import HeaderButton

from foundation import clock
from foundation.errors import Refused
from people.models import User
from people.office.counting import CountingPaginator
from people.permissions import Verb, may_somewhere, scope_of
from volunteering.actions.carry_out_matching import DISTRICTS, EXCHANGE
from volunteering.actions.discard_match_run import discard_match_run
from volunteering.actions.preview_weights import Preview, preview_weights
from volunteering.actions.send_match_offers import send_match_offers
from volunteering.actions.start_matching import STALE_AFTER, start_matching
from volunteering.models import MatchRun
from volunteering.queries.match_limits import Limits
from volunteering.queries.match_parts import Progress, progress_of, stopped_by
from volunteering.queries.match_runs import runs_within, unsent_of
from volunteering.tasks import matching
from volunteering.views.desk.standing import MENU_HOOK
from volunteering.views.match_asking import ask
from volunteering.views.match_comparing import compare
from volunteering.views.match_form import StartForm, month_in_words
from volunteering.views.match_partners import partners
from volunteering.views.match_parts import PARTS
from volunteering.views.match_pictures import pictures
from volunteering.views.match_runs_found import (
    crumbs_to_list,
    organiser,
    parts_of,
    run_or_404,
    title_of,
)

ROWS_A_PAGE = 25
SECONDS_BETWEEN_LOOKS = 2
METRES_A_KILOMETRE = 1000
STAGES = (
    ("reading", _("Reading members and shifts")),
    ("candidates", _("Finding who could go where")),
    ("solving", _("Looking for the best plan")),
    ("checking", _("Checking every rule again")),
    ("explaining", _("Writing down the reasons")),
    ("writing", _("Keeping the result")),
)
UNDER_WAY = (MatchRun.State.WAITING, MatchRun.State.RUNNING)


class RunList(BaseListingView):
    """The runs of the person's areas, newest first."""

    paginator_class = CountingPaginator
    page_title = _("Matching")
    header_icon = "group"
    paginate_by = ROWS_A_PAGE
    index_url_name = "matching:index"
    index_results_url_name = "matching:index"
    columns = [
        TitleColumn(
            "area",
            label=_("Area"),
            get_url=lambda run: reverse("matching:show", args=[run.pk]),
        ),
        Column("month", label=_("Month"), accessor=lambda run: month_in_words(run.month)),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor="get_state_display",
            primary=lambda run: run.state == MatchRun.State.READY,
        ),
        Column(
            "offered",
            label=_("Places offered"),
            accessor=lambda run: f"{run.offered} / {run.places}" if run.offered else "",
            classname="matching-number",
        ),
        Column("started_by", label=_("Started by")),
        DateColumn("created_at", label=_("Started")),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        organiser(request)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        return runs_within(scope_of(self.request.user, Verb.RUN_MATCHING))

    @property
    def no_results_message(self) -> str:
        """What an empty list says."""
        return str(_("Nothing has been matched yet. Start with a month and an area."))

    def get_header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(_("Start a run"), url=reverse("matching:start"), icon_name="plus-inverse"),
            HeaderButton(_("Units and communities"), url=reverse("matching:partners")),
        ]


def start_run(request: HttpRequest) -> HttpResponse:
    """Ask for area, month and weights; write the run and hand it to a worker."""
    person = organiser(request)
    form = StartForm(request.POST or None, person=person, today=clock.today())
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" in request.POST:
                return start_page(request, form, previewed(form, person))
            with transaction.atomic():
                run = start_matching(
                    area=form.cleaned_data["area"],
                    month=form.cleaned_data["month"],
                    by=person,
                    now=clock.now(),
                    weights=form.weights,
                    limits=Limits(**form.limits),
                    **form.size,
                )
                matching.enqueue(run.pk)
            return redirect("matching:show", run.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return start_page(request, form, {})


def start_page(request: HttpRequest, form: StartForm, preview: dict[str, Any]) -> HttpResponse:
    """The form, with what its weights would change if that was asked for."""
    crumbs = [*crumbs_to_list(), {"url": "", "label": _("Start a run")}]
    context = {
        "form": form,
        **preview,
        "breadcrumbs_items": crumbs,
        "header_title": _("Start a run"),
    }
    return render(request, "volunteering/matching/start.html", context)


def previewed(form: StartForm, person: User) -> dict[str, Any]:
    """What the weights in the form would change; raises what `preview_weights` raises."""
    found = preview_weights(
        area=form.cleaned_data["area"],
        month=form.cleaned_data["month"],
        weights=form.weights,
        by=person,
        now=clock.now(),
        limits=Limits(**form.limits),
    )
    usual, asked = found.usual, found.asked
    rows = [
        _compared(_("Places with somebody to ask"), usual.filled, asked.filled),
        _compared(_("Metres from home on average"), usual.mean_metres, asked.mean_metres),
        _compared(_("Members asked"), usual.members_asked, asked.members_asked),
        _compared(_("Spread over the members"), usual.member_gini, asked.member_gini),
        _compared(_("Emptiest community"), usual.least_fill, asked.least_fill),
    ]
    return {"preview": rows, "in_short": in_short(found), "sampled": found.sampled}


def in_short(found: Preview) -> str:
    """What other weights change, in one sentence: places filled, and how far people go."""
    percent = 100 * (found.asked.filled - found.usual.filled) / max(1, found.places)
    kilometres = (found.asked.mean_metres - found.usual.mean_metres) / METRES_A_KILOMETRE
    filled, far = str(_("as many places filled")), str(_("as far on average"))
    if percent:
        filled = str(_("%(percent)s %% of the places filled")) % {"percent": f"{percent:+.2g}"}
    if kilometres > 0:
        far = str(_("%(km)s km farther on average")) % {"km": f"{kilometres:.2g}"}
    elif kilometres < 0:
        far = str(_("%(km)s km nearer on average")) % {"km": f"{-kilometres:.2g}"}
    said = str(_("Against the usual weights: %(filled)s, %(far)s."))
    return said % {"filled": filled, "far": far}


def _compared(what: Any, usual: float, asked: float) -> dict[str, Any]:
    change = f"{asked - usual:+.4g}" if asked != usual else "—"
    return {"what": what, "usual": usual, "asked": asked, "change": change}


def show_run(request: HttpRequest, run_id: int, part: str = "offers") -> HttpResponse:
    """Show where a run stands, or one part of its result."""
    run = run_or_404(request, run_id)
    title = title_of(run)
    context = {
        "run": run,
        "header_title": title,
        "breadcrumbs_items": [*crumbs_to_list(), {"url": "", "label": title}],
    }
    lost = run.state in UNDER_WAY and run.created_at < clock.now() - STALE_AFTER
    if run.state in UNDER_WAY and not lost:
        progress = progress_of(run)
        context |= {"stages": stages_of(run, progress), "progress": progress}
        response = render(request, "volunteering/matching/progress.html", context)
        response["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
        return response
    if lost or run.state in (MatchRun.State.FAILED, MatchRun.State.DISCARDED):
        context["stopped_by"] = stopped_by(run)
        return render(request, "volunteering/matching/ended.html", context)
    context |= part_of(request, run, part)
    return render(request, "volunteering/matching/result.html", context)


def stages_of(run: MatchRun, progress: Progress | None = None) -> list[dict[str, Any]]:
    """Each stage in words, and whether it is done, under way or still to come."""
    stages = list(STAGES)
    if progress is not None:
        counted = {"done": progress.done, "of": progress.of}
        said = str(_("Matching each district by itself: %(done)d of %(of)d")) % counted
        stages = [(DISTRICTS, said), (EXCHANGE, _("Waiting for the exchange")), *STAGES]
    names = [name for name, _words in stages]
    at = names.index(run.stage) if run.stage in names else -1
    return [
        {"words": words, "done": number < at, "now": number == at}
        for number, (_name, words) in enumerate(stages)
    ]


def part_of(request: HttpRequest, run: MatchRun, name: str) -> dict[str, Any]:
    """What the page of one part of a result needs."""
    if name not in PARTS:
        raise Http404
    part = PARTS[name]
    rows = part.rows(run, request)
    paginator = Paginator(rows, ROWS_A_PAGE)
    page = paginator.get_page(request.GET.get("p"))
    return {
        "part": part,
        "parts": parts_of(run, name),
        "table": Table(part.columns_of(run), part.shown(list(page.object_list))),
        "page_obj": page,
        "elided_page_range": paginator.get_elided_page_range(page.number),
        "groups": part.groups(run),
        "narrowed": part.narrowed(request),
        "chosen_group": request.GET.get("why", ""),
        "proved": run.figures["gap"] == 0,
        "gap_percent": 100 * run.figures["gap"],
        "open_places": run.figures["places"] - run.figures["offered"],
        "unsent": unsent_of(run).count() if run.sent_at else 0,
    }


def confirm_sending(request: HttpRequest, run_id: int) -> HttpResponse:
    """Say what sending means, then send."""
    run = run_or_404(request, run_id)
    if request.method == "POST":
        try:
            sent = send_match_offers(run=run, by=organiser(request), now=clock.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, sent_in_words(sent.offers, sent.members, sent.dropped))
        return redirect("matching:show", run.pk)
    offers = unsent_of(run).order_by()
    if run.state != MatchRun.State.READY and not offers.exists():
        return redirect("matching:show", run.pk)
    context = {
        "run": run,
        "offers": offers.count(),
        "members": offers.values("member").distinct().count(),
        "header_title": _("Send the offers"),
        "breadcrumbs_items": [
            *crumbs_to_list(),
            {"url": reverse("matching:show", args=[run.pk]), "label": title_of(run)},
            {"url": "", "label": _("Send the offers")},
        ],
    }
    return render(request, "volunteering/matching/send.html", context)


def sent_in_words(offers: int, members: int, dropped: int) -> str:
    """What was sent, and what no longer held."""
    said = ngettext(
        "%(offers)d offer was sent to %(members)d members.",
        "%(offers)d offers were sent to %(members)d members.",
        offers,
    ) % {"offers": offers, "members": members}
    if dropped:
        said += " " + str(_("%(dropped)d no longer held and were left out.")) % {"dropped": dropped}
    return said


@require_POST
def discard_run(request: HttpRequest, run_id: int) -> HttpResponse:
    """Set a run aside."""
    run = run_or_404(request, run_id)
    try:
        discard_match_run(run=run, by=organiser(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("matching:index")


class _MenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Verb.RUN_MATCHING)


class MatchingDesk(ViewSet):
    """The addresses of the desk, and its entry in the menu."""

    name = "matching"
    icon = "group"
    menu_label = _("Matching")
    menu_name = "matching"
    menu_order = 40
    menu_item_class = _MenuItem
    menu_hook = MENU_HOOK

    def get_urlpatterns(self) -> list[URLPattern]:
        offers = partial(show_run, part="offers")
        return [
            path("", RunList.as_view(), name="index"),
            path("start/", start_run, name="start"),
            path("partners/", partners, name="partners"),
            path("<int:run_id>/", offers, name="show"),
            path("<int:run_id>/send/", confirm_sending, name="send"),
            path("<int:run_id>/ask/", ask, name="ask"),
            path("<int:run_id>/pictures/", pictures, name="pictures"),
            path("<int:run_id>/compare/", compare, name="compare"),
            path("<int:run_id>/discard/", discard_run, name="discard"),
            path("<int:run_id>/<slug:part>/", show_run, name="part"),
        ]
