"""Bring in a form of Form.io: its components, its conditions and patterns, no program code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.field_type import field_types, type_of
from forms_app.engine.kind import Kind
from forms_app.engine.rule import Rule, RuleKind, Tree
from forms_app.exchange.drafting import Draft, brought, new_id, short_id
from forms_app.exchange.patterns import pattern_from
from forms_app.exchange.report import Brought, Turn, Unreadable, Untold

DEEPEST = 30
MOST_CHOICES = 300
Component = Mapping[str, Any]

KINDS: Mapping[str, str] = {
    "textfield": "short_text", "textarea": "long_text", "number": "number", "currency": "money",
    "checkbox": "yes_no", "radio": "choice", "select": "dropdown", "selectboxes": "choices",
    "email": "email", "phoneNumber": "phone", "datetime": "date", "day": "date", "time": "time",
    "file": "file", "signature": "signature", "address": "address", "survey": "matrix",
    "hidden": "hidden", "url": "short_text", "tags": "short_text", "content": "statement",
    "htmlelement": "statement",
}  # fmt: skip
CHANGED = frozenset({"url", "tags", "datetime"})
AROUND = frozenset(
    {"panel", "fieldset", "well", "columns", "table", "tabs", "container", "form", "wizard"}
)
REPEATED = frozenset({"datagrid", "editgrid", "datamap"})
SILENT = frozenset({"button"})
_COMPARED = {
    "isEqual": "==", "isNotEqual": "!=", "lessThan": "<", "greaterThan": ">",
    "lessThanOrEqual": "<=", "greaterThanOrEqual": ">=",
}  # fmt: skip
_CODE = ("customConditional", "calculateValue", "customDefaultValue", "logic")


def looks_like_formio(found: Any) -> bool:
    """Say whether a document has the shape of a Form.io form."""
    return isinstance(found, Mapping) and isinstance(found.get("components"), list)


def read_formio(document: Mapping[str, Any]) -> Brought:
    """Return the form that a Form.io document holds; raises Unreadable."""
    found = _Import()
    found.draft.title = _text(document.get("title") or document.get("name"))
    found.walk(document.get("components"), 0)
    for work in found.later:
        work()
    return brought(found.draft)


def _text(found: Any) -> str:
    return str(found) if isinstance(found, str | int | float) else ""


@dataclass
class _Kept:
    field: Field
    choices: Mapping[str, str]
    group: str = ""


@dataclass
class _Import:
    draft: Draft = field(default_factory=Draft)
    known: dict[str, _Kept] = field(default_factory=dict)
    later: list[Callable[[], None]] = field(default_factory=list)

    def walk(self, components: Any, depth: int) -> None:
        """Carry components one after the other; those around others become steps and sections."""
        for one in _components(components, depth):
            kind = _text(one.get("type"))
            if kind in AROUND:
                self._around(one, depth)
            elif kind in REPEATED:
                self._repeat(one, depth)
            elif kind not in SILENT:
                made = self.question(one)
                if made is not None:
                    self.draft.add(made)

    def _around(self, one: Component, depth: int) -> None:
        title = _text(one.get("title") or one.get("legend") or one.get("label"))
        target = ""
        if one["type"] == "panel" and depth == 0:
            target = self.draft.begin_step(title)
        elif title and one["type"] in ("panel", "fieldset"):
            target = self.draft.begin_section(title)
        if target:
            self._conditions(one, target, title, "")
        for part in ("components", "columns", "tabs", "rows"):
            self._inside(one.get(part), depth + 1)

    def _inside(self, found: Any, depth: int) -> None:
        for entry in found if isinstance(found, list) else ():
            if isinstance(entry, list):
                self._inside(entry, depth + 1)
            elif isinstance(entry, Mapping) and isinstance(entry.get("components"), list):
                if entry.get("type"):
                    self.walk([entry], depth + 1)
                else:
                    self.walk(entry["components"], depth + 1)
            elif isinstance(entry, Mapping) and entry.get("type"):
                self.walk([entry], depth + 1)

    def _repeat(self, one: Component, depth: int) -> None:
        label = _label(one)
        made = self.draft.make("repeat", label, options={"least": 0, "most": 20})
        fields = []
        for inner in _components(one.get("components"), depth + 1):
            if inner.get("type") in REPEATED | AROUND:
                self.draft.note(Turn.LEFT_OUT, _label(inner)[:40], "nested_repeat")
                continue
            found = self.question(inner, made.key)
            if found is not None:
                fields.append(found)
        if fields:
            whole = replace(made, fields=tuple(fields))
            self.draft.add(whole)
            self.known[_text(one.get("key"))] = _Kept(whole, {})
            self._conditions(one, whole.key, label, "")

    def question(self, one: Component, group: str = "") -> Field | None:
        """Return the question of a component, None after a note of why there is none."""
        label, kind = _label(one), KINDS.get(_text(one.get("type")), "")
        if not kind:
            self.draft.note(
                Turn.LEFT_OUT, label[:40], "question_unknown", kind=_text(one.get("type"))
            )
            return None
        if group and not field_types()[kind].in_groups:
            names = field_types()[kind].names
            self.draft.note(Turn.LEFT_OUT, label[:40], "not_in_repeat", kind=names)
            return None
        options, names_of = self._options(one, kind, label)
        validate = _validation(one)
        made = self.draft.make(
            kind, label, hint=_text(one.get("description") or one.get("tooltip")),
            required=validate.get("required") is True, options=options,
        )  # fmt: skip
        self._note_lost(one, label, kind)
        self._pattern(one, made, group)
        self.known[_text(one.get("key"))] = _Kept(made, names_of, group)
        self._conditions(one, made.key, label, group)
        return made

    def _note_lost(self, one: Component, label: str, kind: str) -> None:
        validate = _validation(one)
        if one.get("type") in CHANGED:
            names = field_types()[kind].names
            self.draft.note(Turn.CHANGED, label[:40], "turned_into", kind=names)
        if any(validate.get(part) for part in ("custom", "json")):
            self.draft.note(Turn.LEFT_OUT, label[:40], "check_left_out")
        if one.get("defaultValue") not in (None, "", False, [], {}, 0):
            self.draft.note(Turn.LEFT_OUT, label[:40], "default_left_out")
        code = [part for part in _CODE if one.get(part)]
        if code:
            names_of_code = {"zh": "、".join(code), "en": ", ".join(code)}
            self.draft.note(Turn.LEFT_OUT, label[:40], "settings_left_out", names=names_of_code)

    def _pattern(self, one: Component, made: Field, group: str) -> None:
        """Keep the pattern that an answer is held to; there, too, it means the whole text."""
        validate = _validation(one)
        written = validate.get("pattern")
        if not isinstance(written, str) or not written:
            return
        try:
            if type_of(made).kind_of(made) != Kind.TEXT or made.type == "phone":
                raise Untold("pattern_no_text")
            pattern = pattern_from(written)
        except Untold as why:
            self.draft.note(
                Turn.LEFT_OUT, made.label[:40], "pattern_left_out", words=written[:40], why=why
            )
            return
        reference = {"var": f"item.{made.key}" if group else made.key}
        own_words = one.get("errors")
        said = own_words.get("pattern") if isinstance(own_words, Mapping) else ""
        message = _text(said or validate.get("patternMessage") or validate.get("customMessage"))
        holds = {"matches": [reference, pattern]}
        check = Rule(new_id(), RuleKind.CHECK, (made.key,), value=holds, message=message[:200])
        self.draft.rules.append(check)

    def _options(
        self, one: Component, kind: str, label: str
    ) -> tuple[dict[str, Any], dict[str, str]]:
        if kind in ("choice", "choices", "dropdown"):
            return self._listed(_values(one), "choices", label)
        if kind == "matrix":
            rows, _ = self._listed(one.get("questions"), "rows", label)
            choices, _ = self._listed(one.get("values"), "choices", label)
            return rows | choices, {}
        if kind == "statement":
            text = _text(one.get("html") or one.get("content"))
            return {"text": self.draft.words(_without_tags(text), "text", label)}, {}
        if kind in ("number", "money"):
            return _limits(one, kind), {}
        if kind == "hidden":
            return {"source": "link", "name": ""}, {}
        return {}, {}

    def _listed(self, values: Any, part: str, label: str) -> tuple[dict[str, Any], dict[str, str]]:
        made, names = [], {}
        for entry in values[:MOST_CHOICES] if isinstance(values, list) else ():
            if isinstance(entry, Mapping) and _text(entry.get("label") or entry.get("value")):
                text = self.draft.words(
                    _text(entry.get("label") or entry.get("value")), "choice", label
                )
                made.append({"id": short_id(), "text": text})
                names[_text(entry.get("value"))] = made[-1]["id"]
        return {part: made}, names

    def _conditions(self, one: Component, target: str, about: str, group: str) -> None:
        found = one.get("conditional")
        if not isinstance(found, Mapping):
            return

        def work() -> None:
            try:
                tree = self._condition(found, group)
            except Untold as why:
                self.draft.note(
                    Turn.LEFT_OUT, about[:40], "rule_left_out", rule="conditional", why=why
                )
                return
            if tree is not None:
                shows = str(found.get("show", True)).lower() != "false"
                kind = RuleKind.SHOW if shows else RuleKind.HIDE
                self.draft.rules.append(Rule(new_id(), kind, (target,), when=tree))

        self.later.append(work)

    def _condition(self, found: Mapping[str, Any], group: str) -> Tree | None:
        if isinstance(found.get("conditions"), list) and found["conditions"]:
            sides = [
                self._compared(
                    _text(one.get("component")), _text(one.get("operator")), one.get("value"), group
                )
                for one in found["conditions"][:50]
                if isinstance(one, Mapping)
            ]
            joined = "or" if found.get("conjunction") == "any" else "and"
            return sides[0] if len(sides) == 1 else {joined: sides}
        if found.get("json"):
            raise Untold("formula_unknown", words="conditional.json")
        if not found.get("when"):
            return None
        return self._compared(_text(found["when"]), "isEqual", found.get("eq"), group)

    def _compared(self, name: str, operator: str, value: Any, group: str) -> Tree:
        kept = self.known.get(name) or self.known.get(name.rpartition(".")[2])
        if kept is None or (kept.group and kept.group != group):
            raise Untold("reference_unknown", name=name)
        reference = {"var": f"item.{kept.field.key}" if kept.group else kept.field.key}
        if operator in ("isEmpty", "isNotEmpty"):
            tree: Tree = {"answered": [reference]}
            return {"!": [tree]} if operator == "isEmpty" else tree
        sign = _COMPARED.get(operator)
        if sign is None:
            raise Untold("function_unknown", name=operator)
        found = _literal(kept, value)
        if type_of(kept.field).kind_of(kept.field) == Kind.CHOICES:
            return {"any_of" if sign == "==" else "none_of": [reference, [found]]}
        return {sign: [reference, found]}


def _components(found: Any, depth: int) -> list[Component]:
    if depth > DEEPEST:
        raise Unreadable("file_too_deep")
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _label(one: Component) -> str:
    return _text(one.get("label") or one.get("title") or one.get("key")) or "—"


def _values(one: Component) -> Any:
    if isinstance(one.get("values"), list):
        return one["values"]
    inside = one.get("data")
    return inside.get("values") if isinstance(inside, Mapping) else None


def _validation(one: Component) -> Mapping[str, Any]:
    found = one.get("validate")
    return found if isinstance(found, Mapping) else {}


def _limits(one: Component, kind: str) -> dict[str, Any]:
    validate = _validation(one)
    found: dict[str, Any] = {}
    for ours, theirs in (("least", "min"), ("most", "max")):
        limit = validate.get(theirs)
        if isinstance(limit, int | float) and not isinstance(limit, bool) and abs(limit) < 10**12:
            found[ours] = str(limit)
    if kind == "number":
        places = one.get("decimalLimit")
        found["places"] = places if isinstance(places, int) and 0 <= places <= 6 else 4
    return found


def _without_tags(text: str) -> str:
    """Return the words of a piece of HTML; what is left is escaped wherever it is shown."""
    words, inside = [], False
    for sign in text[:20_000]:
        inside = sign == "<" or (inside and sign != ">")
        words.append(" " if inside or sign == ">" else sign)
    return "".join(words)


def _literal(kept: _Kept, value: Any) -> Any:
    kind = type_of(kept.field).kind_of(kept.field)
    if kind == Kind.BOOLEAN:
        return str(value).lower() in ("true", "1", "yes")
    if kept.choices:
        if _text(value) not in kept.choices:
            raise Untold("choice_unknown", name=_text(value))
        return kept.choices[_text(value)]
    if kind in (Kind.NUMBER, Kind.MONEY):
        try:
            number = float(str(value))
        except ValueError as error:
            raise Untold("not_a_number") from error
        return int(number) if number.is_integer() else number
    return _text(value)
