"""Bring in an XLSForm: pyxform judges the workbook, we carry what has a counterpart here."""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree.ElementTree import ParseError

from forms_app.engine.definition import DataClass, Definition, Field
from forms_app.engine.field_type import field_types, type_of
from forms_app.engine.listed import FEWEST
from forms_app.engine.planned import MOST_PLANNED, Planned
from forms_app.engine.rule import Rule, RuleKind, Tree
from forms_app.engine.step import steps as known_steps
from forms_app.engine.translating import LANGUAGES, LONGEST, SOURCE, Phrase, phrases
from forms_app.exchange.drafting import Draft, brought, new_id, short_id
from forms_app.exchange.filtering import Filtered, filtered
from forms_app.exchange.options import options_from_text, text_of
from forms_app.exchange.own_reading import planned_in
from forms_app.exchange.renaming import renamed_course
from forms_app.exchange.report import Brought, Turn, Unreadable, Untold
from forms_app.exchange.translating import Known, Translator
from forms_app.exchange.xpath import parse

MOST_BYTES = 5 * 2**20
MOST_UNPACKED = 30 * 2**20
MOST_CELLS = 100_000
MANY_CHOICES = 12
"""From how many choices on a list is offered as a dropdown."""

Row = Mapping[str, Any]
_CELL = re.compile(rb"<(?:\w+:)?(?:c|row)[\s/>]")
_TEMPLATE = re.compile(r"\$\{\s*([^${}\s]+)\s*\}")
_TRUE = frozenset({"yes", "true", "true()", "1", "必填", "是"})
_FALSE = frozenset({"", "no", "false", "false()", "0"})


def read_xlsform(content: bytes, name: str = "", language: str = "") -> Brought:
    """Return the form that a workbook holds; raises Unreadable with the reason when it holds none.

    `name` is that of the file, `language` the one to take when there are several.
    """
    check_workbook(content)
    survey = _survey(content, name.rpartition(".")[0] or name)
    found = _Import(survey, language)
    return found.run()


