"""A form in another language: other words, the same keys, and what is missing is counted."""

from dataclasses import replace

from forms_app.engine.document import document_of
from forms_app.engine.planned import Planned
from forms_app.engine.reading import read
from forms_app.engine.translating import (
    in_language,
    phrases,
    said_in,
    translations,
    with_translations,
)
from tests.forms_app.engine.vectors import form_in_short

FORM = form_in_short(
    {
        "steps": [
            [
                {
                    "key": "a",
                    "type": "choice",
                    "label": "怎么来",
                    "options": {"choices": [{"id": "c1", "text": "走路"}]},
                },
                {
                    "key": "g",
                    "type": "repeat",
                    "label": "谁来",
                    "fields": [{"key": "n", "type": "short_text", "label": "名字", "hint": "小名"}],
                },
                {"key": "h", "type": "hidden", "label": "", "options": {"name": "utm"}},
            ]
        ],
        "titles": {"1": "先说说"},
        "rules": [
            {"id": "r", "kind": "check", "targets": ["a"], "value": True, "message": "再看看"}
        ],
    }
)
TEXTS = {
    "title": "Form",
    "step1.title": "First",
    "a.label": "How do you come",
    "a.choices.c1": "On foot",
    "n.label": "Name",
    "r.message": "Look again",
}


def translated():
    return replace(FORM, translations=with_translations(FORM, "en", TEXTS))


def test_every_phrase_that_people_read_has_an_address():
    found = {phrase.address: phrase.words for phrase in phrases(FORM)}

    assert {**dict.fromkeys(TEXTS), "g.label": 1, "n.hint": 1}.keys() <= found.keys()
    assert found["a.choices.c1"] == "走路"
    assert not any(address.startswith("h.") for address in found)


def test_words_change_and_keys_stay():
    english = in_language(translated(), "en-gb")

    assert english.title == "Form"
    assert english.steps[0].title == "First"
    assert english.by_key["a"].label == "How do you come"
    assert english.by_key["a"].options["choices"] == [{"id": "c1", "text": "On foot"}]
    assert english.by_key["n"].label == "Name"
    assert english.by_key["n"].hint == "小名"
    assert english.rules[0].message == "Look again"
    assert list(english.by_key) == list(FORM.by_key)
    assert in_language(translated(), "zh-hans") == translated()
    assert in_language(FORM, "en") is FORM


def test_missing_and_stale_ones_are_known():
    later = replace(translated(), title="新的表单")
    found = {one.phrase.address: one for one in translations(later, "en")}

    assert found["title"].is_stale
    assert not found["a.label"].is_stale
    assert found["n.hint"].is_missing
    assert in_language(later, "en").title == "Form"

    mended = with_translations(later, "en", {"title": "New form", "a.label": "", "gone": "x"})
    assert mended["en"]["title"] == {"text": "New form", "of": "新的表单"}
    assert "a.label" not in mended["en"]
    assert "gone" not in mended["en"]


def test_a_translation_travels_with_the_document():
    assert read(document_of(translated())).translations == translated().translations
    assert "translations" not in document_of(FORM)


def test_what_follows_is_translated_too_and_what_no_sender_reads_is_not():
    told = Planned("s1", "notify", {"to": "sender", "by": "", "words": "收到了"})
    other = Planned("s2", "call_webhook", {"name": "taken"})
    form = replace(FORM, after=(told, other))
    more = {"next_words": "明天回电话"}

    addresses = {phrase.address for phrase in phrases(form, more)}
    texts = {"after.s1.words": "We have it", "next_words": "We call tomorrow"}
    spoken = replace(form, translations=with_translations(form, "en", texts, more))

    assert addresses - {phrase.address for phrase in phrases(FORM)} == set(texts)
    assert in_language(spoken, "en").after[0].settings["words"] == "We have it"
    assert in_language(spoken, "en").after[1] == other
    assert in_language(spoken, "zh-hans").after[0].settings["words"] == "收到了"
    assert said_in(spoken, "en", "next_words", "明天回电话") == "We call tomorrow"
    assert said_in(spoken, "zh-hans", "next_words", "明天回电话") == "明天回电话"
