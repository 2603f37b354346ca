"""The desk for rosters: upload, look at what would happen, confirm, take the report home."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.cache import never_cache
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
from people.permissions import Verb, may_somewhere
from people.roster.reporting import empty_form, lines_of, report
from volunteering.actions.confirm_roster import STALE_AFTER, confirm_roster
from volunteering.actions.discard_roster import discard_roster
from volunteering.actions.preview_roster import preview_roster
from volunteering.models import RosterImport
from volunteering.queries.rosters import imports_of, unpack
from volunteering.tasks import importing
from volunteering.views.desk.standing import MENU_HOOK
from volunteering.views.roster_form import UploadForm

ROWS_A_PAGE = 50
SECONDS_BETWEEN_LOOKS = 2
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GROUPS = (
    ("refused", _l("Refused"), _l("No row was refused.")),
    ("warned", _l("To look at"), _l("There is nothing to look at.")),
    ("changed", _l("Changed"), _l("Nobody who is known would change.")),
    ("added", _l("Added"), _l("Nobody would be added.")),
    ("left", _l("Left as they are"), _l("No row is as it was.")),
)


class LinesColumn(Column):
    """What is said of a row, a line each, with the column of the file that it is about."""

    cell_template_name = "volunteering/rosters/lines_cell.html"


class ImportList(BaseListingView):
    """The imports of the person's units, newest first."""

    paginator_class = CountingPaginator
    page_title = _l("Rosters")
    header_icon = "list-ul"
    paginate_by = 25
    index_url_name = "rosters:index"
    index_results_url_name = "rosters:index"
    columns = [
        TitleColumn(
            "file_name",
            label=_l("File"),
            get_url=lambda found: reverse("rosters:show", args=[found.pk]),
        ),
        Column("unit", label=_l("Unit")),
        StatusTagColumn(
            "state",
            label=_l("State"),
            accessor="get_state_display",
            primary=lambda found: found.is_waiting,
        ),
        Column("counts", label=_l("Rows"), accessor=lambda found: counted(found.counts)),
        Column("uploaded_by", label=_l("Uploaded by")),
        DateColumn("created_at", label=_l("Uploaded")),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        importer(request)
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> Any:
        return imports_of(self.request.user)

    @property
    def no_results_message(self) -> str:
        """What an empty list says."""
        return _("No roster has been uploaded yet. Start with the list that your office has.")

    def get_header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(_("Upload a roster"), url=reverse("rosters:upload"), icon_name="upload")
        ]


def counted(counts: dict[str, int]) -> str:
    """Say in a few words how many rows of each kind there are, those of none left out."""
    words = {
        "added": _("%(rows)d added"),
        "changed": _("%(rows)d changed"),
        "left": _("%(rows)d left"),
        "refused": _("%(rows)d refused"),
    }
    said = [text % {"rows": counts[key]} for key, text in words.items() if counts.get(key)]
    return " · ".join(said) or _("Nobody")


def importer(request: HttpRequest) -> User:
    """Return who asks; raises `PermissionDenied` when they may import into no unit at all."""
    user = request.user
    if not isinstance(user, User) or not may_somewhere(user, Verb.IMPORT_ROSTER):
        raise PermissionDenied
    return user


