"""Walk through a draft as people do: one step a page, then the answers to check; nothing is kept.

All that was typed travels with the page; which button was pressed says where one goes from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext as _

from forms_app.answer_form import AnswerForm
from forms_app.engine.answering import said
from forms_app.engine.context import Context, Place
from forms_app.engine.course import walked
from forms_app.engine.definition import DATA_CLASS_NAMES, AnswerStep, Definition
from forms_app.engine.field_type import type_of
from forms_app.engine.samples import sample_context
from forms_app.engine.walking import Walk
from forms_app.places import find_areas_in
from forms_app.words import said as in_words

CHECK = "check"
PLACES = ("area", "community")
Given = Mapping[str, list[str]]


@dataclass(frozen=True)
class Stand:
    """Where a trial stands: the step that is shown, None for the checking page.

    `judged` says that what is wrong with the step is told, `more` that answers brought questions.
    """

    walk: Walk
    step: AnswerStep | None
    judged: bool = False
    more: bool = False


def trial_context(today: date) -> Context:
    """Return a context in which every file is there, and areas are called by their names."""
    known = find_areas_in(None)
    made_up = sample_context(today)

    def areas(words: str, level: str) -> list[Place]:
        return list(known(words, level) or made_up.find_areas(words, level))

    return replace(made_up, find_areas=areas, find_places=lambda words: areas(words, "community"))


def stand_of(
    definition: Definition, given: Given, today: date, asked: Mapping[str, Any], seen: list[str]
) -> Stand:
    """Return where the button that was pressed leads; `asked` has `at` and `step` of the page."""
    do, _colon, about = str(asked.get("step", "")).partition(":")
    rows = {}
    if do == "remove":
        group, number = about.partition(".")[::2]
        given = {name: one for name, one in given.items() if not name.startswith(f"{about}.")}
        about = group if number else ""
    walk = Walk.through(definition, given, trial_context(today))
    if do == "add" and about in definition.by_key:
        rows = {about: walk.rows_of(definition.by_key[about]) + 1}
        walk = replace(walk, rows=rows)
    at = str(asked.get("at", ""))
    if do == "look" or (at == CHECK and do not in ("edit", "back")):
        return Stand(walk, None)
    step = walk.step(at)
    if do == "edit":
        found = (one for one in walk.path if any(field.key == about for field in one.fields))
        return Stand(walk, next(found, walk.path[0]))
    if do == "back":
        return Stand(walk, walk.path[-1] if at == CHECK else walk.before(step) or step)
    return _onward(walk, step, seen) if do == "next" else Stand(walk, step)


def _onward(walk: Walk, step: AnswerStep, seen: list[str]) -> Stand:
    if seen and walk.unseen(step, seen):
        return Stand(walk, step, more=True)
    if walk.problems_in(step):
        return Stand(walk, step, judged=True)
    following = walk.after(step)
    if following is None and walk.first_wrong is not None:
        return Stand(walk, walk.first_wrong, judged=True)
    return Stand(walk, following)


def page_of(request: HttpRequest, stand: Stand, document: str) -> str:
    """Return the page as people see it, to be put into a frame of the admin.

    `document` is the address of the draft's document; its areas are told beside it.
    """
    walk, step = stand.walk, stand.step
    total = len(walk.path) + 1
    here = {field.key for field in step.fields} if step is not None else set()
    travelling = [
        (name, text)
        for name, texts in walk.given.items()
        if name.partition(".")[0] not in here
        for text in texts
    ]
    context = {
        "definition": walk.definition,
        "step": step,
        "at": step.id if step is not None else CHECK,
        "total": total,
        "number": walk.number_of(step) if step is not None else total,
        "is_long": walk.is_long,
        "is_last": step is not None and walk.after(step) is None,
        "has_earlier": step is None or walk.before(step) is not None,
        "more": stand.more,
        "others": travelling,
        "rows": said(walk.definition, walk.answered.values, walk.context) if step is None else (),
        "form": AnswerForm(walk, step=step, judged=stand.judged) if step is not None else None,
        "filling": _told(walk, step, document) if step is not None else None,
        "base": document.removesuffix("document/"),
    }
    return render_to_string("forms_app/desk/filling.html", context, request)


def _told(walk: Walk, step: AnswerStep, document: str) -> dict[str, Any]:
    """Return what the script of the page reads beside it; it saves nothing."""
    return {
        "document": document if walk.definition.rules else "",
        "logic": static("js/forms/logic.js"),
        "reading": static("js/forms/reading.js"),
        "others": [],  # they stand on the page itself
        "step": step.id,
        "today": walk.context.today.isoformat(),
        "known": {},
        "saves": False,
        "words": {
            "way": _("Step %(number)s of %(total)s") % {"number": "{number}", "total": "{total}"},
            "next": _("Next step"),
            "check": _("Check my answers"),
            "more": _("Asked as well now: {questions}"),
        },
    }


def would_keep(walk: Walk) -> list[dict[str, str]]:
    """Return what would be stored of the answers: question, words, and the care that they take."""
    rows = said(walk.definition, walk.answered.values, walk.context)
    return [
        {
            "label": row.field.label,
            "words": row.words,
            "care": in_words(DATA_CLASS_NAMES[type_of(row.field).class_of(row.field)]),
        }
        for row in rows
    ]


def would_drop(walk: Walk) -> list[str]:
    """Return the questions whose answers were typed and would not be kept: they are hidden."""
    hidden = set(walk.answered.outcome.hidden)
    typed = {name.partition(".")[0] for name, texts in walk.given.items() if any(texts)}
    return [one.label for one in walk.definition.fields if one.key in typed and one.key in hidden]


def would_follow(walk: Walk, today: date) -> list[dict[str, Any]]:
    """Return what the course would do with the answers, step by step."""
    sample = {"name": "", "today": today.isoformat(), "answers": as_sample(walk)}
    return [
        {"words": in_words(one.sentence), "is_taken": one.is_taken, "after": one.after}
        for one in walked(walk.definition, sample)
    ]


def as_sample(walk: Walk) -> dict[str, list[str]]:
    """Return what was typed as a sample keeps it: places by their codes, wherever it is tried."""
    found = {name: list(texts) for name, texts in walk.given.items() if any(texts)}
    for field in walk.definition.fields:
        value = walk.answered.values.get(field.key)
        if field.type in PLACES and value is not None:
            found[field.key] = [str(value)]
        elif field.type == "address" and isinstance(value, Mapping) and value.get("area"):
            found[f"{field.key}.area"] = [str(value["area"])]
    return found
