"""The vectors as Python reads them, and forms written in short."""

import json
from pathlib import Path

from forms_app.engine.definition import AnswerStep, Definition, Field, Section
from forms_app.engine.rule import Rule

VECTORS = json.loads(
    Path(__file__).parents[1].joinpath("logic-vectors.json").read_text(encoding="utf-8")
)
TODAY = "2026-11-21"


def field_in_short(entry: dict) -> Field:
    """Return a field of which only what matters is written down."""
    inner = tuple(field_in_short(found) for found in entry.get("fields", ()))
    whole = {"id": entry["key"], "label": entry["key"]} | entry | {"fields": inner}
    return Field(**whole)


def form_in_short(form: dict) -> Definition:
    """Return a form: `steps` are lists of fields, with `{"section": id}` between them."""
    steps = []
    for number, entries in enumerate(form["steps"], 1):
        sections = [(f"s-of-step{number}", [])]
        for entry in entries:
            if "section" in entry:
                sections.append((entry["section"], []))
            else:
                sections[-1][1].append(field_in_short(entry))
        made = tuple(Section(name, name, tuple(fields)) for name, fields in sections)
        steps.append(AnswerStep(f"step{number}", form.get("titles", {}).get(str(number), ""), made))
    rules = tuple(Rule.read(rule) for rule in form.get("rules", ()))
    return Definition("表单", "", "", tuple(steps), rules, tuple(form.get("samples", ())))
