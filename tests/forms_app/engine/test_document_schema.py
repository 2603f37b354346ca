"""The document has a schema of its own, which is published and says what the engine says."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import pytest
from django.conf import settings

from forms_app.engine.document import document_of
from forms_app.engine.document_schema import document_schema
from forms_app.engine.schema import submission_schema
from tests.forms_app.engine.examples import everything
from tests.forms_app.engine.vectors import VECTORS, form_in_short

ROOT = Path(settings.ROOT)
SCHEMA = document_schema()


def test_the_published_schema_is_the_one_of_today():
    published = json.loads((ROOT / "static/schemas/forms-document-3.json").read_text("utf-8"))

    assert published == SCHEMA, "python -m forms_app.engine.document_schema writes it"


def test_a_form_with_every_type_holds():
    jsonschema_rs.validate(SCHEMA, document_of(everything()))
    jsonschema_rs.validator_for(submission_schema(everything()))


@pytest.mark.parametrize("case", VECTORS["decide"], ids=lambda case: case["name"])
def test_the_forms_of_the_vectors_hold(case):
    jsonschema_rs.validate(SCHEMA, document_of(form_in_short(case["form"])))


@pytest.mark.parametrize(
    "break_it",
    [
        lambda form: form.update(extra=1),
        lambda form: form.update(schema_version=1),
        lambda form: form["steps"][0].pop("id"),
        lambda form: form["steps"][0]["sections"][0]["fields"][0].update(type="blood"),
        lambda form: form["steps"][0]["sections"][0]["fields"][0].update(key="时间"),
        lambda form: form["steps"][0]["sections"][0]["fields"][0]["options"].update(fly=1),
        lambda form: form["rules"].append({"id": "r", "kind": "fly", "targets": ["f"]}),
        lambda form: form["rules"].append(
            {"id": "r", "kind": "show", "targets": ["f"], "when": {"eval": ["1"]}}
        ),
        lambda form: form["rules"].append(
            {"id": "r", "kind": "show", "targets": ["f"], "when": {"==": [1]}}
        ),
        lambda form: form["samples"].append({"name": "", "answers": {}, "expect": {"fly": []}}),
    ],
)
def test_a_broken_document_does_not_hold(break_it):
    form = json.loads(json.dumps(document_of(everything())))
    break_it(form)

    assert not jsonschema_rs.is_valid(SCHEMA, form)


def test_the_engine_works_with_django_blocked():
    program = (
        "import sys; sys.path[:0] = ['site', '.']\n"
        "for name in ('django', 'wagtail', 'ninja'): sys.modules[name] = None\n"
        "from datetime import date\n"
        "from forms_app.engine.answering import answered\n"
        "from forms_app.engine.checking import problems_of\n"
        "from forms_app.engine.reading import read\n"
        "from forms_app.engine.samples import sample_context\n"
        "import json; form = read(json.load(sys.stdin))\n"
        "assert list(problems_of(form, in_community=True)) == []\n"
        "found = answered(form, {'n': ['１２']}, sample_context(date(2026, 11, 21)))\n"
        "print(json.dumps(dict(found.values)))\n"
    )
    form = form_in_short(
        {
            "steps": [[{"key": "n", "type": "number"}, {"key": "e", "type": "computed"}]],
            "rules": [
                {"id": "r", "kind": "compute", "targets": ["e"], "value": {"*": [{"var": "n"}, 2]}}
            ],
        }
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        input=json.dumps(document_of(form)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"n": 12, "e": 24}
