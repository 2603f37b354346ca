"""A kept plan of a built demo, through HTTP and the database; one JSON line.

    DATABASE_URL=… VAR_DIR=… DJANGO_SETTINGS_MODULE=config.settings.dev \
        python -m benchmarks.matching.kept --events 200

The database holds the demo and a matched run (`manage.py demo`, `manage.py match`). The offers are
sent if they are not yet; then members decline by the button of their page: in this process, which
tells the CPU time, and through gunicorn with two processes, from the first byte sent to the last
byte read. No answer waits for a repair: the worker's is counted by itself, event by event.
"""

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from foundation import clock  # noqa: E402
from people.models import Post, User  # noqa: E402
from tests.factories.sessions import sign_in  # noqa: E402
from volunteering.actions.add_shifts import ShiftContent, add_shifts  # noqa: E402
from volunteering.actions.keep_plan import repair_plan  # noqa: E402
from volunteering.actions.send_match_offers import send_match_offers  # noqa: E402
from volunteering.models import (  # noqa: E402
    KeptPlan,
    MatchRun,
    Member,
    Participation,
    Shift,
)
from volunteering.queries.kept_plans import copies  # noqa: E402
from volunteering.queries.recommended import recommended_shifts  # noqa: E402

PROCESSES = 2
WARM = 8
LIMITS_MS = {"declined": 50, "declined_here": 50, "new_shift": 50, "recommended": 20}
CSRF = "0" * 32
State = Participation.State


def percentiles(taken: list[float]) -> dict[str, float]:
    """Median and tails, in milliseconds."""
    return {f"p{p}": round(float(np.percentile(taken, p)), 1) for p in (50, 90, 99, 100)}


def line(name: str, taken: list[float], **more: object) -> None:
    """Print one measured thing."""
    found = percentiles(taken)
    limit = LIMITS_MS[name]
    print(
        json.dumps(
            {
                "benchmark": f"matching.kept_{name}",
                "database": connection.vendor,
                "times": len(taken),
                **found,
                "limit_ms_p99": limit,
                "ratio": round(found["p99"] / limit, 2),
                "load": round(os.getloadavg()[0], 1),
                **more,
            }
        ),
        flush=True,
    )


def organiser_of(run: MatchRun) -> User:
    """Somebody whose post covers the run; made if there is nobody."""
    post = Post.objects.filter(role=Post.Role.ORGANISER, area=run.area).first()
    if post is None:
        user = User.objects.create_user(username="bench-organiser", name="样例")
        today = clock.today()
        post = Post.objects.create(
            user=user, role=Post.Role.ORGANISER, area=run.area, starts_on=today
        )
    return post.user


def recommending(run: MatchRun, number: int) -> None:
    """The twenty best shifts of members drawn by chance, from the database, in this process."""
    keys = np.array(Participation.objects.filter(run=run).values_list("member", flat=True))
    members = Member.objects.select_related("home_area", "unit", "user").in_bulk(
        np.random.default_rng(0).choice(keys, number + 1, replace=False).tolist()
    )
    taken, cpu = [], []
    for member in members.values():
        began, worked = time.perf_counter(), time.process_time()
        recommended_shifts(member, now=clock.now(), language="zh-hans", most=20)
        taken.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - worked))
    line("recommended", taken[1:], cpu=percentiles(cpu[1:]))


def new_shifts(plan: KeptPlan, number: int) -> None:
    """Shifts that a worker adds: the action and its commit."""
    drawn = Shift.objects.filter(state="open", starts_at__gt=clock.now(), need__state="open")
    drawn = drawn.filter(starts_at__lt=plan.run.month + timedelta(days=27), longitude__gt=0)
    taken, cpu = [], []
    for shift in drawn.order_by("pk").select_related("need__area")[: 50 * number : 50]:
        worker, _made = User.objects.get_or_create(username=f"bench{shift.area_id}")
        Post.objects.get_or_create(
            user=worker,
            role=Post.Role.COMMUNITY_WORKER,
            area=shift.area,
            defaults={"starts_on": clock.today()},
        )
        content = ShiftContent(
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            place=shift.place or "样例",
            places=shift.places,
            longitude=shift.longitude,
            latitude=shift.latitude,
        )
        began, worked = time.perf_counter(), time.process_time()
        add_shifts(by=worker, need_id=shift.need_id, contents=[content], now=clock.now())
        taken.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - worked))
    line("new_shift", taken, cpu=percentiles(cpu))


