"""The screens beside the editor: trying a draft out, its samples, its translations, its changes."""

import html
import json
import re

import pytest
from django.urls import reverse

from forms_app.models import Draft, Form, Submission
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.authoring import address, draft, key_of, newest, posted, question
from tests.forms_app.stepped import (
    AGE,
    ALONE,
    NAME,
    PEOPLE,
    PERSON,
    RULES,
    WHO,
    WISH,
    questions,
)

pytestmark = pytest.mark.django_db
A, B = question(1, "yes_no", "要不要"), question(2, label="为什么")
SHOW = {
    "id": "r1",
    "kind": "show",
    "targets": [key_of(2)],
    "when": {"==": [{"var": key_of(1)}, True]},
}


@pytest.fixture
def editor(town):
    return sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR))


@pytest.fixture
def asked(town):
    return draft(town.community, A, B, rules=[SHOW])


def desk(name, form, *more):
    return reverse(f"form_desk:{name}", args=[form.pk, *more])


def test_a_draft_is_tried_out_and_says_why_a_question_is_not_shown(editor, asked):
    start = editor.get(desk("try", asked)).content.decode()
    page = editor.post(desk("try", asked), {key_of(1): "no", "do": "look"}).content.decode()

    frame = html.unescape(re.search(r'srcdoc="([^"]*)"', start).group(1))
    assert 'target="_top"' in frame
    assert "要不要" in frame
    assert "“为什么”没有显示" in page
    assert "“要不要”现在是“否”" in page
    assert "没有，这样填可以交。" in page
    assert not Submission.objects.exists()


def shown_in(answer) -> str:
    """Return the page of the trial as people would see it."""
    frame = html.unescape(re.search(r'srcdoc="([^"]*)"', answer.content.decode()).group(1))
    return re.sub(r"<template.*?</template>", "", frame, flags=re.S)


def test_a_draft_is_walked_through_step_by_step_and_nothing_is_kept(editor, town):
    form = draft(town.community, *questions(), rules=RULES)
    trial = desk("try", form)

    def press(answer, button, **typed):
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', shown_in(answer))
        hidden: dict[str, list[str]] = {}
        for name, value in found:
            hidden.setdefault(name, []).append(value)
        return editor.post(trial, hidden | typed | {"step": button})

    first = editor.get(trial)
    refused = press(first, "next")
    brought = press(refused, "next", **{ALONE: "yes", NAME: "林样例"})
    second = press(brought, "next", **{ALONE: "yes", NAME: "林样例", WHO: "甲一"})
    fourth = press(second, "next", **{f"{PEOPLE}.0.{PERSON}": "乙二", f"{PEOPLE}.0.{AGE}": "7"})
    checked = press(fourth, "next", **{WISH: "有人来坐坐"})
    changed = press(checked, f"edit:{ALONE}")
    text = checked.content.decode()

    assert "您的情况" in shown_in(first)
    assert "家里人" not in shown_in(first)
    assert "请选一项" in shown_in(refused)
    assert "这一页还有几个问题" in shown_in(brought)
    assert "家里人" in shown_in(second)
    assert "心愿" in shown_in(fourth)
    assert "请核对" in shown_in(checked)
    assert "会存下什么" in text
    assert "7 岁" in text
    assert "“夜里谁在”没有显示" in text
    assert f'name="{ALONE}"' in shown_in(changed)
    assert not Submission.objects.exists()
    assert not Draft.objects.exists()

    back = press(changed, "next", **{ALONE: "no", NAME: "林样例", WHO: "甲一"})
    dropped = press(back, "look").content.decode()
    assert "填过，但已经不显示，不会存：" in dropped
    assert "紧急时找谁" in dropped.partition("不会存：")[2].partition("</p>")[0]


def test_a_trial_finds_areas_by_their_names_and_keeps_their_codes(town, editor):
    where = question(8, "area", "哪里", level="")
    within = SHOW | {"when": {"within": [{"var": key_of(8)}, "370199001"]}}
    form = draft(town.community, where, B, rules=[within])

    page = editor.post(desk("try", form), {key_of(8): "柳林社区", "step": "look"})
    editor.post(desk("try", form), {key_of(8): "柳林社区", "name": "柳林", "do": "keep"})

    text = page.content.decode()
    assert "“哪里”在“甲街道”范围内" in text
    assert "“哪里”现在是“柳林社区 · 乙街道”" in text
    assert newest(form).samples[0]["answers"] == {key_of(8): ["370199002001"]}


