"""What one matching run left open or unasked and another of the same area did not, and why."""

from __future__ import annotations

from typing import Any

from volunteering.models import MatchRun, Participation

Row = dict[str, Any]


def newly_open(before: MatchRun, after: MatchRun) -> list[Row]:
    """The shifts that lack more people than before, the most first: how many more, and why."""
    then = {row["shift"]: row["places"] for row in before.figures.get("open", [])}
    found = [
        row | {"more": more}
        for row in after.figures.get("open", [])
        if (more := row["places"] - then.get(row["shift"], 0)) > 0
    ]
    return sorted(found, key=lambda row: (-row["more"], row["shift"]))


def newly_filled(before: MatchRun, after: MatchRun) -> int:
    """How many places of shifts that lacked people before lack nobody any more."""
    now = {row["shift"]: row["places"] for row in after.figures.get("open", [])}
    return sum(
        max(0, row["places"] - now.get(row["shift"], 0)) for row in before.figures.get("open", [])
    )


def newly_left_out(before: MatchRun, after: MatchRun) -> list[tuple[int, Row]]:
    """Members who are not asked and were not on that list before, each with the reason's group."""
    then = left_out(before)
    return [
        (member, group)
        for group in after.figures.get("left_out", [])
        for member in group["members"]
        if member not in then
    ]


def newly_asked(before: MatchRun, after: MatchRun) -> set[int]:
    """Members whom the one run left out and the other asks."""
    asked = Participation.objects.filter(run=after).order_by().values_list("member", flat=True)
    return left_out(before) & set(asked)


def left_out(run: MatchRun) -> set[int]:
    """Everybody whom a run does not ask."""
    return {member for group in run.figures.get("left_out", []) for member in group["members"]}
