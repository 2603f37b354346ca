"""What can be read of people: the posts in force, and the areas and units that they open."""

from __future__ import annotations

from dataclasses import dataclass

from foundation import clock
from people.fields import digest_of
from people.models import Consent, Post, User
from people.notices import MEMBERSHIP

_CACHE = "_posts_in_force"


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post as permission asks of it: a role, and the area's path or the unit's id."""

    role: str
    area_path: str | None
    unit_id: int | None


def posts_held(user: object) -> tuple[HeldPost, ...]:
    """Return the posts that `user` holds today; nobody's posts for an anonymous visitor.

    Kept on the user object, which lives for one request: an ended post is gone on the next.
    """
    if not isinstance(user, User) or not user.is_active:
        return ()
    held: tuple[HeldPost, ...] | None = user.__dict__.get(_CACHE)
    if held is None:
        rows = Post.objects.filter(user=user).in_force(clock.today())
        held = tuple(
            HeldPost(role, path, unit_id)
            for role, path, unit_id in rows.values_list("role", "area__path", "unit_id")
        )
        user.__dict__[_CACHE] = held
    return held


def must_agree_again(user: User) -> bool:
    """Say whether an active `user` agreed to the notice once, but not to today's wording.

    Who never agreed (staff who are no members) or took it back is not asked.
    """
    if user.activated_at is None or not user.is_active:
        return False
    given = Consent.objects.filter(user=user, purpose=MEMBERSHIP.purpose, withdrawn_at=None)
    versions = set(given.values_list("notice_version", flat=True))
    return bool(versions) and MEMBERSHIP.version not in versions


def stop_digests(*, phone: str = "", id_number: str = "") -> list[str]:
    """Return the digests under which somebody is remembered who is not to be invited again.

    They are of a kind of their own, so that they cannot be joined with those of accounts.
    """
    numbers = (("erased.phone", phone), ("erased.id_number", id_number))
    return [digest_of(kind, text) for kind, text in numbers if text]


def forget_posts(user: User) -> None:
    """Drop what was remembered of the posts of this user object."""
    user.__dict__.pop(_CACHE, None)
