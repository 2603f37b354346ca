"""The contract that every step after sending passes, and what single ones decide."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import jsonschema_rs
import pytest

from forms_app.engine.commands import Assign, Call, SetState, Tell
from forms_app.engine.course import (
    applies,
    next_planned,
    problems_of_course,
    sentence_of_course,
    started_by,
    verdict_of,
    walked,
)
from forms_app.engine.course_drawing import WIDEST, drawn, wrapped
from forms_app.engine.definition import AnswerStep, Definition, Field, Section
from forms_app.engine.document import document_of
from forms_app.engine.document_schema import document_schema
from forms_app.engine.planned import Planned
from forms_app.engine.reading import read
from forms_app.engine.roles import ROLES
from forms_app.engine.samples import sample_context
from forms_app.engine.step import Facts, Ruling, Stands, Verdict, WaitsFor, steps
from forms_app.engine.templating import filled, kept, shown, unknown_gaps

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FIELDS = (
    Field("1", "fwhat", "long_text", "要做什么", purpose="what"),
    Field("2", "fphone", "phone", "手机号", data_class="personal", purpose="contact_phone"),
    Field("3", "fage", "number", "年龄", required=False),
)
FORM = Definition("请人帮忙", "", "raise_need", (AnswerStep("p", "", (Section("s", "", FIELDS),)),))
VALUES = {"fwhat": "换灯泡", "fphone": "+8613900000001", "fage": 71}


def facts(**changed: object) -> Facts:
    return replace(Facts(FORM, VALUES, sample_context(), MONDAY), **changed)


def form_with(*planned: Planned, **changed: object) -> Definition:
    return replace(FORM, after=planned, **changed)


@pytest.mark.parametrize("key", sorted(steps()))
def test_every_step_says_what_it_does_in_both_languages(key):
    step = steps()[key]

    said = [step.names, step.sentence(step.example), *(option.names for option in step.options)]
    told = step.told(step.example)

    assert step.__class__.__module__.endswith(f".{key}")
    assert all(words.keys() == {"zh", "en"} and all(words.values()) for words in said)
    assert told is None or all(told.values())
    assert [option.key for option in step.options if option.key not in step.example] == []


@pytest.mark.parametrize("key", sorted(steps()))
def test_every_step_decides_the_same_twice_and_ends_at_some_time(key):
    step, asked, now = steps()[key], facts(), MONDAY
    first = step.decide(asked, step.example, now)
    for _round in range(10):
        verdict = step.decide(asked, step.example, now)
        if verdict.stands is Stands.DONE:
            break
        assert verdict.waits_for is not WaitsFor.NOTHING
        ruling = Ruling(verdict.level, agrees=True, at=now)
        rulings = asked.rulings
        if verdict.waits_for is WaitsFor.APPROVAL:
            rulings = (*rulings, ruling)
        asked = replace(asked, rulings=rulings, is_started=True, is_served=True)
        now = verdict.wakes_at or now

    assert step.decide(facts(), step.example, MONDAY) == first
    assert len({command.key for command in first.commands}) == len(first.commands)
    assert verdict.stands is Stands.DONE


@pytest.mark.parametrize("key", sorted(steps()))
def test_every_step_is_planned_written_and_read_again(key):
    planned = Planned("a1", key, steps()[key].example, {">": [{"var": "fage"}, 60]})
    definition = form_with(planned)

    document = document_of(definition)

    assert list(problems_of_course(definition, in_community=True)) == []
    assert read(document).after == (planned,)
    jsonschema_rs.validator_for(document_schema()).validate(document)
    assert sentence_of_course(definition)["zh"].startswith("收到以后，先“年龄”大于60的话，")


@pytest.mark.parametrize("key", [key for key, step in steps().items() if step.options])
def test_every_step_refuses_settings_that_say_nothing(key):
    found = problems_of_course(form_with(Planned("a1", key, {})), in_community=True)

    assert {problem.code for problem in found} == {"course_step"}


def test_a_kept_document_from_before_there_were_courses_is_read():
    document = document_of(FORM)
    del document["after"]

    found = read(document | {"schema_version": 2})

    assert (found.after, found.starts) == ((), "raise_need")


APPROVAL = {"roles": ["community_worker", "street_officer"], "days": 2}


def test_approval_asks_one_level_after_the_other_and_reminds_when_it_is_due():
    step = steps()["approval"]
    due = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)

    asked = step.decide(facts(), APPROVAL, MONDAY)
    late = step.decide(facts(), APPROVAL, due)
    later = MONDAY + timedelta(days=1)
    second = step.decide(facts(rulings=(Ruling(0, True, later),)), APPROVAL, later)
    both = (Ruling(0, True, later), Ruling(1, True, later))

    assert (asked.role, asked.level, asked.due_at, asked.wakes_at) == (
        "community_worker",
        0,
        due,
        due,
    )
    assert [command.key for command in asked.commands] == ["asked:0"]
    assert [command.key for command in late.commands] == ["asked:0", "due:0"]
    assert (late.stands, late.wakes_at) == (Stands.WAITING, None)
    assert (second.role, second.level) == ("street_officer", 1)
    assert second.due_at == due + timedelta(days=1)
    assert step.decide(facts(rulings=both), APPROVAL, later) == Verdict()


def test_a_refusal_ends_it_and_tells_the_sender_why():
    ruling = Ruling(0, False, MONDAY, "这一天活动室要检修")

    found = steps()["approval"].decide(facts(rulings=(ruling,)), APPROVAL, MONDAY)

    assert found.stands is Stands.STOPPED
    assert found.commands == (
        SetState("refused", "closed", "这一天活动室要检修"),
        Tell("tell_refused", "sender", "这一天活动室要检修", topic="refused"),
    )


@pytest.mark.parametrize(
    ("settings", "until"),
    [
        ({"unit": "hours", "count": 5}, MONDAY + timedelta(hours=5)),
        ({"unit": "days", "count": 2}, MONDAY + timedelta(days=2)),
        # Friday to Monday is one working day; it ends at nine in the morning of the city.
        ({"unit": "working_days", "count": 5}, datetime(2026, 11, 30, 1, 0, tzinfo=UTC)),
    ],
)
def test_waiting_ends_at_its_moment(settings, until):
    step = steps()["wait"]

    assert step.decide(facts(), settings, until - timedelta(seconds=1)).wakes_at == until
    assert step.decide(facts(), settings, until) == Verdict()


def test_waiting_for_the_volunteers_ends_when_they_have_been():
    step, settings = steps()["wait"], {"unit": "served"}

    assert step.decide(facts(), settings, MONDAY).waits_for is WaitsFor.SERVED
    assert step.decide(facts(is_served=True), settings, MONDAY) == Verdict()


def test_each_step_gives_the_commands_of_its_settings():
    def given(key: str, settings: dict) -> tuple:
        return steps()[key].decide(facts(), settings, MONDAY).commands

    assert given("notify", {"to": "sender", "by": "sms", "words": "收到"}) == (
        Tell("tell", "sender", "收到", "sms"),
    )
    assert given("assign", {"role": "grid_worker"})[0] == Assign("assign", "grid_worker")
    assert given("set_state", {"state": "closed", "reply": "好了"}) == (
        SetState("state", "closed", "好了"),
    )
    assert given("call_webhook", {"name": "in"}) == (Call("call", "in"),)


def test_a_step_is_taken_only_when_its_condition_is_true_never_when_it_is_unknown():
    planned = Planned("a1", "notify", {}, {">=": [{"var": "fage"}, 60]})

    taken = [
        applies(planned, FORM, values, sample_context())
        for values in ({"fage": 60}, {"fage": 59}, {})
    ]

    assert taken == [True, False, False]


def test_steps_have_their_turn_in_order():
    first, second = Planned("a1", "wait"), Planned("a2", "assign")
    form = form_with(first, second)

    assert next_planned(form, []) == first
    assert next_planned(form, ["a1"]) == second
    assert next_planned(form, ["a1", "a2"]) is None
    assert verdict_of(Planned("a3", "gone"), facts(), MONDAY) == Verdict()
    assert started_by([first, Planned("a3", "raise_need")]) == "raise_need"
    assert started_by([first]) == ""


def test_a_sample_tells_which_way_it_goes_and_how_long_it_takes():
    form = form_with(
        Planned("a1", "approval", {"roles": ["community_worker"], "days": 3}),
        Planned("a2", "notify", {"to": "sender"}, {">=": [{"var": "fage"}, 60]}),
        Planned("a3", "wait", {"unit": "days", "count": 2}),
        Planned("a4", "raise_need"),
        Planned("a5", "wait", {"unit": "served"}),
    )
    sample = {"name": "年轻人", "answers": {"fwhat": "甲", "fphone": "13900000001", "fage": "30"}}

    passed = walked(form, sample)

    assert [(one.planned.id, one.is_taken, one.after.days) for one in passed] == [
        ("a1", True, 0),
        ("a2", False, 0),
        ("a3", True, 2),
        ("a4", True, 2),
        ("a5", True, 2),
    ]


@pytest.mark.parametrize(
    ("planned", "inner"),
    [
        (Planned("a1", "fly"), "没有"),
        (Planned("a1", "notify", {"to": "sender", "by": "email", "words": "好"}), "邮箱"),
        (Planned("a1", "set_state", {"state": "closed"}), "答复"),
        (Planned("a1", "print_page", {"title": "甲", "template": "{Q9}"}), "{Q9}"),
        (Planned("a1", "wait", {"unit": "days", "count": 1}, {"var": "fage"}), "是或否"),
        (Planned("a1", "wait", {"unit": "days", "count": 1}, {"unreadable": ["?"]}), "unreadable"),
    ],
)
def test_what_cannot_work_is_refused_with_its_place(planned, inner):
    found = [p.say("zh") for p in problems_of_course(form_with(planned), in_community=True)]

    assert len(found) == 1
    assert found[0].startswith("提交后的第 1 步：")
    assert inner in found[0]


def test_waiting_for_volunteers_needs_something_that_was_started():
    form = form_with(Planned("a1", "wait", {"unit": "served"}), starts="")

    assert [p.say("en") for p in problems_of_course(form, in_community=True)] == [
        "Step 1 after sending: To wait until it is done, first make it a need or open a case"
    ]


def test_the_drawing_holds_every_step_and_the_ways_that_branch_off():
    form = form_with(
        Planned("a1", "approval", APPROVAL),
        Planned("a2", "notify", {"to": "sender", "words": "好" * 60}, {">": [{"var": "fage"}, 1]}),
    )

    found = drawn(form, "zh-hans")

    assert [box.bypass for box in found.boxes] == [False, False, True, False]
    assert [box.side is not None for box in found.boxes] == [False, True, False, False]
    assert all(
        low.y >= high.bottom for high, low in zip(found.boxes, found.boxes[1:], strict=False)
    )
    assert found.height > found.boxes[-1].bottom
    assert all(len(line) * 2 <= WIDEST for line in wrapped("好" * 100, WIDEST))
    assert len(found.arrows) == 3


def test_a_template_keeps_its_questions_however_they_move():
    template = "{Q1}，电话 {Q2}，编号 {编号}。{unknown}"

    stored = kept(template, FORM)

    assert stored == "{@fwhat}，电话 {@fphone}，编号 {number}。{unknown}"
    assert shown(stored, FORM) == template
    assert unknown_gaps(stored, FORM) == ["unknown"]
    assert filled(stored, FORM, VALUES, sample_context(), {"number": "123"}) == (
        "换灯泡，电话 13900000001，编号 123。{unknown}"
    )
    assert filled("{@fage}", FORM, {}, sample_context(), {}) == ""


def test_the_posts_of_steps_are_those_of_people():
    pytest.importorskip("people.models")
    from people.models import Post
    from people.permissions import ALLOWED, Verb

    seeing = {role for role, verbs in ALLOWED.items() if Verb.EDIT_NEEDS in verbs}
    assert set(ROLES) == {str(role) for role in seeing}
    assert set(ROLES) <= set(Post.Role.values)
