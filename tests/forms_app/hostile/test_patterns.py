"""Patterns: none of ours runs on, and those of authors are run by ours alone (ReDoS)."""

import ast
import importlib
import json
import pkgutil
import re
from functools import cache
from pathlib import Path

import pytest

import forms_app
from forms_app.engine.document import document_of
from forms_app.engine.field_type import field_types
from forms_app.engine.logic.admitting import admitted
from forms_app.engine.logic.deciding import decide
from forms_app.engine.logic.operators import OPERATORS
from forms_app.engine.rule import Rule
from forms_app.engine.sentences import Unfit
from forms_app.engine.step import steps
from forms_app.exchange.pasted_reading import read_pasted
from forms_app.exchange.reading_files import read_file
from forms_app.exchange.report import Turn
from forms_app.models import Form, Submission
from forms_app.tickets import new_ticket
from tests.forms_app.authoring import key_of, question
from tests.forms_app.engine.examples import definition_of, field_of
from tests.forms_app.exchange.books import book
from tests.forms_app.hostile.ambiguity import is_exponential, is_polynomial, is_slow_to_find

SOURCE = Path(forms_app.__file__).parent
SCRIPTS = SOURCE.parent / "static" / "js"
BOMB = "^(([a-z])+.)+[A-Z]([a-z])+$"

FINDING = frozenset({"search", "sub", "subn", "split", "findall", "finditer"})
_LITERAL = re.compile(r"(?<=[(,=:\[!&|?\s])/(?![*/ ])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+)/")

# --- the checker itself -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "exponential", "polynomial", "slow"),
    [
        ("(a+)+$", True, False, True),
        ("(a|a)*b", True, False, True),
        ("(a*)*b", True, False, True),
        (r"(\w+\s?)*$", True, False, True),
        ("(.*,)*x", True, True, True),
        (BOMB, True, True, True),
        (r"\s*\s*x", False, True, True),
        (r"\d+\d+$", False, True, True),
        (r"\s+$", False, False, True),
        ("(ab)*", False, False, False),
        ("[a-z]+(?:-[a-z]+)*", False, False, False),
        (r"\d{1,3}(?:,\d{3})+", False, False, False),
    ],
)
def test_the_checker_tells_patterns_that_run_on_from_others(pattern, exponential, polynomial, slow):
    assert is_exponential(pattern) == exponential
    assert is_polynomial(pattern) == polynomial
    assert is_slow_to_find(pattern) == slow


# --- ours -------------------------------------------------------------------------------------


def _compiled(value):
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from _compiled(one)
    elif isinstance(value, dict):
        yield from _compiled(tuple(value.values()))


@cache
def ours():
    """Return module.name → pattern and flags for every pattern of forms_app."""
    found = {}
    for one in pkgutil.walk_packages(forms_app.__path__, "forms_app."):
        if ".migrations" in one.name:
            continue
        for name, value in vars(importlib.import_module(one.name)).items():
            for number, pattern in enumerate(_compiled(value)):
                found[f"{one.name}.{name}.{number}"] = (
                    pattern.pattern,
                    pattern.flags & ~int(re.UNICODE),
                )
    return found


@cache
def _trees():
    return [
        (path.relative_to(SOURCE.parent), ast.parse(path.read_text()))
        for path in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in path.parts
    ]


def _calls(tree, module="re"):
    for node in ast.walk(tree):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if is_call and isinstance(node.func.value, ast.Name) and node.func.value.id == module:
            yield node


def test_no_pattern_of_ours_can_be_made_to_run_on():
    found = ours()

    assert len(found) > 60
    assert [name for name, pattern in found.items() if is_exponential(*pattern)] == []
    assert [name for name, pattern in found.items() if is_polynomial(*pattern)] == []


def test_no_pattern_that_is_searched_for_starts_over_from_every_place():
    searched = {
        node.value.id
        for _path, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in FINDING
        and isinstance(node.value, ast.Name)
    }
    found = {name: one for name, one in ours().items() if name.split(".")[-2] in searched}

    assert len(found) > 15
    assert [name for name, pattern in found.items() if is_slow_to_find(*pattern)] == []


