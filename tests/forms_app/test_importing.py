"""Bringing forms in and taking them out, on the screens and from the command line."""

import io
import json
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from cms.models.image import Picture
from forms_app.actions.bring_in_form import bring_in_form
from forms_app.exchange.packaging import ChoicePicture
from forms_app.models import Form
from foundation.errors import Invalid
from people.models import Post
from tests.factories.pages import new_picture
from tests.factories.sessions import sign_in
from tests.forms_app.authoring import block_id, draft, key_of, question
from tests.forms_app.engine.examples import definition_of, field_of
from tests.forms_app.engine.hostile_files import picture
from tests.forms_app.exchange.books import book

pytestmark = pytest.mark.django_db
LIST = "登记\n1. 姓名（必填）\n2. 喜欢什么\nA. 书法\nB. 合唱\n3. 口令"


@pytest.fixture
def editor(town):
    return town.staff(role=Post.Role.COMMUNITY_EDITOR)


def test_our_own_file_goes_out_and_comes_in_with_its_pictures_course_and_limits(editor, town):
    shown = [new_picture() for _ in range(2)]
    choices = [
        {"type": "item", "id": block_id(20 + n), "value": {"text": f"第 {n} 种", "picture": one.pk,
                                                           "places": 3}}
        for n, one in enumerate(shown)
    ]  # fmt: skip
    form = draft(
        town.community,
        question(1, "choice", "哪一种", choices=choices),
        question(2, "number", "几个", required=False),
        next_words="三天内回话", places=9, counted_by=key_of(2), keeps_waiting=True, keep_days=30,
        same_answers=[key_of(1)],
        after=json.dumps([{"type": "approval", "id": block_id(30), "value": {
            "roles": ["community_worker"], "days": 2, "only_when": f"@{key_of(2)} > 1"}}]),
    )  # fmt: skip
    client = sign_in(editor)

    out = client.get(reverse("form_imports:take_out_as", args=[form.pk, "document"])).content
    read = sent(client, file=SimpleUploadedFile("x.json", out))
    made = client.post(
        reverse("form_imports:make"),
        {"document": read.context["document"], "title": "又一份", "area": town.community.pk},
    )

    assert made.status_code == 302
    copy = Form.objects.get(title="又一份")
    asked, counted = copy.definition.fields
    new = {one["picture"] for one in asked.options["choices"]}
    assert len(new) == 2
    assert not new & {one.pk for one in shown}
    assert {one.words for one in Picture.objects.filter(pk__in=new)} == {shown[0].words}
    assert [one["places"] for one in asked.options["choices"]] == [3, 3]
    assert (copy.next_words, copy.places, copy.keeps_waiting, copy.keep_days) == (
        "三天内回话", 9, True, 30,
    )  # fmt: skip
    assert (copy.counted_by, copy.same_answers) == (counted.key, [asked.key])
    [planned] = copy.definition.after
    assert planned.settings == {"roles": ["community_worker"], "days": 2}
    assert planned.when == {">": [{"var": counted.key}, 1]}


def stored_pictures():
    folder = "original_images"
    there = default_storage.exists(folder)
    return set(default_storage.listdir(folder)[1]) if there else set()


def test_no_file_of_a_picture_stays_when_no_draft_comes_of_it(editor, town):
    before = stored_pictures()
    asked = {"choices": [{"id": "a", "text": "甲", "picture": 1}, {"id": "b", "text": "乙"}]}
    given = {
        "by": editor,
        "definition": definition_of(field_of("choice", options=asked)),
        "area": town.community,
        "pictures": {1: ChoicePicture(picture("PNG"), "image/png", "一棵树")},
    }

    with pytest.raises(Invalid):
        bring_in_form(title="长" * 61, **given)
    left = stored_pictures() - before
    rows = Picture.objects.filter(description="一棵树").count()
    made = bring_in_form(title="行", **given)

    assert (left, rows) == (set(), 0)
    kept = Picture.objects.get(description="一棵树")
    [field] = made.definition.fields
    assert field.options["choices"][0]["picture"] == kept.pk
    assert kept.width > 0
    assert stored_pictures() - before == {Path(kept.file.name).name}


def workbook():
    return book(
        [
            {"type": "integer", "name": "age", "label": "年龄"},
            {"type": "text", "name": "who", "label": "谁来照顾", "relevant": "${age} >= 80"},
            {"type": "geoshape", "name": "shape", "label": "边界"},
        ],
        settings={"form_title": "照料登记"},
    )


def sent(client, **given):
    return client.post(reverse("form_imports:index"), given)


