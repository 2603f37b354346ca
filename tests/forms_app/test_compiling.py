"""From the blocks that an author fills in to the definition; and pages for every type of field."""

import importlib
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Page,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.snippets.models import get_snippet_models

from forms_app.answer_form import AnswerForm
from forms_app.compiling import compiled
from forms_app.engine.field_type import field_types
from forms_app.engine.walking import Walk
from forms_app.models import Form
from tests.forms_app.engine.examples import CONTEXT, everything, field_of, given_for

IDS = [f"{number:08d}-1111-4a7e-9d5f-0c2f5d9e0001" for number in range(20)]


def stream(*blocks):
    return [
        {"type": kind, "id": IDS[number], "value": value}
        for number, (kind, value) in enumerate(blocks)
    ]


def question(label, **more):
    return {"label": label, "hint": "", "required": True} | more


def definition_of(*blocks, rules=()):
    form = Form(title="表单", questions=json.dumps(stream(*blocks)), rules=list(rules))
    return form.definition


def test_a_form_is_a_snippet_of_steps_sections_and_fields_and_no_page():
    questions = Form._meta.get_field("questions")

    assert Form in get_snippet_models()
    assert not issubclass(Form, Page)
    assert isinstance(questions, StreamField)
    assert set(questions.stream_block.child_blocks) == {"step", "section", *field_types()}
    for what_it_has in (
        DraftStateMixin,
        RevisionMixin,
        WorkflowMixin,
        LockableMixin,
        PreviewableMixin,
    ):
        assert issubclass(Form, what_it_has)


def test_step_and_section_blocks_divide_the_questions():
    found = definition_of(
        ("short_text", question("甲")),
        ("section", {"title": "小节"}),
        ("short_text", question("乙")),
        ("step", {"title": "第二步"}),
        ("short_text", question("丙")),
    )

    assert [
        (step.title, [(part.title, [f.label for f in part.fields]) for part in step.sections])
        for step in found.steps
    ] == [("", [("", ["甲"]), ("小节", ["乙"])]), ("第二步", [("", ["丙"])])]
    assert [step.id for step in found.steps] == ["first", IDS[3]]


def test_keys_come_from_blocks_so_that_words_of_one_sound_never_collide():
    words = ("时间", "事件", "实践", "😀")
    found = definition_of(*(("short_text", question(word)) for word in words))

    assert [field.key for field in found.fields] == [
        f"f{one.replace('-', '')[:12]}" for one in IDS[:4]
    ]


def test_options_are_compiled_by_their_kind():
    items = [
        {"type": "item", "id": IDS[10], "value": {"text": "甲", "score": "1.50", "picture": None}},
        {"type": "item", "id": IDS[11], "value": "乙"},
    ]
    slot = {"day": "2026-12-05", "start": "09:00", "end": "10:30:00", "places": 3}
    found = definition_of(
        ("choices", question("几样", choices=items, other=True, least=1, most=None)),
        ("number", question("多少", least="0", most=None, places=2, unit="米")),
        ("slot", question("何时", slots=[{"type": "item", "id": IDS[12], "value": slot}])),
        ("area", question("哪里", level="grid")),
        ("matrix", question("评一评", rows=[{"type": "item", "id": IDS[13], "value": "楼道"}],
                            choices=items)),
    )  # fmt: skip
    options = [field.options for field in found.fields]

    assert options[0] == {
        "choices": [
            {"id": "00000010", "text": "甲", "score": 1.5},
            {"id": "00000011", "text": "乙"},
        ],
        "other": True,
        "least": 1,
        "most": None,
    }
    assert options[1] == {"least": "0", "most": "", "places": 2, "unit": "米"}
    assert options[2]["slots"] == [
        {"id": "00000012", "day": "2026-12-05", "start": "09:00", "end": "10:30", "places": 3}
    ]
    assert options[3] == {"level": "grid"}
    assert options[4]["rows"] == [{"id": "00000013", "text": "楼道"}]


def test_a_group_holds_its_own_questions():
    inner = [{"type": "number", "id": IDS[15], "value": question("岁数", places=0)}]
    [found] = definition_of(("repeat", question("家人", fields=inner, least=1, most=3))).fields

    assert [(field.key, field.type) for field in found.fields] == [("f000000151111", "number")]


def test_care_is_at_least_what_the_type_asks_for():
    found = definition_of(
        ("phone", question("手机")),
        ("short_text", question("病情", data_class="sensitive")),
        ("id_number", question("证件", data_class="minor")),
    )

    assert [field.data_class for field in found.fields] == ["personal", "sensitive", "minor"]


