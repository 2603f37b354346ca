"""Answers in numbers: per question and version, crossed, and never of single people."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms_app.engine.context import Context
from forms_app.engine.definition import AnswerStep, Definition, Field, Section
from forms_app.models import Form, Submission
from forms_app.results import Tally, bins, guarded
from forms_app.views.desk import results as results_page
from tests.factories.sessions import sign_in
from tests.forms_app.limited import limited_form, send

CONTEXT = Context(today=date(2026, 11, 21), find_places=lambda words: [])
TWO = [{"id": "x", "text": "上午"}, {"id": "y", "text": "晚上"}]


def choice(key: str, label: str, **more) -> Field:
    options = {"choices": TWO, "other": True}
    return Field(id=key, key=key, type="choice", label=label, options=options, **more)


def asked(*fields: Field) -> Definition:
    return Definition("", "", "", (AnswerStep("p", "", (Section("s", "", fields),)),))


def numbers(tally: Tally, key: str) -> list[tuple]:
    shown = next(one for one in tally.shown if one.key == key)
    return [(row.words, row.count, row.by_version) for row in shown.rows]


def test_choices_are_counted_over_all_versions_and_in_each():
    tally = Tally({1: asked(choice("a", "旧")), 2: asked(choice("a", "新"))}, CONTEXT)

    for version, value in ((1, "x"), (1, "other:中午"), (2, "x"), (2, "y")):
        tally.add(version, {"a": value})

    assert numbers(tally, "a") == [
        ("上午", 2, (1, 1)),
        ("晚上", 1, (0, 1)),
        ("其他", 1, (1, 0)),
    ]
    assert (tally.shown[0].label, tally.shown[0].answered) == ("新", 4)


def test_a_group_under_five_is_not_told_nor_the_one_that_would_tell_it():
    assert guarded({"a": 9, "b": 4, "c": 7}) == {"a": 9, "b": None, "c": None}
    assert guarded({"a": 9, "b": 4, "c": 1}) == {"a": 9, "b": None, "c": None}
    assert guarded({"a": 9, "b": 5, "c": 0}) == {"a": 9, "b": 5, "c": 0}


def test_personal_questions_are_guarded_by_version_and_never_crossed():
    personal = Field(id="a", key="a", type="yes_no", label="有病史", data_class="sensitive")
    tally = Tally({1: asked(personal, choice("b", "场次"), choice("c", "来过"))}, CONTEXT)

    for _time in range(6):
        tally.add(1, {"a": True})
    tally.add(1, {"a": False})

    assert numbers(tally, "a") == [("是", None, ()), ("否", None, ())]
    assert tally.crossable == {"b": "场次", "c": "来过"}


def test_two_questions_cross():
    tally = Tally({1: asked(choice("a", "甲"), choice("b", "乙"))}, CONTEXT, pair=("a", "b"))

    for first, second in (("x", "x"), ("x", "y"), ("x", "y"), ("y", "x")):
        tally.add(1, {"a": first, "b": second})

    assert tally.cross() == (
        ["上午", "晚上", "其他"],
        [("上午", [1, 2, 0]), ("晚上", [1, 0, 0]), ("其他", [0, 0, 0])],
    )


def test_many_numbers_fall_into_eight_ranges():
    assert list(bins({1.0: 2, 3.0: 1})) == [("1", 2), ("3", 1)]
    found = list(bins(dict.fromkeys(map(float, range(17)), 1)))
    assert len(found) == 8
    assert (found[0], found[-1]) == (("0 – 2", 2), ("14 – 16", 3))


@pytest.mark.django_db
def test_only_what_was_sent_to_the_persons_areas_counts_in_as_many_queries(town):
    form = limited_form(town.city)
    for number in (1, 2, 3):
        send(form, number, coming=number)
    Submission.objects.update(area=town.community)
    send(form, 4)
    client = sign_in(town.staff())
    address = f"{reverse('submissions:results')}?form={form.pk}"
    client.get(address)

    with CaptureQueriesContext(connection) as few:
        page = client.get(address).content.decode()
    for number in range(5, 15):
        send(form, number)
    Submission.objects.update(area=town.community)
    with CaptureQueriesContext(connection) as many:
        more = client.get(address).content.decode()

    assert "您辖区内共 3 份" in page
    assert "您辖区内共 14 份" in more
    assert "听哪一场" in page
    assert "几个人来" in page
    assert "1390000" not in page
    assert len(many) == len(few)


def form_with_answer(town, slug: str) -> Form:
    form = limited_form(town.city)
    Form.objects.filter(pk=form.pk).update(slug=slug, title=f"讲座 {slug}")
    send(Form.objects.get(pk=form.pk), 1, key=slug)
    Submission.objects.update(area=town.community)
    return form


@pytest.mark.django_db
def test_one_form_alone_is_gone_to_at_once(town):
    form = form_with_answer(town, "only")
    address = reverse("submissions:results")
    client = sign_in(town.staff())

    assert client.get(address)["Location"] == f"{address}?form={form.pk}"
    assert client.get(f"{address}?form=999999")["Location"] == f"{address}?form={form.pk}"


@pytest.mark.django_db
def test_forms_are_listed_in_pages_with_their_counts_in_as_many_queries(town, monkeypatch):
    monkeypatch.setattr(results_page, "FORMS_A_PAGE", 4)
    client = sign_in(town.staff())
    address = reverse("submissions:results")
    for slug in ("a", "b"):
        form_with_answer(town, slug)
    send(Form.objects.get(slug="a"), 2, key="second")
    Submission.objects.update(area=town.community)
    client.get(address)

    with CaptureQueriesContext(connection) as few:
        page = client.get(address).content.decode()
    for slug in "cdefg":
        form_with_answer(town, slug)
    with CaptureQueriesContext(connection) as many:
        first = client.get(address).content.decode()
    second = client.get(f"{address}?p=2").content.decode()

    assert ("讲座 a</a></th><td>2<" in page, "讲座 b</a></th><td>1<" in page) == (True, True)
    assert ("讲座 d" in first, "讲座 e" in first) == (True, False)
    assert ("讲座 d" in second, "讲座 g" in second) == (False, True)
    assert len(many) == len(few)
