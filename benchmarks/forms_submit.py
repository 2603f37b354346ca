"""Submissions a second against Wagtail's own form page, and a rush on a quota; two JSON lines.

Both ask the same three things; one POST sends them, through all middleware, in one process and on
one PostgreSQL, in turn, so that a busy machine slows both. Ours with its ticket, sealed answers,
limits by address, counts and the digest by which a phone sends once; Wagtail's as its documentation
has it, with templates of one line. The rush is a thousand people in threads for a hundred places:
exactly a hundred may have one.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
ROUNDS = 12
A_ROUND = 25
PEOPLE = 1000
PLACES = 100
AT_ONCE = 16


def main(rounds: int) -> int:
    """Measure in a database of its own; return 1 when a promise is not kept."""
    from tests.running import postgres  # noqa: PLC0415

    with postgres() as address, tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "static").mkdir()
        os.environ |= {
            "VAR_DIR": folder,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "benchmarks.wagtail_form.settings",
        }
        import django  # noqa: PLC0415 (the settings read the environment)

        django.setup()
        return measured(rounds)


def measured(rounds: int) -> int:
    """Print both lines."""
    from django.core.management import call_command  # noqa: PLC0415

    from territory.models import Area  # noqa: PLC0415
    from tests.forms_app.limited import limited_form  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    city = Area.add_root(code="3701", level=Area.Level.CITY, name="样例市", short_name="样例市")
    form = limited_form(city, once_per="phone")
    sending = {"ours": ours(form), "wagtail": wagtails()}
    speeds: dict[str, list[float]] = {name: [] for name in sending}
    for number in range(rounds + 1):
        for name, send in sending.items():
            seconds = timed(send, number)
            if number:  # the first round warms both up
                speeds[name].append(A_ROUND / seconds)
    ratios = [a / b for a, b in zip(*speeds.values(), strict=True)]
    line = {
        "benchmark": "forms_submit",
        "sent": rounds * A_ROUND,
        **{
            f"{name}_a_second": round(statistics.median(found), 1) for name, found in speeds.items()
        },
        "ratio": round(statistics.median(ratios), 2),
        "ratio_least": round(min(ratios), 2),
        "ratio_most": round(max(ratios), 2),
    }
    print(json.dumps(line))
    form.places = PLACES
    form.save()
    form.save_revision().publish(skip_permission_checks=True)
    found = rush(form)
    print(json.dumps({"benchmark": "forms_rush", **found}))
    return 0 if found["taken"] == found["kept"] == found["claims"] == PLACES else 1


def timed(send: Callable[[int], None], number: int) -> float:
    """Return the seconds that one round of sendings takes."""
    began = time.perf_counter()
    for place in range(A_ROUND):
        send(number * A_ROUND + place)
    return time.perf_counter() - began


def ours(form) -> Callable[[int], None]:
    """Return what sends our form: whole answers, each from another address and phone."""
    from django.test import Client  # noqa: PLC0415

    from forms_app.models import Submission  # noqa: PLC0415
    from forms_app.tickets import new_ticket  # noqa: PLC0415
    from tests.forms_app.limited import typed  # noqa: PLC0415

    client, address = Client(), form.get_absolute_url()
    tickets = [str(new_ticket(form.current)) for _each in range((ROUNDS + 1) * A_ROUND * 2)]

    def send(number: int) -> None:
        answer = client.post(
            address, typed(tickets[number], number, "send"), REMOTE_ADDR=from_address(number)
        )
        if answer.status_code != 302:
            raise RuntimeError(f"ours: {answer.status_code}")
        if number == 0 and Submission.objects.count() != 1:
            raise RuntimeError("nothing was kept")

    return send


def wagtails() -> Callable[[int], None]:
    """Return what sends Wagtail's form page with the same three questions."""
    from django.test import Client  # noqa: PLC0415
    from wagtail.contrib.forms.models import FormSubmission  # noqa: PLC0415
    from wagtail.models import Page, Site  # noqa: PLC0415

    from benchmarks.wagtail_form.models import PlainField, PlainForm  # noqa: PLC0415

    page = PlainForm(title="消防讲座", slug="fire-talk", live=True)
    page.form_fields = [
        PlainField(label="听哪一场", field_type="radio", choices="c0000001\nc0000002"),
        PlainField(label="手机号", field_type="singleline"),
        PlainField(label="几个人来", field_type="number", required=False),
    ]
    root = Page.objects.get(depth=1)
    root.get_first_child().add_child(instance=page)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": root.get_first_child()},
    )
    names = list(page.get_form_class()().fields)
    client, address = Client(), page.url_path.removeprefix(root.get_first_child().url_path)

    def send(number: int) -> None:
        given = dict(zip(names, ("c0000001", f"139{number:08d}", ""), strict=True))
        answer = client.post(f"/{address}", given, REMOTE_ADDR=from_address(number))
        if answer.status_code != 200:
            raise RuntimeError(f"wagtail: {answer.status_code}")
        if number == 0 and FormSubmission.objects.count() != 1:
            raise RuntimeError("Wagtail kept nothing")

    return send


def from_address(number: int) -> str:
    """Return an address of its own for each sender: limits count by address."""
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def rush(form) -> dict[str, object]:
    """Let a thousand people send at once; return how many came in."""
    from django.db import connection  # noqa: PLC0415

    from forms_app.actions.claiming import FormFull  # noqa: PLC0415
    from forms_app.models import PlaceClaim, PlaceCount  # noqa: PLC0415
    from tests.forms_app.limited import send  # noqa: PLC0415

    def one(number: int) -> str:
        try:
            send(form, 10_000 + number, now=now())
        except FormFull:
            return "full"
        finally:
            connection.close()
        return "in"

    began = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(one, range(PEOPLE)))
    seconds = time.perf_counter() - began
    return {
        "people": PEOPLE,
        "places": PLACES,
        "kept": answers.count("in"),
        "taken": PlaceCount.objects.get(form=form, choice="").taken,
        "claims": PlaceClaim.objects.filter(state="taken").count(),
        "turned_away": answers.count("full"),
        "seconds": round(seconds, 1),
    }


def now():
    """Return the present moment."""
    from foundation import clock  # noqa: PLC0415

    return clock.now()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) == 2 else ROUNDS))
