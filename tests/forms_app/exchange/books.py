"""Small workbooks, written for a test."""

import io

from openpyxl import Workbook

SURVEY = (
    "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message",
    "calculation", "appearance", "default", "choice_filter",
)  # fmt: skip


def book(rows, choices=(), settings=None, columns=SURVEY, labels_of_choices=("label",)):
    """Return an XLSForm: `rows` are dicts by column, `choices` tuples of list, name and label."""
    made = Workbook()
    survey = made.active
    survey.title = "survey"
    survey.append(list(columns))
    for row in rows:
        survey.append([row.get(column) for column in columns])
    listed = made.create_sheet("choices")
    listed.append(["list_name", "name", *labels_of_choices])
    for row in choices:
        listed.append(list(row))
    if settings:
        sheet = made.create_sheet("settings")
        sheet.append(list(settings))
        sheet.append(list(settings.values()))
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def labels(definition):
    """Return type and label of every question."""
    return [(field.type, field.label) for field in definition.all_fields]


def by_label(definition):
    """Return label → question."""
    return {field.label: field for field in definition.all_fields}
