"""Who may do what, and where: the one table from which every door reads."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Q, QuerySet

from foundation import clock
from people.doors import offered
from people.models import Post, Unit, User
from people.queries import posts_held
from territory.models import Area
from territory.scope import EVERYWHERE, Scope


class Verb(StrEnum):
    """All that staff can be allowed to do."""

    ENTER_OFFICE = "enter_office"
    EDIT_PAGES = "edit_pages"
    PUBLISH_PAGES = "publish_pages"
    REVIEW_PAGES = "review_pages"
    EDIT_MEDIA = "edit_media"
    EDIT_AREAS = "edit_areas"
    EDIT_UNITS = "edit_units"
    GRANT_POSTS = "grant_posts"
    SEE_MEMBERS = "see_members"
    REVEAL_MEMBERS = "reveal_members"
    IMPORT_ROSTER = "import_roster"
    SEE_NEEDS = "see_needs"
    EDIT_NEEDS = "edit_needs"
    RUN_MATCHING = "run_matching"
    CHECK_IN = "check_in"
    VERIFY_HOURS = "verify_hours"
    MESSAGE_MEMBERS = "message_members"
    SEE_FIGURES = "see_figures"


_STAFF = frozenset({Verb.ENTER_OFFICE, Verb.SEE_FIGURES})
_COMMUNITY_WORK = frozenset(
    {
        Verb.SEE_MEMBERS,
        Verb.SEE_NEEDS,
        Verb.EDIT_NEEDS,
        Verb.CHECK_IN,
        Verb.VERIFY_HOURS,
        Verb.MESSAGE_MEMBERS,
        Verb.REVEAL_MEMBERS,
    }
)
_PAGES = frozenset({Verb.EDIT_PAGES, Verb.PUBLISH_PAGES, Verb.EDIT_MEDIA})

ALLOWED: dict[str, frozenset[Verb]] = {
    Post.Role.ORGANISER: _STAFF
    | _COMMUNITY_WORK
    | _PAGES
    | {
        Verb.REVIEW_PAGES,
        Verb.EDIT_AREAS,
        Verb.EDIT_UNITS,
        Verb.GRANT_POSTS,
        Verb.IMPORT_ROSTER,
        Verb.RUN_MATCHING,
    },
    Post.Role.STREET_OFFICER: _STAFF
    | _COMMUNITY_WORK
    | _PAGES
    | {Verb.REVIEW_PAGES, Verb.GRANT_POSTS, Verb.RUN_MATCHING},
    Post.Role.COMMUNITY_EDITOR: _STAFF | {Verb.EDIT_PAGES, Verb.PUBLISH_PAGES, Verb.EDIT_MEDIA},
    Post.Role.COMMUNITY_WORKER: _STAFF | _COMMUNITY_WORK,
    Post.Role.GRID_WORKER: _STAFF | {Verb.SEE_NEEDS, Verb.EDIT_NEEDS},
    Post.Role.UNIT_LIAISON: _STAFF | {Verb.SEE_MEMBERS, Verb.IMPORT_ROSTER},
}
"""Role → verbs, each in the area (or unit) of the post and below it."""


def scope_of(person: object, verb: Verb) -> Scope:
    """Return the areas in which `person` may do `verb`; the empty scope means nowhere."""
    if isinstance(person, User) and person.is_active and person.is_superuser:
        return EVERYWHERE
    return Scope.of(
        post.area_path
        for post in posts_held(person)
        if post.area_path and verb in ALLOWED[post.role]
    )


def units_of(person: object, verb: Verb) -> frozenset[int]:
    """Return the ids of the units in which `person` may do `verb` by a post in the unit itself."""
    return frozenset(
        post.unit_id
        for post in posts_held(person)
        if post.unit_id is not None and verb in ALLOWED[post.role]
    )


def may(person: object, verb: Verb, area: Area | str | None) -> bool:
    """Say whether `person` may do `verb` in `area` (an area or its tree path)."""
    if area is None:
        return False
    return scope_of(person, verb).covers(area if isinstance(area, str) else area.path)


def may_in_unit(person: object, verb: Verb, unit: Unit) -> bool:
    """Say whether `person` may do `verb` in `unit`: by a post in it, or in the area it is in."""
    return unit.pk in units_of(person, verb) or may(person, verb, unit.area)


def units_where(person: object, verb: Verb) -> QuerySet[Unit]:
    """Return the units in which `person` may do `verb`, in the order of their names."""
    reached = scope_of(person, verb).condition("area__path")
    return Unit.objects.filter(reached | Q(pk__in=units_of(person, verb))).order_by("name")


def may_somewhere(person: object, verb: Verb) -> bool:
    """Say whether there is any area or unit at all in which `person` may do `verb`."""
    return bool(scope_of(person, verb)) or bool(units_of(person, verb))


def is_staff(person: object) -> bool:
    """Say whether `person` holds any post, and so needs a second factor."""
    if isinstance(person, User) and person.is_active and person.is_superuser:
        return True
    return bool(posts_held(person))


def holders_of(verb: Verb, area: Area | None = None) -> QuerySet[User]:
    """Return the active users who may do `verb` in `area` (anywhere, when none is given).

    The operators of the installation are among them.
    """
    roles = [role for role, verbs in ALLOWED.items() if verb in verbs]
    posts = Post.objects.in_force(clock.today()).filter(role__in=roles)
    if area is not None:
        above = [area.path_at(depth) for depth in range(1, area.depth + 1)]
        posts = posts.filter(area__path__in=above)
    return User.objects.filter(
        Q(is_superuser=True) | Q(pk__in=posts.values("user")), is_active=True
    )


def may_grant(person: object, role: str, area: Area | None) -> bool:
    """Say whether `person` may give or end a post of `role` in `area` (for a unit: its area).

    One needs the right to grant there, and every verb of the role there: nobody hands on what
    they do not hold.
    """
    if area is None or role not in ALLOWED:
        return False
    return may(person, Verb.GRANT_POSTS, area) and all(
        may(person, verb, area) for verb in ALLOWED[role]
    )


def roles_to_grant(person: object) -> list[str]:
    """Return the roles that `person` may give in some area."""
    if scope_of(person, Verb.GRANT_POSTS).everywhere:
        return list(ALLOWED)
    scopes = [(verb, scope_of(person, verb)) for verb in Verb]
    held = {verb for verb, scope in scopes if scope}
    return [role for role, verbs in ALLOWED.items() if verbs <= held]


def people_within(person: object, verb: Verb) -> QuerySet[User]:
    """Return the users whom `person` reaches by `verb`.

    They hold a post in an area or unit of the scope, or an upper package counts them in (members
    by their home or unit).
    """
    scope, units = scope_of(person, verb), units_of(person, verb)
    if scope.everywhere:
        return User.objects.filter(erased_at=None)
    posts = Post.objects.filter(
        scope.condition("area__path") | scope.condition("unit__area__path") | Q(unit_id__in=units)
    )
    found = Q(pk__in=posts.values("user"))
    for counted_in in offered("people_in_scope", "counted_in"):
        found |= counted_in(scope, units)
    return User.objects.filter(found, erased_at=None).exclude(is_superuser=True)
