"""Other rankers on the same collection: what people would use if they did not use ours.

Each gets a document's title and text, and a query's title and text; keywords besides, as ours.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import meilisearch
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from matching import Document, Ranked
from matching.beir import Collection
from matching.evaluation import Figures, evaluate
from search.server import Server

WORD = re.compile(r"\w+")
CHUNK = 2_000
MINUTE = 60_000
READ = 10
"""Words of a question that Meilisearch reads."""


class PlainTfidf:
    """scikit-learn's TfidfVectorizer as it comes, and a matrix product."""

    name = "scikit-learn TF-IDF"

    def fit(self, documents: Sequence[Document]) -> None:
        self._keys = [document.key for document in documents]
        self._vectorizer = TfidfVectorizer()
        self._rows = self._vectorizer.fit_transform(map(_text, documents))

    def rank(self, query: Document, top: int) -> Sequence[Ranked]:
        asked = self._vectorizer.transform([_text(query)])
        scores = (self._rows @ asked.T).toarray()[:, 0]
        best = np.argsort(-scores, kind="stable")[:top]
        return [Ranked(self._keys[row], float(scores[row])) for row in best]


class PlainBm25:
    """bm25s as it comes, on words in lower case."""

    name = "bm25s"

    def __init__(self) -> None:
        self._package: Any = import_module("bm25s")  # a development package

    def fit(self, documents: Sequence[Document]) -> None:
        self._keys = [document.key for document in documents]
        self._retriever = self._package.BM25()
        self._retriever.index([_words(document) for document in documents], show_progress=False)

    def rank(self, query: Document, top: int) -> Sequence[Ranked]:
        known = self._retriever.vocab_dict
        words = [word for word in _words(query) if word in known]
        if not words:
            return []
        rows, scores = self._retriever.retrieve(
            [words], k=min(top, len(self._keys)), show_progress=False, n_threads=1
        )
        best = zip(rows[0].tolist(), scores[0].tolist(), strict=True)
        return [Ranked(self._keys[row], score) for row, score in best]


class Meilisearch:
    """Asked in the way that found most on the Vietnamese collections.

    It reads only the first ten words of a question. So it gets the ten rarest, in their order, and
    may leave out the commonest of them (its strategy "frequency").
    """

    name = "Meilisearch"

    def __init__(self, server: Server) -> None:
        self._client = meilisearch.Client(server.address, server.key, timeout=60)

    def fit(self, documents: Sequence[Document]) -> None:
        self._keys = [document.key for document in documents]
        self._holders = Counter(word for document in documents for word in set(_words(document)))
        index = self._client.index("rival")
        self._done(
            index.update_settings(
                {
                    "searchableAttributes": ["title", "keywords", "text"],
                    "typoTolerance": {"minWordSizeForTypos": {"oneTypo": 6, "twoTypos": 10}},
                }
            )
        )
        for start in range(0, len(documents), CHUNK):
            rows = [
                {"id": number, **documents[number].fields}
                for number in range(start, min(start + CHUNK, len(documents)))
            ]
            self._done(index.add_documents(rows, primary_key="id"))
        self._index = index

    def rank(self, query: Document, top: int) -> Sequence[Ranked]:
        words = list(dict.fromkeys(_words(query)))
        rarest = sorted(words, key=lambda word: self._holders[word])[:READ]
        asked = " ".join(word for word in words if word in rarest)
        options: dict[str, Any] = {
            "limit": top,
            "matchingStrategy": "frequency",
            "attributesToRetrieve": ["id"],
            "showRankingScore": True,
        }
        hits = self._index.search(asked, options)["hits"]
        return [Ranked(self._keys[hit["id"]], hit["_rankingScore"]) for hit in hits]

    def _done(self, task: Any) -> None:
        done = self._client.wait_for_task(task.task_uid, timeout_in_ms=10 * MINUTE)
        if done.status != "succeeded":
            raise RuntimeError(f"Meilisearch refused what it was given: {done.error}")


def beside(collection: Collection) -> Iterator[tuple[str, Figures]]:
    """Each rival's name and figures; raises `ImportError`, or `NoServer` before the last one."""
    for plain in (PlainTfidf(), PlainBm25()):
        yield plain.name, evaluate(plain, collection)
    with served() as rival:
        yield rival.name, evaluate(rival, collection)


@contextmanager
def served() -> Iterator[Meilisearch]:
    """Raises `search.server.NoServer` where its program is missing."""
    with TemporaryDirectory() as folder:
        server = Server(Path(folder)).start()
        try:
            yield Meilisearch(server)
        finally:
            server.stop()


def _text(document: Document) -> str:
    return "\n".join(text for text in document.fields.values() if text)


def _words(document: Document) -> list[str]:
    return WORD.findall(_text(document).lower())
