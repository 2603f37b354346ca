"""Which runs somebody may look at, and the way back to them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import User
from people.permissions import Verb, may_somewhere, scope_of
from volunteering.models import MatchRun
from volunteering.views.match_form import month_in_words
from volunteering.views.match_parts import PARTS


def organiser(request: HttpRequest) -> User:
    """Return who asks; raises `PermissionDenied` when their posts cover matching nowhere."""
    user = request.user
    if not isinstance(user, User) or not may_somewhere(user, Verb.RUN_MATCHING):
        raise PermissionDenied
    return user


def run_or_404(request: HttpRequest, run_id: int) -> MatchRun:
    """Return a run of the person's areas; what lies elsewhere does not exist for them."""
    scope = scope_of(organiser(request), Verb.RUN_MATCHING)
    runs = MatchRun.objects.filter(scope.condition("area__path"))
    run = runs.select_related("area", "started_by").filter(pk=run_id).first()
    if run is None:
        raise Http404
    return run


def title_of(run: MatchRun) -> str:
    """Say where and for which month a run is: 山大路街道 2026年12月."""
    return f"{run.area} {month_in_words(run.month)}"


def parts_of(run: MatchRun, chosen: str) -> list[dict[str, Any]]:
    """The ways between the parts of a result."""
    tables = [
        (key, part.label, reverse("matching:part", args=[run.pk, key]))
        for key, part in PARTS.items()
    ]
    others = [
        ("pictures", _("Charts and maps"), reverse("matching:pictures", args=[run.pk])),
        ("compare", _("Compare runs"), reverse("matching:compare", args=[run.pk])),
    ]
    return [
        {"label": label, "url": url, "chosen": key == chosen} for key, label, url in tables + others
    ]


def crumbs_to_list() -> list[dict[str, str]]:
    """The way from the admin's home to the list of runs."""
    return [
        {"url": reverse("wagtailadmin_home"), "label": str(_("Home"))},
        {"url": reverse("matching:index"), "label": str(_("Matching"))},
    ]
