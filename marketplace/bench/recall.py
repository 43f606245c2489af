"""How often the search has the answer of a collection's question among its first ten hits."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from unicodedata import combining, normalize

from marketplace.catalogue.words.lists import GIVEN
from matching import Document
from matching.beir import Collection
from matching.evaluation import recall_at
from search.base import PUBLIC, Query, SearchDocument, SearchEngine
from search.engines import open_engine
from search.server import Server
from search.text import language_of

DEPTH = 10
EMBEDDED, OWN_SERVER = "embedded", "meilisearch:"
_AT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Found:
    """`plain` is the recall of the same questions without any tone mark."""

    collection: str
    engine: str
    documents: int
    queries: int
    recall: float
    plain: float
    median_ms: float

    def as_json(self) -> Mapping[str, object]:
        return {
            "collection": self.collection,
            "engine": self.engine,
            "documents": self.documents,
            "queries": self.queries,
            "recall@10": self.recall,
            "recall@10 without marks": self.plain,
            "median_ms": self.median_ms,
        }

    def lines(self) -> Iterator[str]:
        yield f"{self.collection}, {self.engine}: {self.queries} queries"
        yield f"recall@10    {self.recall:.4f}"
        yield f"without marks {self.plain:.4f}"
        yield f"median       {self.median_ms:.1f} ms"


def measure(collection: Collection, engine: str) -> Found:
    """`engine` is "embedded", "meilisearch:" for a server of our own, or a SEARCH_URL.

    Raises `search.server.NoServer`.
    """
    with _opened(engine) as opened:
        opened.replace(map(_indexed, collection.documents))
        typed = _recall(opened, collection, str)
        plain = _recall(opened, collection, without_marks)
    recalls, seconds = zip(*typed, strict=True)
    return Found(
        collection=collection.name,
        engine=engine.partition("//")[0],
        documents=len(collection.documents),
        queries=len(collection.queries),
        recall=fmean(recalls),
        plain=fmean(one for one, _ in plain),
        median_ms=1_000 * median(seconds),
    )


def without_marks(text: str) -> str:
    spread = normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(letter for letter in spread if not combining(letter))


@contextmanager
def _opened(engine: str) -> Iterator[SearchEngine]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        if engine == EMBEDDED:
            yield open_engine(f"embedded://{folder / 'index'}", lambda: GIVEN)
        elif engine == OWN_SERVER:
            server = Server(folder / "meilisearch").start()
            try:
                yield open_engine(server.url, lambda: GIVEN)
            finally:
                server.stop()
        else:
            yield open_engine(engine, lambda: GIVEN)


def _recall(
    engine: SearchEngine, collection: Collection, typed: Callable[[str], str]
) -> Sequence[tuple[float, float]]:
    """Of each question its recall, and the seconds it took."""
    found = []
    for query in collection.queries:
        text = typed(_text(query.fields.values()))
        begun = time.perf_counter()
        hits = engine.find(Query(text, limit=DEPTH)).hits
        seconds = time.perf_counter() - begun
        keys = [hit.key for hit in hits]
        found.append((recall_at(DEPTH, keys, collection.grades[query.key]), seconds))
    return found


def _indexed(document: Document) -> SearchDocument:
    text = document.fields.get("text", "")
    title = document.fields.get("title", "")
    language = language_of(f"{title} {text}")
    return SearchDocument(
        key=document.key,
        kind="text",
        tier=1,
        readers=frozenset({PUBLIC}),
        at=_AT,
        titles={language: title},
        texts={language: text} if text else {},
    )


def _text(fields: Iterable[str]) -> str:
    return "\n".join(text for text in fields if text)
