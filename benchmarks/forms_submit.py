"""Submissions a second against Wagtail's own form page, and a rush on a quota; JSON lines.

Both ask the same three things. One POST sends them through the WSGI application and all middleware
of the production settings, in one process, in turn, so that a busy machine slows both; CSRF is
checked for both, whoever sends is not signed in, and the cache is where an installation without
redis has it. Ours with its ticket, proof of work, hidden field, least time, sealed answers, limits
by address and the digest by which a phone sends once; Wagtail's as its documentation has it.

`kept` is the POST alone: Wagtail answers with its page of thanks, in a template of one line, we
lead to ours. `thanked` goes on until the page of thanks is drawn, for both in the site's frame.
The rush is a thousand people in threads for a hundred places: exactly a hundred may have one.
"""

import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
DATABASES = ("postgres", "sqlite")
ROUNDS = 12
A_ROUND = 25
PEOPLE = 1000
PLACES = 100
AT_ONCE = 16
HOST = "forms.example.org"
SECRET = "benchmarkbenchmarkbenchmarkbench"
"""What a browser holds against forged requests; Django takes it unmasked too."""


def main(arguments: list[str]) -> int:
    """Measure each database in a process of its own; return 1 when a promise is not kept."""
    rounds = int(arguments[0]) if arguments else ROUNDS
    if len(arguments) > 1:
        return measured_on(arguments[1], rounds)
    command = [sys.executable, "-m", "benchmarks.forms_submit", str(rounds)]
    return max(
        subprocess.run([*command, name], cwd=ROOT, check=False).returncode for name in DATABASES
    )


def measured_on(database: str, rounds: int) -> int:
    """Measure in a database of its own; return the exit code."""
    with tempfile.TemporaryDirectory() as folder, address_of(database, folder) as address:
        (Path(folder) / "static").mkdir()
        os.environ |= {
            "VAR_DIR": folder,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "benchmarks.wagtail_form.settings",
        }
        import django  # noqa: PLC0415 (the settings read the environment)

        django.setup()
        return measured(database, rounds)


@contextmanager
def address_of(database: str, folder: str) -> Iterator[str]:
    """Yield the address of a new database."""
    from tests.running import postgres  # noqa: PLC0415

    if database == "sqlite":
        yield f"sqlite:///{folder}/forms.sqlite3"
    else:
        with postgres() as address:
            yield address


