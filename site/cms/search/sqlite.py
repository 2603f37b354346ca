"""The Chinese search backend on SQLite's FTS5."""

from typing import Any

from django.db.models import FloatField, Func
from modelsearch.backends.database.sqlite import sqlite
from modelsearch.backends.database.sqlite.query import Lexeme, SearchQueryExpression
from modelsearch.query import PlainText, SearchQuery

from cms.search.backend import ChineseCompiling, ChineseIndexing


class _Relevance(Func):
    """How well a row fits by FTS5's bm25, lower is better; a hit in the title weighs tenfold."""

    output_field = FloatField()

    def as_sql(self, *_compiling: Any, **_extra: Any) -> tuple[str, tuple[()]]:
        """Return the call with the weights of the columns autocomplete, body and title."""
        table = sqlite.SQLiteFTSIndexEntry._meta.db_table
        return f"bm25({table}, 0.0, 1.0, 10.0)", ()


class _Compiling(ChineseCompiling):
    lexeme_class = Lexeme

    def build_search_query_content(self, query: SearchQuery, config: Any = None) -> Any:
        if isinstance(query, PlainText):
            return SearchQueryExpression(self.phrases_of(query), config=config)
        return super().build_search_query_content(query, config=config)  # type: ignore[misc]


class ChineseSQLiteCompiler(_Compiling, sqlite.SQLiteSearchQueryCompiler):
    """Searches titles and bodies; the stock order prefers whatever has a short title."""

    def _build_rank_expression(self, vectors: Any, config: Any) -> Func:
        del vectors, config
        return _Relevance()


class ChineseSQLiteAutocompleteCompiler(_Compiling, sqlite.SQLiteAutocompleteQueryCompiler):
    """Searches titles while they are typed."""


class ChineseObjectIndexer(ChineseIndexing, sqlite.ObjectIndexer):
    """Indexes Chinese as pairs."""


# The stock index names its indexer by the name in its module, so it is replaced there.
sqlite.ObjectIndexer = ChineseObjectIndexer


class ChineseSQLiteBackend(sqlite.SQLiteSearchBackend):
    """Stock but for how Chinese is cut."""

    query_compiler_class = ChineseSQLiteCompiler
    autocomplete_query_compiler_class = ChineseSQLiteAutocompleteCompiler
