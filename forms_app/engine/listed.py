"""What all types with a list of choices share: ids of their own, a score, a picture, “other”."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, ClassVar

from forms_app.engine.definition import Field
from forms_app.engine.drawing import Input, Names, Offer, same
from forms_app.engine.field_type import Context, FieldType, Option, Value, at_most, line
from forms_app.engine.sentences import Unfit
from forms_app.engine.typed import Typed

OTHER = "other"
OTHER_NAMES = {"zh": "其他", "en": "Other"}
WHICH_OTHER = {"zh": "“其他”请写明", "en": "Which other"}
OTHER_LENGTH = 60
FEWEST = 2

CHOICES = Option("choices", "choices", {"zh": "选项", "en": "Choices"})
WITH_OTHER = Option("other", "flag", {"zh": "可以填“其他”", "en": "Offer “other”"}, False)
EXAMPLE_CHOICES = [
    {"id": "a", "text": "甲", "score": 1},
    {"id": "b", "text": "乙", "score": 2.5},
    {"id": "c", "text": "丙"},
]


def choice_of(value: str) -> str:
    """Return the id of a kept choice: that of `other:words` is `other`."""
    return OTHER if value.startswith(f"{OTHER}:") else value


def entries_of(field: Field) -> list[Mapping[str, Any]]:
    """Return the choices as their author wrote them."""
    return list(field.options.get("choices", ()))


def score_of(field: Field, choice: str) -> int | float:
    """Return the score of a choice by its id, 0 when it has none."""
    for entry in entries_of(field):
        if entry["id"] == choice:
            return entry.get("score") or 0
    return 0


def chosen_without(value: Value, withheld: Collection[str]) -> Value | None:
    """Return what is left of a kept answer, one choice or a list, without those; None for none."""
    if isinstance(value, list):
        kept = [one for one in value if isinstance(one, str) and choice_of(one) not in withheld]
        return kept or None
    return value if isinstance(value, str) and choice_of(value) not in withheld else None


class Listed(FieldType):
    """A field whose author lists what can be chosen."""

    missing = "answer_not_chosen"
    options: ClassVar[tuple[Option, ...]] = (CHOICES,)
    example_options = {"choices": EXAMPLE_CHOICES}

    def choices_of(self, field: Field) -> dict[str, str]:
        found = {entry["id"]: entry["text"] for entry in entries_of(field)}
        return found | ({OTHER: OTHER_NAMES["zh"]} if field.options.get("other") else {})

    def offers(self, field: Field) -> tuple[Offer, ...]:
        """Return the choices as they are offered, “other” last."""
        found = [
            Offer(entry["id"], same(entry["text"]), entry.get("picture"))
            for entry in entries_of(field)
        ]
        if field.options.get("other"):
            found.append(Offer(OTHER, OTHER_NAMES))
        return tuple(found)

    def inputs(self, field: Field) -> tuple[Input, ...]:
        offers = self.offers(field)
        has_pictures = self.widget in ("radio", "checkboxes") and any(one.picture for one in offers)
        first = Input(self.widget, offers=offers, layout="pictures" if has_pictures else "")
        if not field.options.get("other"):
            return (first,)
        return (first, Input("text", OTHER, WHICH_OTHER, attributes={"maxlength": "60"}))

    def known(self, field: Field, choice: str, typed: Typed, context: Context) -> str:
        """Return a choice as it is kept; raises Unfit for an unknown or full one."""
        if choice not in self.choices_of(field):
            raise Unfit("choice_unknown")
        if context.is_full(field.key, choice):
            raise Unfit("choice_full", choice=self.choices_of(field)[choice])
        if choice != OTHER or not field.options.get("other"):
            return choice
        words = at_most(line(typed.part(OTHER).text), OTHER_LENGTH)
        if not words:
            raise Unfit("other_missing")
        return f"{OTHER}:{words}"

    def facets(self, field: Field) -> dict[str, Names]:
        found = {entry["id"]: same(entry["text"]) for entry in entries_of(field)}
        return found | ({OTHER: OTHER_NAMES} if field.options.get("other") else {})

    def facets_of(self, field: Field, value: Value) -> list[str]:
        del field
        return [choice_of(one) for one in (value if isinstance(value, list) else [value])]

    def schema_of_one(self, field: Field) -> dict[str, Any]:
        """Return the schema of one kept choice."""
        listed = {"type": "string", "enum": [entry["id"] for entry in entries_of(field)]}
        if not field.options.get("other"):
            return listed
        other = {"type": "string", "pattern": "^other:.", "maxLength": OTHER_LENGTH + 6}
        return {"anyOf": [listed, other]}

    def said_one(self, field: Field, value: str, language: str = "zh") -> str:
        """Say one kept choice."""
        if choice_of(value) == OTHER and field.options.get("other"):
            colon = "：" if language == "zh" else ": "
            return f"{OTHER_NAMES[language]}{colon}{value.partition(':')[2]}"
        return self.choices_of(field).get(value, value)

    def typed_one(self, value: str) -> str:
        """Return what is sent for one kept choice."""
        return choice_of(value)

    def typed_other(self, values: list[str]) -> dict[str, list[str]]:
        """Return the words typed beside “other”, when it was chosen."""
        words = [value.partition(":")[2] for value in values if value.startswith(f"{OTHER}:")]
        return {OTHER: words} if words else {}

    def words(self, field: Field, value: Value, context: Context) -> str:
        return self.said_one(field, str(value), context.language)

    def problems(self, field: Field) -> Iterator[Unfit]:
        found = entries_of(field)
        if len(found) < FEWEST:
            yield Unfit("choices_missing", label=field.label)
        if len({entry["id"] for entry in found}) != len(found):
            yield Unfit("choices_same_id", label=field.label)
        if any(entry["id"].startswith(OTHER) for entry in found):
            yield Unfit("choices_reserved_id", label=field.label)
        texts = [entry["text"].strip() for entry in found]
        for text in sorted({text for text in texts if texts.count(text) > 1}):
            yield Unfit("choices_same_words", label=field.label, choice=text)
