"""Whether server and browser work out the same, of as many random cases as are asked for.

`python -m benchmarks forms_fuzz`, or `python -m benchmarks.forms_fuzz 100000 7` with a number of
cases and a seed. Nine in ten are formulas over answers of every kind, one in ten a whole form with
rules. Where they are there, two engines of others are asked about the operators that JSON Logic
shares with us: datalogic-py, and json-logic-engine in the module that JSON_LOGIC_ENGINE names. One
JSON line each; a disagreement is printed, and fails.
"""

from __future__ import annotations

import importlib.util
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]

from forms_app.engine.definition import AnswerStep, Definition, Field, Section  # noqa: E402
from forms_app.engine.document import document_of  # noqa: E402
from forms_app.engine.logic.deciding import decide  # noqa: E402
from forms_app.engine.logic.evaluating import Scope, Terms, evaluate  # noqa: E402
from forms_app.engine.logic.operators import OPERATORS  # noqa: E402
from forms_app.engine.logic.pattern import automata  # noqa: E402
from forms_app.engine.numbers import ONE  # noqa: E402
from forms_app.engine.rule import Rule  # noqa: E402

CASES, SEED, BATCH = 100_000, 20261121, 500
TODAY = "2026-11-21"
DRIVER = ROOT / "tests/forms_app/engine/logic_twin.mjs"
KINDS = {
    "n": "number", "m": "money", "b": "boolean", "t": "text", "d": "date", "h": "time",
    "c": "choice", "s": "choices", "a": "area", "i": "id_number", "r": "items", "o": "other",
    "o.row": "choice", "in": "number", "im": "money", "ic": "choice",
}  # fmt: skip
SCORES = {"c": {"x": 1.5, "y": -2}, "s": {"x": 0.1, "other": 3}}
TERMS = Terms(KINDS, SCORES)
NUMBERS = (
    0,
    1,
    -1,
    60,
    0.1,
    0.2,
    0.3,
    4.35,
    1.005,
    -0.0,
    1e-10,
    5e-11,
    999999999999999,
    1e15,
    1e16,
)
WORDS = (
    "x", "y", "other", "other:z", "", "甲", "370199", "370199001", "09:30", "days", "months",
    "years", "11010519491231002X", "\U0001f600", "__proto__", "constructor", "2026-11-21",
    "2024-02-29", "2026-02-30", "9999-12-31", "0999-01-01",
)  # fmt: skip
TEXTS = tuple(word for word in WORDS if word)
"""An answer is never empty, and engines do not agree whether an empty text holds another."""

SIGNS = (
    "x", "y", "o", "甲", "0", "-", ":", ".", r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", "[a-z]",
    "[^x甲]", "[0-9-]", r"\u7532", r"\x78", r"\.", "^", "$", "\U0001f600", "",
)  # fmt: skip
WRONG_SIGNS = ("(", ")", "[", "[z-a]", r"\b", "a**", "a{2,1}", "\\")
COUNTS = ("", "*", "+", "?", "{2}", "{0,}", "{1,4}", "*?", "{1,99}")
NAMES = (*KINDS, "item.in", "item.im", "item.ic", "item.b", "r.in", "gone", "", ".", "x")
OVER_ITEMS = tuple(name for name, known in OPERATORS.items() if known.over_items)
THEIRS = {"least": "min", "greatest": "max", "==": "===", "!=": "!=="}
ENGINE = """
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
const { LogicEngine } = await import(pathToFileURL(process.argv[2]));
const engine = new LogicEngine();
for await (const line of createInterface({ input: process.stdin })) {
  const { tree, values } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ found: engine.run(tree, values) ?? null })}\\n`);
}
"""


