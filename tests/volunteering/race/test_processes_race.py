"""Several processes at once, on one SQLite file too: nobody is turned away by a lock."""

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from foundation import clock

pytestmark = [
    pytest.mark.race,
    pytest.mark.timeout(300),
    pytest.mark.django_db(transaction=True),
]
PROCESSES = 3
EACH = 10
PROGRAM = Path(__file__).with_name("sign_up_many.py")
ROOT = PROGRAM.parents[3]


def address_of_a_copy(folder: Path) -> str:
    """Return the address of a database that other processes can open."""
    if connection.vendor == "postgresql":
        parts = connection.settings_dict
        return f"postgresql://{parts['USER']}:@/{parts['NAME']}?host={parts['HOST']}"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(folder / "race.sqlite3")])
    return f"sqlite:///{folder / 'race.sqlite3'}"


def test_thirty_sign_up_from_three_processes_and_no_lock_turns_anybody_away(town, tmp_path):
    shift = town.shift(places=10, starts_at=clock.now() + timedelta(days=3))
    users = [town.member().user_id for _ in range(PROCESSES * EACH)]
    environment = os.environ | {"DATABASE_URL": address_of_a_copy(tmp_path)}

    running = [
        subprocess.Popen(
            [sys.executable, str(PROGRAM), str(shift.pk), *map(str, users[number::PROCESSES])],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    assert [process.stdout.readline() for process in running] == ["ready\n"] * PROCESSES
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=200) for process in running]

    assert [process.returncode for process in running] == [0] * PROCESSES, said
    outcomes = Counter(line for words, _errors in said for line in words.split())
    assert outcomes == {"confirmed": 10, "waitlisted": PROCESSES * EACH - 10}
