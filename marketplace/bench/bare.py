"""The engines that the search is made of, asked without us: the same words, filter, facets, limit
and marked words, by their own means."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import meilisearch
import tantivy
from tantivy import Occur

from marketplace.bench.stock import Question
from search.base import PUBLIC, SearchDocument
from search.meili.rows import value
from search.server import Server

LIMIT = 25
EXCERPT_LETTERS = 250
WEIGHTS = {"title": 4.0, "names": 3.0, "text": 1.0}

Ask = Callable[[], object]


class Tantivy:
    """An index as its manual makes one: text folded and stemmed, numbers and facets fast."""

    def __init__(self, folder: Path, facets: Iterable[str]) -> None:
        folder.mkdir(exist_ok=True)
        builder = tantivy.SchemaBuilder()
        for name in WEIGHTS:
            builder.add_text_field(name, stored=True, tokenizer_name="plain")
        builder.add_text_field("readers", tokenizer_name="raw", index_option="basic")
        builder.add_json_field("facets", tokenizer_name="raw", index_option="basic", fast=True)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, str(folder))
        plain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        for change in (
            tantivy.Filter.lowercase(),
            tantivy.Filter.ascii_fold(),
            tantivy.Filter.stemmer("english"),
        ):
            plain = plain.filter(change)
        self._index.register_tokenizer("plain", plain.build())
        self._facets = {
            name: {"terms": {"field": f"facets.{name}", "size": 200}} for name in facets
        }
        self._look()

    @property
    def empty(self) -> bool:
        return bool(self._searcher.num_docs == 0)

    def replace(self, documents: Iterable[SearchDocument]) -> None:
        with self._index.writer(64_000_000, num_threads=1) as writer:
            for one in documents:
                fields = {
                    "title": "\n".join(one.titles.values()),
                    "text": "\n".join(one.texts.values()),
                    "names": "\n".join(one.names),
                    "readers": sorted(one.readers),
                    "facets": {name: list(values) for name, values in one.facets.items()},
                }
                writer.add_document(tantivy.Document.from_dict(fields, self._schema))
        self._look()

    def _look(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()

    def prepared(self, asked: Question) -> Ask:
        words = self._index.parse_query(
            asked.text, [*WEIGHTS], field_boosts=WEIGHTS, conjunction_by_default=True
        )
        term = tantivy.Query.term_query
        filters = [term(self._schema, "readers", PUBLIC)]
        if asked.field:
            filters.append(term(self._schema, "facets.field", asked.field))
        query = tantivy.Query.boolean_query(
            [(Occur.Must, words), *((Occur.Must, one) for one in filters)]
        )
        return lambda: self._answer(query, words)

    def _answer(self, query: tantivy.Query, words: tantivy.Query) -> object:
        found = self._searcher.search(query, limit=LIMIT)
        counts = self._searcher.aggregate(query, self._facets)
        makers = [
            tantivy.SnippetGenerator.create(self._searcher, words, self._schema, name)
            for name in WEIGHTS
        ]
        for maker in makers:
            maker.set_max_num_chars(EXCERPT_LETTERS)
        documents = [self._searcher.doc(address) for _, address in found.hits]
        marked = [[maker.snippet_from_doc(one).to_html() for maker in makers] for one in documents]
        return found, counts, marked


class Meilisearch:
    """One call by the official client, on our own index."""

    def __init__(self, server: Server, index: str, facets: Iterable[str]) -> None:
        self._index = meilisearch.Client(server.address, server.key, timeout=30).index(index)
        self._facets = [f"facets.{name}" for name in facets]

    def prepared(self, asked: Question) -> Ask:
        readers = f'readers = "{value(PUBLIC)}"'
        chosen = f' AND facets.field = "{value(asked.field)}"' if asked.field else ""
        options: Mapping[str, object] = {
            "filter": readers + chosen,
            "limit": LIMIT,
            "facets": self._facets,
            "attributesToRetrieve": ["stored"],
            "attributesToHighlight": ["title", "names", "text"],
            "matchingStrategy": "all",
        }
        return lambda: self._index.search(asked.text, dict(options))
