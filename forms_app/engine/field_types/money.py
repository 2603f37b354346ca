"""An amount in yuan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from forms_app.engine.definition import Field
from forms_app.engine.drawing import Input, Names
from forms_app.engine.field_type import Cell, Chart, Context, FieldType, Value, one
from forms_app.engine.field_types.number import (
    LEAST,
    MOST,
    hold_to_limits,
    limit,
    limits_in_words,
    problems_of_limits,
)
from forms_app.engine.kind import Kind
from forms_app.engine.numbers import read_decimal
from forms_app.engine.sentences import Unfit
from foundation.text import half_width

MOST_FEN = 10**13
UNIT = {"zh": "元", "en": "yuan"}
_SIGNS = re.compile(r"^[¥￥]|元$|块$|\s")


def yuan(fen: int) -> str:
    """Write an amount in fen as yuan with two decimals and separators: 1,234.50."""
    sign, size = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{size // 100:,}.{size % 100:02d}"


class Money(FieldType):
    """Kept as a whole number of fen; in formulas and limits it counts in yuan."""

    key = "money"
    names = {"zh": "金额", "en": "Money"}
    help = {"zh": "以元为单位，精确到分", "en": "In yuan, exact to the fen"}
    icon = "tag"
    kind = Kind.MONEY
    chart = Chart.HISTOGRAM
    can_be_personal = True
    options = (LEAST, MOST)
    example_options = {"least": "0", "most": "5000"}
    example = {"": ["￥1,234.5元"]}
    counterexample = {"": ["一百"]}

    def inputs(self, field: Field) -> tuple[Input, ...]:
        del field
        attributes = {"inputmode": "decimal", "maxlength": "20", "autocomplete": "off"}
        return (Input("text", names=UNIT, attributes=attributes),)

    def advice(self, field: Field) -> Names:
        return limits_in_words(field)

    def read(self, field: Field, given: Sequence[str], context: Context) -> Value:
        del context
        value = read_decimal(_SIGNS.sub("", half_width(one(given)).strip()))
        if value is None:
            raise Unfit("money_unreadable")
        fen = value * 100
        if fen != int(fen):
            raise Unfit("money_parts_of_fen")
        hold_to_limits(field, value)
        if abs(fen) > MOST_FEN:
            raise Unfit("number_too_large", most=yuan(MOST_FEN))
        return int(fen)

    def typed(self, field: Field, value: Value) -> dict[str, list[str]]:
        del field
        return {"": [yuan(value)]}

    def json_schema(self, field: Field) -> dict[str, Any]:
        found: dict[str, Any] = {"type": "integer", "description": "fen"}
        for name, word in (("least", "minimum"), ("most", "maximum")):
            bound = limit(field, name)
            if bound is not None:
                found[word] = int(bound * 100)
        return found

    def words(self, field: Field, value: Value, context: Context) -> str:
        del field
        return f"{yuan(value)} {UNIT[context.language]}"

    def masked(self, field: Field, value: Value) -> str:
        del field, value
        return "***"

    def cells(self, field: Field, value: Value, context: Context) -> tuple[Cell, ...]:
        del field, context
        return (float(Decimal(value) / 100),)

    def problems(self, field: Field) -> Iterator[Unfit]:
        yield from problems_of_limits(field)
