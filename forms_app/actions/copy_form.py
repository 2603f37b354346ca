"""An author begins a form from a starter or from another form, under keys of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from forms_app.copying import moved_on, renewed
from forms_app.gallery import form_of, starters
from forms_app.models import Form
from forms_app.permissions import may_write_forms
from foundation.errors import Invalid, NotAllowed, NotFound
from foundation.text import slug
from people.models import User
from people.permissions import Verb, scope_of
from territory.models import Area

COPIED = (
    "introduction", "rules", "samples", "starts", "next_words", "places", "counted_by",
    "keeps_waiting", "drawn_by_lot", "once_per", "once_every", "same_answers", "keep_days",
    "audience", "helped_by", "helper_roles", "translations", "shows_results",
)  # fmt: skip
"""What a copy takes over, besides what is written in blocks."""

LEFT_BEHIND = frozenset(
    {
        "id", "title", "slug", "area", "questions", "after", "opens_at", "closes_at", "live",
        "has_unpublished_changes", "first_published_at", "last_published_at", "go_live_at",
        "expire_at", "expired", "live_revision", "latest_revision",
        "locked", "locked_at", "locked_by", "frame_sites",
    }
)  # fmt: skip
"""What a copy has of its own, renewed, or not at all."""

LONGEST_TITLE = 60


def use_starter(*, by: User, key: str, area: Area, title: str, today: date) -> Form:
    """Make a draft for `area` from a starter; raises `NotFound`, `NotAllowed` and `Invalid`."""
    starter = starters().get(key)
    if starter is None:
        raise NotFound(_("There is no such template."), code="starter_unknown")
    content = starter.content(today)
    return make_draft(by=by, content=content, area=area, title=title, name=content["slug"])


def copy_form(*, by: User, form_id: int, area: Area, title: str, today: date) -> Form:
    """Make a draft for `area` from the newest draft of a form; raises the same.

    Slots that lie behind move on by whole weeks; opening times do not come along.
    """
    form = Form.objects.within(scope_of(by, Verb.EDIT_PAGES)).filter(pk=form_id).first()
    if form is None:
        raise NotFound(_("There is no such form."), code="form_unknown")
    newest = form.get_latest_revision_as_object()
    content = content_of(newest)
    content["questions"] = moved_on(content["questions"], today)
    return make_draft(by=by, content=content, area=area, title=title, name=slug(title))


def content_of(form: Form) -> dict[str, Any]:
    """Return the parts of a form that a copy takes over, as JSON."""
    return {
        "questions": json.loads(form._meta.get_field("questions").value_to_string(form)),
        "after": json.loads(form._meta.get_field("after").value_to_string(form)),
        **{part: getattr(form, part) for part in COPIED},
    }


@transaction.atomic
def make_draft(*, by: User, content: Mapping[str, Any], area: Area, title: str, name: str) -> Form:
    """Make a draft for `area` of the parts of a form, as JSON, under ids of its own.

    `name` is what its address begins with. Raises `NotAllowed` and `Invalid`; nothing is kept then.
    """
    if not may_write_forms(by, area):
        raise NotAllowed(_("Your posts do not let you write forms there."), code="not_allowed")
    title = title.strip()
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid(_("Please give the form a title, in 60 characters at most."), code="title")
    form = form_of({**renewed(content), "title": title, "slug": Form.objects.free_slug(name)})
    form.area = area
    form.full_clean()
    form.save()
    log(instance=form, action="wagtail.create", user=by, content_changed=True)
    form.save_revision(user=by)
    return form