def test_patterns_written_where_they_are_used_hold_too_and_none_is_made_of_what_came_in():
    inline, made = [], []
    for path, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for call in _calls(node):
                    if call.func.attr == "escape":
                        continue
                    first = call.args[0] if call.args else None
                    if isinstance(first, ast.Constant):
                        inline.append((str(path), first.value, call.func.attr))
                    else:
                        made.append((str(path), call.lineno))
            if isinstance(node, ast.keyword) and node.arg == "pattern":
                inline.append((str(path), ast.literal_eval(node.value), "fullmatch"))

    assert made == []
    assert len(inline) > 8
    for path, pattern, way in inline:
        assert not is_exponential(pattern), (path, pattern)
        assert not is_polynomial(pattern), (path, pattern)
        assert way not in FINDING or not is_slow_to_find(pattern), (path, pattern)


def _patterns_in(found):
    if isinstance(found, dict):
        if isinstance(found.get("pattern"), str):
            yield found["pattern"]
        for inner in found.values():
            yield from _patterns_in(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from _patterns_in(inner)


def test_the_patterns_that_our_schemas_hand_out_hold_for_whoever_uses_them():
    published = json.loads((SOURCE.parent / "static/schemas/forms-document-3.json").read_text())
    patterns = set(_patterns_in(published))

    assert patterns
    for pattern in patterns:
        assert not is_exponential(pattern)
        assert not is_polynomial(pattern)


def test_the_patterns_of_our_scripts_hold():
    found = {
        (path.name, literal)
        for folder in ("forms", "client", "desk")
        for path in sorted((SCRIPTS / folder).glob("*.js"))
        for literal in _LITERAL.findall(path.read_text())
    }

    assert len(found) > 40
    for name, literal in found:
        # Python has no classes by property; any letter stands for them.
        pattern = re.sub(r"\\p\{\w+\}", r"\\w", literal).replace("(?<=", "(?:")
        assert not is_exponential(pattern), (name, literal)
        assert not is_polynomial(pattern), (name, literal)


# --- those of authors and of files -------------------------------------------------------------


def test_the_one_place_for_a_pattern_is_an_operator_that_no_engine_of_others_runs():
    options = {
        option.key
        for kind in (*field_types().values(), *steps().values())
        for option in kind.options
    }
    source = (SOURCE / "engine/logic/pattern.py").read_text()
    made = {
        found
        for folder in ("forms", "client", "desk")
        for path in (SCRIPTS / folder).glob("*.js")
        for found in re.findall(r"RegExp\(.(?:[^$]|\$[^{]){0,30}\$\{(\w+)", path.read_text())
    }
    mentions = sum(path.read_text().count("RegExp") for path in SCRIPTS.rglob("*.js"))

    assert not {name for name in options if "pattern" in name or "regex" in name}
    assert [name for name in OPERATORS if name in ("regex", "matches", "match", "like", "=~")] == [
        "matches"
    ]
    assert not re.search(r"^(import|from) re\b", source, re.MULTILINE)
    # Names are read with a class of signs that stands in the same file.
    assert (made, mentions) == ({"CJK"}, 3)
    for operator in ("regex", "match"):
        with pytest.raises(Unfit):
            admitted(
                [{"id": "r", "kind": "show", "targets": ["a"],
                  "when": {operator: [{"var": "a"}, BOMB]}}]
            )  # fmt: skip


HOSTILE = "a" * 100 + "!"


def held_to_bomb(found):
    """Return whether a form whose first question is held to the bomb lets a hostile text pass."""
    first = next(iter(found.definition.fields)).key
    outcome = decide(found.definition, {first: HOSTILE}, today="2026-11-21")
    return [(violation.address == first) for violation in outcome.violations]


def test_a_bomb_in_an_xlsform_is_carried_and_hurts_nobody():
    rows = [
        {"type": "text", "name": "t", "label": "甲", "constraint": f"regex(., '{BOMB}')"},
        {"type": "text", "name": "u", "label": "乙", "relevant": f"regex(${{t}}, '{BOMB}')"},
    ]

    found = read_file(book(rows), "x.xlsx")

    assert [rule.kind for rule in found.definition.rules] == ["check", "show"]
    assert held_to_bomb(found) == [True]


def test_a_bomb_in_a_formio_form_is_carried_and_hurts_nobody():
    component = {"type": "textfield", "key": "a", "label": "甲", "validate": {"pattern": BOMB}}

    found = read_file(json.dumps({"components": [component]}).encode())

    assert held_to_bomb(found) == [True]


@pytest.mark.parametrize(
    "pattern", ["(?=a)a", "(a)" + "\\1", "(a{1,999}){1,999}", "[", "a" * 400, "(" * 50 + ")" * 50]
)
def test_a_pattern_beyond_ours_stays_behind_with_the_reason(pattern):
    component = {"type": "textfield", "key": "a", "label": "甲", "validate": {"pattern": pattern}}
    rows = [{"type": "text", "name": "t", "label": "甲", "constraint": f"regex(., '{pattern}')"}]

    for found in (read_file(json.dumps({"components": [component]}).encode()),
                  read_file(book(rows), "x.xlsx")):  # fmt: skip
        assert found.definition.rules == ()
        [note] = [note for note in found.notes if note.turn == Turn.LEFT_OUT]
        assert "没有带来：格式" in note.say("zh")
        assert "was left out: " in note.say("en")


def test_a_forged_automaton_in_a_file_is_made_anew():
    holds = {"matches": [{"var": "fshort_text"}, r"\d{6}"]}
    check = Rule("r", "check", ("fshort_text",), value=holds)
    document = document_of(definition_of(field_of("short_text"), rules=(check,)))
    whole = document["logic"]["patterns"]
    forged = {"entry": 1, "sets": [], "states": [["match"], ["split", 1, 1, 10**9]]}

    document["logic"]["patterns"] = dict.fromkeys((*whole, "__proto__"), forged)
    found = read_file(json.dumps(document).encode())

    assert document_of(found.definition)["logic"]["patterns"] == whole


@pytest.mark.django_db
def test_an_answer_that_breaks_a_pattern_is_kept_by_no_way_in(client, town, settings):
    settings.FORM_PROOF_BITS = 0
    form = Form(
        title="停车", slug="plates", area=town.community, live=False,
        questions=json.dumps([question(1, "short_text", "车牌号")]),
        rules=[{"id": "r", "kind": "check", "targets": [key_of(1)], "message": "请按行驶证填写",
                "value": {"matches": [{"var": key_of(1)}, "(鲁|鲁)+[A-Z]([0-9]+)+"]}}],
    )  # fmt: skip
    form.full_clean()
    form.save()
    form.save_revision().publish(skip_permission_checks=True)
    form.refresh_from_db()

    def by_page(text):
        given = {key_of(1): text, "ticket": str(new_ticket(form.current)), "step": "send"}
        return client.post(form.get_absolute_url(), given)

    def by_api(text):
        body = {"ticket": str(new_ticket(form.current)), "answers": {key_of(1): text}}
        address = f"/api/v1/forms/{form.slug}/submissions"
        return client.post(address, json.dumps(body), content_type="application/json")

    wrong = "鲁" * 50 + "A" + "1" * 48 + "!"
    assert "请按行驶证填写" in by_page(wrong).content.decode()
    assert by_api(wrong).status_code == 422
    assert Submission.objects.count() == 0
    assert [by_page("鲁A12345").status_code, by_api("鲁A54321").status_code] == [302, 201]
    assert Submission.objects.count() == 2


@pytest.mark.parametrize(
    "line",
    [
        "其他" + "_" * 50_000 + "！",
        "其他" + "请注明_" * 10_000 + "（",
        "A." + " B" * 25_000,
        "1. 出生" + " " * 50_000 + "年" + " " * 1000 + "月x",
        "1. 甲" + "（" * 50_000,
        "1. 甲\t单选\t" + " " * 50_000 + "乙",
    ],
    ids=["gaps", "asked", "letters", "blanks", "brackets", "table"],
)
def test_a_pasted_line_of_fifty_thousand_signs_is_read_in_one_go(line):
    """Each of them took a careless pattern of ours for ever, or for minutes."""
    assert list(read_pasted(f"1. 选一项\n{line}\n2. 姓名").definition.fields)
