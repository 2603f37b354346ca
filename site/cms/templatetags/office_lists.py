"""What the office's lists need beyond Wagtail's: each cell knows the name of its column."""

from django import template
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def of_column(cell: SafeString, label: object) -> SafeString:
    """Return the rendered `cell` carrying `label`, where it has something to be named.

    A phone has no room for a heading over every column, so a stylesheet writes the name beside
    the value. An empty cell is left unnamed and is not shown there.
    """
    said = bool(strip_tags(cell).strip()) or "<input" in cell or "<svg" in cell
    named = f'<td data-label="{escape(label)}"' if said else "<td data-blank"
    return mark_safe(cell.replace("<td", named, 1))  # noqa: S308 (the label is escaped, the cell was rendered)