def check_workbook(content: bytes) -> None:
    """Raise Unreadable for a file that is no workbook, or unpacks to more than a form can be."""
    if len(content) > MOST_BYTES:
        raise Unreadable("file_too_large", most=MOST_BYTES // 2**20)
    if content.startswith(b"PK"):
        _check_package(content)
    elif not content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("file_not_workbook")


def _check_package(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Unreadable("file_unpacks_too_large")
            if "xl/workbook.xml" not in {entry.filename for entry in entries}:
                raise Unreadable("file_not_workbook")
            for entry in entries:
                if entry.filename.startswith("xl/worksheets/"):
                    _check_extent(package.read(entry))
    except _DAMAGE as error:
        raise Unreadable("file_not_workbook") from error


def _check_extent(sheet: bytes) -> None:
    """Small files can hold millions of cells; a form has some thousands."""
    if len(_CELL.findall(sheet)) > MOST_CELLS:
        raise Unreadable("sheet_too_long", most=MOST_CELLS)


# What zipfile, the XML parsers and xlrd raise on a file that is not what it says it is;
# NotImplementedError is their word for a compression or a record they do not know.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, ParseError, KeyError, IndexError, EOFError, AttributeError,
    TypeError, OSError, struct.error, AssertionError, NotImplementedError, OverflowError,
    UnicodeError, MemoryError,
)  # fmt: skip


def _survey(content: bytes, name: str) -> Row:
    # Large, and needed for this alone: it is imported when somebody brings a workbook in.
    from pyxform.errors import PyXFormError  # noqa: PLC0415
    from pyxform.xls2xform import convert  # noqa: PLC0415
    from xlrd import XLRDError  # noqa: PLC0415
    from xlrd.compdoc import CompDocError  # noqa: PLC0415

    kind = ".xlsx" if content.startswith(b"PK") else ".xls"
    try:
        found = convert(content, file_type=kind, form_name="data", warnings=[])
    except PyXFormError as error:
        raise Unreadable("xlsform_refused", words=str(error)[:300]) from error
    except RecursionError as error:
        raise Unreadable("file_too_deep") from error
    except (*_DAMAGE, ValueError, XLRDError, CompDocError) as error:
        raise Unreadable("file_not_workbook") from error
    # There is no other way to the rows; the version of pyxform is bounded for it.
    survey: dict[str, Any] = dict(found._pyxform or {})
    return survey | {"title": survey.get("title") if survey.get("title") != "data" else name}


def languages_of(rows: Row) -> list[str]:
    """Return the languages that labels are written in, in the order in which they appear."""
    found: dict[str, None] = {}
    stack = [rows]
    while stack:
        row = stack.pop()
        for part in ("label", "hint"):
            if isinstance(row.get(part), Mapping):
                found |= dict.fromkeys(row[part])
        for part in ("children", "choices"):
            inner = row.get(part)
            stack += inner if isinstance(inner, list) else []
    return [str(one) for one in found]


def _best(languages: list[str], wanted: str, usual: str) -> str:
    asked = wanted.strip().casefold()
    for one in languages if asked else ():
        if one.casefold().startswith(asked):
            return one
    for one in languages:
        if any(sign in one.lower() for sign in ("中文", "汉语", "简体", "chinese", "zh")):
            return one
    return usual if usual in languages else next(iter(languages), "")


def _ours(name: str) -> str:
    """Return our code of a language that a workbook names; empty for one that we do not have."""
    code = re.search(r"\(([a-z]{2})[a-z-]*\)", name.lower())
    if code is not None and code[1] in (SOURCE, *LANGUAGES):
        return code[1]
    return next(
        (key for key, words in _SPOKEN.items() if any(w in name.lower() for w in words)), ""
    )


def language_is_ours(name: str) -> bool:
    """Say whether the words of a form are in the language that its translations are of."""
    return _ours(name) == SOURCE


_SPOKEN = {"zh": ("中文", "汉语", "简体", "chinese", "zh"), "en": ("english", "英文", "英语")}


@dataclass
class _Place:
    """Where the questions of a group stand: its conditions, and the repeating group around it."""

    conditions: tuple[str, ...] = ()
    depth: int = 0
    title: str = ""
    group: str = ""


@dataclass
class _Import:
    survey: Row
    wanted: str
    draft: Draft = field(default_factory=Draft)
    known: dict[str, Known] = field(default_factory=dict)
    later: list[Callable[[], None]] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    language: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    others: dict[str, dict[str, str]] = field(default_factory=dict)
    """Language of ours → words → what they are there; empty where they are several things."""
    placed: dict[str, dict[str, str]] = field(default_factory=dict)
    """Language of ours → address → what stands there, where we wrote that down ourselves."""

    def run(self) -> Brought:
        """Carry everything; rules last, when all questions are known."""
        self.languages = languages_of(self.survey)
        usual = str(self.survey.get("default_language") or "")
        self.language = _best(self.languages, self.wanted, usual)
        self.draft.title = self.text(self.survey.get("title") or "")
        self._place(self.survey.get("tx_title"), "title")
        self._note_languages()
        self._collect_labels(self.survey)
        self.children(self.survey, _Place())
        for work in self.later:
            work()
        after, starts = self._course(self.survey.get("tx_after"))
        found = brought(self.draft, languages=tuple(self.languages), language=self.language)
        whole = replace(found.definition, after=after, starts=starts)
        return replace(found, definition=self._translated(whole))

    def _course(self, raw: Any) -> tuple[tuple[Planned, ...], str]:
        """Return what follows and what can be started, as we wrote it into a cell of our own."""
        try:
            told = json.loads(raw) if isinstance(raw, str) else {}
            listed, words = told.get("steps", []), told.get("words", {})
            starts = told.get("starts", "")
            course = [planned_in(one) for one in listed[:MOST_PLANNED]]
            keys = {name: one.field.key for name, one in self.known.items() if not one.part}
            inside = {name: one.choices for name, one in self.known.items()}
            after, renamed = renamed_course(course, keys, inside)
            for language, said in words.items() if language_is_ours(self.language) else ():
                for address, text in said.items() if language in LANGUAGES else ():
                    _after, old, option = address.split(".", 2)
                    place = f"after.{renamed[old]}.{option}"
                    self.placed.setdefault(language, {})[place] = text_of(text, LONGEST, place)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, Unreadable):
            # Somebody wrote over the cell: the form comes in without what follows.
            self.draft.note(Turn.LEFT_OUT, "", "course_left_out")
            return (), ""
        return after, starts if starts in known_steps() else ""

    def _translated(self, definition: Definition) -> Definition:
        """Return the form with its words in our other languages, as far as they are there."""
        said = {
            language: {
                phrase.address: {"text": text, "of": phrase.words}
                for phrase in phrases(definition)
                if (text := self._told(language, phrase))
            }
            for language in LANGUAGES
        }
        return replace(definition, translations={key: one for key, one in said.items() if one})

    def _told(self, language: str, phrase: Phrase) -> str:
        placed = self.placed.get(language, {}).get(phrase.address)
        return placed or self.others.get(language, {}).get(phrase.words, "")

    def _place(self, raw: Any, address: str) -> None:
        """Note the translations that a cell of ours holds: language → words, or part → words."""
        try:
            is_ours = isinstance(raw, str) and _ours(self.language) == SOURCE
            found = json.loads(str(raw)) if is_ours else None
        except (ValueError, RecursionError):
            # Somebody wrote over it: the form comes in without these words.
            found = None
        for language, told in found.items() if isinstance(found, dict) else ():
            parts = told if isinstance(told, dict) else {"": told}
            for part, text in parts.items() if language in LANGUAGES else ():
                if isinstance(text, str) and text.strip():
                    whole = f"{address}.{part}" if part else address
                    known = self.placed.setdefault(language, {})
                    known[whole] = text_of(text, LONGEST, whole)

    def _remember(self, words: Mapping[str, Any]) -> None:
        """Note what else a text is called, unless the same words are called otherwise."""
        if _ours(self.language) != SOURCE:
            return
        own = " ".join(str(words.get(self.language) or "").split())
        for name, text in words.items():
            language = _ours(str(name))
            if own and text and language in LANGUAGES:
                known = self.others.setdefault(language, {})
                told = text_of(str(text), LONGEST, own)
                known[own] = told if known.get(own, told) == told else ""

    def _note_languages(self) -> None:
        is_ours = _ours(self.language) == SOURCE
        others = [
            one
            for one in self.languages
            if one != self.language and not (is_ours and _ours(one) in LANGUAGES)
        ]
        if others:
            said = {"zh": "语言", "en": "language"}
            self.draft.note(
                Turn.LEFT_OUT, said["zh"], "languages_left_out",
                language=self.language, others="、".join(others),
            )  # fmt: skip

    def _collect_labels(self, row: Row) -> None:
        for child in row.get("children") or ():
            if child.get("name"):
                self.labels[str(child["name"])] = self.text(child.get("label") or "")
            self._collect_labels(child)

    def text(self, words: Any) -> str:
        """Return a text in the language that is taken, without the marks of templates."""
        if isinstance(words, Mapping):
            self._remember(words)
            words = words.get(self.language) or next(filter(None, words.values()), "")
        found = str(words or "").strip()
        return _TEMPLATE.sub(lambda match: f"“{self.labels.get(match[1], match[1])[:30]}”", found)

    def label(self, row: Row) -> str:
        """Return what a question is called: its label, else its name."""
        return self.text(row.get("label")) or str(row.get("name") or "—")

    def children(self, row: Row, place: _Place) -> None:
        """Carry what stands in a group, one after the other."""
        before: Row = {}
        for child in row.get("children") or ():
            if not _is_of_the_machine(child) and not self._says_other(child, before):
                self.child(child, place)
            before = child

    def child(self, row: Row, place: _Place) -> None:
        """Carry one row."""
        kind = str(row.get("type") or "")
        if row.get(_OURS) == INTRODUCTION:
            self.draft.introduction = self.text(row.get("label"))
        elif kind == "group":
            self.group(row, place)
        elif kind == "repeat":
            self.repeat(row, place)
        elif kind == "loop":
            self.loop(row, place)
        else:
            self.question(row, place)

    def group(self, row: Row, place: _Place) -> None:
        """Make a step of a group, a section of a group inside it."""
        when = _bound(row, "relevant")
        title = self.text(row.get("label"))
        if row.get(_OURS) in _WHOLE:
            return self._whole(row, place)
        if place.group:
            inner = replace(place, conditions=(*place.conditions, *when))
            return self.children(row, inner)
        if place.depth == 0 and row.get(_OURS) != "section":
            target, conditions = self.draft.begin_step(title), when
        else:
            title = title or place.title
            target = self.draft.begin_section(title)
            conditions = (*place.conditions, *when)
        self.condition(target, conditions, title)
        inherited = () if place.depth == 0 else conditions
        self.children(row, _Place(inherited, place.depth + 1, title))
        return None if row.get(_OURS) else self._after(place)

    def _whole(self, row: Row, place: _Place) -> None:
        """Carry what we wrote as a group of questions as the one question that it is."""
        self.question({**row, "children": []}, place)
        own = self.known.get(str(row.get("name")))
        for child in row.get("children") or ():
            if own is None:
                return
            name = str(child.get("name"))
            part = name.removeprefix(f"{row.get('name')}_")
            listed = {entry["id"]: entry["id"] for entry in own.field.options.get("choices", ())}
            self.known[name] = replace(own, choices=listed, part=part)

    def _after(self, place: _Place) -> None:
        """What follows a group stands outside it."""
        if place.depth == 0:
            self.draft.begin_step()
        else:
            target = self.draft.begin_section(place.title)
            self.condition(target, place.conditions, place.title)

    def repeat(self, row: Row, place: _Place) -> None:
        """Make a repeating group with the questions of each item."""
        label, options = self.label(row), {"least": 0, "most": 20}
        if row.get(_OURS) == "repeat":
            options |= options_from_text(field_types()["repeat"], str(row.get("tx_options") or ""))
        if place.group:
            self.draft.note(Turn.LEFT_OUT, label[:40], "nested_repeat")
            return
        control = row.get("control") or {}
        if control.get("jr:count"):
            self.draft.note(Turn.CHANGED, label[:40], "count_left_out")
        made = self.draft.make(
            "repeat", label, hint=str(row.get("tx_hint") or ""),
            required=row.get("tx_required") == "yes", options=options,
        )  # fmt: skip
        self._place(row.get("tx_words"), made.key)
        inner = _Inner(self, made)
        inner.children(row, _Place(group=made.key))
        if not inner.draft_fields:
            self.draft.note(Turn.LEFT_OUT, label[:40], "question_unknown", kind=row["type"])
            return
        whole = replace(made, fields=tuple(inner.draft_fields))
        self.draft.add(replace(whole, data_class=str(type_of(whole).class_of(whole))))
        self.known[str(row.get("name"))] = Known(self.draft.steps[-1][2][-1][2][-1])
        self.condition(made.key, _bound(row, "relevant"), label)
        own = self.known[str(row.get("name"))]
        required = str(row.get("tx_required") or "").strip()
        self.later.append(lambda: self._rules_of(row, own, required, label))

    def loop(self, row: Row, place: _Place) -> None:
        """Ask the questions of a loop once for each of its columns."""
        for column in row.get("columns") or ():
            said = self.text(column.get("label")) or str(column.get("name"))
            filled = {
                "type": "group", "label": said, "name": f"{row.get('name')}_{column.get('name')}",
                "children": [_filled(child, column, self) for child in row.get("children") or ()],
            }  # fmt: skip
            self.group(filled, place)

    def place(self, made: Field, place: _Place) -> None:
        """Let a question stand where it belongs."""
        del place
        self.draft.add(made)

    def question(self, row: Row, place: _Place) -> None:
        """Carry one question with its rules, or say why not."""
        label = self.label(row)
        found = kind_of(row)
        if found.left_out:
            self.draft.note(Turn.LEFT_OUT, label[:40], found.left_out, **found.params)
            return
        known_type = field_types()[found.kind]
        if place.group and not known_type.in_groups:
            self.draft.note(Turn.LEFT_OUT, label[:40], "not_in_repeat", kind=known_type.names)
            return
        sieve = self._sieve(row, found.kind, label)
        choices, names = self.choices(row, found.kind, label, sieve.never)
        options = {**found.options, **({"choices": choices} if names else {})}
        names |= {entry["id"]: entry["id"] for entry in options.get("slots", ())}
        if found.kind == "statement":
            options["text"] = self.draft.words(self.text(row.get("hint")), "text", label)
        hint = self.text(row.get("hint") or row.get("tx_hint"))
        hint = "" if found.kind == "statement" else hint
        required = str((row.get("bind") or {}).get("required") or row.get("tx_required") or "")
        made = self.draft.make(
            found.kind, label, hint=hint, options=options,
            required=required.strip().lower() in _TRUE,
        )  # fmt: skip
        made = _classed(made, row)
        self._place(row.get("tx_words"), made.key)
        if found.changed:
            self.draft.note(Turn.CHANGED, label[:40], "turned_into", kind=known_type.names)
        self._note_lost(row, label)
        own = Known(made, place.group, names)
        self.known[str(row.get("name"))] = own
        self.place(made, place)
        conditions = (*(place.conditions if place.group else ()), *_bound(row, "relevant"))
        self.condition(made.key, conditions, label, own)
        self.later.append(lambda: self._rules_of(row, own, required, label))
        if sieve.together:
            self.later.append(lambda: self._offer(sieve, own, label))

    def _sieve(self, row: Row, kind: str, label: str) -> Filtered:
        """Return what the filter of its choices comes to; nothing after a note why not."""
        everything = Filtered(frozenset(), {})
        text, listed = row.get("choice_filter"), _choices_of(row)
        if not text:
            return everything
        try:
            if not field_types()[kind].offered_by_rules or not listed:
                raise Untold("not_offered", kind=field_types()[kind].names)
            found = filtered(parse(str(text)), listed, self.known)
            if len(listed) - len(found.never) < FEWEST:
                raise Untold("filter_unsaid")
        except Untold as why:
            self.draft.note(Turn.CHANGED, label[:40], "filter_left_out", why=why)
            return everything
        return found

    def _offer(self, sieve: Filtered, own: Known, label: str) -> None:
        """Offer choices that wait for the same answers together."""
        translator = Translator(self.known, own, own.group)
        try:
            rules = [(names, translator.condition(node)) for node, names in sieve.together.items()]
        except Untold as why:
            self.draft.note(Turn.CHANGED, label[:40], "filter_left_out", why=why)
            return
        for names, when in rules:
            choices = tuple(own.choices[name] for name in names if name in own.choices)
            self.rule(RuleKind.OFFER, own.field.key, when=when, choices=choices)

    def choices(
        self, row: Row, kind: str, label: str, never: Collection[str] = ()
    ) -> tuple[list[dict[str, Any]], dict[str, str]]:
        """Return the choices of a question but those that `never` come up, and name → id."""
        if kind not in ("choice", "choices", "dropdown", "ranking"):
            return [], {}
        listed = [one for one in _choices_of(row) if str(one["name"]) not in never]
        gone = [one for one in _choices_of(row) if str(one["name"]) in never]
        if gone:
            names_gone = "、".join(self.text(one.get("label")) or str(one["name"]) for one in gone)
            self.draft.note(Turn.LEFT_OUT, label[:40], "choices_never", names=names_gone[:200])
        made, names = [], {}
        for one in listed:
            text, name = self.text(one.get("label")) or str(one["name"]), str(one["name"])
            if name == "other" and row.get(_OURS):
                names[name] = "other"
                continue
            entry: dict[str, Any] = {
                "id": short_id(), "text": self.draft.words(text, "choice", label)
            }  # fmt: skip
            score = str(one.get("tx_score") or "") if row.get(_OURS) else name
            if _SCORE.fullmatch(score):
                entry["score"] = float(score) if "." in score else int(score)
            places = str(one.get("tx_places") or "")
            if _PLACES.fullmatch(places):
                entry["places"] = int(places)
            made.append(entry)
            names[name] = entry["id"]
        return made, names

    def _says_other(self, row: Row, before: Row) -> bool:
        """Say whether a row only asks what “other” is: our choices ask that themselves."""
        name = str(before.get("name"))
        asks = f"selected(../{name}, 'other')"
        if row.get("name") != f"{name}_other" or (row.get("bind") or {}).get("relevant") != asks:
            return False
        found = self.known.get(name)
        if found is None or found.choices.get("other") is None:
            return False
        gone = found.choices["other"]
        kept = [one for one in found.field.options["choices"] if one["id"] != gone]
        options = {**found.field.options, "choices": kept, "other": True}
        fields = self.draft.steps[-1][2][-1][2]
        if found.group or not fields or fields[-1].key != found.field.key:
            return False
        fields[-1] = replace(found.field, options=options)
        self.known[name] = Known(fields[-1], "", {**found.choices, "other": "other"})
        return True

    def _note_lost(self, row: Row, label: str) -> None:
        if row.get("default") not in (None, "") or (row.get("actions")):
            self.draft.note(Turn.LEFT_OUT, label[:40], "default_left_out")
        if row.get("media"):
            self.draft.note(Turn.LEFT_OUT, label[:40], "media_left_out")

    def condition(
        self, target: str, conditions: tuple[str, ...], about: str, own: Known | None = None
    ) -> None:
        """Show `target` only when every one of `conditions` holds."""
        if not conditions:
            return
        group = own.group if own else ""

        def work() -> None:
            translator = Translator(self.known, own, group)
            trees = [self.tree(text, translator.condition, about) for text in conditions]
            found = [tree for tree in trees if tree is not None]
            if found:
                self.rule(RuleKind.SHOW, target, when=_all_of(found))

        self.later.append(work)

    def tree(self, text: str, read: Callable[[Any], Tree], about: str) -> Tree | None:
        """Return a translated expression, None after a note of what could not be."""
        try:
            return read(parse(text))
        except Untold as why:
            self.draft.note(Turn.LEFT_OUT, about[:40], "rule_left_out", rule=text[:80], why=why)
            return None

    def rule(self, kind: str, target: str, **parts: Any) -> None:
        """Keep a rule."""
        self.draft.rules.append(Rule(new_id(), kind, (target,), **parts))

    def _rules_of(self, row: Row, own: Known, required: str, label: str) -> None:
        bind = row.get("bind") or {}
        translator = Translator(self.known, own, own.group)
        if required.lower() not in _TRUE | _FALSE:
            when = self.tree(required, translator.condition, label)
            if when is not None:
                self.rule(RuleKind.REQUIRE, own.field.key, when=when)
        if bind.get("constraint"):
            checking = replace(translator, own_is_answered=True)
            holds = self.tree(str(bind["constraint"]), checking.condition, label)
            if holds is not None:
                message = self.text(bind.get("jr:constraintMsg"))[:200]
                self.rule(RuleKind.CHECK, own.field.key, value=holds, message=message)
        if bind.get("calculate") is not None and own.field.type == "computed":
            value = self.tree(str(bind["calculate"]), translator.value, label)
            if value is not None:
                self.rule(RuleKind.COMPUTE, own.field.key, value=value)
        elif bind.get("calculate") is not None:
            self.draft.note(Turn.LEFT_OUT, label[:40], "default_left_out")


