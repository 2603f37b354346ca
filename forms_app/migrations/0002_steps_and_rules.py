"""Give forms rules and sample answers; bring what authors wrote to the types of today."""

import json

from django.db import migrations, models
from django.db.models import JSONField, TextField, Value
from django.db.models.functions import Cast

KEPT_AS = "data_class"


def brought_up(blocks):
    """Return stored blocks with one type for one choice, another for several, and classes."""
    found = []
    for block in blocks:
        value = dict(block["value"])
        kind = block["type"]
        if "several" in value and kind == "choice":
            kind = "choices" if value.pop("several") else "choice"
        if "personal" in value:
            value[KEPT_AS] = "personal" if value.pop("personal") else ""
        if kind in ("choice", "choices"):
            value["choices"] = [
                {**entry, "value": {"text": entry["value"]}}
                if isinstance(entry["value"], str)
                else entry
                for entry in value.get("choices", [])
            ]
        found.append({**block, "type": kind, "value": value})
    return found


def bring_up(apps, schema_editor):
    """Rewrite the questions of forms and of their revisions."""
    form = apps.get_model("forms_app", "Form")
    # Through a cast: the field itself would drop the blocks that this migration does not know.
    for pk, raw in form.objects.annotate(raw=Cast("questions", TextField())).values_list(
        "pk", "raw"
    ):
        blocks = json.loads(raw or "[]")
        form.objects.filter(pk=pk).update(
            questions=Value(brought_up(blocks), output_field=JSONField())
        )
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type__app_label="forms_app", content_type__model="form"
    )
    for revision in revisions.iterator():
        questions = revision.content.get("questions")
        if isinstance(questions, str):
            revision.content["questions"] = json.dumps(
                brought_up(json.loads(questions or "[]")), ensure_ascii=False
            )
            revision.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("forms_app", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="form",
            name="rules",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="What is shown, required, skipped, computed and checked, as trees.",
                verbose_name="rules",
            ),
        ),
        migrations.AddField(
            model_name="form",
            name="samples",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Answers with the path that is expected of them; a broken one stops publishing.",
                verbose_name="sample answers",
            ),
        ),
        migrations.RunPython(bring_up, migrations.RunPython.noop),
    ]
