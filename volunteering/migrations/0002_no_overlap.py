"""The database refuses two shifts of one member at the same time."""

from django.db import migrations

from volunteering.guards import NoOverlap


class Migration(migrations.Migration):
    dependencies = [("volunteering", "0001_initial")]

    operations = [NoOverlap()]
