"""Puts the street's review on all forms."""

from django.db import migrations

NAME = "表单审核"


def set_up(apps, schema_editor):
    content_types = apps.get_model("contenttypes.ContentType").objects
    task_type, _ = content_types.get_or_create(app_label="forms_app", model="formreview")
    form_type, _ = content_types.get_or_create(app_label="forms_app", model="form")
    task = apps.get_model("forms_app.FormReview").objects.create(
        name=NAME, active=True, content_type=task_type
    )
    workflow = apps.get_model("wagtailcore.Workflow").objects.create(name=NAME, active=True)
    apps.get_model("wagtailcore.WorkflowTask").objects.create(
        workflow=workflow, task_id=task.pk, sort_order=0
    )
    apps.get_model("wagtailcore.WorkflowContentType").objects.create(
        workflow=workflow, content_type=form_type
    )


def take_down(apps, schema_editor):
    workflows = apps.get_model("wagtailcore.Workflow").objects.filter(name=NAME)
    apps.get_model("wagtailcore.WorkflowContentType").objects.filter(workflow__in=workflows).delete()
    workflows.delete()
    apps.get_model("forms_app.FormReview").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("forms_app", "0009_review_and_audience"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(set_up, take_down)]