class _Inner(_Import):
    """The questions of each item of a repeating group; everything else is the outer import's."""

    def __init__(self, outer: _Import, made: Field) -> None:
        super().__init__(outer.survey, outer.wanted, outer.draft, outer.known, outer.later)
        self.languages, self.language = outer.languages, outer.language
        self.labels, self.others, self.placed = outer.labels, outer.others, outer.placed
        self.made = made
        self.draft_fields: list[Field] = []

    def place(self, made: Field, place: _Place) -> None:
        del place
        self.draft_fields.append(made)


@dataclass(frozen=True)
class _Counterpart:
    """What a row becomes: a type of ours with options, or nothing with a reason."""

    kind: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    changed: bool = False
    left_out: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


def _gone(code: str, **params: Any) -> _Counterpart:
    return _Counterpart(left_out=code, params=params)


_SAME: Mapping[str, _Counterpart] = {
    "integer": _Counterpart("number", {"places": 0}),
    "int": _Counterpart("number", {"places": 0}),
    "decimal": _Counterpart("number", {"places": 4}),
    "note": _Counterpart("statement"),
    "acknowledge": _Counterpart("consent"),
    "trigger": _Counterpart("consent"),
    "date": _Counterpart("date"),
    "time": _Counterpart("time"),
    "datetime": _Counterpart("date", changed=True),
    "datetime ": _Counterpart("date", changed=True),
    "geopoint": _Counterpart("position"),
    "gps": _Counterpart("position"),
    "location": _Counterpart("position"),
    "photo": _Counterpart("photo"),
    "image": _Counterpart("photo"),
    "audio": _Counterpart("file", changed=True),
    "video": _Counterpart("file", changed=True),
    "file": _Counterpart("file"),
    "barcode": _Counterpart("short_text", changed=True),
    "phone number": _Counterpart("phone"),
    "email question": _Counterpart("email"),
    "hidden": _Counterpart("hidden", {"source": "link", "name": ""}),
    "rank": _Counterpart("ranking"),
    "select one external": _Counterpart("short_text", changed=True),
    "select all that apply": _Counterpart("choices"),
}
_RECORDED = frozenset({"start", "end", "today", "start-geopoint", "background-geopoint"})
_DEVICE = frozenset(
    {"deviceid", "uri:deviceid", "simserial", "phonenumber", "subscriberid", "username", "email",
     "uri:simserial", "uri:phonenumber", "uri:subscriberid", "audit", "background-audio"}
)  # fmt: skip
_TEXTS = frozenset({"text", "string", "str"})
_OURS = "tx_type"
INTRODUCTION = "introduction"
_WHOLE = frozenset({"matrix", "date_range"})
"""What is several questions there and one of ours."""
_SCORE = re.compile(r"-?\d{1,6}(?:\.\d{1,2})?", re.ASCII)
_PLACES = re.compile(r"[1-9]\d{0,5}", re.ASCII)


