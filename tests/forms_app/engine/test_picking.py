"""Conditions picked from lists: all that is offered can be kept."""

import pytest

from forms_app.engine.kind import Kind
from forms_app.engine.logic.checking_rules import kind_of_formula
from forms_app.engine.logic.picking import sayings, subjects
from tests.forms_app.engine.examples import everything

FORM = everything()
SUBJECTS = list(subjects(FORM, group="frepeat"))


def value_for(takes, subject):
    choices = list(subject.choices)
    return {
        "number": 3,
        "text": "甲",
        "pattern": r"\d{6}",
        "day": "2026-12-05",
        "time": "09:30",
        "yes_no": True,
        "area": "370199",
        "choice": choices[0] if choices else "",
        "choices": choices[:2],
        "numbers": [3, 4],
        "texts": ["甲", "乙"],
        "days": ["2026-12-05"],
        "times": ["09:30"],
        "areas": ["370102", "370103"],
        "nothing": None,
    }[takes]


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_whatever_is_offered_makes_a_condition(subject):
    for saying in sayings(subject.kind):
        tree = saying.tree(subject.name, value_for(saying.takes, subject))

        assert kind_of_formula(FORM, tree, group="frepeat") == Kind.BOOLEAN
        assert set(saying.names) == set(subject.words) == {"zh", "en"}


def test_every_answer_can_be_spoken_of_and_nothing_else():
    names = {subject.name for subject in SUBJECTS}

    assert "fstatement" not in names
    assert {"item.inner-number", "fmatrix.r1", "fdate_range.start", "faddress.area"} <= names
    assert "item.inner-number" not in {subject.name for subject in subjects(FORM)}


def test_an_answer_is_called_by_its_number_and_its_words():
    [subject] = [one for one in SUBJECTS if one.name == "fmatrix.r1"]

    assert subject.number.endswith(".R1")
    assert subject.words["zh"] == "“问题 matrix · 楼道”"
    assert subject.choices == {"a": "甲", "b": "乙", "c": "丙"}
