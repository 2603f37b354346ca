"""A number, whole or with decimals, with a unit and limits where they help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.drawing import Input, Names, same
from forms_app.engine.field_type import Cell, Chart, Context, FieldType, Option, Value, one
from forms_app.engine.kind import Kind
from forms_app.engine.numbers import MOST_DIGITS, MOST_PLACES, plainly, read_decimal
from forms_app.engine.sentences import Unfit

LEAST = Option("least", "number", {"zh": "不小于", "en": "At least"})
MOST = Option("most", "number", {"zh": "不大于", "en": "At most"})


def limit(field: Field, name: str) -> Decimal | None:
    """Return a limit that the author set, None for none or what cannot be read."""
    return read_decimal(str(field.options.get(name) or ""))


def hold_to_limits(field: Field, value: Decimal) -> Decimal:
    """Return `value`; raises Unfit beyond the limits that the author set."""
    least, most = limit(field, "least"), limit(field, "most")
    if least is not None and value < least:
        raise Unfit("number_too_small", least=plainly(least))
    if most is not None and value > most:
        raise Unfit("number_too_large", most=plainly(most))
    return value


def limits_in_words(field: Field) -> Names:
    """Say what an answer may be, nothing where the author set no limit."""
    least, most = (limit(field, name) for name in ("least", "most"))
    if least is not None and most is not None:
        low, high = plainly(least), plainly(most)
        return {"zh": f"{low} 到 {high}", "en": f"{low} to {high}"}
    if least is not None:
        return {"zh": f"不小于 {plainly(least)}", "en": f"{plainly(least)} at least"}
    if most is not None:
        return {"zh": f"不大于 {plainly(most)}", "en": f"{plainly(most)} at most"}
    return {}


def problems_of_limits(field: Field) -> Iterator[Unfit]:
    """Yield what is wrong with the limits."""
    for name in ("least", "most"):
        if field.options.get(name) and limit(field, name) is None:
            yield Unfit("limit_unreadable", label=field.label, limit=field.options[name])
    least, most = limit(field, "least"), limit(field, "most")
    if least is not None and most is not None and least > most:
        yield Unfit("limits_crossed", label=field.label)


def places_of(field: Field) -> int:
    """Return how many decimals an answer may have."""
    return min(int(field.options.get("places") or 0), MOST_PLACES)


class Number(FieldType):
    """Kept as a JSON number with at most fifteen digits; １２，５００ is read too."""

    key = "number"
    names = {"zh": "数字", "en": "Number"}
    help = {"zh": "数量、年龄、面积", "en": "A count, an age, an area"}
    icon = "decimal"
    kind = Kind.NUMBER
    chart = Chart.HISTOGRAM
    can_be_personal = True
    options = (
        LEAST,
        MOST,
        Option("places", "whole", {"zh": "小数位数", "en": "Decimals"}, 0),
        Option("unit", "text", {"zh": "单位", "en": "Unit"}, ""),
    )
    example_options = {"least": "0", "most": "5000", "places": 2, "unit": "平方米"}
    example = {"": ["１，２００.５"]}
    counterexample = {"": ["三"]}

    def inputs(self, field: Field) -> tuple[Input, ...]:
        mode = "decimal" if places_of(field) else "numeric"
        attributes = {"inputmode": mode, "maxlength": "24", "autocomplete": "off"}
        return (Input("text", names=same(field.options.get("unit") or ""), attributes=attributes),)

    def advice(self, field: Field) -> Names:
        return limits_in_words(field)

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del context
        unit = field.options.get("unit") or ""
        value = read_decimal(one(given).strip().removesuffix(unit))
        if value is None:
            raise Unfit("number_unreadable")
        value = value.normalize()
        _, digits, exponent = value.as_tuple()
        places = max(0, -int(exponent))
        if places > places_of(field):
            code = "number_places" if places_of(field) else "number_not_whole"
            raise Unfit(code, places=places_of(field))
        if max(len(digits), len(digits) + int(exponent)) > MOST_DIGITS:
            raise Unfit("number_too_long", most=MOST_DIGITS)
        hold_to_limits(field, value)
        return float(value) if places else int(value)

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        del field
        return {"": [plainly(value)]}

    def json_schema(self, field: Field) -> dict[str, Any]:
        found: dict[str, Any] = {"type": "number" if places_of(field) else "integer"}
        for name, word in (("least", "minimum"), ("most", "maximum")):
            bound = limit(field, name)
            if bound is not None:
                found[word] = int(bound) if bound == int(bound) else float(bound)
        return found

    def words(self, field: Field, value: Value, context: Context) -> str:
        del context
        unit = field.options.get("unit") or ""
        return f"{plainly(value)} {unit}".strip()

    def masked(self, field: Field, value: Value) -> str:
        del field, value
        return "***"

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        del field, context
        return (value,)

    def problems(self, field: Field) -> Iterator[Unfit]:
        yield from problems_of_limits(field)
        if not 0 <= int(field.options.get("places") or 0) <= MOST_PLACES:
            yield Unfit("places_beyond", label=field.label, most=MOST_PLACES)
