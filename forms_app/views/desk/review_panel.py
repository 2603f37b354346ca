"""What a reviewer is asked to read, at the top of the editor, with the answers to it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.panels import Panel

from forms_app.engine.course import sentence_of_course
from forms_app.engine.definition import DATA_CLASS_NAMES, DataClass, Definition
from forms_app.engine.field_type import type_of
from forms_app.models import Form
from forms_app.permissions import may_review_form
from forms_app.views.desk.comparing import compared
from forms_app.words import said

TOLD = (DataClass.MINOR, DataClass.SENSITIVE, DataClass.PERSONAL)
"""The classes of data of which a reviewer is told by name, the most delicate first."""


ORDER = {"approve": 0, "reject": 1}
"""Which answer stands first, its comment apart; others follow."""


def asked_in_short(form: Form) -> list[str]:
    """Return in sentences what a new form asks for, what follows, and how long it is kept."""
    definition = form.definition
    questions = [one for one in definition.all_fields if type_of(one).is_answered]
    found = [
        ngettext("It asks %(n)d question.", "It asks %(n)d questions.", len(questions))
        % {"n": len(questions)},
        *_by_class(definition),
    ]
    if definition.after:
        course = said(sentence_of_course(definition))
        found.append(_("After sending: %(course)s") % {"course": course})
    found.append(
        ngettext(
            "Answers are emptied %(n)d day after they are settled.",
            "Answers are emptied %(n)d days after they are settled.",
            form.keep_days,
        )
        % {"n": form.keep_days}
    )
    return found


def _by_class(definition: Definition) -> list[str]:
    found = []
    for care in TOLD:
        labels = [one.label for one in definition.all_fields if type_of(one).class_of(one) is care]
        if labels:
            name = said(DATA_CLASS_NAMES[care])
            found.append(
                _("%(kind)s: %(questions)s")
                % {"kind": name[:1].upper() + name[1:], "questions": "、".join(labels)}
            )
    return found


class ReviewPanel(Panel):
    """Shown to who decides, while the form waits: what is new, a trial, and what to answer."""

    class BoundPanel(Panel.BoundPanel):
        """The panel for one form."""

        template_name = "forms_app/desk/review_panel.html"

        def is_shown(self) -> bool:
            """Say whether the form waits for this person."""
            form = self.instance
            waits = bool(form.pk) and form.workflow_in_progress
            return bool(waits and may_review_form(self.request.user, form))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add what changed since the form is out, or what a new one asks."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            form: Form = self.instance
            out = form.live_revision.as_object() if form.live and form.live_revision else None
            return context | {
                "asked_by": form.current_workflow_state.requested_by,
                "is_new": out is None,
                "sentences": asked_in_short(form) if out is None else [],
                "changes": compared(out, form) if out is not None else [],
                "answers": self._answers(form),
                "try_url": reverse("form_desk:try", args=[form.pk]),
            }

        def _answers(self, form: Form) -> list[dict[str, str]]:
            """Return what can be answered, as Wagtail's own menu in the footer offers it.

            Its script listens to every button that names an action, so these do the same.
            """
            state = form.current_workflow_task_state
            where = form.snippet_viewset.get_url_name("collect_workflow_action_data")
            offered = state.task.specific.get_actions(form, self.request.user)
            return [
                {
                    "name": name,
                    "label": str(label),
                    "asks": reverse(where, args=[form.pk, name, state.pk]) if asks else "",
                }
                for name, label, asks in sorted(offered, key=lambda one: ORDER.get(one[0], 9))
            ]
