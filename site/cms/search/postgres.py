"""The Chinese search backend on PostgreSQL's own full-text search."""

from typing import Any

from django.contrib.postgres.search import SearchQuery as PostgresQuery
from modelsearch.backends.database.postgres import postgres
from modelsearch.backends.database.postgres.query import Lexeme
from modelsearch.query import PlainText, SearchQuery

from cms.search.backend import ChineseCompiling, ChineseIndexing


class _Compiling(ChineseCompiling):
    lexeme_class = Lexeme

    def build_tsquery_content(
        self,
        query: SearchQuery,
        config: Any = None,
        invert: bool = False,  # noqa: FBT001, FBT002 (the stock signature)
    ) -> Any:
        if isinstance(query, PlainText) and not invert:
            return PostgresQuery(self.phrases_of(query), search_type="raw", config=config)
        return super().build_tsquery_content(query, config=config, invert=invert)  # type: ignore[misc]


class ChinesePostgresCompiler(_Compiling, postgres.PostgresSearchQueryCompiler):
    """Searches titles and bodies."""


class ChinesePostgresAutocompleteCompiler(_Compiling, postgres.PostgresAutocompleteQueryCompiler):
    """Searches titles while they are typed."""


class ChineseObjectIndexer(ChineseIndexing, postgres.ObjectIndexer):
    """Indexes Chinese as pairs."""


# The stock index names its indexer by the name in its module, so it is replaced there.
postgres.ObjectIndexer = ChineseObjectIndexer


class ChinesePostgresBackend(postgres.PostgresSearchBackend):
    """Stock but for how Chinese is cut; the `simple` configuration needs no dictionary."""

    query_compiler_class = ChinesePostgresCompiler
    autocomplete_query_compiler_class = ChinesePostgresAutocompleteCompiler

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({"SEARCH_CONFIG": "simple", **params})
        self.config = self.autocomplete_config = "simple"
