"""What the time of an answer tells of whether somebody has an account; one JSON line.

Each entrance is asked in turn about a known and an unknown phone, every time with another one and
from another address, so that no limit answers instead. Passwords are hashed as in production, and
every other known person has none.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
LIMIT_MS = 10.0
WARMING = 5
ENTRANCES = {
    "account_login": ("login", {"password": "wrong-wrong-wrong"}),
    "account_request_login_code": ("to", {}),
    "account_reset_password": ("to", {}),
    "activate": ("to", {}),
}


def main(tries: int) -> int:
    """Measure in a database of its own; return 1 when an entrance tells more than it may."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "VAR_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        }
        (Path(folder) / "static").mkdir()
        found = measured(tries)
    worst = max(abs(one["difference_ms"]) for one in found.values())
    line = {"benchmark": "enumeration", "tries": tries, "entrances": found}
    line |= {"difference_ms": worst, "limit_ms": LIMIT_MS, "ratio": round(worst / LIMIT_MS, 2)}
    print(json.dumps(line))
    return 1 if worst > LIMIT_MS else 0


def measured(tries: int) -> dict[str, dict[str, float]]:
    """Return the medians of each entrance, in milliseconds."""
    import django  # noqa: PLC0415 (the settings read the environment that was just set)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    people(len(ENTRANCES) * (tries + WARMING))
    return {name: compared(place, name, tries) for place, name in enumerate(ENTRANCES)}


def people(many: int) -> None:
    """Make as many accounts, with a password as production hashes it."""
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415

    from people.models import User  # noqa: PLC0415

    password = make_password("five-warm-dumplings")
    none = make_password(None)
    made = [
        User(
            name="样例",
            phone=f"+86{known(number)}",
            phone_verified=True,
            password=none if number % 4 < 2 else password,
        )
        for number in range(many)
    ]
    for user in made:
        user.index_names()
    User.objects.bulk_create(made, batch_size=500)


def known(number: int) -> str:
    """Return a phone that has an account."""
    return f"1380000{number:04d}"


def unknown(number: int) -> str:
    """Return a phone that has none."""
    return f"1390000{number:04d}"


def compared(place: int, name: str, tries: int) -> dict[str, float]:
    """Ask one entrance about known and unknown phones by turns; return the medians."""
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(tries + WARMING):
        phone = place * (tries + WARMING) + number
        pair = [("known", known(phone)), ("unknown", unknown(phone))]
        # Whoever comes second finds warmer caches: they take turns at that, too.
        for kind, who in pair if number % 2 else reversed(pair):
            milliseconds = asked(name, who, address=f"10.{place}.{number}.{kind == 'known':d}")
            if number >= WARMING:
                took[kind].append(milliseconds)
    medians = {f"{kind}_ms": round(statistics.median(found), 2) for kind, found in took.items()}
    return medians | {"difference_ms": round(medians["known_ms"] - medians["unknown_ms"], 2)}


def asked(name: str, who: str, *, address: str) -> float:
    """Knock once as a fresh visitor; return how many milliseconds the answer took."""
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    field, more = ENTRANCES[name]
    client = Client(REMOTE_ADDR=address, SERVER_NAME="127.0.0.1")
    began = time.perf_counter()
    answer = client.post(reverse(name), {field: who, **more})
    took = (time.perf_counter() - began) * 1000
    if answer.status_code not in (200, 302):
        raise RuntimeError(f"{name} answered {answer.status_code}")
    return took


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 60))
