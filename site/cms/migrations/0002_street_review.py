"""Puts the street's review on the whole site, in place of Wagtail's groups and their approval."""

from django.db import migrations

NAME = "街道审核"
STOCK_GROUPS = ("Moderators", "Editors")
STOCK_WORKFLOW = "Moderators approval"


def set_up(apps, schema_editor):
    content_type, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="cms", model="streetreview"
    )
    task = apps.get_model("cms.StreetReview").objects.create(
        name=NAME, active=True, content_type=content_type
    )
    workflow = apps.get_model("wagtailcore.Workflow").objects.create(name=NAME, active=True)
    apps.get_model("wagtailcore.WorkflowTask").objects.create(
        workflow=workflow, task_id=task.pk, sort_order=0
    )
    root = apps.get_model("wagtailcore.Page").objects.get(depth=1)
    pages = apps.get_model("wagtailcore.WorkflowPage").objects
    pages.filter(page=root).delete()
    pages.create(workflow=workflow, page=root)
    apps.get_model("wagtailcore.Workflow").objects.filter(name=STOCK_WORKFLOW).update(active=False)
    apps.get_model("wagtailcore.Task").objects.filter(name=STOCK_WORKFLOW).update(active=False)
    apps.get_model("auth.Group").objects.filter(name__in=STOCK_GROUPS).delete()


def take_down(apps, schema_editor):
    apps.get_model("wagtailcore.WorkflowPage").objects.filter(workflow__name=NAME).delete()
    apps.get_model("wagtailcore.Workflow").objects.filter(name=NAME).delete()
    apps.get_model("cms.StreetReview").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("cms", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(set_up, take_down)]
