"""A form in another language: other words, the same keys, and what is missing is counted."""

from dataclasses import replace

from forms_app.engine.document import document_of
from forms_app.engine.reading import read
from forms_app.engine.translating import in_language, phrases, translations, with_translations
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
