"""Rules written as text in the editing screen: read, kept as trees, refused with the place."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from forms_app.models import Form
from forms_app.views.desk.rules_text import rules_from
from people.models import Post
from tests.factories.sessions import sign_in
from tests.forms_app.engine.vectors import form_in_short

SHOW = {"id": "kept", "kind": "show", "targets": ["b"], "when": {"==": [{"var": "a"}, True]}}
A, B = {"key": "a", "type": "yes_no"}, {"key": "b", "type": "short_text"}
BEFORE = form_in_short({"steps": [[A, B]], "rules": [SHOW]})


def test_text_that_nobody_touched_keeps_its_rules_though_questions_moved():
    moved = form_in_short({"steps": [[B, A]]})

    assert rules_from("当 Q1 = 是 时 显示 Q2\r\n", BEFORE, moved) == [SHOW]


def test_changed_text_is_read_when_the_numbers_stayed():
    longer = form_in_short({"steps": [[A, B, {"key": "c", "type": "number"}]]})

    [rule] = rules_from("当 Q1 = 否 时 显示 Q3", BEFORE, longer)

    assert (rule["targets"], rule["when"]) == (["c"], {"==": [{"var": "a"}, False]})


@pytest.mark.parametrize(
    ("text", "steps", "code"),
    [
        ("当 Q1 = 否 时 显示 Q2", [[B, A]], "numbers_moved"),
        ("当 Q1 = 否 时 显示 Q9", [[A, B]], "text_reference"),
        ("飞 Q1", [[A, B]], "text_unexpected"),
    ],
)
def test_text_that_cannot_be_kept_is_refused(text, steps, code):
    with pytest.raises(ValidationError) as caught:
        rules_from(text, BEFORE, form_in_short({"steps": steps}))

    assert caught.value.code == code


@pytest.mark.django_db
def test_an_editor_writes_rules_and_reads_them_again(town):
    editor = sign_in(town.staff(role=Post.Role.COMMUNITY_EDITOR))
    ids = [f"{number}1111111-2222-4333-8444-555555555555" for number in (1, 2)]
    form = Form(title="规则", slug="written", area=town.community, live=False)
    form.questions = json.dumps(
        [
            {"type": "yes_no", "id": ids[0], "value": {"label": "要不要", "required": True}},
            {"type": "short_text", "id": ids[1], "value": {"label": "为什么", "required": True}},
        ]
    )
    form.save()
    form.save_revision()
    address = reverse("wagtailsnippets_forms_app_form:edit", args=[form.pk])
    asked = {
        "title": "规则", "slug": "written", "introduction": "", "next_words": "", "starts": "",
        "once_per": "", "once_every": "ever", "area": town.community.pk, "questions-count": "2",
        "keep_days": "365", "rules": "当 Q1 = 是 时 显示 Q2",
    }  # fmt: skip
    for number, (kind, label) in enumerate((("yes_no", "要不要"), ("short_text", "为什么"))):
        asked |= {
            f"questions-{number}-type": kind,
            f"questions-{number}-order": str(number),
            f"questions-{number}-deleted": "",
            f"questions-{number}-id": ids[number],
            f"questions-{number}-value-label": label,
            f"questions-{number}-value-required": "on",
        }

    wrong = editor.post(address, asked | {"rules": "当 Q1 = 是 时 显示 Q7"})
    saved = editor.post(address, asked)

    assert "第 1 行：没有“Q7”" in wrong.content.decode()
    assert saved.status_code == 302
    kept = Form.objects.get(pk=form.pk).get_latest_revision_as_object().rules
    assert [(rule["kind"], rule["targets"]) for rule in kept] == [("show", ["f211111112222"])]
    assert "当 Q1 = 是 时 显示 Q2" in editor.get(address).content.decode()
