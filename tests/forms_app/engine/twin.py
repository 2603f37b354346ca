"""Ask the logic that browsers run: in node where there is one, else in the browser itself."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

MODULES = Path(settings.ROOT) / "static/js/forms"
DRIVER = Path(__file__).with_name("logic_twin.mjs")
NODE = shutil.which("node")
ASK = """(questions) => questions.map((text) => {
  const { form, values, today, tree, terms, item, typed } = JSON.parse(text);
  if (typed) return JSON.stringify(window.twin.readAnswers(form, typed, today));
  if (form) return JSON.stringify(window.twin.decide(form, values, today));
  const counted = (_key, value) => (typeof value === "bigint" ? { count: String(value) } : value);
  const found = window.twin.evaluate(tree, { terms, values, today, item });
  return JSON.stringify({ found }, counted);
})"""


def in_a_twin(test):
    """Let a test run where there is node; else among the journeys, where there is a browser."""
    return test if NODE else pytest.mark.journey(test)


def plainly(found):
    """Return what a twin said as Python has it."""
    if isinstance(found, dict) and set(found) == {"count"}:
        return int(found["count"])
    return [plainly(entry) for entry in found] if isinstance(found, list) else found


class NodeTwin:
    """A process of node that answers line by line."""

    def __init__(self):
        self.process = subprocess.Popen(
            [NODE, str(DRIVER), str(MODULES)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ask(self, questions):
        """Return the answers to questions."""
        answers = []
        for question in questions:
            self.process.stdin.write(json.dumps(question) + "\n")
            self.process.stdin.flush()
            answers.append(json.loads(self.process.stdout.readline()))
        return answers

    def close(self):
        """End the process."""
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


class BrowserTwin:
    """A page that has loaded the module."""

    def __init__(self, browser):
        self.context = browser.new_context()
        self.page = self.context.new_page()
        for name, offered in (("logic", "decide, evaluate"), ("reading", "readAnswers")):
            source = (MODULES / f"{name}.js").read_text(encoding="utf-8")
            kept = f"window.twin = {{ ...window.twin, {offered} }};"
            self.page.add_script_tag(type="module", content=f"{source}\n{kept}")
        self.page.wait_for_function("() => window.twin?.decide && window.twin?.readAnswers")

    def ask(self, questions):
        """Return the answers to questions."""
        asked = [json.dumps(question) for question in questions]
        return [json.loads(text) for text in self.page.evaluate(ASK, asked)]

    def close(self):
        """Close the page."""
        self.context.close()
