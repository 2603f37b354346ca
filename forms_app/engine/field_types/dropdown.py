"""One out of a long list, folded up, to be searched where JavaScript runs."""

from __future__ import annotations

from forms_app.engine.field_types.choice import Choice
from forms_app.engine.listed import CHOICES


class Dropdown(Choice):
    """Kept like a choice."""

    key = "dropdown"
    names = {"zh": "下拉选择", "en": "Dropdown"}
    help = {"zh": "选项很多时用，可以搜索", "en": "For long lists; it can be searched"}
    icon = "arrow-down"
    widget = "search"
    options = (CHOICES,)
