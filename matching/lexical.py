"""Two ways to weigh terms: TF-IDF with a cosine, and BM25."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from matching.documents import Document
from matching.measures import Scores
from matching.text import Ids, TextMeasure


class TfidfText(TextMeasure):
    """scikit-learn's weights: 1 + log(count), times a smooth idf, rows of length 1."""

    def __init__(
        self,
        *,
        fields: Mapping[str, float],
        pairs: float,
        exact: float,
        curve: float,
        sublinear: bool,
    ) -> None:
        super().__init__(fields=fields, pairs=pairs, exact=exact, curve=curve)
        self._sublinear = sublinear
        self._size = 0

    def _learn(self, counts: Any) -> Scores:
        self._size = counts.shape[0]
        if not counts.shape[1]:
            return np.zeros(0)
        return np.asarray(TfidfTransformer().fit(counts).idf_)

    def _rare(self) -> float:
        return float(np.log((1 + self._size) / 2) + 1)

    def _weigh(self, counts: Any) -> Any:
        weights = self._frequency(counts.data) * self._worth[counts.indices]
        row_of = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        lengths = np.sqrt(np.bincount(row_of, weights=weights**2, minlength=counts.shape[0]))
        rows = ((weights / lengths[row_of]).astype(np.float32), counts.indices, counts.indptr)
        return sparse.csr_matrix(rows, counts.shape)

    def _ask(self, ids: Ids, counts: Scores) -> Scores:
        weights = self._frequency(counts) * self._worth[ids]
        return weights / (np.linalg.norm(weights) or 1.0)

    def _frequency(self, counts: Scores) -> Scores:
        """Below 1 (a field that counts less than once) a logarithm would fall without end."""
        if not self._sublinear:
            return counts
        return np.where(counts < 1, counts, 1 + np.log(np.maximum(counts, 1)))

    def dump(self) -> dict[str, Any]:
        return super().dump() | {"size": np.array(self._size)}

    def restore(self, dumped: Mapping[str, Any], documents: Sequence[Document]) -> None:
        super().restore(dumped, documents)
        self._size = int(dumped["size"])


class Bm25Text(TextMeasure):
    """BM25 over weighted counts, with an idf that is never negative.

    What a document could reach at most is divided out, so that the value stays below 1.
    """

    def __init__(
        self,
        *,
        fields: Mapping[str, float],
        pairs: float,
        exact: float,
        curve: float,
        k1: float,
        b: float,
    ) -> None:
        super().__init__(fields=fields, pairs=pairs, exact=exact, curve=curve)
        self._k1 = k1
        self._b = b
        self._size = 0
        self._mean_length = 1.0

    def _learn(self, counts: Any) -> Scores:
        self._size = counts.shape[0]
        self._mean_length = float(self._lengths(counts).sum() / max(self._size, 1)) or 1.0
        holders = np.bincount(counts.indices, minlength=counts.shape[1])
        return np.log1p((self._size - holders + 0.5) / (holders + 0.5))

    def _rare(self) -> float:
        return float(np.log1p((max(self._size, 1) - 0.5) / 1.5))

    def _weigh(self, counts: Any) -> Any:
        lengths = self._lengths(counts) / self._mean_length
        damping = self._k1 * (1 - self._b + self._b * lengths)
        damping = np.repeat(damping, np.diff(counts.indptr))
        weights = counts.data / (counts.data + damping) * self._worth[counts.indices]
        rows = (weights.astype(np.float32), counts.indices, counts.indptr)
        return sparse.csr_matrix(rows, counts.shape)

    def _lengths(self, counts: Any) -> Scores:
        """By what terms are worth, so that a text without tone marks is not a shorter one."""
        return np.asarray(counts @ self._shares)

    def _ask(self, ids: Ids, counts: Scores) -> Scores:
        weights = 1 + np.log(np.maximum(counts, 1))
        return weights / ((weights * self._worth[ids]).sum() or 1.0)

    def dump(self) -> dict[str, Any]:
        learnt = np.array([self._size, self._mean_length])
        return super().dump() | {"learnt": learnt}

    def restore(self, dumped: Mapping[str, Any], documents: Sequence[Document]) -> None:
        super().restore(dumped, documents)
        size, self._mean_length = dumped["learnt"].tolist()
        self._size = int(size)
