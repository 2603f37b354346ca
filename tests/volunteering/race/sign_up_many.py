"""One process of the race: say that it is ready, wait for the start, sign its members up."""

import os
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[3] / "site"), str(Path.cwd())]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"


def main(shift_id: int, user_ids: list[int]) -> None:
    import django

    django.setup()
    from foundation import clock
    from people.models import User
    from volunteering.actions.sign_up import sign_up

    users = [User.objects.get(pk=user_id) for user_id in user_ids]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for user in users:
        sys.stdout.write(sign_up(by=user, shift_id=shift_id, now=clock.now()).state + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), [int(key) for key in sys.argv[2:]])
