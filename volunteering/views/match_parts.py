"""The parts of a matching run's result: offers, communities, units, open places, who is left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from wagtail.admin.ui.tables import Column

from foundation import clock
from foundation.saying import shift_in_words
from people.models import Unit
from territory.models import Area
from volunteering.models import MatchRun, Member, Participation, Shift
from volunteering.queries.match_runs import proposals_of


class ShareColumn(Column):
    """A share as a bar with its numbers beside it."""

    cell_template_name = "volunteering/matching/share_cell.html"


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

    def groups(self, run: MatchRun) -> list[dict[str, Any]]:
        """Groups that the rows can be narrowed to."""
        del run
        return []


class Offers(Part):
    """Who is to be asked for what, and why."""

    label = _l("Offers")
    nothing = _l("No offer could be made.")
    columns = [
        Column("shift", label=_l("Shift")),
        Column("when", label=_l("When")),
        Column("member", label=_l("Member")),
        Column("unit", label=_l("Unit")),
        Column("why", label=_l("Why")),
        Column("points", label=_l("Points")),
        Column("state", label=_l("State")),
    ]

    def rows(self, run: MatchRun, request: HttpRequest) -> Any:
        return proposals_of(run)

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

    label = _l("Communities")
    nothing = _l("No community has an open shift in this month.")
    columns = [
        Column("name", label=_l("Community")),
        ShareColumn("share", label=_l("Filled")),
        Column("offered", label=_l("Of these by this run")),
    ]

    def rows(self, run: MatchRun, request: HttpRequest) -> list[Any]:
        return sorted(run.figures["communities"], key=lambda row: (row[2] + row[3]) / row[1])

    def shown(self, rows: list[Any]) -> list[dict[str, Any]]:
        areas = Area.objects.in_bulk([row[0] for row in rows])
        return [
            {"name": areas.get(key), "share": (before + offered, places), "offered": offered}
            for key, places, before, offered in rows
        ]


class Units(Part):
    """How much each unit is asked for, the most asked first."""

    label = _l("Units")
    nothing = _l("There are no members to ask in this area.")
    columns = [
        Column("name", label=_l("Unit")),
        Column("active", label=_l("Members who can be asked")),
        Column("offered", label=_l("Offers")),
        Column("each", label=_l("Offers a member")),
    ]

    def rows(self, run: MatchRun, request: HttpRequest) -> list[Any]:
        return sorted(run.figures["units"], key=lambda row: -row[2] / max(1, row[1]))

    def shown(self, rows: list[Any]) -> list[dict[str, Any]]:
        units = Unit.objects.in_bulk([row[0] for row in rows])
        return [
            {
                "name": units.get(key),
                "active": active,
                "offered": offered,
                "each": f"{offered / max(1, active):.2f}",
            }
            for key, active, offered in rows
        ]


class OpenPlaces(Part):
    """The places that stay open, and what stood in the way."""

    label = _l("Places left open")
    nothing = _l("Every place has somebody to ask.")
    columns = [
        Column("shift", label=_l("Shift")),
        Column("when", label=_l("When")),
        Column("places", label=_l("Missing")),
        Column("why", label=_l("Why")),
    ]

    def rows(self, run: MatchRun, request: HttpRequest) -> list[Any]:
        return sorted(run.figures["open"], key=lambda row: -row["places"])

    def shown(self, rows: list[Any]) -> list[dict[str, Any]]:
        keys = [row["shift"] for row in rows]
        shifts = Shift.objects.select_related("need", "area").in_bulk(keys)
        return [
            {
                "shift": f"{shift.need.title} · {shift.area}",
                "when": said(shift),
                "places": row["places"],
                "why": in_language(row),
            }
            for row in rows
            if (shift := shifts.get(row["shift"]))
        ]


class LeftOut(Part):
    """Members who are not asked this time, and why; by reason."""

    label = _l("Not asked this time")
    nothing = _l("Everybody is asked for something.")
    columns = [
        Column("member", label=_l("Member")),
        Column("unit", label=_l("Unit")),
        Column("why", label=_l("Why")),
    ]

    def rows(self, run: MatchRun, request: HttpRequest) -> list[Any]:
        chosen = request.GET.get("why", "")
        return [
            (member, group)
            for group in run.figures["left_out"]
            if chosen in ("", self._key(group))
            for member in group["members"]
        ]

    def shown(self, rows: list[Any]) -> list[dict[str, Any]]:
        keys = [key for key, _group in rows]
        members = Member.objects.select_related("user", "unit").in_bulk(keys)
        return [
            {
                "member": member.user.masked_name,
                "unit": member.unit,
                "why": in_language(group),
            }
            for key, group in rows
            if (member := members.get(key))
        ]

    def groups(self, run: MatchRun) -> list[dict[str, Any]]:
        counts: dict[str, dict[str, Any]] = {}
        for group in run.figures["left_out"]:
            key = self._key(group)
            words = in_language(group)
            if key == "left.outmatched":
                words = _("Would suit some shifts, whose places went to others")
            entry = counts.setdefault(key, {"key": key, "words": words, "count": 0})
            entry["count"] += len(group["members"])
        return sorted(counts.values(), key=lambda entry: -entry["count"])

    def _key(self, group: dict[str, Any]) -> str:
        code: str = group["code"]
        return code if code != "left.rule" else f"{code}:{group['en']}"


PARTS: dict[str, Part] = {
    "offers": Offers(),
    "communities": Communities(),
    "units": Units(),
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
