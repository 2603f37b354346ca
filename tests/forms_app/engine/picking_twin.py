"""Ask the module of the rules builder: in node where there is one, else in the browser itself."""

import json
import subprocess
from pathlib import Path

from django.conf import settings

from tests.forms_app.engine.twin import NODE

MODULES = Path(settings.ROOT) / "static/js/desk"
DRIVER = Path(__file__).with_name("picking_twin.mjs")
ASK = """({ entries, lists, rules }) => {
  const outline = window.picking.outlineOf(entries, lists.other);
  const terms = window.picking.termsOf(outline, lists);
  const picks = rules.map((rule) => window.picking.picksOf(rule, terms));
  return {
    outline,
    subjects: terms.all.map(({ name, kind, choices }) =>
      ({ name, kind, choices: choices.map((one) => one.id) })),
    offered: Object.fromEntries(terms.conditions.map(({ name, words }) => [name, words])),
    picks,
    built: picks.map((found) => found && window.picking.ruleOf(found, terms)),
    rules: picks.map((found, place) =>
      found && window.picking.keptOf(found, rules[place], terms)),
  };
}"""


def asked_in_node(question: dict) -> dict:
    """Return what the module makes of a form's inputs and its rules."""
    done = subprocess.run(
        [str(NODE), str(DRIVER), str(MODULES)],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    return json.loads(done.stdout)


def asked_in_browser(browser, question: dict) -> dict:
    """Return the same, from a page that has loaded the module."""
    context = browser.new_context()
    page = context.new_page()
    source = (MODULES / "picking.js").read_text(encoding="utf-8")
    offered = "window.picking = { outlineOf, termsOf, picksOf, keptOf, ruleOf };"
    page.add_script_tag(type="module", content=f"{source}\n{offered}")
    page.wait_for_function("() => window.picking")
    found = page.evaluate(ASK, question)
    context.close()
    return found
