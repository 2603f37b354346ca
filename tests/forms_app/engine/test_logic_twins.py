"""Whatever the formula and the answers: server and browser come to the same, and nothing breaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_app.engine.definition import AnswerStep, Definition, Section
from forms_app.engine.document import document_of
from forms_app.engine.logic.deciding import decide
from forms_app.engine.logic.evaluating import Scope, Terms, evaluate
from forms_app.engine.logic.operators import OPERATORS
from forms_app.engine.logic.pattern import automata
from forms_app.engine.rule import Rule
from tests.forms_app.engine.fuzzing import steadily
from tests.forms_app.engine.twin import NODE, BrowserTwin, NodeTwin, in_a_twin, plainly
from tests.forms_app.engine.vectors import TODAY, field_in_short

pytestmark = [] if NODE else [pytest.mark.journey]

KINDS = {
    "n": "number", "m": "money", "b": "boolean", "t": "text", "d": "date", "h": "time",
    "c": "choice", "s": "choices", "a": "area", "i": "id_number", "r": "items", "o": "other",
    "o.row": "choice", "in": "number", "im": "money", "ic": "choice",
}  # fmt: skip
SCORES = {"c": {"x": 1.5, "y": -2}, "s": {"x": 0.1, "other": 3}}
TERMS = Terms(KINDS, SCORES)

NUMBERS = st.one_of(
    st.integers(-100, 100),
    st.integers(-(10**16), 10**16),
    st.decimals(-1000, 1000, places=3).map(float),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, 0.1, 0.2, 0.3, 1e15, 999999999999999, 1e-10, 5e-11, 4.35, 1.005, -0.0]),
)
DAYS = st.sampled_from(
    ["2026-11-21", "2024-02-29", "2026-02-30", "1000-01-01", "9999-12-31", "0999-01-01", "2026-1-1"]
)
WORDS = st.one_of(
    st.sampled_from(
        ["x", "y", "other", "other:z", "", "甲", "370199", "370199001", "09:30", "days", "months",
         "years", "11010519491231002X", "\U0001f600", "__proto__", "constructor"]
    ),
    DAYS,
    st.text(max_size=4),
)  # fmt: skip
PLAIN = st.one_of(st.none(), st.booleans(), NUMBERS, WORDS)
NAMES = st.one_of(
    st.sampled_from([*KINDS, "item.in", "item.im", "item.ic", "item.b", "r.in", "gone", "", "."]),
    WORDS,
)
ITEMS = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {}, optional={"in": NUMBERS, "im": NUMBERS, "ic": WORDS, "ch": WORDS, "b": PLAIN}
        ),
        PLAIN,
    ),
    max_size=3,
)
USUAL = {
    "n": NUMBERS, "m": st.integers(-(10**7), 10**7), "b": st.booleans(), "t": WORDS, "d": DAYS,
    "h": WORDS, "c": WORDS, "s": st.lists(WORDS, max_size=3), "a": WORDS, "i": WORDS, "r": ITEMS,
    "o": st.dictionaries(st.just("row"), WORDS), "in": NUMBERS, "im": NUMBERS, "ic": WORDS,
}  # fmt: skip
VALUES = st.one_of(
    st.fixed_dictionaries({}, optional=USUAL),
    st.dictionaries(st.sampled_from([*USUAL, "constructor"]),
                    st.one_of(PLAIN, ITEMS, st.lists(PLAIN, max_size=2)), max_size=4),
)  # fmt: skip


PATTERNS = st.recursive(
    st.sampled_from(
        ["x", "y", "甲", ".", r"\d", r"\w", r"\S", "[a-z]", "[^x甲]", r"\u7532", "^", "$", "😀",
         "", "-", "\\", "(", "]", "[z-a]", r"\b"]
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map("|".join),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{0,}", "*?", "{9}"])).map(
            lambda pair: f"({pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=6,
)  # fmt: skip


def operation(inner):
    """Return any operator, mostly with as many arguments as it takes."""

    def filled(name):
        known = OPERATORS[name]
        most = min(known.most, known.least + 1)
        return st.lists(inner, min_size=known.least, max_size=most).map(lambda found: {name: found})

    texts = st.one_of(WORDS, st.sampled_from(["t", "i", "item.ic"]).map(lambda name: {"var": name}))
    group = st.just({"var": "r"})
    over = [name for name, known in OPERATORS.items() if known.over_items]
    return st.one_of(
        st.sampled_from(sorted(OPERATORS)).flatmap(filled),
        st.tuples(st.sampled_from(over), group, inner).map(lambda one: {one[0]: [one[1], one[2]]}),
        st.tuples(texts, PATTERNS).map(lambda pair: {"matches": list(pair)}),
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["fly", "var", "+", "=="]), inner, max_size=2),
    )


LEAVES = st.one_of(PLAIN, NAMES.map(lambda name: {"var": name}))
TREES = st.recursive(LEAVES, operation, max_leaves=10)
CASES = st.lists(st.tuples(TREES, VALUES), min_size=12, max_size=25)


@pytest.fixture(scope="module")
def twin(request):
    opened = NodeTwin() if NODE else BrowserTwin(request.getfixturevalue("browser"))
    yield opened
    opened.close()


@in_a_twin
@steadily(max_examples=50)
@given(cases=CASES, item=st.one_of(st.none(), VALUES))
def test_any_formula_comes_to_the_same(twin, cases, item):
    questions = [
        {
            "tree": tree,
            "terms": {"kinds": KINDS, "scores": SCORES, "patterns": automata([tree])},
            "values": values,
            "today": TODAY,
            "item": item,
        }
        for tree, values in cases
    ]

    for (tree, values), said in zip(cases, twin.ask(questions), strict=True):
        found = evaluate(tree, Scope(TERMS, values, TODAY, item))
        assert plainly(said["found"]) == found, (tree, values, item)


CHOICES = {"choices": [{"id": "x", "text": "甲", "score": 2}, {"id": "y", "text": "乙"}]}
FIELDS = [
    {"key": "n", "type": "number"},
    {"key": "b", "type": "yes_no"},
    {"key": "c", "type": "choice", "options": CHOICES, "required": False},
    {"key": "s", "type": "choices", "options": CHOICES},
    {"key": "d", "type": "date"},
    {
        "key": "r",
        "type": "repeat",
        "fields": [
            {"key": "in", "type": "number"},
            {"key": "im", "type": "money", "required": False},
            {"key": "ic", "type": "computed", "options": {"as": "money"}},
            {"key": "ch", "type": "choice", "options": {**CHOICES, "other": True}},
        ],
    },
    {"key": "m", "type": "money"},
    {"key": "e", "type": "computed", "options": {"places": 3}},
    {"key": "t", "type": "short_text"},
]
STEP_IDS = ["p1", "p2", "p3"]
SECTION_IDS = ["s1", "s2", "s3"]


def definition_with(rules) -> Definition:
    fields = tuple(field_in_short(entry) for entry in FIELDS)
    parts = (fields[:4], fields[4:6], fields[6:])
    steps = tuple(
        AnswerStep(step, "", (Section(section, "", part),))
        for step, section, part in zip(STEP_IDS, SECTION_IDS, parts, strict=True)
    )
    return Definition("表单", "", "", steps, tuple(rules))


def as_numbers(found):
    """Return JSON with every number as a float: 1e16 and 10000000000000000 are the same."""
    if isinstance(found, dict):
        return {name: as_numbers(value) for name, value in found.items()}
    if isinstance(found, list):
        return [as_numbers(value) for value in found]
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return float(found) if is_number else found


KEYS = ["n", "b", "c", "s", "d", "r", "in", "im", "ic", "ch", "m", "e", "t"]
KINDS_OF_RULES = ["show", "hide", "require", "offer", "offer", "skip", "compute", "check"]
CONDITIONED = ("show", "hide", "require", "offer")
REFERENCES = st.sampled_from([*KEYS, "item.in", "item.im", "item.ic"])
FORM_LEAVES = st.one_of(st.booleans(), NUMBERS, st.sampled_from(["x", "y", "2026-11-21"]),
                        REFERENCES.map(lambda name: {"var": name}))  # fmt: skip
CONDITIONS = st.one_of(
    st.booleans(),
    REFERENCES.map(lambda name: {"answered": [{"var": name}]}),
    st.tuples(st.sampled_from(["==", "<", ">="]), REFERENCES, NUMBERS).map(
        lambda one: {one[0]: [{"var": one[1]}, one[2]]}
    ),
    st.sampled_from(["x", "y"]).map(lambda choice: {"==": [{"var": "c"}, choice]}),
    st.just({"var": "b"}),
    st.recursive(FORM_LEAVES, operation, max_leaves=5),
)
FORMULAS = st.recursive(FORM_LEAVES, operation, max_leaves=6)


@st.composite
def rules(draw):
    """Draw rules of every kind: most make sense, some run in circles."""
    found = []
    for number in range(draw(st.integers(0, 7))):
        kind = draw(st.sampled_from(KINDS_OF_RULES))
        when = draw(CONDITIONS if kind in CONDITIONED else st.none() | CONDITIONS)
        value, origin, choices = None, "", ()
        if kind == "skip":
            origin = draw(st.sampled_from(STEP_IDS))
            targets = (draw(st.sampled_from([*STEP_IDS, "end"])),)
        elif kind == "compute":
            targets, value = (draw(st.sampled_from(["ic", "e"])),), draw(FORMULAS)
        elif kind == "check":
            targets, value = (draw(st.sampled_from(KEYS)),), draw(CONDITIONS)
        elif kind == "offer":
            targets = (draw(st.sampled_from(["c", "s", "ch"])),)
            choices = tuple(draw(st.lists(st.sampled_from(["x", "y", "other"]), unique=True)))
        else:
            targets = (draw(st.sampled_from([*KEYS, *STEP_IDS, *SECTION_IDS])),)
        found.append(Rule(f"r{number}", kind, targets, when, value, origin, choices=choices))
    return found


@in_a_twin
@steadily(max_examples=50)
@given(rules=rules(), answers=st.lists(VALUES, min_size=3, max_size=6))
def test_any_form_is_decided_the_same(twin, rules, answers):
    definition = definition_with(rules)
    form = document_of(definition)
    questions = [{"form": form, "values": values, "today": TODAY} for values in answers]

    for values, said in zip(answers, twin.ask(questions), strict=True):
        outcome = decide(definition, values, today=TODAY)
        expected = as_numbers(outcome.document())
        assert as_numbers(said) == expected, (form["rules"], values)
        assert set(outcome.values) <= set(KEYS)
