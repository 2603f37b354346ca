"""The lists of what a form can ask, begin with and start: each entry is there by its name."""

import importlib

import pytest

from forms_app.engine.definition import DataClass
from forms_app.engine.drawing import WIDGETS
from forms_app.engine.field_type import Chart, field_types
from forms_app.engine.step import steps
from forms_app.gallery import starters
from tests.forms_app.engine.examples import field_of

TYPES = {
    "short text": ("short_text", ()),
    "long text": ("long_text", ()),
    "number": ("number", ()),
    "money": ("money", ()),
    "yes or no": ("yes_no", ()),
    "single choice, with picture, other": ("choice", ("choices", "other")),
    "multiple choice, with picture, other": ("choices", ("choices", "other")),
    "dropdown with search": ("dropdown", ("choices",)),
    "rating": ("rating", ()),
    "scale": ("scale", ()),
    "ranking": ("ranking", ("choices",)),
    "matrix": ("matrix", ("rows",)),
    "date": ("date", ()),
    "time": ("time", ()),
    "date range": ("date_range", ()),
    "slot": ("slot", ("slots",)),
    "Chinese name": ("person_name", ()),
    "mobile phone, optional code check": ("phone", ("checked",)),
    "ID number": ("id_number", ()),
    "unified credit code": ("credit_code", ()),
    "e-mail": ("email", ()),
    "five-level area picker and grid": ("area", ("level",)),
    "address": ("address", ()),
    "position on map": ("position", ()),
    "file": ("file", ()),
    "photo": ("photo", ()),
    "signature": ("signature", ()),
    "consent": ("consent", ("separate",)),
    "repeating group": ("repeat", ()),
    "computed value": ("computed", ()),
    "hidden or prefilled": ("hidden", ("source",)),
    "statement": ("statement", ()),
}
"""What the field's editors ask for → the type, and options that belong to the wish."""

BESIDE = {"community"}
"""Types of ours that no list asked for: one's own community, known by its name."""

STEPS = {
    "notify": "notify",
    "ask approval": "approval",
    "assign": "assign",
    "wait until": "wait",
    "set status": "set_state",
    "call webhook": "call_webhook",
    "fill a print template": "fill_template",
    "raise a need": "raise_need",
    "open a case": "open_case",
}

STARTERS = {
    "ask for help": ("ask_for_help",),
    "micro-wish": ("micro_wish",),
    "activity registration": ("activity_registration",),
    "lecture seat": ("lecture_seat",),
    "several of the services that a window offers": (
        "old_age_allowance",
        "residence_proof",
        "aid_device_loan",
        "meal_delivery",
    ),
    "satisfaction survey": ("satisfaction_survey",),
    "property-service inspection": ("property_inspection",),
    "volunteer sign-up": ("volunteer_sign_up",),
    "proposal": ("proposal",),
    "repair report": ("repair_report",),
    "visit record": ("visit_record",),
    "lost and found": ("lost_and_found",),
    "venue booking": ("venue_booking",),
    "home-visit assessment": ("home_visit_assessment",),
    "feedback": ("feedback",),
}


def test_the_types_are_those_that_were_asked_for_and_a_known_few_beside():
    assert set(field_types()) == {key for key, _options in TYPES.values()} | BESIDE


@pytest.mark.parametrize("wish", TYPES)
def test_a_type_that_was_asked_for_has_its_file_and_all_that_belongs_to_one(wish):
    key, options = TYPES[wish]
    kind, field = field_types()[key], field_of(key)

    module = importlib.import_module(f"forms_app.engine.field_types.{key}")
    assert type(kind).__module__ == module.__name__
    assert {option.key for option in kind.options} >= set(options)
    assert set(kind.help) == {"zh", "en"}
    assert kind.json_schema(field) is not None
    assert bool(kind.columns(field)) is kind.is_answered or key == "computed"
    assert (kind.chart is Chart.NONE) == (key == "statement")
    assert DataClass(kind.class_of(field)) in set(DataClass)
    assert all(drawn.widget in WIDGETS for drawn in kind.inputs(field))
    assert callable(kind.masked)


def test_every_step_that_was_asked_for_is_there():
    assert {key for key in STEPS.values() if key not in steps()} == set()


def test_the_gallery_has_every_starter_that_was_asked_for():
    wanted = {key for keys in STARTERS.values() for key in keys}

    assert len(starters()) >= len(STARTERS) == 15
    assert wanted - set(starters()) == set()
