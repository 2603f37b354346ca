"""What volunteering keeps of a person, offered to the page of their own account."""

from __future__ import annotations

from typing import Any

from people.models import User
from volunteering.models import Member, Participation, ServiceRecord


def own_data(user: User) -> dict[str, Any]:
    """Return the membership of `user`, what they signed up for and what they served."""
    member = (
        Member.objects.filter(user=user)
        .select_related("unit", "home_area")
        .prefetch_related("skills", "free_windows", "free_exceptions")
        .first()
    )
    if member is None:
        return {}
    return {
        "membership": {
            "number": member.number,
            "unit": str(member.unit),
            "home_area": str(member.home_area or ""),
            "sex": member.sex,
            "birth_date": member.birth_date,
            "id_number": member.id_number,
            "skills": [str(skill) for skill in member.skills.all()],
            "free_windows": [str(window) for window in member.free_windows.all()],
            "free_exceptions": [str(window) for window in member.free_exceptions.all()],
            "travel_metres": member.travel_metres,
            "monthly_shifts": member.monthly_shifts,
            "daily_shifts": member.daily_shifts,
            "paused_from": member.paused_from,
            "paused_until": member.paused_until,
        },
        "participations": list(
            Participation.objects.filter(member=member)
            .order_by("pk")
            .values("shift__need__title", "shift__starts_at", "shift__ends_at", "state")
        ),
        "blocked_pairs": [
            {
                "community": str(block.area),
                "said_by": block.side,
                "made_at": block.made_at,
                "objection": block.objection,
                "answer": block.answer,
                "lifted_at": block.lifted_at,
            }
            for block in member.blocked_pairs.select_related("area").order_by("pk")
        ],
        "service_records": list(
            ServiceRecord.objects.filter(member=member)
            .order_by("pk")
            .values("area__name", "minutes", "state")
        ),
    }
