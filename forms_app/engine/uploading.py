"""What types that take files share: the files are received elsewhere, answers hold their ids."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from forms_app.engine.context import Upload
from forms_app.engine.definition import Definition, Field
from forms_app.engine.drawing import Input
from forms_app.engine.field_type import Cell, Column, Context, FieldType, Option, Value, type_of
from forms_app.engine.sentences import Unfit
from forms_app.engine.typed import Typed

MEGABYTE = 1024 * 1024
MOST_FILES, MOST_MEGABYTES = 20, 50
GONE = "—"
"""What stands for a file that is not kept any more."""

NUMBER_OF_FILES = {"zh": "几个", "en": "How many"}
COUNT = Option("most", "whole", {"zh": "最多几个", "en": "How many at most"}, 3)
SIZE = Option("megabytes", "whole", {"zh": "每个最大多少兆", "en": "Megabytes at most"}, 10)


class TakesFiles(ABC):
    """What every type answers that takes files, whatever else it takes."""

    @abstractmethod
    def media_of(self, field: Field) -> tuple[str, ...]:
        """Return the media types that are taken."""

    @abstractmethod
    def most_of(self, field: Field) -> int:
        """Return how many files are taken."""

    @abstractmethod
    def size_of(self, field: Field) -> int:
        """Return the most bytes that one file may have."""

    @abstractmethod
    def ids_in(self, value: Value) -> list[str]:
        """Return the ids of the files in a kept answer."""


class Uploaded(TakesFiles, FieldType):
    """A field answered with files; kept as the ids of what was received."""

    group = {"zh": "文件", "en": "Files"}
    missing = "answer_not_uploaded"
    can_be_personal = True
    in_groups = False
    media_types: ClassVar[tuple[str, ...]] = ()
    options: ClassVar[tuple[Option, ...]] = (COUNT, SIZE)
    example_options = {"most": 3, "megabytes": 10}
    example = {"": ["upload-1"]}

    def media_of(self, field: Field) -> tuple[str, ...]:
        del field
        return self.media_types

    def most_of(self, field: Field) -> int:
        return int(field.options.get("most") or 1)

    def size_of(self, field: Field) -> int:
        return int(field.options.get("megabytes") or 10) * MEGABYTE

    def ids_in(self, value: Value) -> list[str]:
        return list(value)

    def inputs(self, field: Field) -> tuple[Input, ...]:
        attributes = {**self.attributes, "accept": ",".join(self.media_of(field))}
        if self.most_of(field) > 1:
            attributes["multiple"] = "multiple"
        return (Input(self.widget, attributes=attributes),)

    def parse(self, field: Field, typed: Typed, context: Context) -> Value | None:
        ids = list(dict.fromkeys(typed.texts))
        if len(ids) > self.most_of(field):
            raise Unfit("uploads_too_many", most=self.most_of(field))
        return [self.received(field, found, context).id for found in ids] or None

    def received(self, field: Field, upload_id: str, context: Context) -> Upload:
        """Return the file behind an id; raises Unfit when it is not there or does not fit."""
        found = context.find_upload(upload_id)
        if found is None:
            raise Unfit("upload_unknown")
        if found.refusal is not None:
            raise found.refusal
        if found.media_type not in self.media_of(field):
            raise Unfit("upload_wrong_type", name=found.name)
        if found.size > self.size_of(field):
            most = self.size_of(field) // MEGABYTE
            raise Unfit("upload_too_large", name=found.name, most=most)
        return found

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        del field
        return {"": list(value)}

    def json_schema(self, field: Field) -> dict[str, Any]:
        one_id = {"type": "string", "minLength": 1, "maxLength": 64}
        most = self.most_of(field)
        found = {"type": "array", "items": one_id, "minItems": 1, "maxItems": most}
        return {**found, "uniqueItems": True}

    def words(self, field: Field, value: Value, context: Context) -> str:
        del field
        return "、".join(
            found.name if (found := context.find_upload(upload_id)) else GONE for upload_id in value
        )

    def masked(self, field: Field, value: Value) -> str:
        del field
        return "*" * 3 + f" ({len(value)})"

    def columns(self, field: Field) -> tuple[Column, ...]:
        del field
        return (Column(), Column("count", NUMBER_OF_FILES))

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        return (self.words(field, value, context), len(value))

    def problems(self, field: Field) -> Iterator[Unfit]:
        if not 1 <= self.most_of(field) <= MOST_FILES:
            yield Unfit("files_beyond", label=field.label, most=MOST_FILES)
        if not MEGABYTE <= self.size_of(field) <= MOST_MEGABYTES * MEGABYTE:
            yield Unfit("megabytes_beyond", label=field.label, most=MOST_MEGABYTES)


def parts_with_files(field: Field) -> tuple[str, ...]:
    """Return the parts of a question under which files come; empty for one that takes none."""
    if not isinstance(type_of(field), TakesFiles):
        return ()
    return ("drawn",) if field.type == "signature" else ("",)


def uploads_asked(definition: Definition) -> Iterator[dict[str, Any]]:
    """Yield what a front end needs to know of each question that takes files."""
    for field in definition.fields:
        kind = type_of(field)
        if isinstance(kind, TakesFiles):
            [part] = parts_with_files(field)
            yield {
                "field": field.key,
                "name": f"{field.key}.{part}" if part else field.key,
                "media_types": list(kind.media_of(field)),
                "most": kind.most_of(field),
                "bytes": kind.size_of(field),
            }


def ids_of_files(definition: Definition, values: Mapping[str, Value]) -> list[str]:
    """Return the ids of all files in kept answers, in the order of the questions."""
    found: list[str] = []
    for field in definition.fields:
        kind = type_of(field)
        if isinstance(kind, TakesFiles) and field.key in values:
            found += kind.ids_in(values[field.key])
    return found
