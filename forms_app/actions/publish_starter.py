"""Put up a form from one of the starters that come with the software."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from forms_app.models import Form
from people.models import User
from territory.models import Area

STARTERS = Path(__file__).resolve().parents[1] / "starters"


def starters() -> list[str]:
    """Return the keys of the starters, each a file of `starters/`."""
    return sorted(path.stem for path in STARTERS.glob("*.json"))


@transaction.atomic
def publish_starter(*, key: str, area: Area, by: User | None = None) -> Form:
    """Publish the starter `key` for the people of `area`; a form that is there already stays.

    Meant for setting an installation up: whoever calls it answers for it. Raises KeyError for a
    starter that there is not.
    """
    if key not in starters():
        raise KeyError(key)
    written: dict[str, Any] = json.loads((STARTERS / f"{key}.json").read_text(encoding="utf-8"))
    before = Form.objects.filter(slug=written["slug"]).first()
    if before is not None:
        return before
    form = Form(
        area=area,
        live=False,
        **(written | {"questions": json.dumps(written["questions"], ensure_ascii=False)}),
    )
    form.full_clean()
    form.save()
    form.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    form.refresh_from_db()
    return form
