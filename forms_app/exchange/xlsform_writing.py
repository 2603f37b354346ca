"""Write a form as an XLSForm, which Kobo, ODK and other tools read; columns of ours keep the rest.

The columns that begin with `tx_` say what XLSForm has no words for: which of our types a question
is, its data class and its options. Other tools leave them alone, and we read them again. A
translated form has its words in a column for each language: `label::English (en)`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from openpyxl import Workbook

from forms_app.engine.definition import AnswerStep, Definition, Field, Section
from forms_app.engine.field_type import type_of
from forms_app.engine.listed import OTHER, OTHER_NAMES, entries_of
from forms_app.engine.logic.evaluating import key_of
from forms_app.engine.logic.wording import sentence_of
from forms_app.engine.rule import END, Rule, RuleKind, Tree
from forms_app.engine.translating import LANGUAGES, SOURCE, phrases
from forms_app.exchange.drafting import FIRST
from forms_app.exchange.report import Note, Turn, Untold
from forms_app.exchange.xpath_writing import Writer

COLUMNS = (
    "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message",
    "calculation", "appearance", "parameters", "choice_filter", "tx_type", "tx_options",
    "tx_class", "tx_purpose", "tx_required", "tx_hint", "tx_words",
)  # fmt: skip
WORDS = frozenset({"label", "hint", "constraint_message"})
"""The columns of which there is one for each language, once there are several."""
SOURCE_NAME = "中文"
CHOICE_COLUMNS = ("list_name", "name", "label", "offered", "tx_score", "tx_places")

LONGEST_CELL = 32_000
"""How many characters a cell of a workbook may hold, nearly."""
INTRODUCTION = "introduction"
OFFER, ALWAYS = "offer", "always"
"""What a choice says of the offers that it stands in, so that a filter can ask."""

_PLAIN = {
    "long_text": "text", "money": "decimal", "date": "date", "time": "time",
    "position": "geopoint", "file": "file", "photo": "image", "signature": "image",
    "consent": "acknowledge", "computed": "calculate", "hidden": "hidden", "statement": "note",
}  # fmt: skip
_APPEARANCES = {"long_text": "multiline", "dropdown": "minimal", "signature": "signature"}
_SELECTS = {
    "choice": "select_one", "dropdown": "select_one", "choices": "select_multiple",
    "ranking": "rank", "slot": "select_one",
}  # fmt: skip

_GROUPED = ("repeat", "matrix", "date_range")
"""What goes out as a group of questions."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Said:
    """Words of the form in its own language, and by language what they are in others."""

    words: str
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """A workbook, and what could not be said in it."""

    content: bytes
    notes: tuple[Note, ...]


def write_xlsform(definition: Definition, *, name: str) -> Written:
    """Return the form as a workbook; `name` is the id that other tools know it by."""
    found = _Export(definition)
    survey = list(found.survey())
    languages = found.languages
    book = Workbook()
    book.remove(book.worksheets[0])
    _fill(book.create_sheet("survey"), *_spread(COLUMNS, survey, languages))
    _fill(book.create_sheet("choices"), *_spread(CHOICE_COLUMNS, found.choices, languages))
    settings = {"form_title": definition.title, "form_id": name,
                "default_language": column_language(SOURCE) if languages else "default",
                "tx_title": found.title_elsewhere(), "tx_after": found.after()}  # fmt: skip
    settings = {column: value for column, value in settings.items() if value}
    _fill(book.create_sheet("settings"), tuple(settings), [settings])
    kept = io.BytesIO()
    book.save(kept)
    return Written(kept.getvalue(), tuple(found.notes))


def column_language(code: str) -> str:
    """Return how a column names a language: `English (en)`."""
    return f"{SOURCE_NAME if code == SOURCE else LANGUAGES[code]['en']} ({code})"


def _spread(
    columns: Sequence[str], rows: Sequence[Row], languages: Sequence[str]
) -> tuple[list[str], list[Row]]:
    """Return columns and rows with words in a column for each language, or in one for one."""
    codes = (SOURCE, *languages) if languages else ()
    named = {
        column: {code: f"{column}::{column_language(code)}" for code in codes}
        if column in WORDS and codes
        else {SOURCE: column}
        for column in columns
    }
    return [name for names in named.values() for name in names.values()], [
        {
            name: _in(code, row.get(column))
            for column, names in named.items()
            for code, name in names.items()
        }
        for row in rows
    ]


def _in(code: str, value: Any) -> Any:
    if isinstance(value, _Said):
        return value.words if code == SOURCE else value.others.get(code, "")
    return value if code == SOURCE else ""


