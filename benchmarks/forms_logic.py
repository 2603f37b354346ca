"""Decide a form of 700 questions and 350 rules on the server and in node; one JSON line each.

Run as `python -m benchmarks forms_logic`. The promises: a server step under 100 ms, a recompute in
the browser under 16 ms, a form of 100 fields checked and compiled under a second.
"""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]

from forms_app.engine.answering import answered  # noqa: E402
from forms_app.engine.checking import problems_of  # noqa: E402
from forms_app.engine.definition import AnswerStep, Definition, Field, Section  # noqa: E402
from forms_app.engine.document import document_of  # noqa: E402
from forms_app.engine.logic.deciding import decide  # noqa: E402
from forms_app.engine.reading import read  # noqa: E402
from forms_app.engine.rule import Rule  # noqa: E402
from forms_app.engine.samples import sample_context  # noqa: E402
from forms_app.engine.schema import submission_schema  # noqa: E402

STEPS = 14
SERVER_MS, BROWSER_MS, SAVING_MS = 100.0, 16.0, 1000.0
TODAY = date(2026, 11, 21)
RUNS = 20
NODE = """
import {{ readFileSync }} from "node:fs";
const {{ decide }} = await import("{module}");
const {{ form, values }} = JSON.parse(readFileSync("{data}", "utf8"));
const spent = [];
for (let run = 0; run < {runs}; run += 1) {{
  values.f0 = run % 2 === 0;
  const from = performance.now();
  decide(form, values, "2026-11-21");
  spent.push(performance.now() - from);
}}
console.log(JSON.stringify(spent));
"""


def field(number: int) -> Field:
    """Return a question: yes or no, then a number, in turn."""
    kind = "number" if number % 2 else "yes_no"
    return Field(id=f"i{number}", key=f"f{number}", type=kind, label=f"问题 {number}")


def rule(number: int) -> Rule:
    """Return a rule that shows a question by the two before it."""
    place = 2 * number + 1
    before: dict[str, list[object]] = {"==": [{"var": f"f{place - 1}"}, True]}
    earlier: dict[str, list[object]] = {">": [{"var": f"f{max(1, place - 2)}"}, 10]}
    when = {"and": [before, {"or": [earlier, {"!": [{"answered": [{"var": "f1"}]}]}]}]}
    if place < 3:
        when = {"and": [before]}
    return Rule(f"r{number}", "show", (f"f{place}",), when)


def made(fields: int, rules: int) -> Definition:
    """Return a form of that size, in steps of equal length."""
    size = max(1, fields // STEPS)
    steps = tuple(
        AnswerStep(
            f"s{first}",
            "",
            (Section(f"p{first}", "", tuple(map(field, range(first, min(first + size, fields))))),),
        )
        for first in range(0, fields, size)
    )
    return Definition("大表", "", "", steps, tuple(map(rule, range(rules))))


def given_to(definition: Definition) -> dict[str, list[str]]:
    """Return what somebody typed: yes, and thirty."""
    return {found.key: ["是" if found.type == "yes_no" else "３０"] for found in definition.fields}


def milliseconds(work: Callable[[], object], runs: int = RUNS) -> list[float]:
    """Return how long each run took."""
    spent = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        spent.append((time.perf_counter() - started) * 1000)
    return spent


def line(name: str, spent: list[float], limit: float) -> bool:
    """Print one figure; return whether it keeps its promise."""
    middle = statistics.median(spent)
    kept = middle < limit
    print(
        json.dumps(
            {
                "benchmark": name,
                "median_ms": round(middle, 2),
                "worst_ms": round(max(spent), 2),
                "limit_ms": limit,
                "kept": kept,
            }
        )
    )
    return kept


def in_node(definition: Definition) -> list[float]:
    """Return how long node takes to decide, run by run."""
    values = answered(definition, given_to(definition), sample_context(TODAY)).values
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "form.json"
        data.write_text(json.dumps({"form": document_of(definition), "values": dict(values)}))
        module = (ROOT / "static/js/forms/logic.js").as_uri()
        program = NODE.format(module=module, data=data, runs=RUNS)
        done = subprocess.run(
            ["node", "--input-type=module", "-e", program],
            capture_output=True,
            text=True,
            check=True,
        )
    return json.loads(done.stdout)


def main() -> int:
    """Print the figures; return 1 when a promise is broken."""
    large, usual = made(700, 350), made(100, 40)
    context, given = sample_context(TODAY), given_to(large)
    values = answered(large, given, context).values
    document = json.loads(json.dumps(document_of(large)))
    kept = [
        line("forms server step: read the version, parse and decide 700 questions, 350 rules",
             milliseconds(lambda: answered(read(document), given, context)), SERVER_MS),
        line("forms decide alone: 700 questions, 350 rules",
             milliseconds(lambda: decide(large, values, today="2026-11-21")), SERVER_MS),
        line("forms save: check, compile and describe 100 fields, 40 rules",
             milliseconds(lambda: saved(usual)), SAVING_MS),
        line("forms save: check, compile and describe 700 fields, 350 rules",
             milliseconds(lambda: saved(large), runs=3), SAVING_MS),
    ]  # fmt: skip
    if shutil.which("node"):
        kept.append(line("forms browser recompute in node: 700 questions, 350 rules",
                         in_node(large), BROWSER_MS))  # fmt: skip
    return 0 if all(kept) else 1


def saved(definition: Definition) -> object:
    """Do what publishing does, but for the database."""
    fresh = read(definition.document())
    problems = list(problems_of(fresh, in_community=True))
    if problems:
        message = problems[0].say("en")
        raise ValueError(message)
    return document_of(fresh), submission_schema(fresh)


if __name__ == "__main__":
    sys.exit(main())