def test_rules_come_along():
    rule = {"id": "r", "kind": "show", "targets": ["x"], "when": True}

    assert [one.document() for one in definition_of(rules=[rule]).rules] == [rule]


def test_an_unsaved_block_has_an_id_by_its_place():
    form = Form(title="表单", questions=json.dumps(stream(("short_text", question("甲")))))
    form.questions[0].id = None

    [field] = compiled(title="", introduction="", starts="", questions=form.questions).fields

    assert field.key.startswith("f")


def test_every_type_is_drawn_and_what_was_typed_stays():
    definition = everything()

    typed = AnswerForm(Walk.through(definition, given_for(definition), CONTEXT), judged=True)
    blank = AnswerForm(Walk(definition, {}, CONTEXT))

    assert typed.is_valid(), typed.errors
    assert typed.complaints == []
    for field in definition.fields:
        kind = field_types()[field.type]
        if field.fields:
            assert {f"{field.key}.0.{inner.key}" for inner in field.fields} <= set(blank.fields)
            continue
        if not kind.is_answered or field.options.get("source") == "known":
            assert field.key not in blank.fields
            continue
        html = str(blank[field.key])
        for drawn in kind.inputs(field):
            assert f'name="{drawn.named(field.key)}"' in html
        assert 'style="' not in html
    assert 'value="2026/12/5"' in str(typed["fdate_range"])
    assert 'value="３号楼2单元"' in str(typed["faddress"])
    assert str(typed["fchoices"]).count("checked") == 2


@pytest.mark.django_db
def test_a_form_with_a_rule_that_cannot_work_is_not_published(town):
    form = Form(title="表单", slug="rules", area=town.community, live=False)
    form.questions = json.dumps(stream(("short_text", question("甲"))))
    form.rules = [{"id": "r", "kind": "show", "targets": ["gone"], "when": True}]
    form.save()

    with pytest.raises(ValidationError, match="第 1 条规则"):
        form.save_revision().publish()

    form.refresh_from_db()
    assert not form.live
    assert form.versions.count() == 0


@pytest.mark.django_db
def test_hidden_answers_are_not_kept_when_sent(client, town):
    form = Form(title="表单", slug="logic", area=town.community, live=False)
    form.questions = json.dumps(
        stream(("yes_no", question("要不要")), ("short_text", question("为什么")))
    )
    first, second = (f"f{one.replace('-', '')[:12]}" for one in IDS[:2])
    form.rules = [
        {"id": "r", "kind": "show", "targets": [second], "when": {"==": [{"var": first}, True]}}
    ]
    form.save()
    form.save_revision().publish()
    page = client.get("/forms/logic/").content.decode()
    ticket = page.split('name="ticket" value="')[1].split('"')[0]

    data = {first: "no", second: "不该留下", "ticket": ticket, "step": "send"}
    response = client.post("/forms/logic/", data)

    assert response.status_code == 302
    [kept] = form.current.submissions.all()
    assert kept.values == {first: False}


@pytest.mark.django_db
def test_what_was_written_before_is_brought_to_the_types_of_today(town):
    migration = importlib.import_module("forms_app.migrations.0002_steps_and_rules")
    item = {"type": "item", "id": IDS[5], "value": "甲"}
    old = stream(
        ("choice", question("几样", several=True, choices=[item])),
        ("choice", question("一样", several=False, choices=[item])),
        ("short_text", question("门牌号", personal=True)),
    )
    form = Form.objects.create(title="旧", slug="old", area=town.city, live=False, questions="[]")
    revision = form.save_revision()
    revision.content["questions"] = json.dumps(old)
    revision.save()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE forms_app_form SET questions = %s WHERE id = %s", [json.dumps(old), form.pk]
        )

    from django.apps import apps

    migration.bring_up(apps, None)

    form = Form.objects.get(pk=form.pk)
    for found in (form, form.get_latest_revision_as_object()):
        fields = list(found.definition.fields)
        assert [field.type for field in fields] == ["choices", "choice", "short_text"]
        assert fields[0].options["choices"] == [{"id": "00000005", "text": "甲"}]
        assert fields[2].data_class == "personal"


def test_a_field_of_each_type_has_a_block():
    from forms_app.blocks import question_blocks

    blocks = dict(question_blocks())

    assert set(field_types()) <= set(blocks)
    for key, kind in field_types().items():
        children = blocks[key].child_blocks
        assert {option.key for option in kind.options} <= set(children)
        assert ("required" in children) == kind.is_answered
        assert field_of(key).type == key
