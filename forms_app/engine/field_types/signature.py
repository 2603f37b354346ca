"""A signature: drawn with a finger, or a name typed in its place."""

from __future__ import annotations

from typing import Any

from forms_app.engine.definition import DataClass, Field
from forms_app.engine.drawing import Input
from forms_app.engine.field_type import Cell, Context, FieldType, Value, at_most
from forms_app.engine.field_types.file import IMAGES
from forms_app.engine.kind import Kind
from forms_app.engine.sentences import Unfit
from forms_app.engine.typed import Typed
from forms_app.engine.uploading import MEGABYTE, TakesFiles
from foundation.identifiers import masked_name
from foundation.text import cleaned_name

NAME = {"zh": "签名人姓名", "en": "Name of who signs"}
DRAWN = {"zh": "手写签名", "en": "Signature by hand"}
LONGEST = 50
_LARGEST = 2 * MEGABYTE


class Signature(TakesFiles, FieldType):
    """Kept as `name`, and `drawn`, the id of a picture, when somebody drew it."""

    key = "signature"
    names = {"zh": "签名", "en": "Signature"}
    help = {"zh": "手写，或者打字代替", "en": "Drawn, or a typed name"}
    icon = "edit"
    group = {"zh": "文件", "en": "Files"}
    kind = Kind.OTHER
    data_class = DataClass.PERSONAL
    can_be_personal = True
    in_groups = False
    widget = "signature"
    missing = "answer_not_signed"
    example = {"name": ["林样例"], "drawn": ["upload-1"]}

    def inputs(self, field: Field) -> tuple[Input, ...]:
        del field
        attributes = {"maxlength": str(LONGEST), "autocomplete": "name"}
        return (
            Input("text", "name", NAME, attributes=attributes),
            Input("signature", "drawn", DRAWN),
        )

    def media_of(self, field: Field) -> tuple[str, ...]:
        del field
        return IMAGES

    def most_of(self, field: Field) -> int:
        del field
        return 1

    def size_of(self, field: Field) -> int:
        del field
        return _LARGEST

    def ids_in(self, value: Value) -> list[str]:
        return [value["drawn"]] if "drawn" in value else []

    def parse(self, field: Field, typed: Typed, context: Context) -> Value | None:
        del field
        name = at_most(cleaned_name(typed.part("name").text), LONGEST)
        drawn = typed.part("drawn").text
        if not name:
            if drawn:
                raise Unfit("signature_no_name")
            return None
        if not drawn:
            return {"name": name}
        found = context.find_upload(drawn)
        if found is not None and found.refusal is not None:
            raise found.refusal
        if found is None or found.media_type not in IMAGES:
            raise Unfit("upload_unknown")
        return {"name": name, "drawn": found.id}

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        del field
        return {part: [text] for part, text in value.items()}

    def json_schema(self, field: Field) -> dict[str, Any]:
        del field
        return {
            "type": "object",
            "properties": {
                "name": {"type": "string", "minLength": 1, "maxLength": LONGEST},
                "drawn": {"type": "string", "minLength": 1, "maxLength": 64},
            },
            "required": ["name"],
            "additionalProperties": False,
        }

    def words(self, field: Field, value: Value, context: Context) -> str:
        del field, context
        return str(value["name"])

    def masked(self, field: Field, value: Value) -> str:
        del field
        return masked_name(value["name"])

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        return (self.words(field, value, context),)
