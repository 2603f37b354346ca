"""Every sentence that the engine says, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from foundation.reasons import Sentences, Unacceptable, sentence

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
    "phone_unproven": {
        "zh": "请点“发送验证码”，再填短信里的 6 位数字",
        "en": "Please ask for the code, then type the six digits of the text message",
    },
    "phone_code_wrong": {
        "zh": "验证码不对，请照短信再填一遍",
        "en": "This is not the code; please type it as the text message has it",
    },
    "phone_code_over": {
        "zh": "这个验证码不能用了，请再发一个",
        "en": "This code cannot be used any more; please ask for another",
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
    "check_violated": {"zh": "请核对：{words}", "en": "Please check: {words}"},
    "answer_not_uploaded": {"zh": "请上传", "en": "Please upload a file"},
    "answer_not_signed": {"zh": "请签名", "en": "Please sign"},
    "items_missing": {"zh": "请至少填一个", "en": "Please fill in at least one"},
    "items_too_few": {"zh": "至少要填 {least} 个", "en": "At least {least} are needed"},
    "items_too_many": {"zh": "最多填 {most} 个", "en": "{most} at most"},
    "choice_full": {
        "zh": "“{choice}”已经满了，请选别的",
        "en": "“{choice}” is full; please choose another",
    },
    "other_missing": {
        "zh": "选了“其他”，请写一写是什么",
        "en": "You chose “other”: please say what",
    },
    "choices_too_few": {
        "zh": "至少选 {least} 项，现在选了 {count} 项",
        "en": "Choose {least} at least; you chose {count}",
    },
    "choices_too_many": {
        "zh": "最多选 {most} 项，现在选了 {count} 项",
        "en": "Choose {most} at most; you chose {count}",
    },
    "ranking_unclear": {
        "zh": "请从第 1 名排到第 {count} 名，每个名次用一次",
        "en": "Please give the ranks 1 to {count}, each once",
    },
    "rows_missing": {"zh": "还有 {count} 行没有选", "en": "{count} rows are not answered yet"},
    "number_unreadable": {
        "zh": "看不懂这个数字，请写成 1200 或 0.5 这样",
        "en": "This is no number; please write it as 1200 or 0.5",
    },
    "number_not_whole": {"zh": "请填整数", "en": "Please give a whole number"},
    "number_places": {"zh": "最多 {places} 位小数", "en": "{places} decimals at most"},
    "number_too_long": {
        "zh": "数字太长了，最多 {most} 位",
        "en": "This number is too long: {most} digits at most",
    },
    "number_too_small": {"zh": "不能小于 {least}", "en": "This must not be less than {least}"},
    "number_too_large": {"zh": "不能大于 {most}", "en": "This must not be more than {most}"},
    "money_unreadable": {
        "zh": "看不懂这个金额，请写成 12.50 这样",
        "en": "This is no amount; please write it as 12.50",
    },
    "money_parts_of_fen": {"zh": "金额最多精确到分", "en": "Amounts have two decimals at most"},
    "date_future": {
        "zh": "这一天还没有到，请选今天或以前",
        "en": "That day is yet to come; please choose today or before",
    },
    "time_unreadable": {
        "zh": "看不懂这个时间，请写成 9:30 这样",
        "en": "This is no time; please write it as 9:30",
    },
    "range_half": {
        "zh": "开始和结束的日子都要填",
        "en": "Please give both the first and the last day",
    },
    "range_backwards": {"zh": "结束的日子在开始之前", "en": "The last day lies before the first"},
    "name_unreadable": {
        "zh": "姓名里有不该有的字符，请只写姓名",
        "en": "A name has letters only; please write the name alone",
    },
    "name_too_short": {"zh": "请写全名", "en": "Please write the full name"},
    "email_unreadable": {
        "zh": "看不懂这个邮箱，请写成 name@example.cn 这样",
        "en": "This is no address; please write it as name@example.cn",
    },
    "address_no_detail": {
        "zh": "请写清楚小区、楼号、单元、房号",
        "en": "Please give estate, building, entrance and room",
    },
    "address_no_area": {"zh": "请选是哪个社区", "en": "Please choose the community"},
    "position_unreadable": {
        "zh": "看不懂这个位置，请写两个数，比如 36.65 和 117.12，或者写社区名",
        "en": "This is no position; write two numbers such as 36.65 and 117.12, or a community",
    },
    "position_area_unplaced": {
        "zh": "“{name}”还没有录入位置，请在地图上点，或填坐标",
        "en": "The position of “{name}” is not known here; choose it on the map instead",
    },
    "uploads_too_many": {"zh": "最多上传 {most} 个", "en": "{most} files at most"},
    "upload_unknown": {
        "zh": "这个文件没有传上来，请再传一次",
        "en": "This file has not arrived; please upload it again",
    },
    "upload_wrong_type": {
        "zh": "“{name}”的类型不收",
        "en": "Files of the type of “{name}” are not taken",
    },
    "upload_too_large": {
        "zh": "“{name}”太大了，最大 {most} 兆",
        "en": "“{name}” is too large: {most} MB at most",
    },
    "signature_no_name": {"zh": "请再打一遍姓名", "en": "Please type the name too"},
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
    "form_rules_too_many": {
        "zh": "规则太多了，最多 {most} 条",
        "en": "There are too many rules; {most} at most",
    },
    "form_id_twice": {"zh": "有两处用了同一个编号", "en": "Two parts have the same id"},
    "form_separate_consent": {
        "zh": "“{label}”是{kind}，要加一个必填的“单独同意”",
        "en": "“{label}” is {kind}: the form needs a required separate consent",
    },
    "group_field_unfit": {
        "zh": "“{label}”不能放在可重复的一组里",
        "en": "“{label}” cannot stand in a repeating group",
    },
    "group_empty": {"zh": "“{label}”里还没有问题", "en": "“{label}” asks nothing yet"},
    "choices_same_id": {
        "zh": "“{label}”有两个选项用了同一个编号",
        "en": "Two choices of “{label}” have the same id",
    },
    "choices_reserved_id": {
        "zh": "“{label}”有选项用了保留的编号",
        "en": "A choice of “{label}” has a reserved id",
    },
    "choices_same_words": {
        "zh": "“{label}”有两个选项都叫“{choice}”",
        "en": "Two choices of “{label}” are called “{choice}”",
    },
    "limits_crossed": {
        "zh": "“{label}”的两个限制互相矛盾",
        "en": "The limits of “{label}” contradict each other",
    },
    "limit_unreadable": {
        "zh": "“{label}”的限制“{limit}”不是数字",
        "en": "The limit “{limit}” of “{label}” is no number",
    },
    "places_beyond": {
        "zh": "“{label}”的小数位数是 0 到 {most}",
        "en": "“{label}” has 0 to {most} decimals",
    },
    "stars_beyond": {
        "zh": "“{label}”是 {least} 到 {most} 颗星",
        "en": "“{label}” has {least} to {most} stars",
    },
    "scale_beyond": {
        "zh": "“{label}”的量表要从小到大，最多 {most} 格",
        "en": "The scale of “{label}” must go up, by {most} at most",
    },
    "rows_none": {"zh": "“{label}”还没有行", "en": "“{label}” has no rows yet"},
    "slots_none": {"zh": "“{label}”还没有时段", "en": "“{label}” has no slots yet"},
    "slot_backwards": {
        "zh": "“{label}”的时段 {slot} 结束早于开始",
        "en": "The slot {slot} of “{label}” ends before it begins",
    },
    "files_beyond": {
        "zh": "“{label}”可以收 1 到 {most} 个文件",
        "en": "“{label}” can take 1 to {most} files",
    },
    "megabytes_beyond": {
        "zh": "“{label}”的文件最大 1 到 {most} 兆",
        "en": "Files of “{label}” can have 1 to {most} MB",
    },
    "rule_id_twice": {"zh": "有两条规则用了同一个编号", "en": "Two rules have the same id"},
    "rule_kind_unknown": {
        "zh": "没有“{kind}”这种规则",
        "en": "There is no rule of the kind “{kind}”",
    },
    "rule_no_target": {
        "zh": "没有说对哪个问题起作用",
        "en": "The rule does not say what it is about",
    },
    "rule_target_unknown": {
        "zh": "找不到“{target}”，可能已经删掉了",
        "en": "“{target}” is not there; it may have been removed",
    },
    "rule_target_unfit": {
        "zh": "“{target}”不能用在这种规则里",
        "en": "“{target}” cannot be the target of such a rule",
    },
    "rule_targets_mixed": {
        "zh": "可重复的一组里的问题和外面的问题不能放在同一条规则里",
        "en": "Questions inside and outside a repeating group cannot share a rule",
    },
    "rule_no_choices": {
        "zh": "没有选出“{label}”的哪些选项",
        "en": "No choices of “{label}” are picked",
    },
    "rule_no_condition": {"zh": "没有写条件", "en": "The condition is missing"},
    "rule_no_formula": {"zh": "没有写算式", "en": "The formula is missing"},
    "rule_too_large": {
        "zh": "条件太长了，请拆成几条规则",
        "en": "The condition is too long; please make several rules of it",
    },
    "rule_shape": {"zh": "看不懂这一处的写法", "en": "This part is not understood"},
    "rule_operator_unknown": {
        "zh": "没有“{operator}”这种运算",
        "en": "There is no operator “{operator}”",
    },
    "rule_arguments": {
        "zh": "“{operator}”要有 {least} 到 {most} 项",
        "en": "“{operator}” takes {least} to {most} arguments",
    },
    "rule_reference_unknown": {
        "zh": "找不到“{name}”，可能已经删掉了",
        "en": "“{name}” is not there; it may have been removed",
    },
    "rule_reference_nothing": {
        "zh": "“{label}”没有回答，不能用在条件里",
        "en": "“{label}” has no answer to ask about",
    },
    "rule_item_outside": {
        "zh": "“{label}”在可重复的一组里，只能在那一组里用，或者用合计、个数",
        "en": "“{label}” is in a repeating group: use it there, or in a sum or count",
    },
    "rule_not_item": {"zh": "“{label}”不在这一组里", "en": "“{label}” is not in this group"},
    "rule_kind_wrong": {
        "zh": "这里要用{wanted}，而{words}是{found}",
        "en": "This must be {wanted}; {words} is {found}",
    },
    "rule_kinds_differ": {
        "zh": "{left}（{left_kind}）和{right}（{right_kind}）不能比",
        "en": "{left} ({left_kind}) and {right} ({right_kind}) cannot be compared",
    },
    "rule_no_order": {
        "zh": "{words}是{found}，不能比大小",
        "en": "{words} is {found}, which has no order",
    },
    "rule_choice_unknown": {
        "zh": "“{label}”没有“{choice}”这个选项，可能已经删掉了",
        "en": "“{label}” has no choice “{choice}”; it may have been removed",
    },
    "rule_day_unreadable": {
        "zh": "“{text}”不是日期，请写成 2026-12-05 这样",
        "en": "“{text}” is no day; write it as 2026-12-05",
    },
    "rule_time_unreadable": {
        "zh": "“{text}”不是时间，请写成 09:30 这样",
        "en": "“{text}” is no time; write it as 09:30",
    },
    "rule_number_unfit": {
        "zh": "{number} 太长了，最多 15 位、10 位小数",
        "en": "{number} is too long: 15 digits, 10 decimals at most",
    },
    "rule_unit_unknown": {
        "zh": "“{unit}”不是天、月、年",
        "en": "“{unit}” is none of days, months and years",
    },
    "rule_pattern_literal": {
        "zh": "格式要直接写出来，不能是别的回答或算式",
        "en": "The pattern must be written out; it cannot be an answer or a formula",
    },
    "rule_pattern_empty": {"zh": "格式是空的", "en": "The pattern is empty"},
    "rule_pattern_long": {
        "zh": "格式太长了，最多 {most} 个字符",
        "en": "The pattern is too long: {most} characters at most",
    },
    "rule_pattern_large": {
        "zh": "格式里重复得太多，展开后超过 {most} 步，请写简单些",
        "en": "The pattern repeats too much: written out it takes more than {most} steps",
    },
    "rule_pattern_unfit": {
        "zh": "格式的第 {place} 个字符：{why}",
        "en": "Character {place} of the pattern: {why}",
    },
    "rule_list_needed": {"zh": "这里要列出几项", "en": "A list is needed here"},
    "rule_forward": {
        "zh": "“{target}”在“{label}”前面，填到这里时还不知道“{label}”的回答",
        "en": "“{target}” comes before “{label}”, whose answer is not known there",
    },
    "rule_circle": {
        "zh": "这几处互相依赖，算不出来：{names}",
        "en": "These depend on each other in a circle: {names}",
    },
    "skip_backwards": {"zh": "只能往后跳", "en": "One can only skip forwards"},
    "skip_origin_unknown": {
        "zh": "没有说从哪一步跳",
        "en": "The rule does not say which step it leaves",
    },
    "step_unreachable": {"zh": "“{step}”永远走不到", "en": "“{step}” can never be reached"},
    "field_never_shown": {"zh": "“{label}”永远不会显示", "en": "“{label}” can never be shown"},
    "required_never_shown": {
        "zh": "“{label}”必须填，却永远不会显示",
        "en": "“{label}” is required but can never be shown",
    },
    "compute_missing": {
        "zh": "“{label}”还没有算式，请加一条计算规则",
        "en": "“{label}” has no formula yet: add a compute rule",
    },
    "sample_unknown_answer": {
        "zh": "样例“{sample}”里有表单没有的问题“{name}”",
        "en": "The sample “{sample}” answers “{name}”, which is not asked",
    },
    "sample_broken": {
        "zh": "样例“{sample}”：{what}，预期是{expected}，实际是{found}",
        "en": "The sample “{sample}”: {what} should be {expected} and is {found}",
    },
    "samples_too_many": {
        "zh": "样例太多了，最多 {most} 个",
        "en": "There are too many samples; {most} at most",
    },
    "sample_shape": {
        "zh": "样例“{sample}”的写法不对：{what}",
        "en": "The sample “{sample}” is not written right: {what}",
    },
    "text_unexpected": {
        "zh": "第 {line} 行第 {column} 个字“{found}”看不懂，这里应该是{expected}",
        "en": "Line {line}, character {column}: “{found}” should be {expected}",
    },
    "text_reference": {
        "zh": "第 {line} 行：没有“{name}”",
        "en": "Line {line}: there is no “{name}”",
    },
    "text_choice": {
        "zh": "第 {line} 行：“{name}”没有这个选项",
        "en": "Line {line}: “{name}” has no such choice",
    },
    "text_too_deep": {
        "zh": "第 {line} 行：括号套得太深",
        "en": "Line {line}: brackets are nested too deep",
    },
    "course_too_long": {
        "zh": "提交后的步骤太多了，最多 {most} 步",
        "en": "Too many steps follow; {most} at most",
    },
    "course_step": {
        "zh": "提交后的第 {place} 步：{problem}",
        "en": "Step {place} after sending: {problem}",
    },
    "course_condition": {
        "zh": "条件要能回答是或否，比如 Q1A1",
        "en": "The condition must be yes or no, like Q1A1",
    },
    "step_role_unknown": {"zh": "请选一个岗位", "en": "Please choose a post"},
    "approval_levels": {
        "zh": "请选由谁同意，最多 {most} 级",
        "en": "Please choose who has to agree, {most} levels at most",
    },
    "notify_words": {
        "zh": "请写通知的话，最多 {most} 个字",
        "en": "Please write what to tell, in {most} characters at most",
    },
    "notify_unreachable": {
        "zh": "表单没有问联系电话或邮箱，通知不到填表的人；请加一题，并注明用作联系电话",
        "en": "The form asks for no phone or e-mail, so the sender cannot be told; add one",
    },
    "wait_length": {
        "zh": "请写等多久，1 到 {most}",
        "en": "Please say how long to wait, 1 to {most}",
    },
    "wait_for_nothing": {
        "zh": "要等办完，先加一步“变成需求”或“登记办件”",
        "en": "To wait until it is done, first make it a need or open a case",
    },
    "set_state_unknown": {"zh": "请选一个状态", "en": "Please choose a state"},
    "set_state_reply": {
        "zh": "办结要写答复，最多 {most} 个字",
        "en": "Please write the reply, in {most} characters at most",
    },
    "webhook_name": {
        "zh": "请给这一步起个名字，最多 {most} 个字",
        "en": "Please give this moment a name, in {most} characters at most",
    },
    "print_empty": {
        "zh": "请写打印件的标题和内容",
        "en": "Please write the title and the words of the page",
    },
    "print_word": {
        "zh": "版式里不能用 {word}",
        "en": "A layout cannot use {word}",
    },
    "case_kind": {
        "zh": "办件是哪一类的事，最多 {most} 个字",
        "en": "What kind of matter a case is takes {most} characters at most",
    },
    "case_days": {
        "zh": "几个工作日内答复，要在 1 到 {most} 之间",
        "en": "It is to be answered within 1 to {most} working days",
    },
    "case_title": {
        "zh": "办件的标题最多 {most} 个字",
        "en": "The title of the case has {most} characters at most",
    },
    "case_gap": {
        "zh": "办件的标题里，{{{gap}}} 不知道填什么",
        "en": "Nothing fills {{{gap}}} in the title of the case",
    },
    "print_gap": {
        "zh": "打印件里的 {{{gap}}} 不知道填什么",
        "en": "Nothing fills {{{gap}}} on the page to be printed",
    },
}
"""Code → sentence by language."""

IN_RULE = {"zh": "第 {number} 条规则：", "en": "Rule {number}: "}


class Unfit(Unacceptable):
    """An answer, or a form, that does not hold; a value may be words in both languages.

    `rule`, `number` and `path` say which rule of a form is meant, and where in its trees; `block`
    is the id of the step or field that has to be mended.
    """

    sentences = SENTENCES
    rule: str = ""
    number: int = 0
    path: str = ""
    block: str = ""

    def in_rule(self, rule: str, number: int) -> Unfit:
        """Say which rule it is about; `number` counts from 1."""
        self.rule, self.number = rule, number
        return self

    def at(self, path: str) -> Unfit:
        """Say where in the rule, as a JSON pointer."""
        self.path = path
        return self

    def beside(self, block: str) -> Unfit:
        """Say which step or field it is about, by its id; what names an inner one keeps it."""
        self.block = self.block or block
        return self

    def say(self, language: str = "zh") -> str:
        """Say what is wrong and what to do, in `language` ("zh…" is Chinese, else English)."""
        short = "zh" if language.lower().startswith("zh") else "en"
        filled = {
            name: value[short] if isinstance(value, Mapping) else value
            for name, value in self.params.items()
        }
        said = sentence(self.sentences, self.code, filled, short)
        return f"{IN_RULE[short].format(number=self.number)}{said}" if self.number else said