def test_in_a_trial_areas_are_chosen_level_by_level_too(town, editor):
    form = draft(town.street, question(8, "area", "哪里", level="community"))
    desk_of_street = sign_in(town.staff(role=Post.Role.STREET_OFFICER, area=town.street))

    page = shown_in(desk_of_street.get(desk("try", form)))
    told = desk_of_street.get(desk("areas", form), {"level": "community"})
    chosen = desk_of_street.post(
        desk("try", form), {key_of(8): town.community.code, "step": "look"}
    ).content.decode()

    assert f'data-base="{desk("areas", form).removesuffix("areas/")}"' in page
    assert "data-areas=" in page
    assert "areas.js" in page
    assert [one["name"] for one in told.json()["steps"][-1]["areas"]] == ["百花园社区"]
    assert "百花园社区" in chosen
    assert editor.get(desk("areas", form)).status_code == 404


def test_the_script_of_a_trial_reads_what_the_draft_asks(town, editor, asked):
    found = editor.get(desk("document", asked))
    other = sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR, area=town.other_community))

    assert found.json()["rules"] == [SHOW]
    assert "samples" not in found.json()
    assert other.get(desk("document", asked)).status_code == 404


def test_answers_are_kept_as_a_sample_that_stops_publishing_when_its_path_breaks(town, asked):
    client = sign_in(town.staff(role=Post.Role.STREET_OFFICER, area=town.street))
    client.post(desk("try", asked), {key_of(1): "no", "name": "不要的人", "do": "keep"})

    [sample] = newest(asked).samples
    assert (sample["name"], sample["answers"]) == ("不要的人", {key_of(1): ["no"]})
    assert sample["expect"]["hidden"] == [key_of(2)]
    assert sample["expect"]["refused"] == []
    assert "和记下的一样" in client.get(desk("try", asked)).content.decode()

    turned = SHOW | {"when": {"==": [{"var": key_of(1)}, False]}}
    change = posted(asked, A, B) | {"rules": "", "rules-trees": json.dumps([turned])}
    refused = client.post(address("edit", asked), change | {"action-publish": "1"})
    assert "不要的人" in refused.content.decode()
    assert not Form.objects.get(pk=asked.pk).live
    client.post(address("edit", asked), change)

    assert "走法变了" in client.get(desk("try", asked)).content.decode()
    client.post(desk("samples", asked), {"name": "不要的人", "do": "expect"})
    assert newest(asked).samples[0]["expect"]["shown"] == [key_of(1), key_of(2)]
    client.post(desk("samples", asked), {"name": "不要的人", "do": "drop"})
    assert newest(asked).samples == []


def test_nobody_changes_samples_of_another_area_or_of_a_locked_form(town, editor, asked):
    other = sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR, area=town.other_community))
    kept = {key_of(1): "no", "name": "偷改", "do": "keep"}

    assert other.post(desk("try", asked), kept).status_code == 404
    assert other.get(desk("translate", asked, "en")).status_code == 404
    Form.objects.filter(pk=asked.pk).update(locked=True)
    assert "锁着" in editor.post(desk("try", asked), kept, follow=True).content.decode()

    assert newest(asked).samples == []


def test_words_are_translated_counted_and_shown_to_who_reads_english(town, asked):
    client = sign_in(town.staff(role=Post.Role.STREET_OFFICER, area=town.street))
    page = client.get(desk("translate", asked, "en")).content.decode()
    assert "共 3 处文字，还有 3 处没译" in page

    label = f"t-{key_of(1)}.label"
    client.post(desk("translate", asked, "en"), {label: "Do you want it", "t-title": "A room"})

    assert "还有 1 处没译" in client.get(desk("translate", asked, "en")).content.decode()
    newest(asked).get_latest_revision().publish(skip_permission_checks=True)
    english = client.get("/en/forms/a-room/").content.decode()
    chinese = client.get("/forms/a-room/").content.decode()
    assert "Do you want it" in english
    assert "A room" in english
    assert "要不要" in chinese
    assert "Do you want it" not in chinese