def measured(database: str, rounds: int) -> int:
    """Print the lines of one database."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    from territory.models import Area  # noqa: PLC0415
    from tests.forms_app.limited import limited_form  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    city = Area.add_root(code="3701", level=Area.Level.CITY, name="样例市", short_name="样例市")
    form = limited_form(city, once_per="phone")
    browser = Browser(get_wsgi_application())
    page = plain_page()
    for until in ("kept", "thanked"):
        sending = {
            "ours": ours(browser, form, until, rounds),
            "wagtail": wagtails(browser, page, until),
        }
        line = {"benchmark": f"forms_submit.{until}", "database": database}
        print(json.dumps(line | compared(sending, rounds)), flush=True)
    form.places = PLACES
    form.save()
    form.save_revision().publish(skip_permission_checks=True)
    found = rush(form)
    print(json.dumps({"benchmark": "forms_rush", "database": database, **found}), flush=True)
    return 0 if found["taken"] == found["kept"] == found["claims"] == PLACES else 1


def compared(sending: dict[str, Callable[[int], None]], rounds: int) -> dict[str, object]:
    """Send in turn, `rounds` times; return how many a second, and the ratio of each round."""
    speeds: dict[str, list[float]] = {name: [] for name in sending}
    for number in range(rounds + 1):
        # Who goes first changes: what one leaves to write out must not always slow the other.
        order = list(sending.items())[:: 1 if number % 2 else -1]
        for name, send in order:
            seconds = timed(send, number)
            if number:  # the first round warms both up
                speeds[name].append(A_ROUND / seconds)
    ratios = [a / b for a, b in zip(*speeds.values(), strict=True)]
    return {
        "sent": rounds * A_ROUND,
        **{
            f"{name}_a_second": round(statistics.median(found), 1) for name, found in speeds.items()
        },
        "ratio": round(statistics.median(ratios), 2),
        "ratio_least": round(min(ratios), 2),
        "ratio_most": round(max(ratios), 2),
    }


def timed(send: Callable[[int], None], number: int) -> float:
    """Return the seconds that one round of sendings takes."""
    began = time.perf_counter()
    for place in range(A_ROUND):
        send(number * A_ROUND + place)
    return time.perf_counter() - began


class Browser:
    """Calls the application as a server of production does behind its proxy."""

    def __init__(self, application) -> None:
        self.application = application

    def open(self, path: str, address: str, given: dict[str, str] | None = None):
        """Ask for a page, or send `given` to it; return status, where it leads, and the page."""
        body = urlencode({**given, "csrfmiddlewaretoken": SECRET}).encode() if given else b""
        said: list = []
        answer = self.application(
            {
                "REQUEST_METHOD": "POST" if given else "GET",
                "PATH_INFO": path,
                "QUERY_STRING": "",
                "SERVER_NAME": HOST,
                "SERVER_PORT": "443",
                "SERVER_PROTOCOL": "HTTP/1.1",
                "REMOTE_ADDR": address,
                "CONTENT_TYPE": "application/x-www-form-urlencoded",
                "CONTENT_LENGTH": str(len(body)),
                "HTTP_HOST": HOST,
                "HTTP_X_FORWARDED_PROTO": "https",
                "HTTP_REFERER": f"https://{HOST}{path}",
                "HTTP_COOKIE": f"csrftoken={SECRET}",
                "HTTP_ACCEPT_LANGUAGE": "zh-CN,zh;q=0.9",
                "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
                "wsgi.url_scheme": "http",
                "wsgi.input": io.BytesIO(body),
                "wsgi.errors": sys.stderr,
                "wsgi.version": (1, 0),
                "wsgi.multithread": True,
                "wsgi.multiprocess": True,
                "wsgi.run_once": False,
            },
            lambda status, headers, _error=None: said.append((status, dict(headers))),
        )
        try:
            page = b"".join(answer)
        finally:
            answer.close()
        [(status, headers)] = said
        return int(status[:3]), headers.get("Location", ""), page


def ours(browser: Browser, form, until: str, rounds: int) -> Callable[[int], None]:
    """Return what sends our form: whole answers, each from another address and phone."""
    from forms_app.models import Submission  # noqa: PLC0415
    from tests.forms_app.limited import typed  # noqa: PLC0415

    path, before = form.get_absolute_url(), Submission.objects.count()
    tickets = [ready_ticket(form.current) for _each in range((rounds + 1) * A_ROUND)]

    def send(number: int) -> None:
        ticket, proof = tickets[number]
        given = typed(ticket, before + number, "send") | {"proof": proof, "website": ""}
        address = from_address(before + number)
        status, location, _page = browser.open(path, address, given)
        if status != 302:
            raise RuntimeError(f"ours: {status}")
        if until == "thanked" and browser.open(location, address)[0] != 200:
            raise RuntimeError("no thanks")
        if number == 0 and Submission.objects.count() != before + 1:
            raise RuntimeError("nothing was kept")

    return send


def ready_ticket(version) -> tuple[str, str]:
    """Return a ticket of a minute ago with its proof: a person and their browser took that time."""
    from dataclasses import replace  # noqa: PLC0415

    from forms_app import proving  # noqa: PLC0415
    from forms_app.tickets import new_ticket  # noqa: PLC0415

    fresh = new_ticket(version)
    ticket = str(replace(fresh, opened=fresh.opened - 60))
    number = 0
    while not proving.is_proof(ticket, str(number)):
        number += 1
    return ticket, str(number)


def plain_page():
    """Return Wagtail's form page with the same three questions."""
    from wagtail.models import Page, Site  # noqa: PLC0415

    from benchmarks.wagtail_form.models import PlainField, PlainForm  # noqa: PLC0415

    page = PlainForm(title="消防讲座", slug="fire-talk", live=True)
    page.form_fields = [
        PlainField(label="听哪一场", field_type="radio", choices="c0000001\nc0000002"),
        PlainField(label="手机号", field_type="singleline"),
        PlainField(label="几个人来", field_type="number", required=False),
    ]
    home = Page.objects.get(depth=1).get_first_child()
    home.add_child(instance=page)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": HOST, "port": 443, "root_page": home}
    )
    return page


def wagtails(browser: Browser, page, until: str) -> Callable[[int], None]:
    """Return what sends Wagtail's form page."""
    from wagtail.contrib.forms.models import FormSubmission  # noqa: PLC0415

    from benchmarks.wagtail_form.models import PlainForm  # noqa: PLC0415

    PlainForm.landing_page_template = f"wagtail_form/{until}.html"
    names, before = list(page.get_form_class()().fields), FormSubmission.objects.count()

    def send(number: int) -> None:
        given = dict(zip(names, ("c0000001", f"139{number:08d}", ""), strict=True))
        status, _location, thanks = browser.open(f"/{page.slug}/", from_address(number), given)
        if status != 200 or (until == "kept" and b"Thank you" not in thanks):
            raise RuntimeError(f"wagtail: {status}")
        if number == 0 and FormSubmission.objects.count() != before + 1:
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
    from foundation import clock  # noqa: PLC0415
    from tests.forms_app.limited import send  # noqa: PLC0415

    def one(number: int) -> str:
        try:
            send(form, 10_000 + number, now=clock.now())
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
