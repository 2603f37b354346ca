"""One field of each type, with what makes it whole, and a town to answer with."""

from datetime import date

from forms_app.engine.context import Context, Place, Upload
from forms_app.engine.definition import AnswerStep, Definition, Field, Section
from forms_app.engine.field_type import field_types

PLACES = [
    Place("370199001001", "百花园社区", "甲街道", centre=(36.66, 117.11)),
    Place("370199002001", "柳林社区", "乙街道"),
]
UPLOADS = {
    "upload-1": Upload("upload-1", "照片.png", 20_000, "image/png"),
    "upload-2": Upload("upload-2", "表.xlsm", 20_000, "application/vnd.ms-excel"),
    "upload-3": Upload("upload-3", "很大.png", 99_000_000, "image/png"),
}


def find_places(words):
    """Return the communities that have `words` in their code or name."""
    return [place for place in PLACES if words in (place.code, place.name) or words in place.name]


CONTEXT = Context(
    today=date(2026, 11, 21),
    find_places=find_places,
    find_areas=lambda words, level: find_places(words),
    find_upload=UPLOADS.get,
)
INNER = (
    Field(id="i1", key="inner-text", type="person_name", label="姓名"),
    Field(id="i2", key="inner-number", type="number", label="年龄", options={"places": 1}),
)


def field_of(key: str, **fields) -> Field:
    """Return a field of the type `key` as its own example has it."""
    kind = field_types()[key]
    made = {
        "id": f"id-{key}",
        "key": f"f{key}",
        "type": key,
        "label": f"问题 {key}",
        "options": dict(kind.example_options),
        "fields": INNER if key == "repeat" else (),
    }
    return Field(**(made | fields))


def definition_of(*fields: Field, starts: str = "", rules=(), samples=()) -> Definition:
    """Return a form of one step with these fields."""
    steps = (AnswerStep("p", "", (Section("s", "", fields),)),) if fields else ()
    return Definition("表单", "", starts, steps, tuple(rules), tuple(samples))


def everything() -> Definition:
    """Return a form with one field of every type."""
    return definition_of(*(field_of(key) for key in sorted(field_types())))


def example_of(field: Field) -> dict[str, list[str]]:
    """Return name → texts of an answer that holds."""
    if field.fields:
        return {
            f"{field.key}.{number}.{name}": texts
            for number in range(2)
            for inner in field.fields
            for name, texts in example_of(inner).items()
        }
    example = {"": ["41"]} if field.key == "inner-number" else field_types()[field.type].example
    return {
        f"{field.key}.{part}" if part else field.key: list(texts) for part, texts in example.items()
    }


def given_for(definition: Definition) -> dict[str, list[str]]:
    """Return an answer that holds to every question."""
    return {name: texts for field in definition.fields for name, texts in example_of(field).items()}
