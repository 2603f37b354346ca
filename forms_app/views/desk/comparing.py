"""Two versions of a form compared in words, in the history and for whoever reviews."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.snippets.views.snippets import RevisionsCompareView

from forms_app.engine.comparing import ChangeKind, changes
from forms_app.models import Form
from forms_app.words import said
from people.models import Post

SETTINGS = (
    "area", "audience", "helped_by", "helper_roles", "next_words", "keep_days", "opens_at",
    "closes_at", "places", "counted_by", "keeps_waiting", "drawn_by_lot", "once_per", "once_every",
    "same_answers", "slug",
)  # fmt: skip
"""What an author decides beside the questions."""


def compared(before: Form, after: Form) -> list[dict[str, Any]]:
    """Return what changed, each as `kind`, its name, and a sentence in the reader's language."""
    names = {
        ChangeKind.ADDED: _("new"),
        ChangeKind.REMOVED: _("gone"),
        ChangeKind.MOVED: _("moved"),
        ChangeKind.CHANGED: _("changed"),
    }
    found = [
        (change.kind, said(change.words)) for change in changes(before.definition, after.definition)
    ]
    found += [(ChangeKind.CHANGED, words) for words in _settings(before, after)]
    return [{"kind": str(kind), "name": names[kind], "words": words} for kind, words in found]


def _settings(before: Form, after: Form) -> Iterator[str]:
    for name in SETTINGS:
        old, new = getattr(before, name), getattr(after, name)
        if (old or None) == (new or None):
            continue
        yield _("%(what)s: from %(before)s to %(after)s") % {
            "what": Form._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
            "before": _said(before, name),
            "after": _said(after, name),
        }


def _said(form: Form, name: str) -> str:
    value = getattr(form, name)
    if value in (None, "", []):
        return str(_("nothing"))
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if hasattr(value, "tzinfo"):
        return str(date_format(localtime(value), "DATETIME_FORMAT"))
    labels = {field.key: field.label for field in form.definition.all_fields}
    labels |= {role.value: str(role.label) for role in Post.Role}
    if isinstance(value, list):
        return "、".join(labels.get(key, key) for key in value)
    shown = getattr(form, f"get_{name}_display", None)
    return str(shown() if shown else labels.get(value, value) if isinstance(value, str) else value)


class FormCompare(RevisionsCompareView):
    """Wagtail's comparison, with sentences in place of marked-up fields."""

    template_name = "forms_app/desk/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what changed."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"changes": compared(context["revision_a"], context["revision_b"])}

    def _get_comparison(self, before: Form, after: Form) -> list[Any]:
        del before, after
        return []
