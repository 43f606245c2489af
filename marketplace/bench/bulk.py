"""All of many needs against all inventions: a pool of processes beside scikit-learn in chunks."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from marketplace.bench.corpus import made
from marketplace.bench.report import Report, Row, machine
from matching import Document, TfidfMatcher
from matching.analysis import terms
from matching.bulk import in_pool

QUERIES, ASKED_WORDS = 2_000, (150, 181)
CHUNK = 200
TOP = 10


def measure(*, documents: int = 100_000) -> Report:
    """Rows in queries a second; each has a fitted index at hand and reads the queries' texts."""
    texts = list(made(documents))
    queries = list(made(QUERIES, seed=2, words=ASKED_WORDS))
    plain = _in_chunks(texts)
    workers = os.cpu_count() or 1
    with TemporaryDirectory() as folder:
        TfidfMatcher().fit(texts).save(Path(folder))
        rates = {
            f"pool of {workers} processes": _rate(
                lambda: in_pool(Path(folder), queries, TOP, workers=workers)
            ),
            "one process": _rate(lambda: in_pool(Path(folder), queries, TOP, workers=1)),
            f"scikit-learn, products of {CHUNK} queries": _rate(lambda: plain(queries)),
        }
    ours, alone, theirs = rates.values()
    rows = [Row(name, rate, rate, "queries/s") for name, rate in rates.items()]
    ratios = {"pool_over_sklearn_chunks": ours / theirs, "pool_over_one_process": ours / alone}
    return Report("bulk", documents, machine(), rows, ratios)


def _rate(work: Callable[[], Iterator[object]]) -> float:
    """The processes' start and the opening of the index included."""
    begun = time.perf_counter()
    answered = sum(1 for _ in work())
    return answered / (time.perf_counter() - begun)


def _in_chunks(texts: Sequence[Document]) -> Callable[[Sequence[Document]], Iterator[object]]:
    """On the same terms."""
    vectorizer = TfidfVectorizer(analyzer=_terms, sublinear_tf=True)
    columns = vectorizer.fit_transform(texts).T.tocsr()

    def answers(queries: Sequence[Document]) -> Iterator[object]:
        for start in range(0, len(queries), CHUNK):
            scores = (vectorizer.transform(queries[start : start + CHUNK]) @ columns).toarray()
            yield from np.argpartition(scores, -TOP, axis=1)[:, -TOP:]

    return answers


def _terms(document: Document) -> list[str]:
    return [term for text in document.fields.values() for term in terms(text)]
