"""Rules by picking: the builder sees the form as the compiler does, and loses nothing of a rule."""

import json
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from forms_app.compiling import compiled
from forms_app.engine.logic.picking import subjects
from forms_app.engine.logic.wording import choices_beside
from forms_app.gallery import starters
from forms_app.models import Form
from forms_app.views.desk.rules_text import lists
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.authoring import address, draft, key_of, newest, posted, question
from tests.forms_app.engine.picking_twin import asked_in_browser, asked_in_node
from tests.forms_app.engine.twin import NODE, in_a_twin

A, B = question(1, "yes_no", "要不要"), question(2, label="为什么")
SHOW = {
    "id": "r1",
    "kind": "show",
    "targets": [key_of(2)],
    "when": {"==": [{"var": key_of(1)}, True]},
}


@pytest.fixture
def builder(request):
    """Return what asks the module of the builder about a form and its rules."""

    def ask(entries, rules) -> dict:
        with translation.override("zh-hans"):
            asked = json.loads(json.dumps({"entries": entries, "lists": lists(), "rules": rules}))
        if NODE:
            return asked_in_node(asked)
        return asked_in_browser(request.getfixturevalue("browser"), asked)

    return ask


def inputs_of(blocks, name="questions") -> list[list[str]]:
    """Return name and value of the inputs with which the editor holds a stream."""
    found = [[f"{name}-count", str(len(blocks))]]
    for place, block in enumerate(blocks):
        at = f"{name}-{place}"
        found += [[f"{at}-type", block["type"]], [f"{at}-id", block["id"]]]
        found += [[f"{at}-order", str(place)], [f"{at}-deleted", ""]]
        for part, value in block["value"].items():
            found += _of_value(f"{at}-value-{part}", value)
    return found


def _of_value(name, value) -> list[list[str]]:
    if isinstance(value, list):
        blocks = [{"id": "", "type": "item", "value": {}} | entry for entry in value]
        if name.endswith("-fields"):
            return inputs_of(blocks, name)
        found = [[f"{name}-count", str(len(blocks))]]
        for place, entry in enumerate(blocks):
            at = f"{name}-{place}"
            found += [[f"{at}-id", entry["id"]], [f"{at}-order", str(place)], [f"{at}-deleted", ""]]
            inner = entry["value"]
            parts = inner.items() if isinstance(inner, dict) else [("", inner)]
            for part, one in parts:
                found.append([f"{at}-value" + (f"-{part}" if part else ""), str(one)])
        return found
    if isinstance(value, bool):
        return [[name, "on"]] if value else []
    return [[name, "" if value is None else str(value)]]


@in_a_twin
@pytest.mark.parametrize("key", starters())
def test_the_builder_sees_what_the_compiler_sees_and_keeps_every_rule(builder, key):
    starter = starters()[key]
    content = starter.content(date(2026, 1, 1))
    definition = starter.form(date(2026, 1, 1)).definition

    found = builder(inputs_of(content["questions"]), content.get("rules", []))

    expected = {
        subject.name: (str(subject.kind), sorted(subject.choices))
        for group in ["", *(field.key for field in definition.fields if field.fields)]
        for subject in subjects(definition, group)
    }
    seen = {one["name"]: (one["kind"], sorted(one["choices"])) for one in found["subjects"]}
    # Choices matter where one compares with them; the server knows more of other kinds.
    assert seen.keys() == expected.keys()
    for name, (kind, choices) in expected.items():
        if kind in ("choice", "choices"):
            assert seen[name][1] == choices or choices_beside(definition, {"var": name})
    assert [step["id"] for step in found["outline"]["steps"]] == [
        step.id for step in definition.steps
    ]
    kept = [rule.document() for rule in definition.rules]
    for picked, back, rule in zip(found["picks"], found["rules"], kept, strict=True):
        assert picked is None or back == rule


@in_a_twin
def test_most_rules_of_the_starters_can_be_picked(builder):
    picked = total = 0
    for starter in starters().values():
        content = starter.content(date(2026, 1, 1))
        found = builder(inputs_of(content["questions"]), content.get("rules", []))
        picked += sum(one is not None for one in found["picks"])
        total += len(found["picks"])

    assert total > 20
    assert picked / total > 0.8


@in_a_twin
@pytest.mark.parametrize(
    ("rule", "is_picked"),
    [
        (SHOW, True),
        (
            SHOW | {"when": {"and": [SHOW["when"], {"!": [{"answered": [{"var": key_of(3)}]}]}]}},
            True,
        ),
        (SHOW | {"when": {">": [{"var": key_of(3)}, {"var": key_of(4)}]}}, True),
        (SHOW | {"when": {">": [{"+": [{"var": key_of(3)}, 1]}, 4]}}, False),
        (SHOW | {"when": {"or": [SHOW["when"], {"and": [SHOW["when"], SHOW["when"]]}]}}, False),
        (SHOW | {"when": {"==": [{"var": "gone"}, True]}}, False),
        ({"id": "r", "kind": "skip", "targets": ["end"], "from": "first"}, True),
        (
            {
                "id": "r",
                "kind": "check",
                "targets": [key_of(4)],
                "value": {">=": [{"var": key_of(4)}, {"var": key_of(3)}]},
                "message": "要大一些",
            },
            True,
        ),
        (
            {
                "id": "r",
                "kind": "compute",
                "targets": [key_of(5)],
                "value": {"*": [{"var": key_of(3)}, 2]},
            },
            True,
        ),
    ],
)
def test_what_lists_cannot_say_stays_text(builder, rule, is_picked):
    asked = [A, B, question(3, "number"), question(4, "number"), question(5, "computed")]

    found = builder(inputs_of(asked), [rule])

    assert (found["picks"][0] is not None) == bool(is_picked)
    assert found["rules"][0] == (rule if is_picked else None)