def _fill(sheet: Any, columns: Sequence[str], rows: Sequence[Row]) -> None:
    sheet.append(list(columns))
    for number, row in enumerate(rows, 2):
        for place, column in enumerate(columns, 1):
            value = row.get(column)
            if value not in (None, ""):
                cell = sheet.cell(row=number, column=place)
                cell.value = value
                if isinstance(value, str):
                    # A label that begins with an equals sign is words, never a formula.
                    cell.data_type = "s"


@dataclass
class _Export:
    definition: Definition
    notes: list[Note] = field(default_factory=list)
    choices: list[Row] = field(default_factory=list)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the form is translated into."""
        return tuple(code for code in LANGUAGES if self.definition.translations.get(code))

    def elsewhere(self, address: str) -> dict[str, str]:
        """Return what stands at an address in each other language, as readers are shown it."""
        found = {
            code: str(self.definition.translations[code].get(address, {}).get("text", ""))
            for code in self.languages
        }
        return {code: text for code, text in found.items() if text}

    def said(self, words: str, address: str) -> _Said:
        """Return words with their translations, none of them with a sign of a template."""
        others = self.elsewhere(address) if words else {}
        return _Said(_flat(words), {code: _flat(text) for code, text in others.items()})

    def title_elsewhere(self) -> str:
        """Return the title in other languages as JSON: there is one column for it alone."""
        return _json(self.elsewhere("title"))

    def after(self) -> str:
        """Return what follows a submission as JSON, with its words in other languages."""
        steps = [planned.document() for planned in self.definition.after]
        said: dict[str, dict[str, str]] = {}
        for phrase in phrases(replace(self.definition, steps=(), rules=())):
            if phrase.address.startswith("after."):
                for code, text in self.elsewhere(phrase.address).items():
                    said.setdefault(code, {})[phrase.address] = text
        starts = self.definition.starts
        found = _json({"steps": steps, "words": said, "starts": starts}) if steps or starts else ""
        if len(found) <= LONGEST_CELL:
            return found
        self.notes.append(Note(Turn.LEFT_OUT, "", "course_not_said"))
        return ""

    def survey(self) -> Iterator[Row]:
        """Yield the rows of the survey sheet; the introduction is a note before everything."""
        if self.definition.introduction:
            words = self.said(self.definition.introduction, "introduction")
            yield {"type": "note", "name": INTRODUCTION, "label": words, "tx_type": INTRODUCTION}
        self.choices += [
            {"list_name": "yes_no", "name": "yes", "label": _Said("是", {"en": "Yes"})},
            {"list_name": "yes_no", "name": "no", "label": _Said("否", {"en": "No"})},
        ]
        for number, step in enumerate(self.definition.steps, 1):
            yield from self._step(step, number)

    def _step(self, step: AnswerStep, number: int) -> Iterator[Row]:
        relevant = self._relevant(step.id, self._skipped(number - 1))
        grouped = step.id != FIRST or relevant or len(self.definition.steps) > 1
        if grouped:
            yield {"type": "begin_group", "name": f"step_{number}",
                   "label": self.said(step.title, f"{step.id}.title"),
                   "relevant": relevant, "tx_type": "step"}  # fmt: skip
        for place, section in enumerate(step.sections, 1):
            yield from self._section(section, f"part_{number}_{place}", step)
        if grouped:
            yield {"type": "end_group"}

    def _section(self, section: Section, name: str, step: AnswerStep) -> Iterator[Row]:
        relevant = self._relevant(section.id)
        grouped = section.id != f"{step.id}-section" or relevant
        if grouped:
            yield {"type": "begin_group", "name": name,
                   "label": self.said(section.title, f"{section.id}.title"),
                   "relevant": relevant, "tx_type": "section"}  # fmt: skip
        for one in section.fields:
            yield from self._question(one)
        if grouped:
            yield {"type": "end_group"}

    def _question(self, one: Field) -> Iterator[Row]:
        row = self._row(one)
        if one.type == "repeat":
            yield row | {"type": "begin_repeat", "required": ""} | _of_group(one, row)
            for inner in one.fields:
                yield from self._question(inner)
            yield {"type": "end_repeat"}
        elif one.type in _GROUPED:
            yield row | {"type": "begin_group", "required": ""} | _of_group(one, row)
            yield from self._parts(one)
            yield {"type": "end_group"}
        else:
            yield row

    def _row(self, one: Field) -> Row:
        if "${" in one.label or "${" in one.hint:
            self.notes.append(Note(Turn.CHANGED, one.label[:40], "rule_not_said", {"rule": "${"}))
        return {
            "type": self._type(one),
            "name": one.key,
            "label": self.said(one.label, f"{one.key}.label"),
            "hint": self._hint(one),
            "required": self._required(one),
            "relevant": self._relevant(one.key),
            "appearance": _APPEARANCES.get(one.type, ""),
            "parameters": _parameters(one),
            "choice_filter": self._filter(one),
            "tx_type": one.type,
            "tx_options": _options(one),
            "tx_class": one.data_class if one.personal else "",
            "tx_purpose": one.purpose,
            "tx_words": self._other_words(one),
            **self._constraint(one),
            **self._calculation(one),
        }

    def _hint(self, one: Field) -> _Said:
        part = "text" if one.options.get("text") else "hint"
        return self.said(one.options.get("text") or one.hint, f"{one.key}.{part}")

    def _other_words(self, one: Field) -> str:
        """Return as JSON, by part of the question, the translations without a column."""
        alone = replace(self.definition, steps=_only(one), rules=(), after=())
        found: dict[str, dict[str, str]] = {}
        for phrase in phrases(alone):
            owner, _, part = phrase.address.partition(".")
            if owner == one.key and not _has_column(one, part):
                for code, text in self.elsewhere(phrase.address).items():
                    found.setdefault(code, {})[part] = text
        return _json(found)

    def _type(self, one: Field) -> str:
        if one.type in _SELECTS:
            self._list(one.key, one)
            return f"{_SELECTS[one.type]} {one.key}"
        if one.type == "yes_no":
            return "select_one yes_no"
        if one.type == "number":
            return "decimal" if one.options.get("places") else "integer"
        if one.type in ("rating", "scale"):
            return "range"
        return _PLAIN.get(one.type, "text")

    def _list(self, name: str, one: Field) -> None:
        listed = {entry["id"]: entry for entry in entries_of(one)}
        offers = self._offers(one)
        for choice, words in type_of(one).choices_of(one).items():
            entry: Mapping[str, Any] = listed.get(choice, {})
            said = self.said(words, f"{one.key}.choices.{choice}")
            if choice == OTHER and choice not in listed:
                said = _Said(words, {"en": OTHER_NAMES["en"]})
            self.choices.append(
                {"list_name": name, "name": choice, "label": said,
                 "offered": _marks(choice, offers) if offers else "",
                 "tx_score": _plain(entry.get("score")), "tx_places": _plain(entry.get("places"))}
            )  # fmt: skip

    def _parts(self, one: Field) -> Iterator[Row]:
        """Yield the questions that a matrix or a span of days is there."""
        if one.type == "date_range":
            for part, words, english in (("start", "开始", "Start"), ("end", "结束", "End")):
                yield {"type": "date", "name": f"{one.key}_{part}",
                       "label": _Said(words, {"en": english})}  # fmt: skip
            return
        self._list(one.key, one)
        for row in one.options.get("rows", ()):
            yield {"type": f"select_one {one.key}", "name": f"{one.key}_{row['id']}",
                   "label": self.said(row["text"], f"{one.key}.rows.{row['id']}"),
                   "required": "yes" if one.required else ""}  # fmt: skip

    def _rules(self, kind: RuleKind, target: str) -> list[Rule]:
        return [
            rule for rule in self.definition.rules if rule.kind == kind and target in rule.targets
        ]

    def _offers(self, one: Field) -> list[tuple[str, tuple[str, ...]]]:
        """Return condition and choices of each rule that offers some; none where one is unsaid."""
        rules = self._rules(RuleKind.OFFER, one.key)
        said = [
            (self._said(rule, rule.when, Writer(self.definition)), rule.choices) for rule in rules
        ]
        return said if all(condition for condition, _ in said) else []

    def _filter(self, one: Field) -> str:
        """Return the filter of its choices: each says in a column in which offers it stands."""
        offers = self._offers(one)
        parts = [
            f"({condition} and selected(offered, '{OFFER}{number}'))"
            for number, (condition, _) in enumerate(offers, 1)
        ]
        return " or ".join([f"selected(offered, '{ALWAYS}')", *parts]) if parts else ""

    def _said(self, rule: Rule, tree: Tree, writer: Writer, *, wanted: bool = True) -> str:
        """Return a condition, empty after a note when it cannot be said."""
        try:
            return writer.condition(tree, wanted=wanted)
        except Untold:
            self._note(rule)
            return ""

    def _note(self, rule: Rule) -> None:
        words = {"rule": sentence_of(self.definition, rule)}
        note = Note(Turn.LEFT_OUT, "", "rule_not_said", words)
        if note not in self.notes:
            self.notes.append(note)

    def _relevant(self, target: str, more: Sequence[str] = ()) -> str:
        writer = Writer(self.definition)
        shown = [self._said(rule, rule.when, writer) for rule in self._rules(RuleKind.SHOW, target)]
        parts = list(more)
        if shown and all(shown):
            parts.append(shown[0] if len(shown) == 1 else f"({' or '.join(shown)})")
        for rule in self._rules(RuleKind.HIDE, target):
            hidden = self._said(rule, rule.when, writer)
            parts += [f"not({hidden})"] if hidden else []
        return " and ".join(parts)

    def _skipped(self, place: int) -> list[str]:
        """Return the conditions under which skips leave a step out."""
        order = [step.id for step in self.definition.steps] + [END]
        found = []
        for rule in self.definition.rules:
            if rule.kind != RuleKind.SKIP or rule.origin not in order:
                continue
            if order.index(rule.origin) < place < order.index(rule.targets[0]):
                when = True if rule.when is None else rule.when
                said = self._said(rule, when, Writer(self.definition))
                found += [f"not({said})"] if said else []
                changed = Note(Turn.CHANGED, "", "skip_as_condition")
                self.notes += [] if changed in self.notes else [changed]
        return found

    def _required(self, one: Field) -> str:
        if one.required and type_of(one).is_answered:
            return "yes"
        found = [
            self._said(rule, rule.when, Writer(self.definition))
            for rule in self._rules(RuleKind.REQUIRE, one.key)
        ]
        return " or ".join(filter(None, found))

    def _constraint(self, one: Field) -> Row:
        parts, message = [], _Said("")
        for rule in self._rules(RuleKind.CHECK, one.key):
            holds = self._holding(rule, Writer(self.definition, own=one.key))
            if not holds:
                continue
            parts.append(holds)
            if not message.words:
                message = self.said(rule.message, f"{rule.id}.message")
        return {"constraint": " and ".join(parts), "constraint_message": message}

    def _holding(self, rule: Rule, writer: Writer) -> str:
        """Return a check, empty after a note when it cannot be said."""
        if rule.when is None and _is_pattern_of(rule.value, writer.own):
            return self._said(rule, rule.value, writer)
        # A check complains only when it is known not to hold.
        broken = self._said(rule, rule.value, writer, wanted=False)
        when = self._said(rule, rule.when, writer) if rule.when is not None else ""
        if not broken or (rule.when is not None and not when):
            return ""
        return f"not({broken} and {when})" if when else f"not({broken})"

    def _calculation(self, one: Field) -> Row:
        if one.type != "computed":
            return {}
        written, writer = "''", Writer(self.definition)
        for rule in reversed(self._rules(RuleKind.COMPUTE, one.key)):
            try:
                value = writer.value(rule.value)
                if rule.when is None:
                    written = value
                else:
                    written = f"if({writer.condition(rule.when)}, {value}, {written})"
            except Untold:
                self._note(rule)
        return {"calculation": written}


def _is_pattern_of(tree: Tree, key: str) -> bool:
    """Say whether a check holds its own answer to a pattern: known wherever it is asked."""
    inner = tree["!"][0] if isinstance(tree, dict) and "!" in tree else tree
    if not isinstance(inner, dict) or "matches" not in inner:
        return False
    reference = inner["matches"][0]
    return isinstance(reference, dict) and key_of(str(reference.get("var"))) == key


def _marks(choice: str, offers: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    found = [f"{OFFER}{number}" for number, (_, named) in enumerate(offers, 1) if choice in named]
    return " ".join(found) or ALWAYS


def _of_group(one: Field, row: Row) -> Row:
    """Groups have neither hint nor required there."""
    return {"tx_required": row["required"], "tx_hint": one.hint}


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _parameters(one: Field) -> str:
    if one.type == "rating":
        return f"start=1 end={one.options.get('stars') or 5} step=1"
    if one.type == "scale":
        first, last = one.options.get("first") or 0, one.options.get("last") or 10
        return f"start={first} end={last} step=1"
    return ""


def _options(one: Field) -> str:
    """Return as JSON what stands in no other column."""
    whole = one.type in ("matrix", "slot")
    kept = {
        name: value
        for name, value in one.options.items()
        if (name != "choices" or whole) and name != "text" and value not in (None, "", [], False)
    }
    return _json(kept)


def _json(kept: Mapping[str, Any]) -> str:
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def _flat(words: str) -> str:
    return words.replace("${", "$ {")


def _only(one: Field) -> tuple[AnswerStep, ...]:
    return (AnswerStep("", "", (Section("", "", (one,)),)),)


def _has_column(one: Field, part: str) -> bool:
    """Say whether a part of a question stands in the sheets by itself, and is read from there."""
    if part == "hint":
        return one.type not in _GROUPED and not one.options.get("text")
    return part in ("label", "text") or (part.startswith("choices.") and one.type in _SELECTS)
