"""An author brings in a form from elsewhere: a draft of their own, whole or not at all."""

from __future__ import annotations

from forms_app.actions.copy_form import LONGEST_TITLE, make_draft
from forms_app.engine.definition import Definition
from forms_app.exchange.writing_questions import content_of
from forms_app.models import Form
from foundation.text import slug
from people.models import User
from territory.models import Area


def bring_in_form(*, by: User, definition: Definition, area: Area, title: str) -> Form:
    """Make a draft for `area` of a form that was read; raises `NotAllowed` and `Invalid`."""
    content = content_of(definition)
    return make_draft(by=by, content=content, area=area, title=title, name=slug(title))


def usual_title(definition: Definition) -> str:
    """Return what the draft is called unless its author says otherwise."""
    return definition.title[:LONGEST_TITLE]
