"""A search backend that cuts Chinese into overlapping pairs of characters.

The stock backends take a whole run of Chinese for one word and so find nothing inside it. Here
a run is indexed as its pairs (志愿服务: 志愿 愿服 服务 务) and a queried run becomes the phrase of
its pairs, which matches exactly where the run stands. No dictionary, no database extension.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from modelsearch.backends.base import BaseSearchBackend
from modelsearch.query import PlainText, SearchQuery

from foundation import text


class ChineseIndexing:
    """Mixed into a backend's object indexer: values go into the index as search tokens."""

    def prepare_value(self, value: Any) -> str:
        """Return `value` as tokens; lists and dicts come back here for each text in them."""
        if isinstance(value, str):
            return text.search_text(value)
        return super().prepare_value(value)  # type: ignore[misc]


class ChineseCompiling:
    """Mixed into a backend's query compilers: a query is read as phrases of tokens."""

    lexeme_class: type
    query: SearchQuery
    queryset: QuerySet[Any]
    LAST_TERM_IS_PREFIX: bool

    def phrases_of(self, query: PlainText) -> Any:
        """Return the lexemes of `query`, all (or any, with the operator "or") of them wanted."""
        runs = text.search_phrases(query.query_string)
        lexemes = [
            self.lexeme_class(
                " ".join(tokens),
                prefix=_is_single_character(tokens)
                or (self.LAST_TERM_IS_PREFIX and number == len(runs) - 1),
            )
            for number, tokens in enumerate(runs)
        ]
        if str(query.operator).lower() == "or":
            return reduce(lambda one, other: one | other, lexemes)
        return reduce(lambda one, other: one & other, lexemes)

    def search(self, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        """Search; a query of nothing but punctuation finds nothing."""
        if isinstance(self.query, PlainText) and not text.search_phrases(self.query.query_string):
            return self.queryset.none()
        return super().search(*args, **kwargs)  # type: ignore[misc]


def _is_single_character(tokens: list[str]) -> bool:
    return len(tokens) == 1 and len(tokens[0]) == 1 and text.is_cjk(tokens[0])


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:  # noqa: N802 (asked for by name)
    """Return the backend for the database in use; named as Wagtail looks it up."""
    if connection.vendor == "postgresql":
        from cms.search.postgres import ChinesePostgresBackend  # noqa: PLC0415 (one or the other)

        return ChinesePostgresBackend(params)
    from cms.search.sqlite import ChineseSQLiteBackend  # noqa: PLC0415

    return ChineseSQLiteBackend(params)