@contextmanager
def serving() -> Iterator[int]:
    """Gunicorn with several processes; the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environment = os.environ | {"PORT": str(port), "WEB_CONCURRENCY": str(PROCESSES)}
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "--log-level", "error"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        for _ in range(120):
            try:
                asked(port, "GET", "/healthz", "")
                break
            except OSError:
                time.sleep(0.5)
        yield port
    finally:
        process.terminate()
        process.wait()


def asked(port: int, method: str, path: str, session: str) -> tuple[int, float]:
    """The status of an answer and its milliseconds."""
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    headers = {"Cookie": cookies, "X-CSRFToken": CSRF, "Host": "127.0.0.1"}
    began = time.perf_counter()
    line_to_it = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    line_to_it.request(method, path, headers=headers)
    answer = line_to_it.getresponse()
    answer.read()
    line_to_it.close()
    return answer.status, 1000 * (time.perf_counter() - began)


def offers_of(run: MatchRun, number: int, first: int) -> list[Participation]:
    """Offers of a run that nobody has answered, drawn evenly."""
    offers = Participation.objects.filter(run=run, state=State.OFFERED).order_by("pk")
    return list(offers.select_related("member__user")[first : first + 40 * number : 40])


def declining_here(plan: KeptPlan, number: int) -> None:
    """Offers that members decline by their button, in this process: what it costs in CPU."""
    drawn, client = offers_of(plan.run, number, 0), Client()
    taken, cpu = [], []
    for offer in drawn:
        client.cookies[settings.SESSION_COOKIE_NAME] = sign_in(
            offer.member.user
        ).session.session_key
        began, worked = time.perf_counter(), time.process_time()
        client.post(f"/participations/{offer.pk}/decline/")
        taken.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - worked))
    line("declined_here", taken[1:], cpu=percentiles(cpu[1:]))


def declining(plan: KeptPlan, number: int) -> None:
    """The same through gunicorn."""
    drawn = offers_of(plan.run, number + WARM, 20)
    sessions = [sign_in(offer.member.user).session.session_key for offer in drawn]
    with serving() as port:
        statuses, taken = set(), []
        for offer, session in zip(drawn, sessions, strict=True):
            status, spent = asked(port, "POST", f"/participations/{offer.pk}/decline/", session)
            statuses.add(status)
            taken.append(spent)
    # What a process reads once, it reads for the first few, who are not measured.
    line("declined", taken[WARM:], statuses=sorted(statuses), processes=PROCESSES)
    if statuses != {302}:
        raise SystemExit(f"declining was answered by {sorted(statuses)}")


def repairing(plan: KeptPlan) -> None:
    """What waits is carried out, as the worker does it; the first look loads the plan."""
    waiting = plan.events.filter(number=None).count()
    began, worked = time.perf_counter(), time.process_time()
    with copies.held(plan):
        loaded = time.process_time() - worked
    done = repair_plan(plan=plan, now=clock.now())
    cpu = time.process_time() - worked - loaded
    found = {
        "benchmark": "matching.kept_repaired",
        "waiting": waiting,
        "carried_out": done,
        "loading_cpu_seconds": round(loaded, 2),
        "cpu_ms_an_event": round(1000 * cpu / max(1, done), 1),
        "seconds": round(time.perf_counter() - began, 2),
    }
    print(json.dumps(found), flush=True)


def main(number: int) -> None:
    """Measure and print."""
    plan = KeptPlan.objects.defer("state", "keys").latest("pk")
    run = plan.run
    recommending(run, number)
    if run.sent_at is None:
        send_match_offers(run=run, by=organiser_of(run), now=clock.now())
    repair_plan(plan=plan, now=clock.now())
    new_shifts(plan, number)
    declining_here(plan, number)
    declining(plan, number)
    repairing(plan)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200)
    main(parser.parse_args().events)
