"""What a case is made of: kind and days from the author, title and words from the answers."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from forms_app.engine.course import problems_of_course
from forms_app.engine.definition import AnswerStep, Definition, Field, Section
from forms_app.engine.planned import Planned
from forms_app.engine.samples import sample_context
from forms_app.engine.step import Facts, Stands, Verdict, WaitsFor, steps

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FIELDS = (
    Field("1", "fwhat", "long_text", "坏成什么样了"),
    Field("2", "fname", "person_name", "怎么称呼您", data_class="personal"),
    Field("3", "fphone", "phone", "手机号", data_class="personal", purpose="contact_phone"),
    Field("4", "fhome", "address", "您家的地址", data_class="personal", required=False),
    Field("5", "fplace", "short_text", "具体在什么位置", required=False),
)
VALUES = {
    "fwhat": "三楼的声控灯不亮。昨天晚上发现的",
    "fname": "林样例",
    "fphone": "+8613900000001",
    "fhome": {"detail": "3号楼2单元301"},
    "fplace": "3号楼2单元三楼",
}
STEP = steps()["open_case"]


def form_with(settings: dict | None) -> Definition:
    form = Definition("报修", "", "open_case", (AnswerStep("p", "", (Section("s", "", FIELDS),)),))
    planned = () if settings is None else (Planned("a1", "open_case", settings),)
    return replace(form, after=planned)


def case_from(settings: dict | None, values: dict | None = None):
    return STEP.command(form_with(settings), values or VALUES, sample_context())


def test_a_case_is_made_of_the_answers_and_what_is_personal_stands_apart():
    case = case_from({"kind": "报修", "title": "", "days": 2})

    assert (case.kind, case.title, case.days) == ("报修", "三楼的声控灯不亮", 2)
    assert (
        case.what
        == "坏成什么样了：三楼的声控灯不亮。昨天晚上发现的\n具体在什么位置：3号楼2单元三楼"
    )
    assert (case.contact_name, case.contact_phone) == ("林样例", "13900000001")
    assert case.contact_address == "3号楼2单元301"


def test_the_author_writes_a_title_with_answers_and_personal_ones_are_masked_in_it():
    case = case_from({"kind": "报修", "title": "{title}：{@fplace}，{@fname}", "days": 2})

    assert case.title == "报修：3号楼2单元三楼，林*例"


def test_a_form_that_only_starts_a_case_has_its_name_for_kind_and_the_usual_days():
    case = case_from(None, {"fname": "林样例"})

    assert (case.kind, case.title, case.what, case.days) == ("报修", "报修", "报修", 5)


def test_it_waits_for_the_button_and_then_goes_on():
    facts = Facts(form_with({}), VALUES, sample_context(), NOW)

    waiting = STEP.decide(facts, {}, NOW)

    assert waiting == Verdict(Stands.WAITING, waits_for=WaitsFor.BUTTON)
    assert STEP.decide(replace(facts, is_started=True), {}, NOW) == Verdict()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": "字" * 21}, "最多 20 个字"),
        ({"days": 0}, "1 到 90 之间"),
        ({"days": 91}, "1 到 90 之间"),
        ({"title": "字" * 201}, "最多 200 个字"),
        ({"title": "{Q9}"}, "{Q9} 不知道填什么"),
        ({"title": "{编号}"}, "{编号} 不知道填什么"),
    ],
)
def test_what_an_author_has_to_mend_is_said(changed, said):
    settings = {"kind": "报修", "title": "{Q1}", "days": 2} | changed

    [problem] = problems_of_course(form_with(settings), in_community=False)

    assert said in problem.say("zh")


def test_it_is_said_in_a_sentence():
    settings = {"kind": "报修", "title": "", "days": 2}

    assert STEP.sentence(settings) == {
        "zh": "由工作人员看过，【登记办件】“报修”，2 个工作日内答复",
        "en": (
            "have a worker look it over and open a case of “报修”, "
            "to be answered within 2 working days"
        ),
    }