class Node:
    """A process of node that answers a batch of questions, one a line."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            ["node", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def ask(self, questions: list[Any]) -> list[Any]:
        """Return the answers, in order."""
        found = []
        for question in questions:
            self.process.stdin.write(json.dumps(question) + "\n")
            self.process.stdin.flush()
            found.append(json.loads(self.process.stdout.readline()))
        return found

    def close(self) -> None:
        """End the process."""
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


def number(chance: random.Random) -> int | float:
    """Return a number, odd ones among them."""
    drawn = (
        chance.choice(NUMBERS),
        chance.randint(-100, 100),
        chance.randint(-(10**16), 10**16),
        round(chance.uniform(-1000, 1000), 3),
        chance.uniform(-1e6, 1e6),
    )
    return chance.choice(drawn)


def plain(chance: random.Random) -> Any:
    """Return a literal of any kind."""
    return chance.choice((None, True, False, number(chance), chance.choice(WORDS)))


def pattern(chance: random.Random, depth: int = 0) -> str:
    """Return a pattern of a text; one in some is none."""
    if depth > 3 or chance.random() < 0.3:
        return chance.choice(SIGNS if chance.random() < 0.97 else WRONG_SIGNS)
    parts = [pattern(chance, depth + 1) for _ in range(chance.randint(1, 3))]
    if chance.random() < 0.5:
        return f"({'|'.join(parts)}){chance.choice(COUNTS)}"
    return "".join(parts)


def tree(chance: random.Random, depth: int = 0) -> Any:
    """Return a formula: mostly one with as many arguments as its operator takes."""
    if depth > 3 or chance.random() < 0.3:
        return {"var": chance.choice(NAMES)} if chance.random() < 0.5 else plain(chance)
    way = chance.random()
    if way < 0.08:
        return {"matches": [tree(chance, 3), pattern(chance)]}
    if way < 0.8:
        name = chance.choice(tuple(OPERATORS))
        known = OPERATORS[name]
        count = chance.randint(known.least, min(known.most, known.least + 1))
        return {name: [tree(chance, depth + 1) for _ in range(count)]}
    if way < 0.92:
        return {chance.choice(OVER_ITEMS): [{"var": "r"}, tree(chance, depth + 1)]}
    if way < 0.97:
        return [tree(chance, depth + 1) for _ in range(chance.randint(0, 3))]
    return {name: tree(chance, depth + 1) for name in chance.sample(("fly", "var", "+"), 2)}


def item(chance: random.Random) -> Any:
    """Return an item of a group, now and then something else."""
    if chance.random() < 0.1:
        return plain(chance)
    found = {"in": number(chance), "im": chance.randint(-999, 999), "ic": chance.choice(WORDS),
             "ch": chance.choice(WORDS)}  # fmt: skip
    return {key: value for key, value in found.items() if chance.random() < 0.7}


def values(chance: random.Random) -> dict[str, Any]:
    """Return answers: of their kinds mostly, of any kind sometimes, many not there."""
    usual = {
        "n": number(chance), "m": chance.randint(-(10**7), 10**7), "b": chance.random() < 0.5,
        "t": chance.choice(WORDS), "d": chance.choice(WORDS), "h": chance.choice(WORDS),
        "c": chance.choice(WORDS), "s": chance.choices(WORDS, k=chance.randint(0, 3)),
        "a": chance.choice(WORDS), "i": chance.choice(WORDS),
        "r": [item(chance) for _ in range(chance.randint(0, 3))], "o": {"row": "x"},
        "in": number(chance), "im": 5, "ic": "x",
    }  # fmt: skip
    kept = {key: value for key, value in usual.items() if chance.random() < 0.6}
    if chance.random() < 0.15:
        kept[chance.choice(tuple(usual))] = plain(chance)
    return kept


def counted(found: Any) -> Any:
    """Return what the twin said as Python has it."""
    if isinstance(found, dict) and set(found) == {"count"}:
        return int(found["count"])
    return [counted(entry) for entry in found] if isinstance(found, list) else found


def same(left: Any, right: Any) -> bool:
    """Say whether two results are the same; answers handed on whole may hold 1e16 as 10**16."""
    if isinstance(left, dict) and isinstance(right, dict):
        return bool(as_numbers(left) == as_numbers(right))
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def as_numbers(found: Any) -> Any:
    """Return JSON with every number as a float: 1e16 and 10000000000000000 are the same."""
    if isinstance(found, dict):
        return {name: as_numbers(value) for name, value in found.items()}
    if isinstance(found, list):
        return [as_numbers(value) for value in found]
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return float(found) if is_number else found


def formulas(chance: random.Random, many: int, twin: Node) -> Iterator[Any]:
    """Yield every formula of which the twin says something else."""
    for first in range(0, many, BATCH):
        drawn = [
            (tree(chance), values(chance), item(chance) if chance.random() < 0.5 else None)
            for _ in range(min(BATCH, many - first))
        ]
        drawn = [(one, held, inside if isinstance(inside, dict) else None)
                 for one, held, inside in drawn]  # fmt: skip
        asked = [
            {"tree": one, "terms": {"kinds": KINDS, "scores": SCORES, "patterns": automata([one])},
             "values": held, "today": TODAY, "item": inside}
            for one, held, inside in drawn
        ]  # fmt: skip
        for (one, held, inside), said in zip(drawn, twin.ask(asked), strict=True):
            found = evaluate(one, Scope(TERMS, held, TODAY, inside))
            if not same(counted(said["found"]), found):
                yield {"tree": one, "values": held, "item": inside, "server": repr(found),
                       "browser": said}  # fmt: skip


CHOICES = {"choices": [{"id": "x", "text": "甲", "score": 2}, {"id": "y", "text": "乙"}]}
FIELDS = (
    Field("n", "n", "number", "n"),
    Field("b", "b", "yes_no", "b"),
    Field("c", "c", "choice", "c", required=False, options=CHOICES),
    Field("s", "s", "choices", "s", options=CHOICES),
    Field("d", "d", "date", "d"),
    Field("r", "r", "repeat", "r", fields=(
        Field("in", "in", "number", "in"), Field("im", "im", "money", "im", required=False),
        Field("ic", "ic", "computed", "ic", options={"as": "money"}),
        Field("ch", "ch", "choice", "ch", options={**CHOICES, "other": True}))),
    Field("m", "m", "money", "m"),
    Field("e", "e", "computed", "e", options={"places": 3}),
    Field("t", "t", "short_text", "t"),
)  # fmt: skip
STEPS, SECTIONS = ("p1", "p2", "p3"), ("s1", "s2", "s3")
KEYS = ("n", "b", "c", "s", "d", "r", "in", "im", "ic", "ch", "m", "e", "t")
CONDITIONED = ("show", "hide", "require", "offer")


def rule(chance: random.Random, place: int) -> Rule:
    """Return a rule of any kind; some run in circles, some make no sense."""
    kind = chance.choice((*CONDITIONED, "skip", "compute", "check"))
    when = tree(chance, 2) if kind in CONDITIONED or chance.random() < 0.5 else None
    if kind == "skip":
        target = chance.choice((*STEPS, "end"))
        return Rule(f"r{place}", kind, (target,), when, None, chance.choice(STEPS))
    if kind == "compute":
        return Rule(f"r{place}", kind, (chance.choice(("ic", "e")),), when, tree(chance, 1))
    if kind == "offer":
        named = tuple(one for one in ("x", "y", "other") if chance.random() < 0.6)
        return Rule(f"r{place}", kind, (chance.choice(("c", "s", "ch")),), when, choices=named)
    if kind == "check":
        return Rule(f"r{place}", kind, (chance.choice(KEYS),), when, tree(chance, 1))
    return Rule(f"r{place}", kind, (chance.choice((*KEYS, *STEPS, *SECTIONS)),), when)


def form(chance: random.Random) -> Definition:
    """Return a form of three steps with up to seven rules."""
    parts = (FIELDS[:4], FIELDS[4:6], FIELDS[6:])
    steps = tuple(
        AnswerStep(step, "", (Section(section, "", part),))
        for step, section, part in zip(STEPS, SECTIONS, parts, strict=True)
    )
    rules = tuple(rule(chance, place) for place in range(chance.randint(0, 7)))
    return Definition("表单", "", "", steps, rules)


def forms(chance: random.Random, many: int, twin: Node) -> Iterator[Any]:
    """Yield every form that the twin decides otherwise."""
    for _ in range(0, many, 5):
        definition = form(chance)
        document = document_of(definition)
        held = [values(chance) for _ in range(5)]
        asked = [{"form": document, "values": one, "today": TODAY} for one in held]
        for one, said in zip(held, twin.ask(asked), strict=True):
            found = decide(definition, one, today=TODAY).document()
            if as_numbers(said) != as_numbers(json.loads(json.dumps(found))):
                yield {"rules": document["rules"], "values": one, "server": found, "browser": said}


def shared_tree(chance: random.Random, kind: str, depth: int = 0) -> Any:
    """Return a formula of a kind that every JSON Logic knows, of answers that are all there."""
    leaf = depth > 3 or chance.random() < 0.25
    if kind == "number":
        if leaf:
            return chance.choice((chance.randint(-99, 99), chance.randint(-99, 99) / 4,
                                  {"var": "n"}, {"var": "k"}))  # fmt: skip
        name = chance.choice(("+", "-", "*", "if", "least", "greatest"))
        if name == "if":
            sides = [shared_tree(chance, "number", depth + 1) for _ in range(2)]
            return {"if": [shared_tree(chance, "truth", depth + 1), *sides]}
        if name == "*":
            # Quarters times whole numbers: nothing that we round, and others do not.
            whole = chance.choice((chance.randint(-99, 99), {"var": "n"}))
            return {"*": [shared_tree(chance, "number", depth + 1), whole]}
        return {name: [shared_tree(chance, "number", depth + 1) for _ in range(2)]}
    if leaf:
        return chance.choice((True, False, {"var": "b"}))
    if chance.random() < 0.3:
        return shared_search(chance, depth)
    name = chance.choice(("and", "or", "!", "==", "!=", "<", "<=", ">", ">="))
    if name in ("and", "or", "!"):
        count = 1 if name == "!" else chance.randint(2, 3)
        return {name: [shared_tree(chance, "truth", depth + 1) for _ in range(count)]}
    return {name: [shared_tree(chance, "number", depth + 1) for _ in range(2)]}


def shared_text(chance: random.Random) -> Any:
    """Return a text, or one of the answers that are texts."""
    return chance.choice(({"var": "t"}, {"var": "u"}, *TEXTS))


def shared_search(chance: random.Random, depth: int) -> Any:
    """Return what compares texts, or looks into a text, a list or the items of a group."""
    way = chance.choice(("text", "contains", "in", "in text", "items"))
    if way == "text":
        return {chance.choice(("==", "!=")): [shared_text(chance), shared_text(chance)]}
    if way == "contains":
        return {"contains": [shared_text(chance), shared_text(chance)]}
    if way == "in":
        listed = [chance.randint(-5, 5) for _ in range(chance.randint(1, 6))]
        return {"in": [shared_tree(chance, "number", max(depth, 2)), listed]}
    if way == "in text":
        return {"in": [shared_text(chance), chance.sample(TEXTS, 3)]}
    compared = {chance.choice(("<", ">=", "==")): [{"var": "item.in"}, chance.randint(-3, 3)]}
    return {chance.choice(("some", "all")): [{"var": "r"}, compared]}


def as_theirs(found: Any) -> Any:
    """Return the formula under the names that JSON Logic has."""
    if isinstance(found, dict) and "contains" in found:
        text, part = found["contains"]
        return {"in": [as_theirs(part), as_theirs(text)]}
    if isinstance(found, dict) and "var" in found:
        return {"var": found["var"].removeprefix("item.")}
    if isinstance(found, dict):
        return {THEIRS.get(name, name): as_theirs(inner) for name, inner in found.items()}
    return [as_theirs(entry) for entry in found] if isinstance(found, list) else found


def others(
    chance: random.Random, many: int, ask: Callable[[list[Any]], list[Any]]
) -> Iterator[Any]:
    """Yield every shared formula that another engine works out otherwise."""
    terms = Terms({"n": "number", "k": "number", "b": "boolean", "t": "text", "u": "text",
                   "r": "items", "in": "number"}, {})  # fmt: skip
    for first in range(0, many, BATCH):
        drawn = [
            (shared_tree(chance, chance.choice(("number", "truth"))),
             {"n": chance.randint(-50, 50), "k": chance.randint(-50, 50) / 4,
              "b": chance.random() < 0.5, "t": chance.choice(TEXTS), "u": chance.choice(TEXTS),
              # Of no items at all, “all” is true here and false there.
              "r": [{"in": chance.randint(-4, 4)} for _ in range(chance.randint(1, 4))]})
            for _ in range(min(BATCH, many - first))
        ]  # fmt: skip
        asked = [{"tree": as_theirs(one), "values": held} for one, held in drawn]
        for (one, held), said in zip(drawn, ask(asked), strict=True):
            found = evaluate(one, Scope(terms, held, TODAY))
            ours = found if isinstance(found, bool) or found is None else found / ONE
            if as_numbers(ours) != as_numbers(said):
                yield {"tree": one, "values": held, "ours": ours, "theirs": said}


def by_datalogic(questions: list[Any]) -> list[Any]:
    """Ask datalogic-py."""
    import datalogic_py  # noqa: PLC0415 (it is there or not)

    return [
        datalogic_py.apply(json.dumps(one["tree"]), json.dumps(one["values"])) for one in questions
    ]


def line(name: str, many: int, found: Iterator[Any], began: float) -> bool:
    """Print one figure and the first disagreements; return whether there are none."""
    wrong = []
    for one in found:
        wrong.append(one)
        if len(wrong) <= 3:
            print(json.dumps(one, ensure_ascii=False, default=str)[:2000])
    print(json.dumps({"benchmark": name, "cases": many, "disagreements": len(wrong),
                      "seconds": round(time.perf_counter() - began, 1)}))  # fmt: skip
    return not wrong


def main(many: int = CASES, seed: int = SEED) -> int:
    """Ask everybody who is there; return 1 when somebody disagrees."""
    if not shutil.which("node"):
        sys.stderr.write("forms_fuzz needs node\n")
        return 2
    chance = random.Random(seed)
    twin = Node(str(DRIVER), str(ROOT / "static/js/forms"))
    kept = [
        line("forms server and browser: formulas", many - many // 10,
             formulas(chance, many - many // 10, twin), time.perf_counter()),
        line("forms server and browser: whole forms", many // 10,
             forms(chance, many // 10, twin), time.perf_counter()),
    ]  # fmt: skip
    twin.close()
    if importlib.util.find_spec("datalogic_py"):
        kept.append(line("forms and datalogic-py: shared operators", many,
                         others(chance, many, by_datalogic), time.perf_counter()))  # fmt: skip
    folder = os.environ.get("JSON_LOGIC_ENGINE")
    if folder:
        engine = Node("--input-type=module", "-e", ENGINE, "engine", folder)

        def by_engine(questions: list[Any]) -> list[Any]:
            return [one["found"] for one in engine.ask(questions)]

        kept.append(line("forms and json-logic-engine: shared operators", many,
                         others(chance, many, by_engine), time.perf_counter()))  # fmt: skip
        engine.close()
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
