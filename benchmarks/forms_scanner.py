"""The virus scanner for real: a clamd of our own, with a signature that we made up; JSON lines.

`python -m benchmarks forms_scanner` needs `clamd` (Debian: clamav-daemon) and nothing from the net:
no signatures are fetched, a phrase of ours is the virus. It starts clamd on a socket file, sends
files with a form, and ends it again; then the scanner is away and a file stays in quarantine, until
it is back.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
VIRUS = b"made-up virus of the benchmark, harmless to everybody"
NAME = "Tongxin.MadeUp"
STREAM_MEGABYTES = 12
READY_SECONDS = 60
PAPERS = {"clean": b"a clean paper", "virus": b"a paper with a " + VIRUS, "late": b"a late paper"}


def main() -> int:
    """Run in a process with a database of its own; return 1 when a promise is broken."""
    if shutil.which("clamd") is None:
        sys.stderr.write("clamd is not installed; on Debian: apt-get install clamav-daemon\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "VAR_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "CLAMD_URL": f"unix://{folder}/clamd.sock",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PYTHONPATH": f"{ROOT / 'site'}{os.pathsep}{ROOT}",
        }
        (Path(folder) / "static").mkdir()
        command = [sys.executable, "-m", "benchmarks.forms_scanner", folder]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


@contextmanager
def clamd_in(folder: Path) -> Iterator[None]:
    """Run clamd with our one signature, and end it by its own process."""
    signatures, temporary = folder / "signatures", folder / "scanning"
    signatures.mkdir(exist_ok=True)
    temporary.mkdir(exist_ok=True)
    (signatures / "own.ndb").write_text(f"{NAME}:0:*:{VIRUS.hex()}\n", encoding="ascii")
    settings = {
        "LocalSocket": folder / "clamd.sock",
        "DatabaseDirectory": signatures,
        "TemporaryDirectory": temporary,
        "StreamMaxLength": f"{STREAM_MEGABYTES}M",
        "FixStaleSocket": "yes",
        "Foreground": "yes",
    }
    written = "".join(f"{name} {value}\n" for name, value in settings.items())
    (folder / "clamd.conf").write_text(written, encoding="utf-8")
    with (folder / "clamd.log").open("w", encoding="utf-8") as log:
        command = ["clamd", "--config-file", str(folder / "clamd.conf")]
        running = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            wait_for(folder / "clamd.sock", running)
            yield
        finally:
            running.terminate()
            running.wait(timeout=READY_SECONDS)


def wait_for(socket_file: Path, running: subprocess.Popen[bytes]) -> None:
    """Wait until clamd listens; raises RuntimeError when it does not."""
    ends = time.monotonic() + READY_SECONDS
    while time.monotonic() < ends and running.poll() is None:
        if socket_file.exists():
            return
        time.sleep(0.1)
    raise RuntimeError((socket_file.parent / "clamd.log").read_text(encoding="utf-8"))


def measure(folder: Path) -> int:
    """Ask the scanner alone, then send files with a form; print a line for each."""
    import django  # noqa: PLC0415 (settings are chosen by main)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with clamd_in(folder):
        held = [*asked_alone(), *sent_with_a_form()]
    held += sent_while_it_is_away()
    with clamd_in(folder):
        held += told_afterwards()
    return 0 if all(held) else 1


def line(name: str, found: object, expected: object) -> bool:
    """Print what was found; return whether it is what is promised."""
    told = {"benchmark": f"forms_scanner: {name}", "found": found, "kept": found == expected}
    print(json.dumps(told, ensure_ascii=False), flush=True)
    return found == expected


def asked_alone() -> list[bool]:
    """Ask about bytes: clean, with the virus, longer than clamd takes, and how long one waits."""
    from django.conf import settings  # noqa: PLC0415

    from forms_app.scanning import NotScanned, scanner_at  # noqa: PLC0415

    scanner = scanner_at(settings.CLAMD_URL)
    try:
        beyond = scanner.virus_in(b"x" * ((STREAM_MEGABYTES + 1) << 20))
    except NotScanned as refusal:
        beyond = f"no answer: {type(refusal).__name__}"
    began = time.perf_counter()
    large = scanner.virus_in(os.urandom(10 << 20) + VIRUS)
    waited = round((time.perf_counter() - began) * 1000)
    sys.stderr.write(f"10 MB took {waited} ms\n")
    return [
        line("clean bytes", scanner.virus_in(PAPERS["clean"]), ""),
        line("bytes with the virus", scanner.virus_in(PAPERS["virus"]), f"{NAME}.UNOFFICIAL"),
        line("ten megabytes with the virus at the end", large, f"{NAME}.UNOFFICIAL"),
        line("longer than clamd takes", beyond, "no answer: NotScanned"),
    ]


def sent_with_a_form() -> list[bool]:
    """Send a clean paper and one with the virus; only the clean one is let out and kept."""
    from forms_app.models import Upload  # noqa: PLC0415
    from outbox.delivering import deliver_waiting  # noqa: PLC0415
    from territory.models import Area  # noqa: PLC0415
    from tests.forms_app.filed import filed_form, stored  # noqa: PLC0415

    city = Area.add_root(code="3701", level=Area.Level.CITY, name="样例市", short_name="样例市")
    form = filed_form(city)
    for name in ("clean", "virus"):
        received(form, name)
    before = sorted(Upload.objects.values_list("name", "state"))
    deliver_waiting()
    after = sorted(Upload.objects.values_list("name", "state"))
    return [
        line("on arrival", before, [("clean.txt", "quarantine"), ("virus.txt", "quarantine")]),
        line("after the scan", after, [("clean.txt", "clean"), ("virus.txt", "refused")]),
        line("files that are kept", len(stored()), 1),
    ]


def received(form: object, name: str) -> None:
    """Let a paper come in for the question that asks for one."""
    from forms_app.actions.receive_upload import receive_upload  # noqa: PLC0415
    from foundation import clock  # noqa: PLC0415
    from tests.forms_app.filed import PAPER  # noqa: PLC0415

    version = form.current
    field = next(field for field in version.definition.fields if field.key == PAPER)
    receive_upload(
        version=version,
        ticket=name,
        field=field,
        name=f"{name}.txt",
        body=PAPERS[name],
        now=clock.now(),
    )


def sent_while_it_is_away() -> list[bool]:
    """Send a paper while there is no scanner: it stays shut, and the outbox keeps asking."""
    from forms_app.models import Form, Upload  # noqa: PLC0415
    from outbox.delivering import deliver_waiting  # noqa: PLC0415
    from outbox.models import Message  # noqa: PLC0415

    received(Form.objects.get(), "late")
    deliver_waiting()
    waiting = Message.objects.filter(topic="upload_scan", state="waiting").count()
    state = Upload.objects.get(ticket="late").state
    return [line("without the scanner", [state, waiting], ["quarantine", 1])]


def told_afterwards() -> list[bool]:
    """Let the outbox try again once the scanner is back."""
    from forms_app.models import Upload  # noqa: PLC0415
    from foundation import clock  # noqa: PLC0415
    from outbox.delivering import deliver_waiting  # noqa: PLC0415
    from outbox.models import Message  # noqa: PLC0415

    Message.objects.filter(topic="upload_scan", state="waiting").update(available_at=clock.now())
    deliver_waiting()
    return [line("when it is back", Upload.objects.get(ticket="late").state, "clean")]


if __name__ == "__main__":
    sys.exit(measure(Path(sys.argv[1])) if len(sys.argv) > 1 else main())