def upload(request: HttpRequest) -> HttpResponse:
    """Take a file, read it, and go on to the preview; what is wrong with it is said beside it."""
    person = importer(request)
    form = UploadForm(request.POST or None, request.FILES or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            found = preview_roster(
                by=person,
                unit=form.cleaned_data["unit"],
                file=form.cleaned_data["file"],
                file_name=form.cleaned_data["file"].name,
                now=clock.now(),
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("rosters:show", found.pk)
    context = {
        "form": form,
        "header_title": _("Upload a roster"),
        "breadcrumbs_items": [*crumbs_to_list(), {"url": "", "label": _("Upload a roster")}],
    }
    return render(request, "volunteering/rosters/upload.html", context)


@never_cache
def show(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show what an import would do, how it is getting on, or what it has done."""
    found = import_or_404(request, import_id)
    context = {
        "found": found,
        "to_write": found.counts.get("added", 0) + found.counts.get("changed", 0),
        "header_title": found.file_name,
        "breadcrumbs_items": [*crumbs_to_list(), {"url": "", "label": found.file_name}],
    }
    if found.state == RosterImport.State.IMPORTING:
        return progress(request, found, context)
    told = told_of(found)
    context |= {"told": told, "figures": figures_of(found), "outcome": outcome_of(found)}
    if told:
        context |= rows_of(request, found, told)
    return render(request, "volunteering/rosters/show.html", context)


def progress(request: HttpRequest, found: RosterImport, context: dict[str, Any]) -> HttpResponse:
    """Show how an import is getting on; the page looks again by itself, without a script."""
    under_way = found.is_under_way(clock.now() - STALE_AFTER)
    context["lost"] = not under_way
    response = render(request, "volunteering/rosters/progress.html", context)
    if under_way:
        response["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
    return response


def outcome_of(found: RosterImport) -> dict[str, str]:
    """Return how a closed import ended, in words, with the tone to say it in; else nothing."""
    if found.state == RosterImport.State.CONFIRMED:
        return {"tone": "success", "words": imported_in_words(found.counts)}
    if found.state == RosterImport.State.FAILED:
        return {
            "tone": "critical",
            "words": _("%(why)s. Nothing was written. Please upload the file again.")
            % {"why": found.get_failure_display() or _("It failed half-way")},
        }
    return {}


def told_of(found: RosterImport) -> dict[str, Any]:
    """Return what was said of each row; nothing once it has been forgotten."""
    told: dict[str, Any] = unpack(found.outcomes) if found.outcomes else {}
    return told


def figures_of(found: RosterImport) -> list[dict[str, Any]]:
    """Return the figures above the rows: how many of each group, refused ones marked."""
    order = ("added", "changed", "left", "refused", "warned")
    labels = {key: label for key, label, _nothing in GROUPS}
    return [{"key": key, "label": labels[key], "rows": found.counts.get(key, 0)} for key in order]


def rows_of(request: HttpRequest, found: RosterImport, told: dict[str, Any]) -> dict[str, Any]:
    """Return one page of one group of rows, and the groups to choose from."""
    chosen = request.GET.get("rows", "") or first_group(found)
    groups = {key: (label, nothing) for key, label, nothing in GROUPS}
    if chosen not in groups:
        raise Http404
    rows = [row for row in told["rows"] if belongs(row, chosen)]
    paginator = Paginator(rows, ROWS_A_PAGE)
    page = paginator.get_page(request.GET.get("p"))
    language = get_language() or "zh"
    columns = [
        Column("row", label=_("Row"), classname="roster-short"),
        Column("name", label=_("Person's name"), classname="roster-short"),
        Column("mobile", label=_("Mobile"), classname="roster-short"),
        LinesColumn("lines", label=_("What about it")),
    ]
    shown = [{**row, "lines": lines_of(row, language)} for row in page.object_list]
    return {
        "table": Table(columns, shown),
        "page_obj": page,
        "elided_page_range": paginator.get_elided_page_range(page.number),
        "nothing": groups[chosen][1],
        "groups": [
            {"key": key, "label": label, "rows": found.counts.get(key, 0), "chosen": key == chosen}
            for key, (label, _nothing) in groups.items()
        ],
        "notes": [one["zh" if language.startswith("zh") else "en"] for one in told["unused"]],
    }


def first_group(found: RosterImport) -> str:
    """Return the group to open with: what needs a look first, else who is added."""
    return next((key for key, *_words in GROUPS if found.counts.get(key)), "added")


def belongs(row: dict[str, Any], group: str) -> bool:
    """Say whether a row is listed in a group."""
    return bool(row["warnings"]) if group == "warned" else row["status"] == group


@require_POST
def confirm(request: HttpRequest, import_id: int) -> HttpResponse:
    """Hand what the preview showed to a worker; a second click is as good as one."""
    found = import_or_404(request, import_id)
    try:
        with transaction.atomic():
            if confirm_roster(by=importer(request), roster_import_id=found.pk, now=clock.now()):
                importing.enqueue(found.pk)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("rosters:show", found.pk)


def imported_in_words(counts: dict[str, int]) -> str:
    """Say what was written."""
    said = ngettext(
        "%(added)d person is invited by text message.",
        "%(added)d people are invited by text message.",
        counts["added"],
    ) % {"added": counts["added"]}
    if counts["changed"]:
        said += " " + _("%(changed)d were changed.") % {"changed": counts["changed"]}
    return said


@require_POST
def discard(request: HttpRequest, import_id: int) -> HttpResponse:
    """Throw the preview away."""
    found = import_or_404(request, import_id)
    try:
        discard_roster(by=importer(request), roster_import_id=found.pk, now=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The roster was discarded; nothing of it is kept."))
    return redirect("rosters:index")


@never_cache
def download_report(request: HttpRequest, import_id: int) -> HttpResponse:
    """Hand out what was said of each row as a table, masked as on the screen."""
    found = import_or_404(request, import_id)
    told = told_of(found)
    if not told:
        raise Http404
    content = report(told["rows"], told["skipped"], get_language() or "zh")
    return spreadsheet(content, f"roster-report-{found.pk}.xlsx")


def download_form(request: HttpRequest) -> HttpResponse:
    """Hand out an empty list to fill in."""
    importer(request)
    return spreadsheet(empty_form(), "roster-form.xlsx")


def spreadsheet(content: bytes, name: str) -> HttpResponse:
    """Return an .xlsx as a download."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


def import_or_404(request: HttpRequest, import_id: int) -> RosterImport:
    """Return an import of the person's units; others do not exist for them."""
    importer(request)
    found = imports_of(request.user).filter(pk=import_id).first()
    if found is None:
        raise Http404
    return found


def crumbs_to_list() -> list[dict[str, str]]:
    """The way from the admin's home to the list of imports."""
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("rosters:index"), "label": _("Rosters")},
    ]


class _MenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_somewhere(request.user, Verb.IMPORT_ROSTER)


class RosterDesk(ViewSet):
    """The addresses of the desk, and its entry in the menu."""

    name = "rosters"
    icon = "list-ul"
    menu_label = _l("Rosters")
    menu_name = "rosters"
    menu_order = 50
    menu_item_class = _MenuItem
    menu_hook = MENU_HOOK

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", ImportList.as_view(), name="index"),
            path("upload/", upload, name="upload"),
            path("form.xlsx", download_form, name="form"),
            path("<int:import_id>/", show, name="show"),
            path("<int:import_id>/confirm/", confirm, name="confirm"),
            path("<int:import_id>/discard/", discard, name="discard"),
            path("<int:import_id>/report.xlsx", download_report, name="report"),
        ]
