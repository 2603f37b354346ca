"""Empties a demo installation, so that the demo can be made anew."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, transaction
from wagtail.images import get_image_model
from wagtail.models import Collection, Page

from cms.models import AreaPlace, ServiceCategory
from config.demo.accounts import check_allowed

OURS = frozenset({"volunteering", "forms_app", "people", "territory", "outbox"})
ABOUT_OURS = frozenset(
    {
        "account",
        "socialaccount",
        "mfa",
        "admin",
        "sessions",
        "modelsearch",
        "wagtailadmin",
        "wagtailusers",
        "wagtailredirects",
        "django_tasks_database",
        "taggit",
    }
)
HISTORY = frozenset(
    {
        "wagtailcore_pagelogentry",
        "wagtailcore_modellogentry",
        "wagtailcore_revision",
        "wagtailcore_taskstate",
        "wagtailcore_workflowstate",
        "wagtailcore_referenceindex",
        "wagtailcore_uploadedfile",
    }
)


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
        tables = [
            model._meta.db_table
            for model in apps.get_models(include_auto_created=True)
            if not model._meta.proxy
            and (model._meta.app_label in OURS | ABOUT_OURS or model._meta.db_table in HISTORY)
        ]
        with connection.cursor() as cursor:
            # Foreign keys are checked at the end of the transaction: the order is free.
            for table in tables:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608