def test_a_pasted_list_is_shown_corrected_and_then_made(editor, town):
    client = sign_in(editor)

    shown = sent(client, text=LIST)
    [posted] = [shown.context["document"]]
    keys = [row["key"] for _, rows in shown.context["parts"] for row in rows]
    assert Form.objects.count() == 0
    answer = client.post(
        reverse("form_imports:make"),
        {
            "document": posted,
            "title": "活动登记",
            "area": town.community.pk,
            f"label.{keys[0]}": "怎么称呼您",
            f"type.{keys[0]}": "short_text",
            f"label.{keys[1]}": "喜欢什么",
            f"type.{keys[1]}": "choices",
            f"required.{keys[1]}": "on",
            f"label.{keys[2]}": "口令",
            f"left_out.{keys[2]}": "on",
        },
    )

    made = Form.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse(Form.snippet_viewset.get_url_name("edit"), args=[made.pk])
    assert (made.title, made.slug, made.live, made.area) == (
        "活动登记", "huo-dong-deng-ji", False, town.community,
    )  # fmt: skip
    assert [(field.type, field.label, field.required) for field in made.definition.fields] == [
        ("short_text", "怎么称呼您", False),
        ("choices", "喜欢什么", True),
    ]
    assert client.get(answer.url).status_code == 200


def test_a_workbook_is_reported_on_before_anything_is_kept(editor):
    client = sign_in(editor)

    shown = sent(client, file=SimpleUploadedFile("照料.xlsx", workbook()))
    page = shown.content.decode()

    assert shown.status_code == 200
    assert "“geoshape”这种问题这里没有" in page
    assert "当“年龄”不小于80时，显示“谁来照顾”" in page
    assert 'value="照料登记"' in page
    assert Form.objects.count() == 0


def test_what_cannot_be_read_is_refused_beside_what_was_typed(editor):
    client = sign_in(editor)

    nothing = sent(client, text="")
    broken = sent(client, file=SimpleUploadedFile("x.xlsx", b"PK broken"))

    assert (nothing.status_code, broken.status_code) == (422, 422)
    assert "请选一个文件，或者粘贴一份清单" in nothing.content.decode()
    assert "这不是 Excel 文件，或者已经损坏" in broken.content.decode()


@pytest.mark.parametrize("document", ["", "{}", "[" * 100_000, '{"schema_version": 2}', "null"])
def test_a_forged_document_makes_nothing(editor, town, document):
    client = sign_in(editor)

    answer = client.post(
        reverse("form_imports:make"),
        {"document": document, "title": "x", "area": town.community.pk},
    )

    assert answer.status_code == 422
    assert Form.objects.count() == 0


def test_labels_with_markup_are_words(editor):
    client = sign_in(editor)

    page = sent(client, text='1. <script>alert(1)</script> "quoted"').content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_form_is_made_only_where_ones_posts_reach(editor, town):
    client = sign_in(editor)
    document = sent(client, text=LIST).context["document"]

    answer = client.post(
        reverse("form_imports:make"),
        {"document": document, "title": "登记", "area": town.other_community.pk},
    )

    assert answer.status_code == 422
    assert Form.objects.count() == 0


def test_who_writes_no_forms_neither_brings_in_nor_takes_out(town, form):
    client = sign_in(town.staff())

    answers = [
        client.get(reverse("form_imports:index")),
        client.post(reverse("form_imports:make"), {"document": "{}"}),
        client.get(reverse("form_imports:take_out", args=[form.pk])),
        client.get(reverse("form_imports:take_out_as", args=[form.pk, "document"])),
    ]

    assert {answer.status_code for answer in answers} <= {302, 403, 404}


def test_what_is_taken_out_can_be_brought_in_again(town):
    form = town.form()
    client = sign_in(town.staff(role=Post.Role.ORGANISER, area=town.city))

    page = client.get(reverse("form_imports:take_out", args=[form.pk]))
    document = client.get(reverse("form_imports:take_out_as", args=[form.pk, "document"]))
    workbook = client.get(reverse("form_imports:take_out_as", args=[form.pk, "xlsform"]))
    labels = [field.label for field in form.definition.all_fields]

    assert page.status_code == 200
    for answer, name in ((document, "form.json"), (workbook, "form.xlsx")):
        shown = sent(client, file=SimpleUploadedFile(name, answer.content))
        rows = [row["label"] for _, part in shown.context["parts"] for row in part]
        assert rows == labels


def test_the_command_reports_in_lines_and_makes_the_draft(editor, town, tmp_path):
    file = tmp_path / "form.xlsx"
    file.write_bytes(workbook())

    planned, made = io.StringIO(), io.StringIO()
    call_command("import_form", file, dry_run=True, stdout=planned)
    assert Form.objects.count() == 0
    call_command("import_form", file, area=town.community.code, by=editor.username, stdout=made)

    lines = [json.loads(line) for line in made.getvalue().splitlines()]
    assert Form.objects.get().title == "照料登记"
    assert lines[-1] == {"turn": "made", "about": "照料登记", "words": "zhao-liao-deng-ji"}
    assert lines[:-1] == [json.loads(line) for line in planned.getvalue().splitlines()]
    with pytest.raises(CommandError):
        call_command("import_form", file, area="9", by=editor.username)