def test_two_versions_are_compared_in_words(town, editor, asked):
    asked.get_latest_revision().publish(skip_permission_checks=True)
    longer = [A, question(2, label="为了什么"), question(3, "number", "几个人")]
    change = posted(asked, *longer, audience="staff", keep_days="30")
    editor.post(address("edit", asked), change | {"rules": "", "rules-trees": json.dumps([SHOW])})

    page = editor.get(address("revisions_compare", asked, "live", "latest")).content.decode()

    for words in (
        "新增问题“几个人”（数字）",
        "问题“为什么”改成“为了什么”",
        "谁能填：从所有人改成在那里有岗位的人",
        "365",
    ):
        assert words in page
    assert "规则" not in re.search(r'<ul class="changes">(.*?)</ul>', page, re.DOTALL).group(1)


def test_a_draft_saves_itself_unfinished_rules_and_all_and_nothing_is_out(editor, asked):
    unnamed = question(3, label=" ")

    page = editor.get(address("edit", asked)).content.decode()
    sent = posted(asked, A, B, unnamed, title="改了") | {"rules-trees": json.dumps([SHOW])}
    answer = editor.post(address("edit", asked), sent, headers={"accept": "application/json"})

    assert "w-autosave" in page
    assert answer.json()["success"] is True
    assert (newest(asked).title, newest(asked).rules) == ("改了", [SHOW])
    assert len(newest(asked).questions) == 3
    assert not Form.objects.get(pk=asked.pk).live


def test_going_back_says_what_becomes_of_what_was_sent(editor, asked):
    first = asked.get_latest_revision()
    editor.post(address("edit", asked), posted(asked, A, B, title="改过的"))

    page = editor.get(address("revisions_revert", asked, first.pk)).content.decode()

    assert "交过的内容仍跟着当时那一版" in page
    assert "借活动室" in page


def test_rolled_back_the_old_questions_are_out_again_as_a_version_of_their_own(town, asked):
    officer = sign_in(town.staff(Post.Role.STREET_OFFICER, town.street))
    out = {"rules-trees": json.dumps([SHOW]), "action-publish": "1"}
    officer.post(address("edit", asked), posted(asked, A, B) | out)
    first = newest(asked).latest_revision
    mended = question(2, label="为了什么")
    officer.post(address("edit", asked), posted(asked, A, mended, title="改过的") | out)
    shown = officer.get(address("revisions_revert", asked, first.pk)).content.decode()

    back = posted(asked, A, B) | out | {"revision": str(first.pk)}
    officer.post(address("edit", asked), back)

    versions = asked.versions.order_by("number")
    assert "为了什么" not in re.sub(r"<script.*?</script>", "", shown, flags=re.DOTALL)
    assert [found.document["title"] for found in versions] == ["借活动室", "改过的", "借活动室"]
    assert versions[2].digest == versions[0].digest != versions[1].digest
    assert Form.objects.get(pk=asked.pk).title == "借活动室"


@pytest.mark.parametrize("screen", ["try", "translate"])
def test_a_screen_takes_as_many_queries_for_two_questions_as_for_twenty(
    town, editor, asked, screen, django_assert_max_num_queries
):
    many = draft(
        town.community,
        *(question(number) for number in range(1, 21)),
        slug="many",
        samples=[{"name": f"样例 {n}", "answers": {}, "expect": {}} for n in range(10)],
    )
    more = ["en"] if screen == "translate" else []
    editor.get(desk(screen, asked, *more))

    with django_assert_max_num_queries(40) as few:
        editor.get(desk(screen, asked, *more))
    with django_assert_max_num_queries(40) as all_of_them:
        editor.get(desk(screen, many, *more))

    assert len(all_of_them) == len(few)


def test_a_taken_name_says_which_form_has_it_and_which_name_is_free(editor, town):
    town.form()
    taken = Form.objects.get().slug
    mine = draft(town.community, question(1), slug="mine", title="另一个")

    said = html.unescape(
        editor.post(address("edit", mine), posted(mine, question(1), slug=taken)).content.decode()
    )

    assert f"已经用了 /forms/{taken}/ 这个地址。可以改成“{taken}-2”" in said
    assert f"“{Form.objects.get(slug=taken).title}”已经用了" in said


def test_a_taken_name_does_not_tell_the_title_of_a_draft(editor, town):
    draft(town.community, question(1), slug="hidden", title="不给看")
    mine = draft(town.community, question(1), slug="mine", title="另一个")

    said = html.unescape(
        editor.post(
            address("edit", mine), posted(mine, question(1), slug="hidden")
        ).content.decode()
    )

    assert "另一个表单已经用了 /forms/hidden/ 这个地址。可以改成“hidden-2”" in said
    assert "不给看" not in said
