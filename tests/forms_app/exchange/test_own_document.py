"""Our own document: out and in again, the same questions and logic under other ids."""

import base64
import copy
import json
import re
from dataclasses import replace
from datetime import date

import pytest

from forms_app.compiling import ID_LENGTH, KEY_LENGTH
from forms_app.engine.checking import problems_of
from forms_app.engine.definition import digest_of
from forms_app.engine.planned import Planned
from forms_app.engine.samples import broken_samples
from forms_app.engine.translating import phrases
from forms_app.exchange import drafting
from forms_app.exchange.drafting import new_id
from forms_app.exchange.own_reading import read_document
from forms_app.exchange.packaging import SETTINGS, package_of
from forms_app.exchange.reading_files import read_file
from forms_app.exchange.report import Turn, Unreadable
from forms_app.exchange.writing_questions import content_of
from forms_app.gallery import form_of, starters
from tests.forms_app.engine.hostile_files import picture

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

    assert [note.code for note in found.notes if note.turn != Turn.CARRIED] == []
    assert [one.step for one in after.after] == [one.step for one in before.after]
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


def ids_of(document):
    """Yield every id and key of a document in the order of its parts."""
    for step in document["steps"]:
        yield step["id"]
        for section in step["sections"]:
            yield section["id"]
            for field in section["fields"]:
                for one in (field, *field.get("fields", ())):
                    yield from (one["id"], one["key"])
                    for part in ("choices", "rows", "slots"):
                        yield from (entry["id"] for entry in one["options"].get(part) or ())
    yield from (rule["id"] for rule in document["rules"])
    yield from (planned["id"] for planned in document["after"])


def canonical(document):
    """Return the digest of a document with every id as its number in the order of the parts."""
    numbers = {found: f"#{number}" for number, found in enumerate(ids_of(document))}
    # A scale has an option of the name that the first step has as its id.
    text = json.dumps(document, ensure_ascii=False).replace('"first":', '"lowest":')
    pattern = "|".join(map(re.escape, sorted(numbers, key=len, reverse=True)))
    text = re.sub(rf"(?<![\w-])(?:{pattern})(?![\w-])", lambda found: numbers[found[0]], text)
    return digest_of(json.loads(text))


def in_english(definition):
    """Return a form with an English for everything that it says."""
    said = {one.address: {"text": f"E {one.words}"[:500], "of": one.words}
            for one in phrases(definition)}  # fmt: skip
    return replace(definition, translations={"en": said})


def with_course(definition):
    """Return a form after which something follows, on a condition about its first question."""
    first = next(definition.fields)
    when = {"answered": [{"var": first.key}]}
    page = {"title": "登记表", "layout": "registration", "personal": True, "for_sender": True,
            "template": f"= 表\n{{@{first.key}}} {{number}}"}  # fmt: skip
    steps = (
        Planned(new_id(), "approval", {"roles": ["community_worker", "street_officer"], "days": 2}),
        Planned(new_id(), "fill_template", page, when),
        Planned(new_id(), "notify", {"to": "sender", "by": "", "words": "办好了"}, when),
    )
    return replace(definition, after=(*definition.after, *steps))


@pytest.mark.parametrize("key", sorted(starters()))
def test_export_and_import_come_to_the_same_version_but_for_its_ids(key):
    """With a course, all of its words in English, samples, limits of choices and settings."""
    form = starters()[key].form(TODAY)
    before = in_english(with_course(form.definition))
    settings = {name: getattr(form, name) for name in SETTINGS}

    out = json.dumps(package_of(before, settings, {}), ensure_ascii=False).encode()
    found = read_file(out)
    after = form_of({"title": before.title, **content_of(found.definition)}).definition

    assert [note.code for note in found.notes if note.turn != Turn.CARRIED] == []
    assert canonical(after.document()) == canonical(before.document())
    assert len(after.translations["en"]) == len(before.translations["en"])
    wanted = {name: value for name, value in settings.items() if value not in (None, "", [])}
    naming = {"counted_by", "same_answers"}
    assert {n: v for n, v in found.settings.items() if n not in naming} == {
        n: v for n, v in wanted.items() if n not in naming
    }
    assert naming & found.settings.keys() == naming & wanted.keys()
    assert bool(found.settings.get("counted_by")) <= (
        found.settings.get("counted_by") in found.definition.by_key
    )


def pictured(count, body):
    """Return a file with a question whose choices have pictures, and as many pictures."""
    document = starters()["feedback"].form(TODAY).definition.document()
    choices = [{"id": f"c{n}", "text": f"第 {n} 种", "picture": n + 7} for n in range(count)]
    field_of(document).update(type="choice", options={"choices": choices})
    document |= {"rules": [], "samples": []}
    data = base64.b64encode(body).decode()
    pictures = {str(n + 7): {"type": "image/png", "alt": f"图 {n}", "data": data}
                for n in range(count)}  # fmt: skip
    return {"document": document, "pictures": pictures}


def test_pictures_come_along_drawn_anew():
    found = read_document(pictured(2, picture()))

    choices = next(found.definition.fields).options["choices"]
    assert [one["picture"] for one in choices] == [7, 8]
    assert [one.words for one in found.pictures.values()] == ["图 0", "图 1"]
    assert found.notes == ()
    assert all(one.media_type.startswith("image/") for one in found.pictures.values())


@pytest.mark.parametrize(
    "body",
    [b"<svg onload='alert(1)'/>", b"%PDF-1.7", b"", b"\x89PNG\r\n\x1a\n" + b"0" * 90,
     b"0" * 150_000],
    ids=["markup", "another kind", "nothing", "half", "too large"],
)  # fmt: skip
def test_a_picture_that_is_none_stays_behind_and_its_choice_keeps_its_words(body):
    found = read_document(pictured(2, body))

    choices = next(found.definition.fields).options["choices"]
    assert [set(one) for one in choices] == [{"id", "text"}] * 2
    assert found.pictures == {}
    assert [note.say("zh") for note in found.notes] == ["图片、声音没有带来"]


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
        lambda found: found.update(after=["x"]),
        lambda found: found.update(after=[{"id": "x", "step": "run_code", "settings": {}}]),
        lambda found: found.update(
            after=[{"id": "x", "step": "approval", "settings": {"roles": ["root"]}}]
        ),
        lambda found: found.update(
            after=[{"id": "x", "step": "notify", "settings": {"to": ["a"]}}]
        ),
        lambda found: found.update(translations={"en": ["x"]}),
        lambda found: found.update(translations={"en": {"title": {"text": 5}}}),
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
