"""What the editor says when a form cannot go out: a sentence, beside the rule or the block."""

import html
import json
import re

import pytest
from wagtail.users.models import UserProfile

from forms_app.models import Form, FormVersion
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.authoring import address, block_id, draft, key_of, posted, question

pytestmark = pytest.mark.django_db
FIRST_STEP, LAST_STEP = block_id(90), block_id(91)
ALONE, AGE, WHO, TOTAL = (key_of(number) for number in (1, 2, 3, 4))


def step(number, title):
    return {"type": "step", "id": block_id(number), "value": {"title": title}}


BLOCKS = [
    step(90, "头一步"),
    question(1, "yes_no", "一个人住吗"),
    question(2, "number", "几岁"),
    step(91, "后一步"),
    question(3, label="怎么称呼"),
]
LABEL_OF_WHO = ("questions", 4, "label")
YES = {"==": [{"var": ALONE}, True]}


def rule(kind="show", targets=(WHO,), when=YES, **more):
    return {"id": "r1", "kind": kind, "targets": list(targets), "when": when} | more


def of(first, second):
    return [
        {"id": "r1", "kind": "compute", "targets": [TOTAL], "value": {"+": [{"var": first}, 1]}},
        {"id": "r2", "kind": "compute", "targets": [first], "value": {"+": [{"var": second}, 1]}},
    ]


CASES = {
    "a kind that does not fit": (
        [rule(when={"==": [{"var": AGE}, "六十"]})],
        "r1",
        "第 1 条规则：“几岁”（数字）和“六十”（文字）不能比",
        "Rule 1: “几岁” (a number) and “六十” (text) cannot be compared",
    ),
    "a forward reference": (
        [rule(targets=[AGE], when={"answered": [{"var": WHO}]})],
        "r1",
        "第 1 条规则：“几岁”在“怎么称呼”前面，填到这里时还不知道“怎么称呼”的回答",
        "Rule 1: “几岁” comes before “怎么称呼”, whose answer is not known there",
    ),
    "an unknown question": (
        [rule(when={"==": [{"var": "gone"}, True]})],
        "r1",
        "第 1 条规则：找不到“gone”，可能已经删掉了",
        "Rule 1: “gone” is not there; it may have been removed",
    ),
    "an unknown target": (
        [rule(targets=["gone"])],
        "r1",
        "第 1 条规则：找不到“gone”，可能已经删掉了",
        "Rule 1: “gone” is not there; it may have been removed",
    ),
    "a skip backwards": (
        [rule("skip", [FIRST_STEP], **{"from": LAST_STEP})],
        "r1",
        "第 1 条规则：只能往后跳",
        "Rule 1: One can only skip forwards",
    ),
    "a rule about nothing": (
        [rule(targets=[])],
        "r1",
        "第 1 条规则：没有说对哪个问题起作用",
        "Rule 1: The rule does not say what it is about",
    ),
    "a circle": (
        [{"id": "r1", "kind": "compute", "targets": [TOTAL], "value": {"+": [{"var": TOTAL}, 1]}}],
        ("questions", 5, "label"),
        "这几处互相依赖，算不出来：“合计” → “合计”",
        "These depend on each other in a circle: “合计” → “合计”",
    ),
    "an unreachable step": (
        [rule("skip", ["end"], when=None, **{"from": FIRST_STEP})],
        ("questions", 3, "title"),
        "“后一步”永远走不到",
        "“后一步” can never be reached",
    ),
    "required but never shown": (
        [rule(when={"and": [YES, {"!": [YES]}]})],
        ("questions", 4, "label"),
        "“怎么称呼”必须填，却永远不会显示",
        "“怎么称呼” is required but can never be shown",
    ),
    "a value without a formula": (
        [],
        ("questions", 5, "label"),
        "“合计”还没有算式，请加一条计算规则",
        "“合计” has no formula yet: add a compute rule",
    ),
}
TOTALLED = {"a circle", "a value without a formula"}


