"""What became of each part of a form that was brought in, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from forms_app.engine.definition import Definition
from foundation.reasons import Sentences, Unacceptable, sentence

SENTENCES: Sentences = {
    "file_too_large": {
        "zh": "文件太大了，最大 {most} 兆",
        "en": "The file is too large: {most} MB at most",
    },
    "file_unpacks_too_large": {
        "zh": "这个文件解开后太大，不收",
        "en": "This file would unpack to too much; it is not taken",
    },
    "file_not_workbook": {
        "zh": "这不是 Excel 文件，或者已经损坏",
        "en": "This is no Excel file, or it is damaged",
    },
    "file_not_json": {
        "zh": "这不是 JSON 文件，或者已经损坏",
        "en": "This is no JSON file, or it is damaged",
    },
    "file_unknown": {
        "zh": "认不出这是哪种表单，收 XLSForm（.xlsx、.xls）、Form.io 或本站的 JSON",
        "en": "This is none of the forms that can be read: XLSForm, Form.io or our own JSON",
    },
    "file_too_deep": {
        "zh": "这个文件套得太深，不收",
        "en": "This file is nested too deep; it is not taken",
    },
    "sheet_too_long": {
        "zh": "工作表太大，最多 {most} 格",
        "en": "A sheet is too large: {most} cells at most",
    },
    "xlsform_refused": {
        "zh": "XLSForm 有错误：{words}",
        "en": "The XLSForm has a mistake: {words}",
    },
    "document_shape": {
        "zh": "文件里“{place}”的写法不对",
        "en": "“{place}” in the file is not written right",
    },
    "document_version": {
        "zh": "这份文件是版本 {version} 的，这里读不了",
        "en": "The file is of version {version}, which is not read here",
    },
    "nothing_to_ask": {
        "zh": "没有找到问题",
        "en": "No question was found",
    },
    "too_many_questions": {
        "zh": "问题太多了，最多 {most} 个",
        "en": "There are too many questions; {most} at most",
    },
    "shortened": {
        "zh": "太长，缩短到 {most} 个字",
        "en": "too long, shortened to {most} characters",
    },
    "turned_into": {"zh": "改成了“{kind}”", "en": "became “{kind}”"},
    "question_unknown": {
        "zh": "“{kind}”这种问题这里没有",
        "en": "questions of the kind “{kind}” do not exist here",
    },
    "recorded_anyway": {
        "zh": "提交时间本来就会记下，不用问",
        "en": "when it is sent is recorded anyway",
    },
    "device_not_asked": {
        "zh": "设备信息不收集",
        "en": "nothing is collected about devices",
    },
    "rule_left_out": {
        "zh": "规则“{rule}”没有带来：{why}",
        "en": "the rule “{rule}” was left out: {why}",
    },
    "rule_carried": {"zh": "规则“{rule}”", "en": "the rule “{rule}”"},
    "rule_not_said": {
        "zh": "“{rule}”没有对应的写法",
        "en": "“{rule}” cannot be written there",
    },
    "formula_unknown": {"zh": "看不懂“{words}”", "en": "“{words}” is not understood"},
    "function_unknown": {
        "zh": "没有“{name}”这种算法",
        "en": "there is no function “{name}”",
    },
    "pattern_no_text": {
        "zh": "只有文字的回答能按格式核对；手机号、身份证号由题型自己核对",
        "en": "only words are held to a pattern; phone and ID numbers are checked by their types",
    },
    "pattern_unfit": {"zh": "{why}", "en": "{why}"},
    "pattern_left_out": {
        "zh": "格式“{words}”没有带来：{why}",
        "en": "the pattern “{words}” was left out: {why}",
    },
    "reference_unknown": {
        "zh": "找不到“{name}”，或者它没有带来",
        "en": "“{name}” is not there, or was left out",
    },
    "choice_unknown": {"zh": "没有“{name}”这个选项", "en": "there is no choice “{name}”"},
    "not_a_number": {
        "zh": "算出来的不是数字",
        "en": "what it comes to is no number",
    },
    "not_worked_out": {
        "zh": "没有能用的算式，没有带来",
        "en": "it has no formula that can be used; it was left out",
    },
    "default_left_out": {"zh": "预先填好的回答没有带来", "en": "the default answer was left out"},
    "filter_left_out": {
        "zh": "选项的筛选没有带来：{why}；全部列出",
        "en": "the filter of its choices was left out: {why}; all are listed",
    },
    "course_left_out": {
        "zh": "提交之后的步骤读不出来，没有带来",
        "en": "what follows a submission could not be read and was left out",
    },
    "course_not_said": {
        "zh": "提交之后的步骤太长，一格放不下，没有带走",
        "en": "what follows a submission is too long for a cell and was left out",
    },
    "not_offered": {
        "zh": "“{kind}”的选项不能按规则增减",
        "en": "rules cannot offer the choices of “{kind}”",
    },
    "filter_unsaid": {
        "zh": "照它的写法一个选项也不会出现，或者规则太多",
        "en": "it would list nothing, or take too many rules",
    },
    "choices_never": {
        "zh": "这些选项怎么回答都不会出现，没有带来：{names}",
        "en": "these choices never come up and were left out: {names}",
    },
    "media_left_out": {"zh": "图片、声音没有带来", "en": "pictures and sounds were left out"},
    "languages_left_out": {
        "zh": "只带来了“{language}”，没有带来：{others}",
        "en": "only “{language}” was carried, not {others}",
    },
    "nested_repeat": {
        "zh": "重复的一组里不能再重复，里面那组没有带来",
        "en": "a repeating group inside another was left out",
    },
    "not_in_repeat": {
        "zh": "“{kind}”不能放在可重复的一组里",
        "en": "“{kind}” cannot stand in a repeating group",
    },
    "count_left_out": {
        "zh": "几个由填表人决定，不由别的回答决定",
        "en": "how many there are is up to the person, not to another answer",
    },
    "check_left_out": {"zh": "核对的办法没有带来", "en": "the check was left out"},
    "settings_left_out": {"zh": "没有带来：{names}", "en": "left out: {names}"},
    "language_of_form": {"zh": "语言", "en": "language"},
    "skip_as_condition": {
        "zh": "跳过改写成了显示条件",
        "en": "the skip became conditions of the steps between",
    },
    "whole_form": {"zh": "整个表单", "en": "the whole form"},
}
"""Code → sentence by language."""


class Turn(StrEnum):
    """What became of a part."""

    CARRIED = "carried"
    CHANGED = "changed"
    LEFT_OUT = "left_out"


class Unreadable(Unacceptable):
    """Something that cannot be brought in at all; nothing of it is kept."""

    sentences = SENTENCES


def _filled(params: Mapping[str, Any], language: str) -> dict[str, Any]:
    short = "zh" if language.lower().startswith("zh") else "en"
    found = {}
    for name, value in params.items():
        if isinstance(value, Mapping):
            found[name] = value[short]
        elif isinstance(value, Unacceptable):
            found[name] = value.say(language)
        else:
            found[name] = value
    return found


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence about a part: `about` is its label, a value may be words in both languages."""

    turn: Turn
    about: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def say(self, language: str = "zh") -> str:
        """Say what became of it."""
        return sentence(SENTENCES, self.code, _filled(self.params, language), language)


@dataclass(frozen=True, slots=True)
class Brought:
    """A form that was brought in, and what became of each part.

    `languages` are those that the source is written in, `language` the one that was taken,
    `settings` and `pictures` what came beside the document (see `packaging`).
    """

    definition: Definition
    notes: tuple[Note, ...] = ()
    languages: tuple[str, ...] = ()
    language: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    pictures: Mapping[int, Any] = field(default_factory=dict)


class Untold(Unacceptable):
    """A formula, or a part of one, that has no counterpart; a value may be another's reason."""

    sentences = SENTENCES

    def say(self, language: str = "zh") -> str:
        """Say what has no counterpart."""
        return sentence(SENTENCES, self.code, _filled(self.params, language), language)
