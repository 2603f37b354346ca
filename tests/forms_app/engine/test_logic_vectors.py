"""Formulas and forms come to what the vectors say, on the server and in browsers alike."""

import json

import pytest

from forms_app.engine.document import document_of
from forms_app.engine.logic.deciding import decide
from forms_app.engine.logic.evaluating import Scope, Terms, evaluate
from forms_app.engine.logic.pattern import automata
from forms_app.engine.numbers import exact
from tests.forms_app.engine.twin import NODE, BrowserTwin, NodeTwin, in_a_twin, plainly
from tests.forms_app.engine.vectors import TODAY, VECTORS, form_in_short

FORMULAS = VECTORS["evaluate"]
RUNS = [(case, run) for case in VECTORS["decide"] for run in case["runs"]]
PARTS = {"path", "hidden", "required", "computed", "violations", "kept", "withheld"}


@pytest.fixture(scope="module")
def twin(request):
    opened = NodeTwin() if NODE else BrowserTwin(request.getfixturevalue("browser"))
    yield opened
    opened.close()


def wanted(value):
    """Return an expected result as formulas have it."""
    return exact(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def scope_of(case) -> Scope:
    terms = Terms(case.get("kinds", {}), case.get("scores", {}))
    return Scope(terms, case.get("values", {}), case.get("today", TODAY), case.get("item"))


def question(case) -> dict:
    return {
        "tree": case["tree"],
        "terms": {"kinds": case.get("kinds", {}), "scores": case.get("scores", {}),
                  "patterns": automata([case["tree"]])},
        "values": case.get("values", {}),
        "today": case.get("today", TODAY),
        "item": case.get("item"),
    }  # fmt: skip


def told(outcome: dict, run: dict) -> dict:
    """Return the parts of an outcome that a run speaks of."""
    whole = {"withheld": {}} | outcome | {"kept": outcome["values"]}
    return {name: whole[name] for name in run if name in PARTS}


def test_names_of_vectors_are_their_own():
    names = [case["name"] for case in [*FORMULAS, *VECTORS["decide"]]]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("case", FORMULAS, ids=lambda case: case["name"])
def test_a_formula_comes_to_this(case):
    assert evaluate(case["tree"], scope_of(case)) == wanted(case["is"])
    assert type(evaluate(case["tree"], scope_of(case))) is type(wanted(case["is"]))


@pytest.mark.parametrize(
    ("case", "run"), RUNS, ids=lambda part: part.get("name", json.dumps(part.get("values")))
)
def test_a_form_comes_to_this(case, run):
    outcome = decide(form_in_short(case["form"]), run["values"], today=TODAY)

    expected = {name: value for name, value in run.items() if name in PARTS}
    assert told(outcome.document(), run) == expected


@in_a_twin
def test_browsers_come_to_the_same(twin):
    answers = twin.ask([question(case) for case in FORMULAS])
    found = {
        case["name"]: plainly(said["found"]) for case, said in zip(FORMULAS, answers, strict=True)
    }

    assert found == {case["name"]: wanted(case["is"]) for case in FORMULAS}


@in_a_twin
def test_browsers_decide_the_same(twin):
    questions = [
        {"form": document_of(form_in_short(case["form"])), "values": run["values"], "today": TODAY}
        for case, run in RUNS
    ]

    for (case, run), said in zip(RUNS, twin.ask(questions), strict=True):
        outcome = decide(form_in_short(case["form"]), run["values"], today=TODAY)
        assert said == outcome.document(), case["name"]


@pytest.mark.journey
def test_a_real_browser_comes_to_the_same(browser):
    page = BrowserTwin(browser)
    answers = page.ask([question(case) for case in FORMULAS])
    page.close()

    assert [plainly(said["found"]) for said in answers] == [wanted(case["is"]) for case in FORMULAS]
