"""Put up a form from one of the starters that come with the software."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from forms_app import gallery
from forms_app.models import Form
from foundation import clock
from people.models import User
from territory.models import Area


def starters() -> list[str]:
    """Return the keys of the starters, each a file of `starters/`."""
    return sorted(gallery.starters())


@transaction.atomic
def publish_starter(
    *,
    key: str,
    area: Area,
    by: User | None = None,
    pictures: Mapping[str, int] = gallery.NO_PICTURES,
) -> Form:
    """Publish the starter `key` for the people of `area`; a form that is there already stays.

    `pictures` stand above choices: the words of a choice → the number of its picture. Meant for
    setting an installation up: whoever calls it answers for it. Raises KeyError for a starter that
    there is not.
    """
    starter = gallery.starters()[key]
    before = Form.objects.filter(slug=starter.written["slug"]).first()
    if before is not None:
        return before
    form = starter.form(clock.today(), pictures)
    form.area = area
    form.full_clean()
    form.save()
    form.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    form.refresh_from_db()
    return form
