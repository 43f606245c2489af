"""scikit-learn and bm25s on the terms that our matcher reads, ready to be timed."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.metrics.pairwise import cosine_similarity

from matching import Document
from matching.analysis import EXACT, terms

Ranker = Callable[[Document], object]


def rivals(
    documents: Sequence[Document], queries: Sequence[Document], top: int
) -> Mapping[str, Ranker]:
    """They are given each query as numbers of terms, so that only the ranking itself is timed."""
    vocabulary: dict[str, int] = {}
    rows = [_numbers(document, vocabulary, grow=True) for document in documents]
    width = len(vocabulary)  # bm25s will add a word of its own
    weigher = TfidfTransformer(sublinear_tf=True)
    weights = weigher.fit_transform(_matrix(rows, width))
    bm25s: Any = import_module("bm25s")  # a development package
    retriever = bm25s.BM25(backend="numba")
    retriever.index((list(map(list, rows)), vocabulary), show_progress=False)
    asked = {query.key: _numbers(query, vocabulary) for query in queries}
    vectors = {key: weigher.transform(_matrix([row], width)) for key, row in asked.items()}
    tokens = {key: [list(row)] for key, row in asked.items()}

    def cosine(query: Document) -> object:
        return np.argsort(-cosine_similarity(vectors[query.key], weights)[0])[:top]

    def product(query: Document) -> object:
        scores = (weights @ vectors[query.key].T).toarray()[:, 0]
        best = np.argpartition(-scores, top)[:top]
        return best[np.argsort(-scores[best])]

    def retrieve(query: Document) -> object:
        return retriever.retrieve(tokens[query.key], k=top, show_progress=False, n_threads=1)

    return {"cosine": cosine, "product": product, "bm25s_numba": retrieve}


def _numbers(document: Document, vocabulary: dict[str, int], *, grow: bool = False) -> "array[int]":
    found = (term for text in document.fields.values() for term in terms(text))
    kept = [term for term in found if not term.startswith(EXACT)]
    if grow:
        for term in kept:
            vocabulary.setdefault(term, len(vocabulary))
    return array("i", [vocabulary[term] for term in kept if term in vocabulary])


def _matrix(rows: Iterable["array[int]"], width: int) -> Any:
    """How often each row has each number."""
    lengths = [len(row) for row in rows]
    numbers = np.concatenate([np.asarray(row) for row in rows])
    ends = np.cumsum([0, *lengths])
    counts = sparse.csr_matrix((np.ones(len(numbers)), numbers, ends), (len(lengths), width))
    counts.sum_duplicates()
    return counts
