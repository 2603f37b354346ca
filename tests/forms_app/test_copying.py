"""Copies: keys of their own throughout, and logic that still says the same."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from forms_app.copying import ids_in, moved_on, renewed, with_days, with_pictures
from forms_app.engine.checking import problems_of
from forms_app.engine.logic.parsing import parse_rules
from forms_app.engine.logic.writing import written
from forms_app.gallery import form_of, starters

TODAY = date(2026, 11, 21)


def names_in(definition):
    for field in definition.all_fields:
        yield field.key
        for option in ("choices", "rows", "slots"):
            yield from (entry["id"] for entry in field.options.get(option, ()))


def test_a_copy_shares_no_id_or_key_and_its_rules_and_samples_hold():
    for starter in starters().values():
        content = starter.content(TODAY)
        copied = renewed(content)
        before, after = form_of(content).definition, form_of(copied).definition

        assert not set(ids_in(copied["questions"])) & set(ids_in(content["questions"]))
        assert not set(names_in(before)) & set(names_in(after))
        assert list(problems_of(after, in_community=True)) == []
        said = repr([after.rules, after.samples, copied.get("counted_by")])
        assert not [name for name in names_in(before) if name in said]
        assert [field.label for field in after.all_fields] == [
            field.label for field in before.all_fields
        ]


def test_an_address_of_an_item_and_a_row_is_renamed_and_words_are_left():
    questions = [
        {
            "type": "repeat",
            "id": "00000000-0000-4000-8000-000000000001",
            "value": {
                "label": "每一项",
                "fields": [
                    {
                        "type": "short_text",
                        "id": "00000000-1111-4000-8000-000000000002",
                        "value": {},
                    }
                ],
            },
        }
    ]
    written = {
        "questions": questions,
        "rules": [{"when": {"answered": [{"var": "item.f000000001111"}]}, "message": "说说看"}],
        "samples": [{"answers": {"f000000000000.0.f000000001111": ["一、二。"]}}],
    }
    made = iter(UUID(int=number << 120) for number in (0xAA, 0xBB))

    copied = renewed(written, lambda: next(made))

    assert copied["rules"] == [
        {"when": {"answered": [{"var": "item.fbb0000000000"}]}, "message": "说说看"}
    ]
    assert copied["samples"] == [{"answers": {"faa0000000000.0.fbb0000000000": ["一、二。"]}}]
    assert copied["questions"][0]["value"]["label"] == "每一项"


def slot(day):
    return {"type": "item", "id": "s", "value": {"day": day, "start": "09:00", "end": "10:00"}}


def test_days_of_slots_are_counted_from_the_week_of_using_the_starter():
    questions = [slot({"week": 1, "weekday": 6}), slot({"week": 2, "weekday": 1})]

    dated = with_days(questions, TODAY)

    assert [entry["value"]["day"] for entry in dated] == ["2026-11-28", "2026-11-30"]


def test_slots_that_are_over_move_on_by_whole_weeks_and_keep_their_distance():
    questions = [slot("2026-11-07"), slot("2026-11-09")]

    moved = moved_on(questions, TODAY)

    assert [entry["value"]["day"] for entry in moved] == ["2026-11-28", "2026-11-30"]
    assert moved_on(moved, TODAY) == moved


def test_the_rules_of_every_starter_can_be_edited_as_text():
    for starter in starters().values():
        definition = form_of(renewed(starter.content(TODAY))).definition

        read = parse_rules(written(definition, "zh"), definition)

        assert [replace(rule, id="") for rule in read] == [
            replace(rule, id="") for rule in definition.rules
        ]


def test_a_picture_stands_above_the_choice_of_its_words_and_nothing_else_changes():
    content = starters()["aid_device_loan"].content(TODAY)
    shown = with_pictures(content["questions"], {"轮椅": 7, "没有这样的": 8})
    [device] = [asked for asked in shown if asked["value"] and asked["type"] == "choices"]
    first, second, *_rest = device["value"]["choices"]

    assert first["value"] == {"text": "轮椅", "picture": 7}
    assert second["value"] == "拐杖"
    assert with_pictures(content["questions"], {}) == content["questions"]
    assert list(ids_in(shown)) == list(ids_in(content["questions"]))
