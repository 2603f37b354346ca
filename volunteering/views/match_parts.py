"""The parts of a matching run's result: offers, communities, units, open places, who is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from foundation import clock
from foundation.saying import shift_in_words
from people.models import Unit
from territory.models import Area
from volunteering.models import MatchRun, Member, Participation, Shift
from volunteering.queries.match_changes import newly_asked, newly_left_out, newly_open
from volunteering.queries.match_runs import proposals_of

DIGITS = 19
GINI = _("0: everybody has the same; 1: one has everything")


class ShareColumn(Column):
    """A share as a bar with its numbers beside it."""

    cell_template_name = "volunteering/matching/share_cell.html"


class AskColumn(Column):
    """A member or a shift, with a way to ask why it is not planned."""

    cell_template_name = "volunteering/matching/ask_cell.html"


class BehindColumn(Column):
    """A community or a unit, with a way to the offers behind its numbers."""

    cell_template_name = "volunteering/matching/behind_cell.html"


class Part:
    """One part: which rows there are, and how a page of them is shown."""

    label: Any
    nothing: Any
    columns: list[Column]

    def rows(self, run: MatchRun, request: HttpRequest) -> Sequence[Any]:
        """All rows, cut into pages by the caller."""
        raise TypeError(f"{type(self).__name__} has no rows")

    def shown(self, rows: list[Any]) -> list[dict[str, Any]]:
        """One page of rows with the names that they need, in a fixed number of queries."""
        return rows

    def columns_of(self, run: MatchRun) -> list[Column]:
        """The columns that say something for this run."""
        del run
        return self.columns

    def narrowed(self, request: HttpRequest) -> str:
        """To what the rows are narrowed, in words; empty for all of them."""
        del request
        return ""

    def groups(self, run: MatchRun) -> list[dict[str, Any]]:
        """Groups that the rows can be narrowed to."""
        del run
        return []


def _narrowing(request: HttpRequest) -> tuple[Area | None, Unit | None]:
    """The area and the unit that somebody clicked on."""
    area, unit = request.GET.get("community", ""), request.GET.get("unit", "")
    return (
        Area.objects.filter(pk=area).first() if area.isdecimal() and len(area) < DIGITS else None,
        Unit.objects.filter(pk=unit).first() if unit.isdecimal() and len(unit) < DIGITS else None,
    )


def _earlier(run: MatchRun, request: HttpRequest) -> MatchRun | None:
    """The run of the same area to which the rows are held, if somebody came from a comparison."""
    key = request.GET.get("since", "")
    known = MatchRun.objects.filter(area=run.area_id).exclude(figures={})
    return known.filter(pk=key).first() if key.isdecimal() and len(key) < DIGITS else None


def _since(request: HttpRequest) -> str:
    return str(_("Only what changed against the other run")) if request.GET.get("since") else ""


class Offers(Part):
    """Who is to be asked for what, and why."""

    label = _("Offers")
    nothing = _("No offer could be made.")
    columns = [
        Column("shift", label=_("Shift")),
        Column("when", label=_("When")),
        Column("member", label=_("Member"), classname="matching-number"),
        Column("unit", label=_("Unit")),
        Column("why", label=_("Why")),
        Column("points", label=_("Points"), classname="matching-number"),
        Column("state", label=_("State")),
    ]

    def columns_of(self, run: MatchRun) -> list[Column]:
        """Where an offer stands is worth a column once it is sent."""
        return self.columns if run.sent_at else self.columns[:-1]

    def rows(self, run: MatchRun, request: HttpRequest) -> Any:
        found = proposals_of(run)
        area, unit = _narrowing(request)
        if area is not None:
            found = found.filter(shift__area__path__startswith=area.path)
        earlier = _earlier(run, request)
        if earlier is not None:
            found = found.filter(member__in=newly_asked(earlier, run))
        return found.filter(member__unit=unit) if unit is not None else found

    def narrowed(self, request: HttpRequest) -> str:
        words = [str(one) for one in _narrowing(request) if one is not None]
        return " · ".join(filter(None, [*words, _since(request)]))

    def shown(self, rows: list[Participation]) -> list[dict[str, Any]]:
        return [
            {
                "shift": f"{row.shift.need.title} · {row.shift.area}",
                "when": said(row.shift),
                "member": row.member.user.masked_name,
                "unit": row.member.unit,
                "why": in_language(row.reason),
                "points": sum(row.reason.get("points", {}).values()),
                "state": row.get_state_display(),
            }
            for row in rows
        ]


class Communities(Part):
    """How full the shifts of each community become, the emptiest first."""

    label = _("Communities")
    nothing = _("No community has an open shift in this month.")
    columns = [
        BehindColumn("name", label=_("Community")),
        ShareColumn("share", label=_("Filled")),
        Column("offered", label=_("Of these by this run")),
    ]

    def rows(self, run: MatchRun, request: HttpRequest) -> list[Any]:
        return sorted(run.figures["communities"], key=lambda row: (row[2] + row[3]) / row[1])

    def shown(self, rows: list[Any]) -> list[dict[str, Any]]:
        areas = Area.objects.in_bulk([row[0] for row in rows])
        return [
            {
                "name": areas.get(key),
                "behind": f"../offers/?community={key}",
                "share": (before + offered, places),
                "offered": offered,
            }
            for key, places, before, offered in rows
        ]


class Units(Part):
    """How much each unit is asked for, the most asked first."""

    label = _("Units")
    nothing = _("There are no members to ask in this area.")
    columns = [
        BehindColumn("name", label=_("Unit")),
        Column("active", label=_("Members who can be asked")),
        Column("offered", label=_("Offers")),
        Column("each", label=_("Offers a member")),
    ]

    def rows(self, run: MatchRun, request: HttpRequest) -> list[Any]:
        return sorted(run.figures["units"], key=lambda row: -row[2] / max(1, row[1]))

    def shown(self, rows: list[Any]) -> list[dict[str, Any]]:
        units = Unit.objects.in_bulk([row[0] for row in rows])
        return [
            {
                "name": units.get(key),
                "behind": f"../offers/?unit={key}",
                "active": active,
                "offered": offered,
                "each": f"{offered / max(1, active):.2f}",
            }
            for key, active, offered in rows
        ]


class OpenPlaces(Part):
    """The places that stay open, and what stood in the way."""

    label = _("Places left open")
    nothing = _("Every place has somebody to ask.")
    columns = [
        AskColumn("shift", label=_("Shift")),
        Column("when", label=_("When")),
        Column("places", label=_("Missing")),
        Column("why", label=_("Why")),
    ]

    def rows(self, run: MatchRun, request: HttpRequest) -> list[Any]:
        earlier = _earlier(run, request)
        if earlier is not None:
            return newly_open(earlier, run)
        return sorted(run.figures["open"], key=lambda row: -row["places"])

    def narrowed(self, request: HttpRequest) -> str:
        return _since(request)

    def shown(self, rows: list[Any]) -> list[dict[str, Any]]:
        keys = [row["shift"] for row in rows]
        shifts = Shift.objects.select_related("need", "area").in_bulk(keys)
        return [
            {
                "shift": f"{shift.need.title} · {shift.area}",
                "ask": f"../ask/?shift={shift.pk}",
                "when": said(shift),
                "places": row["places"],
                "why": in_language(row),
            }
            for row in rows
            if (shift := shifts.get(row["shift"]))
        ]


class LeftOut(Part):
    """Members who are not asked this time, and why; by reason."""

    label = _("Not asked this time")
    nothing = _("Everybody is asked for something.")
    columns = [
        AskColumn("member", label=_("Member"), classname="matching-number"),
        Column("unit", label=_("Unit")),
        Column("why", label=_("Why")),
    ]

    def rows(self, run: MatchRun, request: HttpRequest) -> list[Any]:
        chosen, earlier = request.GET.get("why", ""), _earlier(run, request)
        if earlier is not None:
            found = newly_left_out(earlier, run)
            return [row for row in found if chosen in ("", left_out_key(row[1]))]
        return [
            (member, group)
            for group in run.figures["left_out"]
            if chosen in ("", left_out_key(group))
            for member in group["members"]
        ]

    def narrowed(self, request: HttpRequest) -> str:
        return _since(request)

    def shown(self, rows: list[Any]) -> list[dict[str, Any]]:
        keys = [key for key, _group in rows]
        members = Member.objects.select_related("user", "unit").in_bulk(keys)
        return [
            {
                "member": member.user.masked_name,
                "ask": f"../ask/?member={member.pk}",
                "unit": member.unit,
                "why": in_language(group),
            }
            for key, group in rows
            if (member := members.get(key))
        ]

    def groups(self, run: MatchRun) -> list[dict[str, Any]]:
        return grouped((group, len(group["members"])) for group in run.figures["left_out"])


def grouped(counted: Iterable[tuple[dict[str, Any], int]]) -> list[dict[str, Any]]:
    """Reasons why members are not asked, with how many each keeps out, the most frequent first."""
    counts: dict[str, dict[str, Any]] = {}
    for group, count in counted:
        key, words = left_out_key(group), in_language(group)
        if key == "left.outmatched":
            words = str(_("Would suit some shifts, whose places went to others"))
        entry = counts.setdefault(key, {"key": key, "words": words, "count": 0})
        entry["count"] += count
    return sorted(counts.values(), key=lambda entry: -entry["count"])


def left_out_key(group: dict[str, Any]) -> str:
    """By what a reason is known in an address."""
    code: str = group["code"]
    return code if code != "left.rule" else f"{code}:{group['en']}"


class Fairness(Part):
    """How evenly the plan treats communities, members and units, and how far people go."""

    label = _("Fairness")
    nothing = _("No offer could be made.")
    columns = [
        Column("what", label=_("Measure")),
        Column("value", label=_("Measured value"), classname="matching-number"),
        Column("meaning", label=_("Meaning")),
    ]

    def rows(self, run: MatchRun, request: HttpRequest) -> list[Any]:
        figures = run.figures
        measures = [(key, figures[key]) for key in FAIRNESS if key in figures]
        return measures + [("street", row) for row in figures.get("streets", [])]

    def shown(self, rows: list[Any]) -> list[dict[str, Any]]:
        streets = Area.objects.in_bulk([row[0] for key, row in rows if key == "street"])
        found = []
        for key, value in rows:
            if key == "street":
                street, offers, metres = value
                what, meaning = streets.get(street), _("%(count)d offers") % {"count": offers}
                found.append({"what": what, "value": in_metres(metres), "meaning": meaning})
            else:
                what, meaning, said = FAIRNESS[key]
                found.append({"what": what, "value": said(value), "meaning": meaning})
        return found


def in_metres(metres: int) -> str:
    """A distance on the ground."""
    return str(_("%(metres)d m")) % {"metres": metres}


FAIRNESS: dict[str, tuple[Any, Any, Callable[[Any], str]]] = {
    "least_fill": (
        _("Emptiest community"),
        _("share of its places with somebody to ask"),
        lambda share: f"{100 * share:.0f} %",
    ),
    "fill_gini": (_("Spread over the communities"), GINI, "{:.2f}".format),
    "member_gini": (_("Spread over the members"), GINI, "{:.2f}".format),
    "most_of_a_member": (
        _("Most of one member"),
        _("shifts of the month, those arranged before included"),
        str,
    ),
    "unit_gini": (_("Spread over the units"), GINI, "{:.2f}".format),
    "most_of_a_unit": (_("Busiest unit"), _("times the average of all units"), "{:.1f}".format),
    "mean_metres": (_("From home, on average"), _("in a straight line"), in_metres),
}


PARTS: dict[str, Part] = {
    "offers": Offers(),
    "communities": Communities(),
    "units": Units(),
    "fairness": Fairness(),
    "open": OpenPlaces(),
    "left-out": LeftOut(),
}


def said(shift: Shift) -> str:
    """When a shift is, the way people say it."""
    return shift_in_words(
        shift.starts_at, shift.ends_at, now=clock.now(), language=get_language() or "zh"
    )


def in_language(texts: dict[str, Any]) -> str:
    """The words of a kept sentence in the language of the moment."""
    short = "en" if (get_language() or "").startswith("en") else "zh"
    return str(texts.get(short, ""))
