"""One step after another without JavaScript: kept as one goes, honest about the way, checked."""

import json
import re

import pytest

from forms_app.models import Draft, Submission
from tests.forms_app.stepped import (
    AGE,
    ALONE,
    NAME,
    NIGHTS,
    PAGE,
    PEOPLE,
    PERSON,
    STEPS,
    TOTAL,
    WHO,
    WISH,
    Visitor,
    questions,
    stepped_form,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(client, town):
    stepped_form(town.city)
    return Visitor(client)


def through(visitor, alone="no"):
    """Go to the end, and stop where the answers are checked."""
    visitor.press(**{ALONE: alone, NAME: "林样例"})
    if alone == "yes":
        visitor.press(**{ALONE: alone, NAME: "林样例", WHO: "陈样例"})
    visitor.press(**{f"{PEOPLE}.0.{PERSON}": "大宝", f"{PEOPLE}.0.{AGE}": "8"})
    if alone == "no":
        visitor.press(**{NIGHTS: "我"})
    return visitor.press(**{WISH: "装个扶手"})


def test_each_step_is_a_page_that_says_how_far_it_is(visitor):
    assert "第 1 步，共 5 步" in visitor.visible
    assert "您的情况" in visitor.visible
    assert "夜里谁在" not in visitor.visible
    assert not Draft.objects.exists()

    visitor.press(**{ALONE: "no", NAME: "林样例"})

    assert visitor.response.redirect_chain[0][0].endswith(f"/{STEPS[1]}/")
    assert "第 2 步，共 5 步" in visitor.visible
    assert Draft.objects.get().given == {ALONE: ["no"], NAME: ["林样例"]}


def test_the_way_is_counted_over_the_steps_that_will_be_asked(visitor):
    visitor.press(**{ALONE: "yes", NAME: "林样例"})
    visitor.press(**{ALONE: "yes", NAME: "林样例", WHO: "陈样例"})

    assert "第 2 步，共 4 步" in visitor.visible

    visitor.press()

    assert "第 3 步，共 4 步" in visitor.visible
    assert "心愿" in visitor.visible


def test_a_question_that_an_answer_brings_is_asked_and_not_called_missing(visitor):
    assert "紧急时找谁" not in visitor.visible

    visitor.press(**{ALONE: "yes", NAME: "林样例"})

    assert visitor.response.status_code == 200
    assert "紧急时找谁" in visitor.visible
    assert "您的回答之后，这一页还有几个问题" in visitor.visible
    assert "error-summary" not in visitor.visible

    visitor.press(**{ALONE: "yes", NAME: "林样例"})

    assert visitor.response.status_code == 422
    assert "<title>错误：" in visitor.visible
    assert f'href="#{WHO}"' in visitor.visible


def test_going_back_keeps_what_is_typed_right_or_wrong(visitor):
    visitor.press(**{ALONE: "no", NAME: "林样例"})

    visitor.press("back", **{f"{PEOPLE}.0.{AGE}": "八岁"})

    assert "第 1 步" in visitor.visible
    assert 'value="林样例"' in visitor.visible
    visitor.press(**{ALONE: "no", NAME: "林样例"})
    assert 'value="八岁"' in visitor.visible


def test_an_error_in_an_item_leads_to_its_own_field(visitor):
    visitor.press(**{ALONE: "no", NAME: "林样例"})

    visitor.press(**{f"{PEOPLE}.0.{AGE}": "八岁"})

    assert visitor.response.status_code == 422
    assert f'href="#{PEOPLE}.0.{PERSON}"' in visitor.visible
    assert f'href="#{PEOPLE}.0.{AGE}"' in visitor.visible
    assert visitor.visible.count("请填写") >= 2


def test_items_are_added_and_removed_by_buttons(visitor):
    visitor.press(**{ALONE: "no", NAME: "林样例"})
    assert visitor.visible.count("data-item=") == 1

    visitor.press(f"add:{PEOPLE}", **{f"{PEOPLE}.0.{PERSON}": "大宝"})
    visitor.press(
        f"add:{PEOPLE}",
        **{
            f"{PEOPLE}.0.{PERSON}": "大宝",
            f"{PEOPLE}.1.{PERSON}": "二宝",
            f"{PEOPLE}.1.{AGE}": "5",
        },
    )
    assert visitor.visible.count("data-item=") == 3
    assert "家人 3" in visitor.visible

    visitor.press(
        f"remove:{PEOPLE}.0",
        **{
            f"{PEOPLE}.0.{PERSON}": "大宝",
            f"{PEOPLE}.1.{PERSON}": "二宝",
            f"{PEOPLE}.1.{AGE}": "5",
        },
    )
    assert visitor.visible.count("data-item=") == 2
    assert f'name="{PEOPLE}.0.{PERSON}" value="二宝"' in visitor.visible
    assert "大宝" not in visitor.visible
    assert f'name="{PEOPLE}.0.{AGE}" value="5"' in visitor.visible


def test_no_more_items_are_drawn_than_the_group_takes(visitor):
    visitor.press(**{ALONE: "no", NAME: "林样例"})

    for _each in range(6):
        visitor.press(f"add:{PEOPLE}")

    assert visitor.visible.count("data-item=") == 4
    assert re.search(rf'<p hidden><button[^>]*value="add:{PEOPLE}"', visitor.visible)


def test_what_is_worked_out_is_told(visitor):
    visitor.press(**{ALONE: "no", NAME: "林样例"})
    visitor.press(f"add:{PEOPLE}", **{f"{PEOPLE}.0.{PERSON}": "大宝", f"{PEOPLE}.0.{AGE}": "8"})

    assert re.search(rf'data-computed="{TOTAL}">8 岁<', visitor.visible)


def test_every_answer_is_checked_with_a_link_to_change_it(visitor):
    through(visitor)

    assert "还没有提交" in visitor.visible
    assert "第 5 步，共 5 步" in visitor.visible
    assert "大宝" in visitor.visible
    assert "8 岁" in visitor.visible
    assert f"?then=check#q-{NAME}" in visitor.visible
    assert not Submission.objects.exists()

    [link] = re.findall(rf'href="([^"]+\?then=check)#q-{NAME}"', visitor.visible)
    visitor.open(link)
    assert 'value="林样例"' in visitor.visible
    visitor.press(**{ALONE: "no", NAME: "陈样例"})

    assert "请核对" in visitor.visible
    assert "陈样例" in visitor.visible


def test_a_change_that_asks_for_more_leads_there_before_checking(visitor):
    through(visitor, alone="yes")
    address = visitor.response.redirect_chain[-1][0]
    visitor.open(address.replace("check/", f"{STEPS[0]}/?then=check"))

    visitor.press(**{ALONE: "no", NAME: "林样例"})

    assert "夜里谁在" in visitor.visible
    assert "未填写" in visitor.visible


def test_checking_leads_to_the_first_step_that_still_lacks_something(visitor):
    visitor.press(**{ALONE: "no", NAME: "林样例"})
    address = visitor.response.redirect_chain[-1][0]

    visitor.open(address.replace(STEPS[1], "check"))

    assert visitor.response.status_code == 422
    assert "想要什么" in visitor.visible


def test_what_is_sent_is_what_was_checked_and_once(visitor, client):
    through(visitor)
    ticket = re.search(r'name="ticket" value="([^"]+)"', visitor.text)[1]

    visitor.press("send")
    again = client.post(PAGE, {"ticket": ticket, "at": "check", "step": "send"})

    kept = Submission.objects.get()
    assert kept.values == {
        ALONE: False,
        NAME: "林样例",
        PEOPLE: [{PERSON: "大宝", AGE: 8}],
        TOTAL: 8,
        NIGHTS: "我",
        WISH: "装个扶手",
    }
    assert kept.spoken_reference in visitor.text
    assert "/done/" in again["Location"]
    assert Draft.objects.get().answers == ""


def test_steps_left_out_leave_nothing_behind(visitor):
    visitor.press(**{ALONE: "no", NAME: "林样例"})
    visitor.press()
    visitor.press(**{NIGHTS: "不该留下"})
    visitor.press("back", **{WISH: "装个扶手"})
    visitor.press("back")
    visitor.press("back")
    visitor.press(**{ALONE: "yes", NAME: "林样例"})
    visitor.press(**{ALONE: "yes", NAME: "林样例", WHO: "陈样例"})
    visitor.press()
    visitor.press(**{WISH: "装个扶手"})

    assert "不该留下" not in visitor.visible
    visitor.press("send")
    assert NIGHTS not in Submission.objects.get().values


def test_saved_for_later_it_is_gone_on_with_on_another_device(visitor, client, town):
    visitor.press(**{ALONE: "no", NAME: "林样例"})

    visitor.press("save", **{f"{PEOPLE}.0.{PERSON}": "大宝"})

    number, code = re.findall(r'figure__value">([\d ]+)<', visitor.visible)
    assert "已经保存，还没有提交" in visitor.visible
    other = Visitor(type(client)(headers={"accept-language": "zh-hans"}), "/forms/status/")
    other.press("", reference=number, code=code)
    assert "第 2 步" in other.visible
    assert 'value="大宝"' in other.visible

    wrong = Visitor(type(client)(headers={"accept-language": "zh-hans"}), "/forms/status/")
    wrong.press("", reference=number, code=f"{(int(code) + 1) % 10**6:06d}")
    assert wrong.response.status_code == 422
    assert "对不上" in wrong.visible


def test_another_browser_cannot_open_a_filling_in_by_its_address(visitor, client):
    visitor.press(**{ALONE: "no", NAME: "林样例"})
    address = visitor.response.redirect_chain[-1][0]

    stranger = type(client)().get(address)

    assert stranger.status_code == 302
    assert stranger["Location"] == PAGE


def test_who_comes_back_is_offered_what_they_began(visitor):
    visitor.press(**{ALONE: "no", NAME: "林样例"})

    visitor.open(PAGE)

    assert "您之前填过这份表，还没有提交" in visitor.visible
    [link] = re.findall(r'href="([^"]+/filling/[^"]+)"', visitor.visible)
    assert "第 1 步" in visitor.visible
    assert "大宝" not in visitor.visible
    visitor.open(link)
    assert visitor.response.status_code == 200


def test_the_work_of_a_step_does_not_grow_with_the_form(
    client, town, django_assert_max_num_queries
):
    form = stepped_form(town.city)
    visitor = Visitor(client)
    visitor.press(**{ALONE: "no", NAME: "林样例"})
    address = visitor.response.redirect_chain[-1][0]

    with django_assert_max_num_queries(14) as short:
        client.get(address)
    few = len(short)
    blocks = questions()
    blocks[3:3] = [
        {
            "type": "short_text",
            "id": f"bbbb{number:04d}-1111-4a7e-9d5f-0c2f5d9e0001",
            "value": {"label": f"问题{number}", "hint": "", "required": False},
        }
        for number in range(60)
    ]
    form.questions = json.dumps(blocks)
    form.save_revision().publish()
    longer = Visitor(type(client)(headers={"accept-language": "zh-hans"}))
    longer.press(**{ALONE: "no", NAME: "林样例"})
    with django_assert_max_num_queries(few):
        longer.open(longer.response.redirect_chain[-1][0])


def test_who_began_before_a_change_is_told_what_changed_and_moves_over_when_they_say_so(
    client, town
):
    form = stepped_form(town.city)
    visitor = Visitor(client)
    visitor.press(**{ALONE: "no", NAME: "林样例"})
    address = visitor.response.redirect_chain[-1][0]
    blocks = questions()
    blocks[-1]["value"]["label"] = "最想要什么"
    form.questions = json.dumps(blocks)
    form.save_revision().publish()

    visitor.open(address)
    began_with = Draft.objects.get().version
    assert "您开始填以后，表单改过" in visitor.visible
    assert "最想要什么" in visitor.visible
    ticket = re.search(r'name="ticket" value="([^"]+)"', visitor.text)[1]
    visitor.response = client.post(
        PAGE, {"ticket": ticket, "at": "check", "step": "move"}, follow=True
    )

    draft = Draft.objects.get()
    assert began_with.number == 1
    assert draft.version == form.current
    assert draft.given == {ALONE: ["no"], NAME: ["林样例"]}
    assert "表单改过" not in visitor.visible
    assert 'value="林样例"' in visitor.visible


def test_the_receipt_can_be_scanned_and_holds_no_code(client, town):
    stepped_form(town.city)
    visitor = through(Visitor(client))

    visitor.press("send")

    assert "<svg" in visitor.text
    assert "二维码：查看办理进度" in visitor.text
