"""Bring in a document of our own, from this installation or another; every part is checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from forms_app.engine.definition import (
    MOST_FIELDS,
    MOST_RULES,
    PURPOSE_NAMES,
    SCHEMA_VERSION,
    AnswerStep,
    DataClass,
    Definition,
    Field,
    Section,
)
from forms_app.engine.field_type import field_types
from forms_app.engine.logic.inferring import too_large
from forms_app.engine.logic.wording import sentence_of
from forms_app.engine.planned import MOST_PLANNED, Planned
from forms_app.engine.rule import Rule, RuleKind
from forms_app.engine.samples import broken_samples
from forms_app.engine.step import steps as known_steps
from forms_app.engine.translating import LANGUAGES, phrases
from forms_app.engine.translating import LONGEST as LONGEST_TRANSLATION
from forms_app.exchange.drafting import LONGEST, held
from forms_app.exchange.options import clean_options, text_of
from forms_app.exchange.packaging import pictures_in, settings_in, with_pictures
from forms_app.exchange.renaming import rekeyed_with_keys
from forms_app.exchange.report import Brought, Note, Turn, Unreadable
from foundation.strict_json import NotJson, strictly_read

MOST_BYTES = 2 * 2**20
DEEPEST = 100
"""A formula is 30 deep at most, in a rule of a form; whatever is deeper is no form."""
MOST_SAMPLES = 50
MOST_DAYS = 3650
READ = (2, SCHEMA_VERSION)
"""The versions of documents that are read; the first had no course after sending."""
_ID = re.compile(r"[\w\-]{1,80}")


def loaded(content: bytes) -> Any:
    """Return what a JSON file holds; raises Unreadable for none, and for one that is too much."""
    if len(content) > MOST_BYTES:
        raise Unreadable("file_too_large", most=MOST_BYTES // 2**20)
    try:
        found = strictly_read(content)
    except NotJson as error:
        is_deep = isinstance(error.__cause__, RecursionError)
        raise Unreadable("file_too_deep" if is_deep else "file_not_json") from error
    if too_deep(found):
        raise Unreadable("file_too_deep")
    return found


def too_deep(found: Any) -> bool:
    """Say whether JSON is nested deeper than any form; ours are read part by part, by recursion."""
    level = [found]
    for _ in range(DEEPEST):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return False
    return True


def _inside(found: Any) -> Collection[Any]:
    if isinstance(found, dict):
        return found.values()
    return found if isinstance(found, list) else ()


def read_document(document: Any) -> Brought:
    """Return the form that a document tells of, under ids of its own; raises Unreadable."""
    package, document = document, _document_in(document)
    version = document.get("schema_version")
    if version not in READ:
        raise Unreadable("document_version", version=str(version)[:20])
    notes: list[Note] = []
    title = text_of(document.get("title"), LONGEST["title"], "title")
    definition = Definition(
        title or "未命名",
        text_of(document.get("introduction", ""), LONGEST["introduction"], "introduction"),
        _starts(document.get("starts", ""), notes, title),
        tuple(_step(entry) for entry in _listed(document, "steps", 200)),
        tuple(_rule(entry) for entry in _listed(document, "rules", MOST_RULES)),
        tuple(_mapping(entry, "samples") for entry in _listed(document, "samples", MOST_SAMPLES)),
        tuple(planned_in(entry) for entry in _listed(document, "after", MOST_PLANNED)),
        _translations(document.get("translations") or {}),
    )
    _check_ids(definition)
    pictures = pictures_in(package)
    definition, lost = with_pictures(definition, {number: number for number in pictures})
    if lost:
        notes.append(Note(Turn.LEFT_OUT, title, "media_left_out"))
    renamed, keys = rekeyed_with_keys(definition)
    definition, left_out = held(renamed)
    settings = settings_in(package, keys)
    definition = replace(definition, translations=_known(definition, settings))
    broken = {problem.params.get("sample") for problem in broken_samples(definition)}
    kept = tuple(one for one in definition.samples if one.get("name") not in broken)
    if len(kept) != len(definition.samples):
        notes.append(Note(Turn.LEFT_OUT, title, "settings_left_out", {"names": _SAMPLES}))
    definition = replace(definition, samples=kept)
    carried = [
        Note(Turn.CARRIED, "", "rule_carried", {"rule": sentence_of(definition, rule)})
        for rule in definition.rules
    ]
    return Brought(definition, (*notes, *left_out, *carried), settings=settings, pictures=pictures)


_SAMPLES = {"zh": "样例", "en": "sample answers"}
_STARTS = {"zh": "提交后的事", "en": "what follows a submission"}


def planned_in(raw: Any) -> Planned:
    """Return a step of what follows; one that is not known here is refused, not passed over."""
    entry = _mapping(raw, "after")
    step = known_steps().get(str(entry.get("step")))
    when = entry.get("when")
    if step is None or (when is not None and (too_large(when) or not isinstance(when, Mapping))):
        raise Unreadable("document_shape", place="after")
    settings = clean_options(step, entry.get("settings", {}))
    return Planned(_id(entry, "id", "after"), step.key, settings, when)


def _translations(raw: Any) -> dict[str, dict[str, dict[str, str]]]:
    """Return the words in those of our languages that there are, whatever they translate."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for language, said in _mapping(raw, "translations").items():
        if language not in LANGUAGES:
            continue
        kept = found.setdefault(language, {})
        for address, entry in _mapping(said, "translations").items():
            words = _mapping(entry, "translations")
            kept[address] = {
                part: text_of(words.get(part, ""), LONGEST_TRANSLATION, "translations")
                for part in ("text", "of")
            }
    return found


