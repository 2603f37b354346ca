"""Answers in numbers: per question and version, crossed, and never of single people."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms_app.charting import bins
from forms_app.engine.context import Context
from forms_app.engine.definition import AnswerStep, Definition, Field, Section
from forms_app.models import Form, Submission
from forms_app.results import Crossed, Tally, guarded
from forms_app.views.desk import results as results_page
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.limited import TALK, limited_form, send

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

    assert tally.cross() == Crossed(
        headings=("上午", "晚上", "其他"),
        lines=(("上午", (1, 2, 0), 3), ("晚上", (1, 0, 0), 1), ("其他", (0, 0, 0), 0)),
        sums=(2, 2, 0),
        is_cut=False,
    )


def test_a_question_crosses_with_the_areas_it_was_sent_to_on_each_level_and_in_one_version():
    areas = {
        "street": {"0101": ("s", "甲街道"), "0102": ("s", "甲街道"), "0201": ("t", "乙街道")},
        "community": {"0101": ("a", "百花园"), "0102": ("b", "柳林"), "0201": ("c", "河口")},
    }
    sent = [(1, "x", "0101"), (1, "x", "0102"), (2, "y", "0102"), (2, "x", "0201"), (2, "y", "9")]

    def crossed(level: str, only: int | None = None) -> Crossed:
        forms = {number: asked(choice("a", "哪一场")) for number in (1, 2)}
        tally = Tally(forms, CONTEXT, pair=(f"@{level}", "a"), only=only, areas=areas)
        for version, value, path in sent:
            tally.add(version, {"a": value}, path)
        return tally.cross()

    assert crossed("street").lines == (("甲街道", (2, 1, 0), 3), ("乙街道", (1, 0, 0), 1))
    assert [line[0] for line in crossed("community").lines] == ["柳林", "百花园", "河口"]
    assert crossed("street", only=2).lines == (("甲街道", (0, 1, 0), 1), ("乙街道", (1, 0, 0), 1))


def test_of_very_many_areas_the_hundred_with_the_most_are_shown():
    areas = {
        "community": {f"{place:03d}": (f"c{place:03d}", f"{place} 号") for place in range(120)}
    }
    form = {1: asked(choice("a", "哪一场"))}
    tally = Tally(form, CONTEXT, pair=("@community", "a"), areas=areas)
    for place in range(120):
        tally.add(1, {"a": "x"}, f"{place:03d}")

    found = tally.cross()

    assert (len(found.lines), found.is_cut) == (100, True)


def test_consent_is_counted_as_given_or_not_in_each_version():
    agrees = Field("c", "c", "consent", "同意公示")
    tally = Tally({1: asked(choice("a", "场次")), 2: asked(choice("a", "场次"), agrees)}, CONTEXT)
    tally.add(1, {"a": "x"})
    for value in (True, True, None):
        tally.add(2, {"a": "x", "c": value})

    assert numbers(tally, "c") == [("同意", 2, (0, 2)), ("没有同意", 1, (0, 1))]


def test_of_an_id_number_bands_of_age_are_told_and_nothing_else():
    field = Field("i", "i", "id_number", "身份证号")
    tally = Tally({1: asked(field)}, CONTEXT)
    for year, many in ((1949, 6), (1990, 7), (2015, 2)):
        for _each in range(many):
            tally.add(1, {"i": f"110105{year}1231002X"})

    assert numbers(tally, "i") == [
        ("未满 18 岁", None, ()),
        ("18–34 岁", 0, ()),
        ("35–49 岁", 7, ()),
        ("50–59 岁", 0, ()),
        ("60–69 岁", 0, ()),
        ("70–79 岁", None, ()),
        ("80 岁及以上", 0, ()),
    ]


def test_what_few_answered_is_not_even_named_where_it_is_personal():
    field = Field("h", "h", "hidden", "从哪里来", data_class="personal")
    money = Field("m", "m", "money", "收入", data_class="personal")
    tally = Tally({1: asked(field, money)}, CONTEXT)
    for number in range(6):
        tally.add(1, {"h": "海报", "m": 500_000 + number})
    tally.add(1, {"h": "三号楼的甲一", "m": 712_345})

    assert numbers(tally, "h") == [("其他（人数太少，不分开说）", None, ())]
    assert not any("7123" in words or "5000.0" in words for words, *_ in numbers(tally, "m"))


def test_who_asks_in_english_reads_groups_in_english():
    field = Field("y", "y", "yes_no", "Alone")
    tally = Tally({1: asked(field)}, replace(CONTEXT, language="en"))
    tally.add(1, {"y": False})

    assert numbers(tally, "y") == [("Yes", 0, (0,)), ("No", 1, (1,))]


def test_many_numbers_fall_into_eight_ranges():
    assert list(bins({1.0: 2, 3.0: 1})) == [("1", 2), ("3", 1)]
    found = list(bins(dict.fromkeys(map(float, range(17)), 1)))
    assert [words for words, _many in found] == ["0 – 5", "5 – 10", "10 – 15", "15 – 20"]
    assert [many for _words, many in found] == [5, 5, 5, 2]
    assert list(bins({3.0: 1, 4.0: 2}, exact=False)) == [("3 – 3.2", 1)] + [
        (f"{low:g} – {low + 0.2:.6g}", 0) for low in (3.2, 3.4, 3.6, 3.8)
    ] + [("4 – 4.2", 2)]


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


@pytest.mark.django_db
def test_the_page_crosses_with_areas_and_asks_no_more_for_many(town):
    form = limited_form(town.city)
    places = (town.community, town.other_community)

    def arrive(numbers: range) -> None:
        for number in numbers:
            sent = send(form, number).submission
            Submission.objects.filter(pk=sent.pk).update(area=places[number % 2])

    arrive(range(1, 4))
    client = sign_in(town.staff(Post.Role.STREET_OFFICER, town.city))
    asked_for = {"form": form.pk, "rows": "@community", "columns": TALK}
    client.get(reverse("submissions:results"), asked_for)

    with CaptureQueriesContext(connection) as few:
        page = client.get(reverse("submissions:results"), asked_for)
    arrive(range(4, 20))
    with CaptureQueriesContext(connection) as many:
        more = client.get(reverse("submissions:results"), asked_for)

    assert list(page.context["crossable"]) == [TALK, "@street", "@community"]
    assert [(words, total) for words, _row, total in page.context["cross"].lines] == [
        (str(town.other_community), 2),
        (str(town.community), 1),
    ]
    assert [total for _words, _row, total in more.context["cross"].lines] == [10, 9]
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
