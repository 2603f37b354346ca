"""How long it takes, and how much memory, to export 100,000 submissions; one JSON line.

Each format runs in a process of its own over one SQLite database, so that its peak is its own:
`peak_mib` is what the process held at most, `base_mib` what it held before the export began. SQLite
keeps 2 MiB of pages here instead of 64: its cache would fill with any work, and hide what grows.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
FORMATS = ("csv", "json", "xlsx")
AT_ONCE = 2000


def main(many: int) -> int:
    """Fill a database of its own, measure each format; return 0."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "VAR_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}",
        }
        (Path(folder) / "static").mkdir()
        found = {}
        for part in ("fill", *FORMATS):
            command = [sys.executable, "-m", "benchmarks.forms_export", part, str(many)]
            answer = subprocess.run(
                command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE
            )
            if part in FORMATS:
                found[part] = json.loads(answer.stdout.splitlines()[-1])
    print(json.dumps({"benchmark": "forms_export", "submissions": many, "formats": found}))
    return 0


def fill(many: int) -> None:
    """Publish a form of eight questions, and keep as many made-up answers to it."""
    from datetime import date, timedelta  # noqa: PLC0415

    from django.core.management import call_command  # noqa: PLC0415

    from foundation import clock  # noqa: PLC0415
    from people.models import Post, User  # noqa: PLC0415
    from territory.models import Area  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    city = Area.add_root(code="3701", level=Area.Level.CITY, name="样例市", short_name="样例市")
    street = city.add_child(
        code="370199", level=Area.Level.STREET, name="甲街道", short_name="甲街道"
    )
    places = [
        street.add_child(
            code=f"370199{number:03d}",
            level=Area.Level.COMMUNITY,
            name=f"样例{number}社区",
            short_name=f"样例{number}",
        )
        for number in range(100)
    ]
    worker = User.objects.create_user(username="bench", name="样例", phone="+8613900000000")
    Post.objects.create(
        user=worker, role=Post.Role.ORGANISER, area=city, starts_on=date(2020, 1, 1)
    )
    from forms_app.actions.publish_starter import publish_starter  # noqa: PLC0415
    from forms_app.models import Submission  # noqa: PLC0415

    version = publish_starter(key="ask_for_help", area=city).current
    now = clock.now()
    for first in range(0, many, AT_ONCE):
        Submission.objects.bulk_create(
            Submission(
                version=version,
                area=places[number % 100],
                reference=str(100_000_000 + number),
                answers=json.dumps(answers(version, number, places), ensure_ascii=False),
                code_digest="0" * 64,
                idempotency_key=f"{number:064d}",
                created_at=now + timedelta(seconds=number),
            )
            for number in range(first, min(first + AT_ONCE, many))
        )


def answers(version, number, places):
    """Return whole answers to the starter."""
    kinds = {
        "choice": "c0000003",
        "long_text": f"厨房的灯不亮了，想请人看看，家里有梯子，第 {number} 次",
        "community": places[number % 100].code,
        "phone": f"+861390{number:07d}",
        "consent": True,
        "date": "2026-11-21",
        "short_text": f"{number % 40}号楼2单元",
        "person_name": "林样例",
    }
    return {
        field.key: kinds[field.type] for field in version.definition.fields if field.type in kinds
    }


def measured(kind: str) -> dict[str, float]:
    """Export everything as `kind` into nothing; return seconds, MiB and bytes."""
    from django.db import connection  # noqa: PLC0415

    from forms_app.actions.export_submissions import export_submissions  # noqa: PLC0415
    from forms_app.models import Form  # noqa: PLC0415
    from forms_app.views.desk.exporting import response_for  # noqa: PLC0415
    from foundation import clock  # noqa: PLC0415
    from people.models import User  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size=-2048")
        cursor.execute("PRAGMA mmap_size=0")
    worker, form = User.objects.get(username="bench"), Form.objects.get()
    base = peak_mib()
    began = time.perf_counter()
    found = export_submissions(by=worker, form_id=form.pk, kind=kind, now=clock.now())
    size = sum(len(piece) for piece in response_for(found).streaming_content)
    return {
        "count": found.log.count,
        "seconds": round(time.perf_counter() - began, 1),
        "base_mib": base,
        "peak_mib": peak_mib(),
        "megabytes": round(size / 1e6, 1),
    }


def peak_mib() -> float:
    """Return the most memory that this process has held."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def part(name: str, many: int) -> None:
    """Run one part in the database that the environment names."""
    import django  # noqa: PLC0415 (the settings read the environment)

    django.setup()
    if name == "fill":
        fill(many)
    else:
        print(json.dumps(measured(name)))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        part(sys.argv[1], int(sys.argv[2]))
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) == 2 else 100_000))
