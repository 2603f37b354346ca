"""How long an author waits: a form of 700 questions and 350 rules in its editor; JSON lines.

Run as `python -m benchmarks forms_builder`. Measured is the whole request, as the browser sends it:
keeping a draft (what autosave does), asking the rules builder's questions, and publishing. The
promise is a draft kept under a second of processor time; what the clock says beside it depends on
what else the machine does.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
QUESTIONS, RULES = 700, 350
LIMIT_MS = 1000.0
RUNS = 5


def main() -> int:
    """Measure in a process with a database of its own; return 1 when the promise is broken."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "VAR_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}",
        }
        (Path(folder) / "static").mkdir()
        command = [sys.executable, "-m", "benchmarks.forms_builder", "measure"]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def block_id(number: int) -> str:
    """Return the id of a question's block."""
    return f"{number:08d}-2222-4333-8444-555555555555"


def key_of(number: int) -> str:
    """Return the key of its answer."""
    return f"f{number:08d}2222"


def rules() -> list[dict[str, object]]:
    """Return rules that each show a question by the one before it."""
    return [
        {
            "id": f"r{number}",
            "kind": "show",
            "targets": [key_of(2 * number + 1)],
            "when": {"==": [{"var": key_of(2 * number)}, True]},
        }
        for number in range(RULES)
    ]


def posted(area: int) -> dict[str, str]:
    """Return what the editor sends of the whole form."""
    found = {
        "title": "大表", "slug": "large", "introduction": "", "next_words": "", "starts": "",
        "once_per": "", "once_every": "ever", "keep_days": "365", "audience": "everybody",
        "area": str(area), "rules": "", "rules-trees": json.dumps(rules()),
        "questions-count": str(QUESTIONS),
    }  # fmt: skip
    for number in range(QUESTIONS):
        name, kind = f"questions-{number}", "short_text" if number % 2 else "yes_no"
        found |= {
            f"{name}-type": kind,
            f"{name}-id": block_id(number),
            f"{name}-order": str(number),
            f"{name}-deleted": "",
            f"{name}-value-label": f"问题 {number}",
            f"{name}-value-hint": "",
            f"{name}-value-required": "on",
        }
    return found


def measure() -> int:
    """Fill the database, send the requests, print one line for each."""
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from forms_app.models import Form  # noqa: PLC0415
    from people.models import User  # noqa: PLC0415
    from territory.models import Area  # noqa: PLC0415
    from tests.factories.sessions import sign_in  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    city = Area.add_root(code="3701", level=Area.Level.CITY, name="样例市", short_name="样例市")
    form = Form.objects.create(title="大表", slug="large", area=city, live=False)
    form.save_revision()
    client = sign_in(User.objects.create_superuser(username="author", name="样例"))
    edit = reverse("wagtailsnippets_forms_app_form:edit", args=[form.pk])
    whole = posted(city.pk)

    def kept() -> None:
        answer = client.post(edit, whole, headers={"accept": "application/json"})
        if answer.status_code != 200 or not answer.json()["success"]:
            raise RuntimeError(answer.content.decode()[:500])

    def read() -> None:
        answer = client.post(reverse("form_rules:read"), whole)
        if len(answer.json()["rules"]) != RULES:
            raise RuntimeError(answer.content.decode()[:500])

    def published() -> None:
        answer = client.post(edit, whole | {"action-publish": "1"})
        if answer.status_code != 302:
            raise RuntimeError("it was not published")

    promised = line("forms builder: keep a draft", kept, LIMIT_MS)
    line("forms builder: check and word the rules", read)
    line("forms builder: publish", published)
    return 0 if promised else 1


def line(name: str, work: Callable[[], None], limit: float | None = None) -> bool:
    """Do `work` several times, once to warm up; print one figure, return whether it is kept."""
    work()
    spent, waited = [], []
    for _ in range(RUNS):
        clock, processor = time.perf_counter(), time.process_time()
        work()
        spent.append((time.process_time() - processor) * 1000)
        waited.append((time.perf_counter() - clock) * 1000)
    middle = statistics.median(spent)
    found = {
        "benchmark": f"{name}: {QUESTIONS} questions, {RULES} rules",
        "median_cpu_ms": round(middle),
        "worst_cpu_ms": round(max(spent)),
        "median_ms": round(statistics.median(waited)),
    }
    promise = {} if limit is None else {"limit_ms": limit, "kept": middle < limit}
    print(json.dumps(found | promise))
    return limit is None or middle < limit


if __name__ == "__main__":
    sys.exit(measure() if "measure" in sys.argv else main())