def kind_of(row: Row) -> _Counterpart:
    """Return what a row of an XLSForm becomes here."""
    kind = str(row.get("type") or "").lower()
    appearance = str((row.get("control") or {}).get("appearance") or "")
    if row.get(_OURS) in field_types():
        return _own(row)
    if kind == "calculate":
        return _Counterpart("computed", {"as": "number", "places": 4})
    if kind in _TEXTS:
        long = "multiline" in appearance
        return _Counterpart("long_text" if long else "short_text")
    if kind == "select one":
        many = len(row.get("choices") or ()) > MANY_CHOICES or "minimal" in appearance
        return _Counterpart("dropdown" if many else "choice")
    if kind == "range":
        return _range(row)
    if kind in _RECORDED:
        return _gone("recorded_anyway")
    if kind in _DEVICE:
        return _gone("device_not_asked")
    return _SAME.get(kind) or _gone("question_unknown", kind=row.get("type"))


def _choices_of(row: Row) -> list[Row]:
    return [one for one in row.get("choices") or () if one.get("name") is not None]


def _range(row: Row) -> _Counterpart:
    asked = row.get("parameters") or {}
    first, last, step = (asked.get(part, usual) for part, usual in
                         (("start", "1"), ("end", "10"), ("step", "1")))  # fmt: skip
    try:
        low, high = int(first), int(last)
    except ValueError:
        return _Counterpart("number", {"places": 4, "least": str(first), "most": str(last)})
    if str(step) != "1" or not 1 <= high - low <= 10:
        return _Counterpart("number", {"places": 0, "least": str(low), "most": str(high)})
    return _Counterpart("scale", {"first": low, "last": high})


