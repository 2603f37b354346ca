"""How far people come, the words they use, and the page of numbers for everybody."""

import json

import pytest
from django.core.cache import cache

from forms_app.actions.record_visit import LONGEST_SECONDS, What, record_visit
from forms_app.engine.context import Context
from forms_app.engine.definition import AnswerStep, Definition, Field, Section
from forms_app.funnel import funnel_of
from forms_app.models import Form, FormVisit
from forms_app.open_words import WordCount, runs
from forms_app.queries import visits_of
from forms_app.results import Tally
from tests.factories.sessions import sign_in
from tests.forms_app.limited import NOW, PHONE, QUESTIONS, TALK, answers, limited_form, send

CHINESE = {"accept-language": "zh-hans"}
CONTEXT = Context(today=NOW.date(), find_places=lambda words: [])


def asked(*fields: Field) -> Definition:
    return Definition("", "", "", (AnswerStep("p", "哪一场", (Section("s", "", fields),)),))


def test_runs_are_characters_in_a_row_that_neither_begin_nor_end_with_a_joining_word():
    assert list(runs("电梯坏了")) == ["电梯", "电梯坏", "梯坏"]
    assert list(runs("WiFi 的密码")) == ["wifi", "密码"]
    assert list(runs("的了")) == []


def test_words_are_told_when_five_people_used_them_and_longer_ones_stand_for_their_parts():
    count = WordCount()
    for text in ["电梯又坏了"] * 3 + ["三号楼电梯坏了"] * 3 + ["停车难"] * 4:
        count.add(text)

    assert count.most()[0] == ("电梯", 6)
    assert "停车" not in dict(count.most())
    assert "梯坏" not in dict(count.most())


def test_open_answers_are_counted_by_word_unless_they_are_personal():
    open_one = Field("1", "f1", "long_text", "想说什么")
    own = Field("2", "f2", "long_text", "自己的事", data_class="personal")
    tally = Tally({1: asked(open_one, own)}, CONTEXT)
    for _each in range(6):
        tally.add(1, {"f1": "电梯坏了", "f2": "电梯坏了"})

    shown = {one.key: one for one in tally.shown}

    assert [(row.words, row.count) for row in shown["f1"].rows] == [("电梯坏", 6)]
    assert [(row.words, row.count) for row in shown["f2"].rows] == [("填了", 6), ("没填", 0)]
    assert [one.key for one in tally.public] == ["f1"]


def test_how_far_people_come_is_told_in_shares_and_seconds():
    form = asked(Field("1", "f1", "long_text", "想说什么"))
    visits = [
        ("shown", "", "", 10, 0, 0),
        ("passed", "p", "", 6, 4, 100),
        ("refused", "", "f1", 3, 0, 0),
        ("refused", "", "gone", 9, 0, 0),
        ("sent", "", "", 5, 0, 0),
    ]

    found = funnel_of(form, visits, "zh")

    assert [(one.words, one.count, one.share, one.seconds) for one in found.stages] == [
        ("打开", 10, 100, None),
        ("哪一场", 6, 60, 25),
        ("提交", 5, 50, None),
    ]
    assert found.mended == (("想说什么", 3),)


@pytest.mark.django_db
def test_visits_are_counts_alone_and_what_a_browser_makes_up_makes_no_rows(town):
    version = limited_form(town.community).current
    step = version.definition.steps[0].id

    for seconds in (10, 10**9):
        record_visit(version=version, what=What.PASSED, now=NOW, step=step, seconds=seconds)
    record_visit(version=version, what=What.PASSED, now=NOW, step="made-up", question="too")
    record_visit(version=version, what=What.PASSED, now=NOW)

    rows = FormVisit.objects.order_by("pk").values_list("step", "question", "count", "seconds")
    assert list(rows) == [(step, "", 2, 10 + LONGEST_SECONDS), ("", "", 2, 0)]
    names = [field.name for field in FormVisit._meta.fields]
    told = ["version", "day", "what", "step", "question", "count", "timed", "seconds"]
    assert names == ["id", *told]


@pytest.mark.django_db
def test_filling_in_is_counted_from_opening_to_sending(town, client):
    form = limited_form(town.community)
    address = form.get_absolute_url()
    page = client.get(address)
    ticket, at = page.context["ticket"], page.context["step"].id
    typed = {TALK: "c0000001", PHONE: "13900000001", "ticket": ticket, "at": at}
    typed["seen"] = [field.key for field in form.current.definition.fields]

    client.post(address, typed | {PHONE: "12", "step": "next", "since": page.context["since"]})
    client.post(address, typed | {"step": "next", "since": page.context["since"]})
    sent = client.post(address, typed | {"step": "send"})

    assert sent.status_code == 302
    [visits] = visits_of(form).values()
    assert {(what, step, question): many for what, step, question, many, *_ in visits} == {
        ("shown", "", ""): 1,
        ("refused", "", PHONE): 1,
        ("passed", at, ""): 1,
        ("sent", "", ""): 1,
    }
    desk = sign_in(town.staff()).get(f"/admin/submissions/numbers/?form={form.pk}")
    assert "要改得最多的" in desk.content.decode()


def open_form(town, **fields: object) -> Form:
    wish = {
        "type": "long_text",
        "id": "f3f5a7b1-3d6e-4fa0-84b8-5e7a9d1f0010",
        "value": {"label": "还想听什么", "required": False},
    }
    form = Form(title="听讲座", slug="talks", area=town.community, live=False, **fields)
    form.questions = json.dumps([*QUESTIONS, wish], ensure_ascii=False)
    form.save()
    form.save_revision().publish(skip_permission_checks=True)
    form.refresh_from_db()
    return form


@pytest.mark.django_db
def test_numbers_are_for_everybody_only_where_the_author_allows(town, client):
    cache.clear()
    form = open_form(town)
    assert client.get("/forms/talks/results/").status_code == 404
    Form.objects.filter(pk=form.pk).update(shows_results=True, audience="staff")
    assert client.get("/forms/talks/results/").status_code == 404
    Form.objects.filter(pk=form.pk).update(audience="everybody")

    assert client.get("/forms/talks/results/").status_code == 200


@pytest.mark.django_db
def test_everybody_sees_counts_but_no_group_under_five_and_nothing_personal(town, client):
    cache.clear()
    form = open_form(town, shows_results=True)
    for number in range(1, 9):
        send(form, number)
    send(form, 9)
    assert answers(1)[TALK] == "c0000001"

    page = client.get("/forms/talks/results/", headers=CHINESE).content.decode()

    assert "听哪一场" in page
    assert "（100%）" in page
    assert "手机号" not in page
    assert "139" not in page
