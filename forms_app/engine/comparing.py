"""Say in words what changed from one version of a form to another, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from forms_app.engine.course import sentence_of_course
from forms_app.engine.definition import DATA_CLASS_NAMES, PURPOSE_NAMES, Definition, Field
from forms_app.engine.field_type import field_types
from forms_app.engine.logic.wording import sentence_of

Names = Mapping[str, str]
Entries = Mapping[str, Mapping[str, Any]]


class ChangeKind(StrEnum):
    """What happened to a part of a form."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change, in a sentence of both languages; `part` is form, question, rule or sample."""

    kind: ChangeKind
    part: str
    words: Names


_SENTENCES: Mapping[str, Names] = {
    "field_added": {"zh": "新增问题“{label}”（{type}）", "en": "New question “{label}” ({type})"},
    "field_removed": {"zh": "去掉问题“{label}”", "en": "Question “{label}” is gone"},
    "field_moved": {"zh": "问题“{label}”换了位置", "en": "Question “{label}” moved"},
    "label": {"zh": "问题“{before}”改成“{after}”", "en": "Question “{before}” is now “{after}”"},
    "hint": {
        "zh": "“{label}”的提示从“{before}”改成“{after}”",
        "en": "The hint of “{label}” went from “{before}” to “{after}”",
    },
    "type": {
        "zh": "“{label}”从{before}改成{after}",
        "en": "“{label}” went from {before} to {after}",
    },
    "required": {"zh": "“{label}”改为必填", "en": "“{label}” is required now"},
    "optional": {"zh": "“{label}”改为可以不填", "en": "“{label}” is optional now"},
    "data_class": {
        "zh": "“{label}”的信息类别从{before}改成{after}",
        "en": "The care that “{label}” needs went from {before} to {after}",
    },
    "purpose": {
        "zh": "“{label}”的用途从{before}改成{after}",
        "en": "What “{label}” is used for went from {before} to {after}",
    },
    "option": {
        "zh": "“{label}”的{option}从“{before}”改成“{after}”",
        "en": "{option} of “{label}” went from “{before}” to “{after}”",
    },
    "entry_added": {"zh": "“{label}”新增“{entry}”", "en": "“{label}” has “{entry}” now"},
    "entry_removed": {"zh": "“{label}”去掉“{entry}”", "en": "“{label}” lost “{entry}”"},
    "entry_moved": {
        "zh": "“{label}”里“{entry}”换了位置",
        "en": "“{entry}” of “{label}” moved",
    },
    "entry_words": {
        "zh": "“{label}”的“{before}”改成“{after}”",
        "en": "“{before}” of “{label}” is now “{after}”",
    },
    "entry_part": {
        "zh": "“{label}”的“{entry}”：{what}从{before}改成{after}",
        "en": "“{entry}” of “{label}”: {what} went from {before} to {after}",
    },
    "step_added": {"zh": "新增步骤“{label}”", "en": "New step “{label}”"},
    "step_removed": {"zh": "去掉步骤“{label}”", "en": "Step “{label}” is gone"},
    "step_words": {"zh": "步骤“{before}”改成“{after}”", "en": "Step “{before}” is now “{after}”"},
    "section_added": {"zh": "新增小标题“{label}”", "en": "New subheading “{label}”"},
    "section_removed": {"zh": "去掉小标题“{label}”", "en": "Subheading “{label}” is gone"},
    "section_words": {
        "zh": "小标题“{before}”改成“{after}”",
        "en": "Subheading “{before}” is now “{after}”",
    },
    "rule_added": {"zh": "新增规则：{rule}", "en": "New rule: {rule}"},
    "rule_removed": {"zh": "去掉规则：{rule}", "en": "Rule gone: {rule}"},
    "rule_changed": {
        "zh": "规则“{before}”改成“{after}”",
        "en": "Rule “{before}” is now “{after}”",
    },
    "rules_moved": {"zh": "规则的先后变了", "en": "The order of the rules changed"},
    "sample_added": {"zh": "新增试填样例“{label}”", "en": "New sample “{label}”"},
    "sample_removed": {"zh": "去掉试填样例“{label}”", "en": "Sample “{label}” is gone"},
    "sample_changed": {"zh": "试填样例“{label}”变了", "en": "Sample “{label}” changed"},
    "title": {
        "zh": "标题从“{before}”改成“{after}”",
        "en": "The title went from “{before}” to “{after}”",
    },
    "introduction": {
        "zh": "介绍从“{before}”改成“{after}”",
        "en": "The introduction went from “{before}” to “{after}”",
    },
    "after": {
        "zh": "交上以后的安排从“{before}”改成“{after}”",
        "en": "What follows went from “{before}” to “{after}”",
    },
    "translations": {"zh": "译文有改动", "en": "Translations changed"},
}  # fmt: skip
_ENTRY_PARTS: Mapping[str, Names] = {
    "score": {"zh": "得分", "en": "the score"},
    "places": {"zh": "名额", "en": "the places"},
    "picture": {"zh": "图片", "en": "the picture"},
    "day": {"zh": "日期", "en": "the day"},
    "start": {"zh": "开始", "en": "the start"},
    "end": {"zh": "结束", "en": "the end"},
}
_NOTHING = {"zh": "无", "en": "none"}
_YES_NO = {True: {"zh": "是", "en": "yes"}, False: {"zh": "否", "en": "no"}}