AGE = question(7, "number", "几岁")
GROUP = question(6, "repeat", "谁一起来", fields=[AGE])
YOUNG = {"<": [{"var": f"item.{key_of(7)}"}, 18]}
OF_GROUP = {"var": key_of(6)}


@in_a_twin
@pytest.mark.parametrize(
    ("condition", "name", "sentence"),
    [
        ({"some": [OF_GROUP, YOUNG]}, "some", "2. 谁一起来 · 至少有一项 · 2.1. 几岁"),
        ({"all": [OF_GROUP, YOUNG]}, "all", "2. 谁一起来 · 每一项 · 2.1. 几岁"),
        ({"!": [{"some": [OF_GROUP, YOUNG]}]}, "none", "2. 谁一起来 · 没有一项 · 2.1. 几岁"),
    ],
)
def test_items_of_a_group_are_picked_together(builder, condition, name, sentence):
    rule = SHOW | {"when": condition}

    found = builder(inputs_of([B, GROUP]), [rule])

    [test] = found["picks"][0]["tests"]
    assert test["name"] == f"{name}:{key_of(6)}:item.{key_of(7)}"
    assert test["value"] == 18
    assert found["rules"][0] == rule
    assert found["offered"][test["name"]] == sentence


@in_a_twin
def test_the_days_between_two_dates_are_picked(builder):
    between = {"date_diff": [{"var": key_of(1)}, {"var": key_of(2)}, "days"]}
    rule = {"id": "r", "kind": "compute", "targets": [key_of(3)], "value": between}
    asked = [question(1, "date"), question(2, "date"), question(3, "computed")]

    found = builder(inputs_of(asked), [rule])

    assert found["picks"][0]["sum"] == {"way": "days", "parts": [key_of(1), key_of(2)]}
    assert found["rules"][0] == rule


@pytest.fixture
def editor(town):
    return sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR))


@pytest.mark.django_db
def test_picked_rules_are_kept_though_questions_move_and_new_ones_come(town, editor):
    form = draft(town.community, A, B)
    asked = [question(3, label="新的"), B, A]
    new = SHOW | {"id": "r2", "targets": [key_of(3)]}

    answer = editor.post(
        address("edit", form),
        posted(form, *asked) | {"rules": "当 Q1 = 是 时 显示 Q9", "rules-trees": json.dumps([new])},
    )

    assert answer.status_code == 302
    assert newest(form).rules == [new]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "damaged",
    [
        "{",
        "[" * 5000,
        json.dumps([SHOW | {"when": {"eval": ["1"]}}]),
        json.dumps([SHOW | {"kind": "burn"}]),
        json.dumps([SHOW | {"when": {"==": [{"var": {"a": 1}}, 1]}}]),
        json.dumps([SHOW] * 1001),
    ],
)
def test_what_is_no_rule_is_not_kept(town, editor, damaged):
    form = draft(town.community, A, B, rules=[SHOW])

    answer = editor.post(
        address("edit", form), posted(form, A, B) | {"rules": "", "rules-trees": damaged}
    )

    assert answer.status_code == 200
    assert newest(form).rules == [SHOW]


@pytest.mark.django_db
def test_the_builder_is_told_text_sentences_and_what_is_wrong(town, editor):
    form = draft(town.community, A, B)
    asked = posted(form, B, A) | {"rules-trees": json.dumps([SHOW])}

    found = editor.post(reverse("form_rules:read"), asked).json()

    assert found["text"] == "当 Q2 = 是 时 显示 Q1"
    assert found["words"] == ["当“要不要”是“是”时，显示“为什么”"]
    [problem] = found["problems"]
    assert problem["rule"] == "r1"
    assert "第 1 条规则" in problem["say"]

    found = editor.post(
        reverse("form_rules:read"),
        posted(form, A, B) | {"rules": "当 Q1 = 是 时 显示 Q2", "rules-trees": ""},
    ).json()
    assert [rule["when"] for rule in found["rules"]] == [SHOW["when"]]
    assert found["problems"] == []

    wrong = posted(form, A, B) | {"rules": "当 Q1 时 显示 Q7"}
    assert "Q7" in editor.post(reverse("form_rules:read"), wrong).json()["error"]


@pytest.mark.django_db
def test_who_writes_no_forms_asks_in_vain(town):
    client = sign_in(town.staff(role=Post.Role.GRID_WORKER))

    assert client.post(reverse("form_rules:read"), {}).status_code in (302, 403)


def test_a_draft_with_an_unfinished_slot_compiles():
    unfinished = {"id": "b1", "type": "item", "value": {"day": None, "start": None, "end": None}}
    form = Form(questions=json.dumps([question(1, "slot", slots=[unfinished])]))

    [field] = compiled(title="", introduction="", starts="", questions=form.questions).fields
    assert field.options["slots"] == []