def officer_of(town, language):
    """Sign somebody in who lets forms out, and reads the admin in a language."""
    officer = town.staff(role=Post.Role.STREET_OFFICER, area=town.street)
    UserProfile.objects.create(user=officer, preferred_language=language)
    return sign_in(officer)


def published(town, form, language, *blocks, rules):
    """Press the button that lets the form out; return the page that answers."""
    asked = posted(form, *blocks) | {"rules": "", "rules-trees": json.dumps(rules)}
    return officer_of(town, language).post(address("edit", form), asked | {"action-publish": "1"})


def said_beside(page, place):
    """Return what stands beside a rule of the builder, or at an input of a block."""
    shown = page.content.decode()
    if isinstance(place, str):
        start = json.loads(re.search(r'id="rules-start"[^>]*>(.*?)</script>', shown).group(1))
        return [one["say"] for one in start["problems"] if one["rule"] == place]
    field, number, part = place
    [error] = page.context["form"].errors.as_data()[field]
    return error.block_errors[number].block_errors[part].messages


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_kind_of_problem_stands_in_words_beside_what_has_to_be_mended(town, case, language):
    rules, place, *sentences = CASES[case]
    said = sentences[language == "en"]
    totals = [question(4, "computed", "合计")] if case in TOTALLED else []
    form = draft(town.community, *BLOCKS, *totals)

    page = published(town, form, language, *BLOCKS, *totals, rules=rules)

    assert page.context["form"].non_field_errors() == [said]
    assert said_beside(page, place) == [said]
    assert html.escape(said) in page.content.decode()
    assert not Form.objects.get(pk=form.pk).live
    assert not FormVersion.objects.filter(form=form).exists()


def test_a_problem_inside_a_group_stands_at_the_question_in_it(town):
    inner = question(6, "number", "几斤", least="9", most="1")
    form = draft(town.community, question(5, "repeat", "带什么来", fields=[inner]))
    asked = posted(form, question(5, "repeat", "带什么来", least="0", most="5", item="样"))
    asked |= {
        "questions-0-value-fields-count": "1",
        "questions-0-value-fields-0-type": "number",
        "questions-0-value-fields-0-id": block_id(6),
        "questions-0-value-fields-0-order": "0",
        "questions-0-value-fields-0-deleted": "",
        "questions-0-value-fields-0-value-label": "几斤",
        "questions-0-value-fields-0-value-least": "9",
        "questions-0-value-fields-0-value-most": "1",
    }

    page = officer_of(town, "zh-hans").post(address("edit", form), asked | {"action-publish": "1"})

    said = ["“几斤”的两个限制互相矛盾"]
    [error] = page.context["form"].errors.as_data()["questions"]
    assert page.context["form"].errors["questions"] == ["要改的地方已在下面标出。"]
    inner_error = error.block_errors[0].block_errors["fields"].block_errors[0]
    assert page.context["form"].non_field_errors() == said
    assert inner_error.block_errors["label"].messages == said


def test_rules_that_were_just_picked_stand_in_the_editor_again(town):
    form = draft(town.community, *BLOCKS)

    page = published(town, form, "zh-hans", *BLOCKS, rules=[rule("skip", [FIRST_STEP])])

    start = re.search(r'id="rules-start"[^>]*>(.*?)</script>', page.content.decode()).group(1)
    assert [kept["kind"] for kept in json.loads(start)["rules"]] == ["skip"]
    assert Form.objects.get(pk=form.pk).rules == []


def test_an_operator_that_is_none_is_refused_where_rules_are_written(town):
    form = draft(town.community, *BLOCKS)

    page = published(town, form, "zh-hans", *BLOCKS, rules=[rule(when={"fly": [1]})])

    assert page.context["form"].errors["rules"] == ["规则没有传完整，请刷新页面再试。"]
    assert Form.objects.get(pk=form.pk).rules == []
