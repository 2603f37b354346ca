"""What a roster can be told: every code with its words in Chinese and English."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from foundation import identifiers
from foundation.reasons import Sentences, Unacceptable, sentence

SENTENCES: Sentences = {
    **identifiers.SENTENCES,
    # The file as a whole.
    "file_empty": {"zh": "文件是空的", "en": "The file is empty"},
    "file_too_large": {
        "zh": "文件有 {megabytes} MB，最多 {limit} MB，请拆成几个文件",
        "en": "The file has {megabytes} MB; at most {limit} MB are read: split it",
    },
    "file_old_excel": {
        "zh": "这是旧版 Excel（.xls）或 WPS（.et）文件，请另存为 .xlsx 再上传",
        "en": "This is an old Excel (.xls) or WPS (.et) file: save it as .xlsx",
    },
    "file_encrypted": {
        "zh": "文件设了打开密码，请取消密码后再上传",
        "en": "The file is protected by a password: remove it first",
    },
    "file_other_format": {
        "zh": "这是 {format} 文件，请另存为 .xlsx 或 .csv 再上传",
        "en": "This is a {format} file: save it as .xlsx or .csv",
    },
    "file_damaged": {
        "zh": "文件已损坏，打不开，请用 Excel 或 WPS 打开后重新保存",
        "en": "The file is damaged: open it in Excel or WPS and save it again",
    },
    "file_unpacks_too_large": {
        "zh": "文件解压后有 {megabytes} MB，超过 {limit} MB，请把名单复制到新表格再上传",
        "en": "The file unpacks to {megabytes} MB, over {limit} MB: copy the list to a new file",
    },
    "file_unknown_encoding": {
        "zh": "看不懂文件的文字编码，请另存为 .xlsx 或 UTF-8 的 .csv",
        "en": "The text encoding is unknown: save the file as .xlsx or as .csv in UTF-8",
    },
    "file_open_quote": {
        "zh": "CSV 里有一个引号没有成对，请另存为 .xlsx 再上传",
        "en": "A quotation mark in the CSV is never closed: save the file as .xlsx",
    },
    "too_many_rows": {
        "zh": "名单超过 {limit} 行，请拆成几个文件",
        "en": "The list has more than {limit} rows: split it",
    },
    "too_many_cells": {
        "zh": "表格里的内容太多，请把名单复制到新表格再上传",
        "en": "The workbook holds too much: copy the list to a new file",
    },
    "too_many_columns": {
        "zh": "第 {row} 行超过 {limit} 列，请只保留名单需要的列",
        "en": "Row {row} has more than {limit} columns: keep only those of the list",
    },
    # The header.
    "header_missing": {
        "zh": "没有找到表头：表头里要有“姓名”，并有“手机号”或“身份证号”",
        "en": "No header row: it needs 姓名 (name) and 手机号 (mobile) or 身份证号 (ID number)",
    },
    "header_twice": {
        "zh": "{first} 列“{first_title}”和 {second} 列“{second_title}”都是{field}，请只留一列",
        "en": "Columns {first} “{first_title}” and {second} “{second_title}” both give {field}",
    },
    "sheets_several": {
        "zh": "有几张工作表都像名单：{sheets}。请只保留一张",
        "en": "Several sheets look like a roster: {sheets}. Keep one",
    },
    "column_unused": {
        "zh": "“{title}”列没有用到",
        "en": "The column “{title}” was not used",
    },
    "rows_none": {"zh": "表头下面没有名单", "en": "There is nobody below the header"},
    # Skipped rows.
    "row_header_again": {"zh": "重复的表头，跳过", "en": "The header again, skipped"},
    "row_footer": {"zh": "表尾的合计或说明，跳过", "en": "A total or note, skipped"},
    # Name.
    "name_missing": {"zh": "没有姓名", "en": "There is no name"},
    "name_not_text": {"zh": "姓名一栏是数字或日期", "en": "The name is a number or a date"},
    "name_length": {
        "zh": "姓名应为 2 到 30 个字，这里是 {length} 个",
        "en": "A name has 2 to 30 characters; this has {length}",
    },
    "name_characters": {
        "zh": "姓名里有不该有的字符“{character}”",
        "en": "The name has the character “{character}”, which no name has",
    },
    "name_remark": {
        "zh": "姓名后的备注“{remark}”没有导入",
        "en": "The remark “{remark}” behind the name was left out",
    },
    # Numbers.
    "mobile_missing": {
        "zh": "没有手机号，本人收不到邀请",
        "en": "Without a mobile number the person cannot be invited",
    },
    "mobile_scientific": {
        "zh": "手机号成了科学计数法（{text}），后几位已丢失。请把这一列设为“文本”再填",
        "en": "The mobile number became {text}; digits are lost. Set the column to text",
    },
    "mobile_masked": {
        "zh": "手机号带星号，请填完整号码",
        "en": "The mobile number is masked; give all digits",
    },
    "mobile_several": {
        "zh": "填了不止一个手机号，只用第一个",
        "en": "More than one mobile number; the first is used",
    },
    "id_number_lost_digits": {
        "zh": "身份证号被存成了数字，后几位已丢失。请把这一列设为“文本”再填",
        "en": "The ID number was stored as a number; digits are lost. Set the column to text",
    },
    "id_number_masked": {
        "zh": "身份证号带星号，请填完整号码，或留空",
        "en": "The ID number is masked; give it in full or leave it empty",
    },
    "id_number_in_birth_column": {
        "zh": "出生日期一栏填的是身份证号，已当作身份证号使用",
        "en": "The birth-date column holds an ID number; it was used as such",
    },
    "id_numbers_differ": {
        "zh": "出生日期一栏的身份证号和身份证号一栏不一致",
        "en": "The ID number in the birth-date column differs from the ID column",
    },
    # Birth date and sex.
    "birth_date_unreadable": {
        "zh": "看不懂出生日期“{text}”，请写成 1985-03-02 的样子",
        "en": "The birth date “{text}” cannot be read; write it like 1985-03-02",
    },
    "birth_date_impossible": {
        "zh": "出生日期“{text}”不存在",
        "en": "The birth date “{text}” does not exist",
    },
    "birth_date_range": {
        "zh": "出生日期 {text} 不合理（应年满 16 岁、不超过 110 岁）",
        "en": "The birth date {text} is out of range (16 to 110 years old)",
    },
    "birth_date_incomplete": {
        "zh": "出生日期“{text}”没有具体到日，没有导入",
        "en": "The birth date “{text}” has no day; it was left out",
    },
    "birth_date_conflict": {
        "zh": "出生日期 {given} 与身份证号里的 {id_date} 不一致",
        "en": "The birth date {given} contradicts {id_date} in the ID number",
    },
    "sex_unknown": {
        "zh": "性别“{text}”看不懂，请填“男”或“女”",
        "en": "The sex “{text}” is not understood; write 男 or 女",
    },
    "sex_conflict": {
        "zh": "性别填的是“{given}”，身份证号里是“{id_sex}”",
        "en": "The sex given ({given}) contradicts the ID number ({id_sex})",
    },
    # The rest.
    "email_unreadable": {
        "zh": "邮箱写法不对，没有导入",
        "en": "The e-mail address is wrong; it was left out",
    },
    "skill_unknown": {
        "zh": "技能“{text}”不在技能表里，没有导入",
        "en": "The skill “{text}” is not in the list of skills; it was left out",
    },
    "text_too_long": {
        "zh": "内容太长（超过 {limit} 字），没有导入",
        "en": "The text is longer than {limit} characters; it was left out",
    },
    "ditto_without_above": {
        "zh": "写了“同上”，可是上面没有内容",
        "en": "It says “same as above”, but above there is nothing",
    },
    # Places.
    "area_unknown": {
        "zh": "没有找到“{text}”这个社区，居住地先空着，请本人启用时补上",
        "en": "There is no community “{text}”; the home is left open for the person to fill in",
    },
    "area_ambiguous": {
        "zh": "叫“{text}”的不止一个：{candidates}。请写明街道；居住地先空着",
        "en": "There are several “{text}”: {candidates}. Add the street; the home is left open",
    },
    "area_other_street": {
        "zh": "{street}没有“{text}”，别处有：{candidates}。居住地先空着",
        "en": "{street} has no “{text}”; elsewhere: {candidates}. The home is left open",
    },
    "area_street_only": {
        "zh": "只写了街道（{street}），没有社区，居住地先空着",
        "en": "Only the street ({street}) is given; the home is left open",
    },
    "unit_other": {
        "zh": "单位一栏写的是“{text}”，这是另一个已登记的单位",
        "en": "The unit column says “{text}”, which is another registered unit",
    },
    "unit_differs": {
        "zh": "单位一栏写的是“{text}”，将按“{unit}”导入",
        "en": "The unit column says “{text}”; the person is imported into “{unit}”",
    },
    # People who are known already, or twice in the file.
    "repeated_same": {
        "zh": "与第 {first_row} 行是同一个人，已合并",
        "en": "The same person as in row {first_row}, merged",
    },
    "repeated_differs": {
        "zh": "与第 {first_row} 行是同一个人，但{fields}不一样",
        "en": "The same person as in row {first_row}, but {fields} differ",
    },
    "mobile_repeated": {
        "zh": "手机号与第 {first_row} 行的另一个人相同",
        "en": "The mobile number belongs to another person in row {first_row}",
    },
    "mobile_taken": {
        "zh": "这个手机号已登记在另一个人名下",
        "en": "This mobile number is registered to another person",
    },
    "email_taken": {
        "zh": "这个邮箱已登记在另一个人名下，没有导入",
        "en": "This e-mail address is registered to another person; it was left out",
    },
    "id_number_taken": {
        "zh": "这个身份证号已登记为另一个姓名，请核对",
        "en": "This ID number is registered under another name",
    },
    "id_number_differs": {
        "zh": "此人已登记的身份证号与这里的不一致，请核对",
        "en": "The person is registered with another ID number",
    },
    "known_differs": {
        "zh": "{field}与已登记的不一致，请核对",
        "en": "{field} differs from what is registered",
    },
    "member_elsewhere": {
        "zh": "此人已登记在其他单位，请先由原单位转出",
        "en": "The person is registered with another unit, which has to release them first",
    },
    "asked_to_be_erased": {
        "zh": "此人要求过注销并已删除，不再邀请；本人想回来的，请其联系平台运行人员",
        "en": "The person asked to be deleted and is not invited again; "
        "who wants to come back tells whoever runs the platform",
    },
    "name_ambiguous": {
        "zh": "本单位有不止一位同名的人，请补上手机号或身份证号",
        "en": "The unit has several people of this name; add the mobile or ID number",
    },
    "namesake": {
        "zh": "本单位已有同名的人，将作为另一个人新增，请确认",
        "en": "The unit has a person of this name already; this is added as another person",
    },
    "kept_by_person": {
        "zh": "本人已启用账号，{field}由本人修改，没有改动",
        "en": "The person uses the account already and changes {field} personally; left as it is",
    },
}

FIELD_NAMES: Mapping[str, Mapping[str, str]] = {
    "ordinal": {"zh": "序号", "en": "number"},
    "name": {"zh": "姓名", "en": "name"},
    "sex": {"zh": "性别", "en": "sex"},
    "birth_date": {"zh": "出生日期", "en": "birth date"},
    "id_number": {"zh": "身份证号", "en": "ID number"},
    "mobile": {"zh": "手机号", "en": "mobile number"},
    "email": {"zh": "邮箱", "en": "e-mail"},
    "unit": {"zh": "单位", "en": "unit"},
    "department": {"zh": "部门", "en": "department"},
    "district": {"zh": "区县", "en": "district"},
    "street": {"zh": "街道", "en": "street"},
    "community": {"zh": "居住社区", "en": "community of the home"},
    "address": {"zh": "住址", "en": "address"},
    "home": {"zh": "居住地", "en": "home area"},
    "skills": {"zh": "技能", "en": "skills"},
    "note": {"zh": "备注", "en": "note"},
}


def field_name(name: str, language: str = "zh") -> str:
    """Return what people call a field of the roster."""
    return FIELD_NAMES[name]["zh" if language.startswith("zh") else "en"]


class RosterRefused(Unacceptable):
    """The file as a whole cannot be read as a roster."""

    sentences = SENTENCES


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something about one cell or row: code, values, and which column it is about."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    field: str = ""
    column: str = ""
    header: str = ""

    def say(self, language: str = "zh") -> str:
        """Say it in `language`; names of fields among the values are said in it too."""
        return sentence(SENTENCES, self.code, self._spoken(language), language)

    def _spoken(self, language: str) -> dict[str, object]:
        spoken = dict(self.params)
        if "field" in spoken:
            spoken["field"] = field_name(str(spoken["field"]), language)
        if isinstance(spoken.get("fields"), list | tuple):
            mark = "、" if language.startswith("zh") else ", "
            names: list[str] = list(spoken["fields"])  # type: ignore[call-overload]
            spoken["fields"] = mark.join(field_name(name, language) for name in names)
        return spoken
