"""Our own document: out and in again, the same questions and logic under other ids."""

import copy
import json
from datetime import date

import pytest

from forms_app.compiling import ID_LENGTH, KEY_LENGTH
from forms_app.engine.checking import problems_of
from forms_app.engine.samples import broken_samples
from forms_app.exchange import drafting
from forms_app.exchange.own_reading import read_document
from forms_app.exchange.reading_files import read_file
from forms_app.exchange.report import Turn, Unreadable
from forms_app.exchange.writing_questions import content_of
from forms_app.gallery import form_of, starters

TODAY = date(2026, 11, 21)


def names_in(definition):
    for field in definition.all_fields:
        yield field.key
        for part in ("choices", "rows", "slots"):
            yield from (entry["id"] for entry in field.options.get(part, ()))


@pytest.mark.parametrize("key", sorted(starters()))
def test_a_starter_goes_out_and_comes_in_whole_under_other_ids(key):
    before = starters()[key].form(TODAY).definition

    found = read_document(json.loads(json.dumps(before.document())))
    after = found.definition

    left = [note.params["names"]["en"] for note in found.notes if note.turn != Turn.CARRIED]
    assert left == (["what follows a submission"] if before.after else [])
    assert [field.label for field in after.all_fields] == [f.label for f in before.all_fields]
    assert not set(names_in(before)) & set(names_in(after))
    assert len(after.rules) == len(before.rules)
    assert len(after.samples) == len(before.samples)
    assert list(broken_samples(after)) == []
    assert list(problems_of(after, in_community=True)) == []


@pytest.mark.parametrize("key", sorted(starters()))
def test_what_was_read_is_written_as_the_blocks_that_compile_to_it(key):
    before = read_document(starters()[key].form(TODAY).definition.document()).definition

    form = form_of({"title": before.title, **content_of(before)})

    assert form.definition.document() == before.document()


def test_a_document_that_others_wrote_keeps_what_its_choices_mean():
    """Two questions call different choices by the same id; a text is spelt like one of them."""
    choices = [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}]
    entry = {"type": "choice", "hint": "", "required": False, "options": {"choices": choices}}
    document = {
        "schema_version": 2, "title": "外来", "introduction": "", "starts": "",
        "steps": [{"id": "s", "title": "", "sections": [{"id": "x", "title": "", "fields": [
            entry | {"id": "1", "key": "first", "label": "一"},
            entry | {"id": "2", "key": "second", "label": "二"},
            {"id": "3", "key": "text", "type": "short_text", "label": "三"},
            {"id": "4", "key": "last", "type": "short_text", "label": "四"},
        ]}]}],
        "rules": [{"id": "r", "kind": "show", "targets": ["last"], "when": {"and": [
            {"==": [{"var": "first"}, "a"]}, {"==": [{"var": "second"}, "a"]},
            {"==": [{"var": "text"}, "a"]}]}}],
        "samples": [],
    }  # fmt: skip

    found = read_document(document).definition
    first, second, text, _ = found.fields
    [rule] = found.rules

    assert rule.when == {
        "and": [
            {"==": [{"var": first.key}, first.options["choices"][0]["id"]]},
            {"==": [{"var": second.key}, second.options["choices"][0]["id"]]},
            {"==": [{"var": text.key}, "a"]},
        ]
    }


def test_the_api_and_our_export_wrap_the_same_document():
    document = starters()["feedback"].form(TODAY).definition.document()

    found = read_file(json.dumps({"version": 3, "document": document}).encode("utf-8-sig"))

    assert found.definition.title == document["title"]


def test_what_follows_sending_and_other_languages_stay_behind_and_are_told_of():
    document = starters()["feedback"].form(TODAY).definition.document()
    field_of(document)["keep_days"] = 30
    document |= {"after": [{"id": "x"}], "translations": {"en": {}}}

    found = read_document(document)

    left_out = [note.say("zh") for note in found.notes if note.turn == Turn.LEFT_OUT]
    assert left_out == ["没有带来：提交后的事", "没有带来：别的语言的文字"]
    assert next(found.definition.fields).keep_days == 30


def test_keys_follow_from_ids_as_in_publishing():
    assert (drafting.KEY_LENGTH, drafting.ID_LENGTH) == (KEY_LENGTH, ID_LENGTH)


def spoilt(change):
    document = copy.deepcopy(starters()["feedback"].form(TODAY).definition.document())
    change(document)
    return document


def field_of(document):
    return document["steps"][0]["sections"][0]["fields"][0]


@pytest.mark.parametrize(
    "change",
    [
        lambda found: found.update(schema_version=99),
        lambda found: found.update(steps={}),
        lambda found: found.update(steps=[1]),
        lambda found: found.update(title=None),
        lambda found: found.update(rules=[{"kind": "show"}]),
        lambda found: found.update(rules=[{"kind": "eval", "id": "r", "targets": []}]),
        lambda found: found.update(samples=["x"]),
        lambda found: field_of(found).update(type="script"),
        lambda found: field_of(found).update(type=["choice"]),
        lambda found: field_of(found).update(key="../x"),
        lambda found: field_of(found).update(keep_days=-1),
        lambda found: field_of(found).update(keep_days="x"),
        lambda found: field_of(found).update(label=3),
        lambda found: field_of(found).update(data_class="secret"),
        lambda found: field_of(found).update(options=[]),
        lambda found: field_of(found).update(options={"choices": [{"id": "a"}]}),
        lambda found: field_of(found).update(options={"choices": [{"id": "<b>", "text": "甲"}]}),
        lambda found: found["steps"].append(copy.deepcopy(found["steps"][0])),
    ],
)
def test_a_document_that_does_not_hold_is_refused_with_the_place(change):
    with pytest.raises(Unreadable) as refused:
        read_document(spoilt(change))

    assert refused.value.say("zh")
    assert refused.value.say("en")


def test_prototype_names_and_unknown_parts_are_dropped():
    document = spoilt(
        lambda found: (found.update(__proto__={"x": 1}, admin=True),
                       field_of(found).update(constructor=1))
    )  # fmt: skip

    assert "admin" not in read_document(document).definition.document()
