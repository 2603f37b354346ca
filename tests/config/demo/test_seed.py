"""The demo follows from its seed alone, and is never made where settings do not allow it."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import transaction

from config.demo.building import STAGES, build, is_built
from config.demo.pages import put_up_pages
from config.demo.scales import SCALES
from config.demo.world import World
from people.models import User
from volunteering.models import ServiceRecord, Shift

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_the_same_seed_makes_the_same_people_and_hours():
    def digest(seed):
        with transaction.atomic():
            world = World(scale=SCALES["community"], seed=seed, now=NOW)
            for _, stage in STAGES:
                if stage is not put_up_pages:
                    stage(world)
            made = (
                list(User.objects.order_by("username").values_list("username", "name", "phone")),
                list(Shift.objects.order_by("pk").values_list("starts_at", "places", "taken")),
                list(ServiceRecord.objects.order_by("pk").values_list("minutes", "starts_at")),
            )
            transaction.set_rollback(True)
        return made

    first = digest(5)

    assert first == digest(5)
    assert first != digest(6)


def test_no_demo_where_settings_do_not_allow_it(settings):
    settings.DEMO_ALLOWED = False

    with pytest.raises(ImproperlyConfigured):
        build(scale="community", seed=1, now=NOW, say=lambda line: None)
    with pytest.raises(CommandError, match="DEMO_ALLOWED"):
        call_command("demo", scale="community", stdout=StringIO())
    with pytest.raises(CommandError, match="DEMO_ALLOWED"):
        call_command("demo", scale="community", rebuild=True, stdout=StringIO())
    with pytest.raises(CommandError, match="DEMO_ALLOWED"):
        call_command("demo_code", "worker", stdout=StringIO())

    assert not is_built()
    assert not User.objects.exists()