def changes(before: Definition, after: Definition) -> list[Change]:
    """Return what changed from `before` to `after`: the form, its questions, rules and samples.

    Questions, choices and rules are known by their ids: a reworded one is the same one.
    """
    return [
        *_of_form(before, after),
        *_of_containers(before, after),
        *_of_fields(before, after),
        *_of_rules(before, after),
        *_of_samples(before, after),
    ]


def _change(kind: ChangeKind, part: str, sentence: str, **values: Any) -> Change:
    said = {
        language: pattern.format(
            **{
                name: value[language] if isinstance(value, Mapping) else value
                for name, value in values.items()
            }
        )
        for language, pattern in _SENTENCES[sentence].items()
    }
    return Change(kind, part, said)


def _of_form(before: Definition, after: Definition) -> Iterator[Change]:
    for name in ("title", "introduction"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield _change(
                ChangeKind.CHANGED, "form", name, before=old or _NOTHING, after=new or _NOTHING
            )
    if before.after != after.after:
        said = [sentence_of_course(found) for found in (before, after)]
        yield _change(ChangeKind.CHANGED, "form", "after", before=said[0], after=said[1])
    if before.translations != after.translations:
        yield _change(ChangeKind.CHANGED, "form", "translations")


def _of_containers(before: Definition, after: Definition) -> Iterator[Change]:
    for name in ("step", "section"):
        old = {found.id: found.title for found in getattr(before, f"{name}s") if found.title}
        new = {found.id: found.title for found in getattr(after, f"{name}s") if found.title}
        yield from _came_and_went("form", name, old, new)
        for found in old.keys() & new.keys():
            if old[found] != new[found]:
                yield _change(
                    ChangeKind.CHANGED,
                    "form",
                    f"{name}_words",
                    before=old[found],
                    after=new[found],
                )


def _came_and_went(
    part: str, name: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    value = "rule" if part == "rule" else "label"
    for found, words in new.items():
        if found not in old:
            yield _change(ChangeKind.ADDED, part, f"{name}_added", **{value: words})
    for found, words in old.items():
        if found not in new:
            yield _change(ChangeKind.REMOVED, part, f"{name}_removed", **{value: words})


def _of_fields(before: Definition, after: Definition) -> Iterator[Change]:
    old, new = before.by_key, after.by_key
    for key, field in new.items():
        if key not in old:
            yield _change(
                ChangeKind.ADDED, "question", "field_added", label=field.label, type=_type(field)
            )
    for key, field in old.items():
        if key not in new:
            yield _change(ChangeKind.REMOVED, "question", "field_removed", label=field.label)
    moved = _moved(list(old), list(new)) | _regrouped(before, after)
    for key, field in new.items():
        if key in old:
            if key in moved:
                yield _change(ChangeKind.MOVED, "question", "field_moved", label=field.label)
            yield from _of_field(old[key], field)


def _moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Return which of the common names left their place among the others."""
    left = [name for name in old if name in set(new)]
    right = [name for name in new if name in set(old)]
    if left == right:
        return set()
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    stayed = {name for block in blocks for name in left[block.a : block.a + block.size]}
    return set(left) - stayed


def _regrouped(before: Definition, after: Definition) -> set[str]:
    def home(definition: Definition, key: str) -> str:
        group = definition.group_of.get(key)
        return group.key if group else ""

    common = before.by_key.keys() & after.by_key.keys()
    return {key for key in common if home(before, key) != home(after, key)}


def _type(field: Field) -> Names:
    found = field_types().get(field.type)
    return found.names if found else {"zh": field.type, "en": field.type}


def _of_field(old: Field, new: Field) -> Iterator[Change]:
    def changed(sentence: str, **values: Any) -> Change:
        return _change(ChangeKind.CHANGED, "question", sentence, label=new.label, **values)

    if old.label != new.label:
        yield changed("label", before=old.label, after=new.label)
    if old.hint != new.hint:
        yield changed("hint", before=old.hint or _NOTHING, after=new.hint or _NOTHING)
    if old.type != new.type:
        yield changed("type", before=_type(old), after=_type(new))
    if old.required != new.required:
        yield changed("required" if new.required else "optional")
    for name, names in (("data_class", DATA_CLASS_NAMES), ("purpose", PURPOSE_NAMES)):
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield changed(name, before=names.get(was, _NOTHING), after=names.get(now, _NOTHING))
    if old.type == new.type:
        yield from _of_options(old, new)


def _of_options(old: Field, new: Field) -> Iterator[Change]:
    found = field_types().get(new.type)
    for option in found.options if found else ():
        was, now = old.options.get(option.key), new.options.get(option.key)
        if option.kind in ("texts", "choices", "slots"):
            yield from _of_entries(new.label, _by_id(was), _by_id(now))
        elif (was or None) != (now or None):
            yield _change(
                ChangeKind.CHANGED,
                "question",
                "option",
                label=new.label,
                option=option.names,
                before=_said(was, dict(option.among)),
                after=_said(now, dict(option.among)),
            )


def _said(value: Any, among: Mapping[str, Names]) -> Names:
    if isinstance(value, bool):
        return _YES_NO[value]
    if value in (None, ""):
        return _NOTHING
    return among.get(str(value)) or {"zh": str(value), "en": str(value)}


def _by_id(entries: Any) -> Entries:
    return {entry["id"]: entry for entry in entries or ()}


def _entry(entry: Mapping[str, Any]) -> str:
    return str(entry.get("text") or f"{entry.get('day', '')} {entry.get('start', '')}".strip())


def _of_entries(label: str, old: Entries, new: Entries) -> Iterator[Change]:
    for name, found in new.items():
        if name not in old:
            yield _change(
                ChangeKind.ADDED, "question", "entry_added", label=label, entry=_entry(found)
            )
    for name, found in old.items():
        if name not in new:
            yield _change(
                ChangeKind.REMOVED, "question", "entry_removed", label=label, entry=_entry(found)
            )
    moved = _moved(list(old), list(new))
    for name, found in new.items():
        if name in moved:
            yield _change(
                ChangeKind.MOVED, "question", "entry_moved", label=label, entry=_entry(found)
            )
        if name in old:
            yield from _of_entry(label, old[name], found)


def _of_entry(label: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    if old.get("text") != new.get("text"):
        yield _change(
            ChangeKind.CHANGED,
            "question",
            "entry_words",
            label=label,
            before=_entry(old),
            after=_entry(new),
        )
    for part, names in _ENTRY_PARTS.items():
        if old.get(part) != new.get(part):
            yield _change(
                ChangeKind.CHANGED,
                "question",
                "entry_part",
                label=label,
                entry=_entry(new),
                what=names,
                before=_said(old.get(part), {}),
                after=_said(new.get(part), {}),
            )


def _of_rules(before: Definition, after: Definition) -> Iterator[Change]:
    old = {rule.id: rule for rule in before.rules}
    new = {rule.id: rule for rule in after.rules}
    yield from _came_and_went(
        "rule",
        "rule",
        {name: sentence_of(before, rule) for name, rule in old.items()},
        {name: sentence_of(after, rule) for name, rule in new.items()},
    )
    for name, rule in new.items():
        if name in old and old[name] != rule:
            yield _change(
                ChangeKind.CHANGED,
                "rule",
                "rule_changed",
                before=sentence_of(before, old[name]),
                after=sentence_of(after, rule),
            )
    if _moved(list(old), list(new)):
        yield _change(ChangeKind.MOVED, "rule", "rules_moved")


def _of_samples(before: Definition, after: Definition) -> Iterator[Change]:
    old = {str(sample.get("name", "")): sample for sample in before.samples}
    new = {str(sample.get("name", "")): sample for sample in after.samples}
    names = [{name: name for name in found} for found in (old, new)]
    yield from _came_and_went("sample", "sample", *names)
    for name in new:
        if name in old and old[name] != new[name]:
            yield _change(ChangeKind.CHANGED, "sample", "sample_changed", label=name)