def _known(
    definition: Definition, settings: Mapping[str, Any]
) -> dict[str, dict[str, dict[str, str]]]:
    """Return the translations of what the form still says."""
    more = {"next_words": settings.get("next_words", "")}
    known = {phrase.address for phrase in phrases(definition, more)}
    kept = {
        language: {address: dict(one) for address, one in said.items() if address in known}
        for language, said in definition.translations.items()
    }
    return {language: said for language, said in kept.items() if said}


def _days(found: Any) -> int:
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= MOST_DAYS:
        raise Unreadable("document_shape", place="keep_days")
    return found


def _document_in(found: Any) -> Mapping[str, Any]:
    """Return the document itself; the API and our own export wrap it."""
    if isinstance(found, Mapping) and isinstance(found.get("document"), Mapping):
        found = found["document"]
    return _mapping(found, "{}")


def _mapping(found: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(found, Mapping):
        raise Unreadable("document_shape", place=place)
    return found


def _listed(entry: Mapping[str, Any], name: str, most: int) -> list[Any]:
    found = entry.get(name, [])
    if not isinstance(found, list) or len(found) > most:
        raise Unreadable("document_shape", place=name)
    return found


def _id(entry: Mapping[str, Any], name: str, place: str) -> str:
    found = entry.get(name)
    if not isinstance(found, str) or not _ID.fullmatch(found):
        raise Unreadable("document_shape", place=f"{place}.{name}")
    return found


def _starts(found: Any, notes: list[Note], title: str) -> str:
    if found in known_steps():
        return str(found)
    if found:
        notes.append(Note(Turn.LEFT_OUT, title, "settings_left_out", {"names": _STARTS}))
    return ""


def _step(raw: Any) -> AnswerStep:
    entry = _mapping(raw, "steps")
    sections = tuple(_section(one) for one in _listed(entry, "sections", 200))
    title = text_of(entry.get("title", ""), LONGEST["heading"], "steps.title")
    return AnswerStep(_id(entry, "id", "steps"), title, sections)


def _section(raw: Any) -> Section:
    entry = _mapping(raw, "sections")
    title = text_of(entry.get("title", ""), LONGEST["heading"], "sections.title")
    fields = tuple(_field(one) for one in _listed(entry, "fields", MOST_FIELDS))
    return Section(_id(entry, "id", "sections"), title, fields)


def _field(raw: Any, *, inside: bool = False) -> Field:
    entry = _mapping(raw, "fields")
    label = text_of(entry.get("label"), LONGEST["label"], "fields.label")
    kind = field_types().get(str(entry.get("type")))
    if kind is None or (inside and not kind.in_groups):
        raise Unreadable("document_shape", place=f"{label[:30]}: type")
    data_class, purpose = entry.get("data_class", DataClass.NONE), entry.get("purpose", "")
    if data_class not in list(DataClass) or (purpose and purpose not in PURPOSE_NAMES):
        raise Unreadable("document_shape", place=f"{label[:30]}: data_class")
    inner = _listed(entry, "fields", 50) if kind.key == "repeat" else []
    made = Field(
        id=_id(entry, "id", label[:30]),
        key=_id(entry, "key", label[:30]),
        type=kind.key,
        label=label,
        hint=text_of(entry.get("hint", ""), LONGEST["hint"], "fields.hint"),
        required=entry.get("required") is not False and kind.is_answered,
        data_class=str(data_class),
        purpose=str(purpose) if purpose in kind.purposes else "",
        options=clean_options(kind, entry.get("options", {})),
        fields=tuple(_field(one, inside=True) for one in inner),
        keep_days=_days(entry.get("keep_days", 0)),
    )
    return replace(made, data_class=str(kind.class_of(made)))


def _rule(raw: Any) -> Rule:
    entry = _mapping(raw, "rules")
    targets = _listed(entry, "targets", 200)
    choices = _listed(entry, "choices", 500) if "choices" in entry else []
    texts = [*targets, *choices, entry.get("from", ""), entry.get("message", ""), entry.get("id")]
    if entry.get("kind") not in list(RuleKind) or not all(isinstance(one, str) for one in texts):
        raise Unreadable("document_shape", place="rules")
    rule = Rule.read(entry)
    if any(map(too_large, rule.trees.values())):
        raise Unreadable("document_shape", place="rules.when")
    return replace(rule, message=rule.message[:200])


def _check_ids(definition: Definition) -> None:
    fields = list(definition.all_fields)
    if not fields:
        raise Unreadable("nothing_to_ask")
    if len(fields) > MOST_FIELDS:
        raise Unreadable("too_many_questions", most=MOST_FIELDS)
    ids = [
        *(step.id for step in definition.steps),
        *(section.id for section in definition.sections),
        *(one.key for one in fields),
    ]
    if len(set(ids)) != len(ids):
        raise Unreadable("document_shape", place="id")
