"""Every block of every package keeps the promises of a block; none is named here."""

import json

import pytest
from django.template.loader import get_template
from django.utils import translation
from wagtail.admin.icons import get_icons

from cms.blocks.base import BodyBlock, stream_json
from cms.fields import BodyField, block_classes, blocks_for
from tests.headings import headings_skip, ids_of

ALL = block_classes()


def named(block):
    return block.key


@pytest.fixture(params=ALL, ids=named)
def block(request):
    return request.param()


def test_keys_are_unique():
    assert len({block.key for block in ALL}) == len(ALL)


def test_the_body_takes_the_promised_blocks():
    promised = {
        "prose", "picture", "gallery", "video", "quote", "figures", "steps", "accordion", "cards",
        "attachment", "call_to_action", "map", "upcoming_events", "latest_news",
    }  # fmt: skip

    assert promised <= {key for key, _block in blocks_for("body")}


def test_a_block_introduces_itself_in_both_languages(block):
    for words in (block.label, block.get_description()):
        with translation.override("zh-hans"):
            chinese = str(words)
        with translation.override("en"):
            english = str(words)

        assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese), chinese
        assert english.isascii() or "…" in english


def test_a_block_has_an_icon_that_the_admin_knows(block):
    assert f'id="icon-{block.meta.icon}"' in get_icons()


def test_a_block_can_be_previewed(block):
    assert block.meta.template
    assert get_template(block.meta.template)
    assert block.is_previewable


@pytest.mark.django_db
def test_an_example_renders_without_holes(block):
    html = block.render(block.get_preview_value(), context={"page": None, "request": None})

    assert html.strip()
    assert "None" not in html
    assert "style=" not in html
    assert "<script" not in html
    assert not headings_skip(f"<h1>x</h1>{html}")
    assert len(ids_of(html)) == len(set(ids_of(html)))


@pytest.mark.django_db
def test_an_example_has_a_json_form(block):
    value = block.as_json(block.get_preview_value())

    assert json.loads(json.dumps(value)) == value


@pytest.mark.django_db
def test_an_example_survives_being_kept(block):
    kept = json.loads(json.dumps(block.get_prep_value(block.get_preview_value())))
    [again] = block.bulk_to_python([kept])

    assert json.loads(json.dumps(block.get_prep_value(again))) == kept


def test_a_json_form_is_told_in_the_docstring(block):
    assert "JSON" in type(block).__doc__


def test_migrations_know_no_blocks():
    _name, path, arguments, keywords = BodyField(slot="body").deconstruct()

    assert path == "cms.fields.BodyField"
    assert arguments == [[]]
    assert "block_lookup" not in keywords


def test_a_stream_says_the_type_of_each_block():
    stream = BodyField(slot="body").stream_block.to_python(
        [{"type": "quote", "id": "a", "value": {"text": "好", "who": ""}}]
    )

    assert stream_json(stream) == [
        {"type": "quote", "id": "a", "value": {"text": "好", "who": ""}},
    ]


def test_blocks_are_found_by_their_base():
    assert all(issubclass(block, BodyBlock) for block in ALL)
