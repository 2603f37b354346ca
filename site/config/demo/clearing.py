"""Empties a demo installation, so that the demo can be made anew."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page

from cms.models import AreaPlace, ServiceCategory
from config.demo.accounts import check_allowed

OURS = frozenset({"casework", "volunteering", "forms_app", "people", "territory", "outbox"})
"""Apps whose rows all go, and with them the rows anywhere that point to one of theirs."""

LOOSE = frozenset({"sessions", "modelsearch", "taggit", "django_tasks_database"})
"""Apps that speak of our rows without pointing to them."""

KEPT = frozenset({"contenttypes", "auth", "cms", "wagtailcore"})
"""Apps that also hold the ground of the site: the root page, its workflow, its languages."""

HISTORY = frozenset({"pagelogentry", "modellogentry", "revision", "taskstate", "workflowstate"})
"""What of `wagtailcore` tells of people and pages that are gone."""


def emptied() -> set[type[Model]]:
    """Return the models whose rows all go."""
    everything = apps.get_models(include_auto_created=True)
    gone = {
        model
        for model in everything
        if model._meta.app_label in OURS | LOOSE or model._meta.model_name in HISTORY
    }
    waiting = [model for model in everything if model._meta.app_label not in KEPT]
    while found := {model for model in waiting if model not in gone and _points_to(model, gone)}:
        gone |= found
    return gone


def _points_to(model: type[Model], gone: set[type[Model]]) -> bool:
    return any(field.related_model in gone for field in model._meta.concrete_fields)


def clear() -> None:
    """Delete all people, pages, pictures and hours; the empty tree of pages stays.

    Raises ImproperlyConfigured where no demo may exist: nothing real is deleted by it.
    """
    check_allowed()
    with transaction.atomic():
        AreaPlace.objects.all().delete()
        for page in Page.objects.filter(depth=2):
            page.delete()
        ServiceCategory.objects.all().delete()
        get_image_model().objects.all().delete()
        Collection.objects.filter(depth=2).delete()
        tables = {model._meta.db_table for model in emptied() if not model._meta.proxy}
        with connection.cursor() as cursor:
            # Foreign keys are checked at the end of the transaction: the order is free.
            for table in sorted(tables):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608
