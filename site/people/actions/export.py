"""All that is kept of one person, for that person."""

from __future__ import annotations

from typing import Any

from people.doors import offered
from people.models import AccessLogEntry, Consent, Post, User


def own_data(user: User) -> dict[str, Any]:
    """Return what every package keeps of `user`, in clear: it is theirs."""
    found: dict[str, Any] = {
        "account": {
            "account": user.username,
            "name": user.name,
            "phone": user.phone,
            "email": user.email,
            "joined_at": user.date_joined,
            "activated_at": user.activated_at,
            "deletion_asked_at": user.deletion_asked_at,
        },
        "posts": [
            {"role": post.role, "of": str(post.area or post.unit), "from": post.starts_on}
            | {"until": post.ends_on}
            for post in Post.objects.filter(user=user).select_related("area", "unit")
        ],
        "consents": list(
            Consent.objects.filter(user=user).values(
                "purpose", "notice_version", "given_at", "withdrawn_at"
            )
        ),
        "who_looked": list(
            AccessLogEntry.objects.filter(subject=user).values("at", "fields", "reason")
        ),
    }
    for part in offered("exports", "own_data"):
        found |= part(user)
    return found
