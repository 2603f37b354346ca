"""Every sentence that the engine says, in Chinese and English."""

from foundation.reasons import Sentences, Unacceptable

SENTENCES: Sentences = {
    "answer_missing": {"zh": "请填写", "en": "Please fill this in"},
    "answer_not_chosen": {"zh": "请选一项", "en": "Please choose one"},
    "answer_not_agreed": {
        "zh": "请打勾；不同意的话，可以直接打电话给社区",
        "en": "Please tick this; if you do not agree, call the community instead",
    },
    "answer_too_long": {
        "zh": "写得太长了，请缩短到 {most} 个字以内，现在是 {length} 个字",
        "en": "This is too long: please keep to {most} characters; it has {length}",
    },
    "answer_several": {
        "zh": "只能有一个回答",
        "en": "Only one answer is possible here",
    },
    "choice_unknown": {
        "zh": "请在列出的几项里选",
        "en": "Please choose one of those listed",
    },
    "date_unreadable": {
        "zh": "看不懂这个日期，请写成 2026-12-05 这样",
        "en": "This is no date; please write it as 2026-12-05",
    },
    "date_past": {
        "zh": "这一天已经过去了，请选今天或以后",
        "en": "That day is over; please choose today or later",
    },
    "date_far": {
        "zh": "这一天太远了，请选一年以内的日子",
        "en": "That day is too far away; please choose one within a year",
    },
    "community_unknown": {
        "zh": "没有找到这个社区，请换个写法，比如只写名字里的两三个字",
        "en": "No such community was found; try two or three characters of its name",
    },
    "community_ambiguous": {
        "zh": "找到了 {count} 个，请选是哪一个",
        "en": "{count} were found; please choose which one",
    },
    "community_too_many": {
        "zh": "叫这个名字的太多了，请写全一些",
        "en": "Too many have that name; please write more of it",
    },
    "form_empty": {"zh": "表单里还没有问题", "en": "The form asks nothing yet"},
    "form_too_large": {
        "zh": "问题太多了，最多 {most} 个",
        "en": "There are too many questions; {most} at most",
    },
    "form_key_twice": {
        "zh": "有两个问题用了同一个标识",
        "en": "Two questions have the same key",
    },
    "form_type_unknown": {
        "zh": "没有“{type}”这种问题",
        "en": "There is no question of the kind “{type}”",
    },
    "form_step_unknown": {
        "zh": "没有“{step}”这种后续",
        "en": "A form cannot start “{step}”",
    },
    "form_purpose_unfit": {
        "zh": "“{label}”不能用作“{purpose}”",
        "en": "“{label}” cannot serve as “{purpose}”",
    },
    "form_purpose_twice": {
        "zh": "有两个问题都用作“{purpose}”，请只留一个",
        "en": "Two questions serve as “{purpose}”; keep one of them",
    },
    "choices_missing": {
        "zh": "“{label}”至少要有两个选项",
        "en": "“{label}” needs two choices at least",
    },
    "need_without_words": {
        "zh": "要变成需求，得有一个问题用作“要做什么”",
        "en": "To become a need, one question must serve as “what is to be done”",
    },
    "need_without_community": {
        "zh": "要变成需求，得问是哪个社区，或者把表单的范围定为一个社区",
        "en": "To become a need, the form must ask for the community or belong to one",
    },
}
"""Code → sentence by language."""


class Unfit(Unacceptable):
    """An answer, or a form, that does not hold."""

    sentences = SENTENCES