def _own(row: Row) -> _Counterpart:
    """A row that we wrote ourselves says of which of our types it is."""
    kind = field_types()[row[_OURS]]
    return _Counterpart(kind.key, options_from_text(kind, str(row.get("tx_options") or "")))


def _classed(made: Field, row: Row) -> Field:
    """Give a question of ours its data class and its purpose again."""
    data_class, purpose = str(row.get("tx_class") or ""), str(row.get("tx_purpose") or "")
    kind = field_types()[made.type]
    if data_class in list(DataClass):
        made = replace(made, data_class=data_class)
    made = replace(made, data_class=str(kind.class_of(made)))
    return replace(made, purpose=purpose) if purpose in kind.purposes else made


def _is_of_the_machine(row: Row) -> bool:
    """Say whether a row is pyxform's own, or only repeats labels in a table."""
    control = row.get("control") or {}
    if row.get("type") == "group" and row.get("name") == "meta":
        return True
    if row.get("type") in ("attribute", "entity"):
        return True
    return control.get("appearance") == "label"


def _bound(row: Row, part: str) -> tuple[str, ...]:
    found = str((row.get("bind") or {}).get(part) or "").strip()
    return (found,) if found else ()


def _filled(row: Row, column: Row, found: _Import) -> dict[str, Any]:
    """Fill the name and the label of a column into a question of a loop."""
    words = {"name": str(column.get("name")), "label": found.text(column.get("label"))}

    def filled(text: Any) -> Any:
        if isinstance(text, Mapping):
            return {language: filled(one) for language, one in text.items()}
        said = str(text or "")
        return said.replace("%(name)s", words["name"]).replace("%(label)s", words["label"])

    return {**row, "name": f"{row.get('name')}_{words['name']}", "label": filled(row.get("label"))}


def _all_of(trees: list[Tree]) -> Tree:
    return trees[0] if len(trees) == 1 else {"and": trees}
