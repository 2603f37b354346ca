"""How files are asked for: what was received is listed, more can be chosen, with and without JS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from forms_app.engine.context import Context, Upload
from forms_app.engine.definition import Field
from forms_app.engine.field_type import type_of
from forms_app.engine.field_types.signature import Signature
from forms_app.engine.inspecting.kinds import ENDINGS, spoken
from forms_app.engine.uploading import MEGABYTE, TakesFiles, Uploaded
from forms_app.position_widget import PositionWidget
from forms_app.words import said

REMOVE = ".remove"
"""What follows the name of a question in the box that takes a file back."""


def _nothing(upload_id: str) -> Upload | None:
    del upload_id
    return None


class UploadWidget(forms.Widget):
    """Files of one question: the ids of those received travel along, more are chosen below."""

    template_name = "forms_app/widgets/upload.html"
    use_fieldset = True
    needs_multipart_form = True
    find_upload: Callable[[str], Upload | None] = staticmethod(_nothing)

    class Media:
        css = {"all": ["css/forms.css"]}
        js = [forms.Script("js/forms/uploading.js", type="module")]

    def __init__(self, field: Field, kind: TakesFiles, part: str = "") -> None:
        super().__init__()
        self.field, self.kind, self.part = field, kind, part

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Return the ids that travelled with the page."""
        del files
        found = data.getlist(name) if isinstance(data, QueryDict) else data.get(name, [])
        return [text for text in found if text]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return what the template draws; what was refused or is gone is not listed again."""
        found: dict[str, Any] = super().get_context(name, None, attrs)
        known = [self.find_upload(upload_id) for upload_id in value or []]
        kind = self.kind
        takes, most = kind.media_of(self.field), kind.most_of(self.field)
        found["widget"] |= {
            "files": [upload for upload in known if upload and not upload.refusal],
            "field": self.field.key,
            "part": self.part,
            "most": most,
            "megabytes": kind.size_of(self.field) // MEGABYTE,
            "bytes": kind.size_of(self.field),
            "accept": accepted(takes),
            "capture": self.field.type == "photo",
            "remove": name + REMOVE,
            "hint": self._hint(takes, most, kind.size_of(self.field) // MEGABYTE),
        }
        return found

    def _hint(self, takes: Sequence[str], most: int, megabytes: int) -> str:
        said = {"most": most, "takes": spoken(takes), "megabytes": megabytes}
        if most == 1:
            return _("%(takes)s, %(megabytes)d MB at most.") % said
        return _("%(takes)s, %(most)d files at most, each up to %(megabytes)d MB.") % said


class SignatureWidget(UploadWidget):
    """A typed name, and a drawing: with a finger where scripts run, as a picture otherwise."""

    template_name = "forms_app/widgets/signature.html"

    class Media:
        css = {"all": ["css/forms.css"]}
        js = [forms.Script("js/forms/signature.js", type="module")]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, list[str]]:  # type: ignore[override]
        """Return name and id of the drawing, by part."""
        return {
            part: super(SignatureWidget, self).value_from_datadict(data, files, f"{name}.{part}")
            for part in ("name", "drawn")
        }

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return the id of the typed name, to which an error leads."""
        del index
        return f"{id_}.name"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Return what the template draws."""
        texts = value if isinstance(value, Mapping) else {}
        found = super().get_context(f"{name}.drawn", texts.get("drawn"), attrs)
        typed, drawn = type_of(self.field).inputs(self.field)
        found["widget"] |= {
            "typed_name": f"{name}.name",
            "typed": next(iter(texts.get("name") or []), ""),
            "typed_label": said(typed.names),
            "drawn_label": said(drawn.names),
            "longest": typed.attributes["maxlength"],
        }
        return found


def accepted(takes: Iterable[str]) -> str:
    """Return what a browser's dialogue offers: media types, and the endings that go with them."""
    endings = [f".{ending}" for kind in takes for ending in ENDINGS.get(kind, ())[:2]]
    return ",".join([*takes, *endings])


def own_widget(field: Field) -> forms.Widget | None:
    """Return the widget of a type that has one here; None for the others."""
    kind = type_of(field)
    if isinstance(kind, Uploaded):
        return UploadWidget(field, kind)
    if isinstance(kind, Signature):
        return SignatureWidget(field, kind)
    return PositionWidget(field) if field.type == "position" else None


def know_uploads(fields: Iterable[forms.Field], context: Context) -> None:
    """Tell the widgets of a form which files there are."""
    for field in fields:
        if isinstance(field.widget, UploadWidget):
            field.widget.find_upload = context.find_upload
