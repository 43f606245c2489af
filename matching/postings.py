"""For each term the documents that hold it, in compressed columns."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Ids = NDArray[np.int32]
Weights = NDArray[np.float32]
Scores = NDArray[np.float64]
TAIL = 1024
"""Rows that may wait outside of the columns; looking through them costs a fraction of a query."""


class Postings:
    """A matrix of documents by terms that multiplies fast by a few terms.

    Rows added later wait in a tail, row by row, until there are enough to rebuild the columns.
    """

    def __init__(self, rows: Any) -> None:
        self._columns: Any = rows.tocsc()
        self._tail: Any = _nothing(rows.shape[1])

    def __len__(self) -> int:
        return int(self._columns.shape[0] + self._tail.shape[0])

    def append(self, rows: Any) -> None:
        width = max(rows.shape[1], self._tail.shape[1])
        tail = sparse.vstack([_widened(self._tail, width), _widened(rows, width)], format="csr")
        if tail.shape[0] > TAIL:
            self._settle(sparse.vstack([_widened(self._columns.tocsr(), width), tail]))
        else:
            self._tail = tail

    def keep(self, rows: NDArray[np.intp]) -> None:
        """Only these rows stay, in this order."""
        self._settle(self.rows()[rows])

    def rows(self) -> Any:
        width = self._tail.shape[1]
        return sparse.vstack([_widened(self._columns.tocsr(), width), self._tail], format="csr")

    def scores(self, terms: Ids, weights: Scores) -> Scores:
        """For each row the sum of its weights of these terms times the given ones."""
        return np.concatenate([self._in_columns(terms, weights), self._in_tail(terms, weights)])

    def _settle(self, rows: Any) -> None:
        self._columns = rows.tocsc()
        self._tail = _nothing(rows.shape[1])

    def _in_columns(self, terms: Ids, weights: Scores) -> Scores:
        inside = terms < self._columns.shape[1]
        return _sum_columns(self._columns, terms[inside], weights[inside])

    def _in_tail(self, terms: Ids, weights: Scores) -> Scores:
        height, width = self._tail.shape
        if not height:
            return np.zeros(0)
        asked = np.zeros(width)
        asked[terms] = weights
        products = asked[self._tail.indices] * self._tail.data
        row_of = np.repeat(np.arange(height), np.diff(self._tail.indptr))
        return _summed(row_of, products, height)


def _sum_columns(columns: Any, terms: Sequence[int] | Ids, weights: Scores) -> Scores:
    height = columns.shape[0]
    starts, ends = columns.indptr[terms], columns.indptr[np.asarray(terms) + 1]
    if not (ends > starts).any():
        return np.zeros(height)
    slices = [slice(a, b) for a, b in zip(starts, ends, strict=True)]
    rows = np.concatenate([columns.indices[part] for part in slices])
    values = np.concatenate([columns.data[part] for part in slices])
    products = values * np.repeat(weights, ends - starts)
    return _summed(rows, products, height)


def _summed(rows: Ids, products: Scores, height: int) -> Scores:
    """In the order in which the products stand, so that equal rows have equal sums."""
    return np.bincount(rows, weights=products, minlength=height).astype(np.float64, copy=False)


def _nothing(width: int) -> Any:
    return sparse.csr_matrix((0, width), dtype=np.float32)


def _widened(rows: Any, width: int) -> Any:
    """The same rows with room for more terms."""
    if rows.shape[1] == width:
        return rows
    return sparse.csr_matrix((rows.data, rows.indices, rows.indptr), (rows.shape[0], width))
