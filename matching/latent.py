"""The latent part: texts that speak of the same things in other words.

Latent semantic analysis: a truncated singular value decomposition of the TF-IDF rows of single
words gives each word, and so each text, a place in a space of few directions; near each other are
words that keep the same company. The strongest directions are the commonest themes, which tell
little, so each is divided by the root of its strength. The value is the square of the cosine of
two places, because a cosine of 0.3 is what any two texts of one field have.

Places of documents are small whole numbers, so that a product of two is exact, and what is learnt
does not depend on the order of documents: no ranking depends on how something was added up.
"""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from matching.documents import Document, Term
from matching.engine import digest, loops
from matching.measures import Measure, Measured, Rows, Scores
from matching.segments import Hashes, Segment
from matching.spelling import spelt
from matching.text import TextMeasure, kinds

DIRECTIONS = 128
LEAST_DOCUMENTS = 2_000
"""With fewer there is no telling what company a word keeps."""
SAMPLE = 10_000
"""Of more documents so many are learnt from; all of them get a place."""
LEAST_HOLDERS = 3
FULL = 127
"""The largest number of a place."""
SMALL = 512
"""Blocks up to so many rows are joined with what is added next."""


class Block(NamedTuple):
    """The places of some documents, by row, and how far each is from the middle."""

    places: NDArray[np.int8]
    lengths: Scores


class LatentFit(Measure):
    """`beside` is the measure that fills the index of terms, before this one is fitted."""

    name = "latent"
    is_words = True
    _hashes: Hashes
    _worth: Scores
    _words: NDArray[np.float32]
    _blocks: list[Block]

    def __init__(self, *, beside: TextMeasure) -> None:
        self._index = beside.index
        self._forget()

    def fit(self, documents: Sequence[Document]) -> None:
        self.refit()

    def refit(self) -> None:
        self._forget()
        segments = self._index.postings.segments
        if len(self._index.postings) >= LEAST_DOCUMENTS:
            self._learn()
        self._blocks = [_block(self._placed(self._rows(one))) for one in segments]

    def append(self, documents: Sequence[Document]) -> None:
        rows = [self._row(self._index.count(document)) for document in documents]
        new = [self._placed(row) for row in rows]
        if self._blocks and new and len(self._blocks[-1].lengths) < SMALL:
            new.insert(0, self._blocks.pop().places)
        if new:
            self._blocks.append(_block(np.vstack(new)))

    def keep(self, rows: Rows) -> None:
        if self._blocks:
            self._blocks = [_block(np.vstack([one.places for one in self._blocks])[rows])]

    def measure(self, query: Document) -> Measured | None:
        """None, too, where nothing was learnt of the query's words."""
        asked = self._asked(query)
        length = float(np.sqrt((asked.astype(np.int64) ** 2).sum()))
        if not length:
            return None
        near = [
            loops().products(one.places, asked) / np.maximum(one.lengths * length, 1.0)
            for one in self._blocks
        ]
        values = np.clip(np.concatenate(near), 0.0, 1.0) ** 2
        return Measured(values, np.ones(len(values), dtype=np.bool_))

    def terms(self, query: Document, document: Document, value: float) -> list[Term]:
        """The document's words that lie on the query's side, by how far they move its place."""
        counted = self._index.count(document)
        row = self._weigh(self._row(counted))
        parts = row.data * (self._words[row.indices] @ self._asked(query).astype(np.float64))
        near = parts > 0
        if not value or not near.any():
            return []
        parts = parts[near] * (value / parts[near].sum())
        given = dict(zip(self._hashes[row.indices[near]].tolist(), parts.tolist(), strict=True))
        named = zip(counted, digest(list(counted)).tolist(), strict=True)
        return spelt(
            document, self._index.fields, {term: given[one] for term, one in named if one in given}
        )

    def dump(self) -> dict[str, Any]:
        found = {"hashes": self._hashes, "worth": self._worth, "words": self._words}
        for number, one in enumerate(self._blocks):
            found |= {f"places.{number}": one.places, f"lengths.{number}": one.lengths}
        return found

    def restore(self, dumped: Mapping[str, Any], documents: Sequence[Document]) -> None:
        self._hashes, self._worth = dumped["hashes"], dumped["worth"]
        self._words = dumped["words"]
        self._blocks = []
        for number in count():
            if f"places.{number}" not in dumped:
                break
            self._blocks.append(Block(dumped[f"places.{number}"], dumped[f"lengths.{number}"]))

    def _forget(self) -> None:
        self._hashes = np.zeros(0, dtype=np.uint64)
        self._worth = np.zeros(0)
        self._words = np.zeros((0, DIRECTIONS), dtype=np.float32)
        self._blocks = []

    def _learn(self) -> None:
        """From at most `SAMPLE` rows, in an order that what is in them decides."""
        self._hashes = self._words_of_many()
        rows = sparse.vstack([self._rows(one) for one in self._index.postings.segments]).tocsr()
        order = np.argsort(_fingerprints(rows, self._hashes), kind="stable")
        rows = rows[order[:: -(-len(order) // SAMPLE)]]
        holders = np.bincount(rows.indices, minlength=rows.shape[1])
        self._worth = np.log((1 + rows.shape[0]) / (1 + holders)) + 1
        directions = min(DIRECTIONS, len(self._hashes) - 1)
        if directions < 1:
            self._hashes = self._hashes[:0]
            return
        weights = self._weigh(rows)
        _, strength, found = randomized_svd(
            weights, directions, n_iter=3, transpose=False, random_state=0
        )
        words = np.zeros((len(self._hashes), DIRECTIONS))
        words[:, :directions] = found.T / np.sqrt(np.maximum(strength, 1e-9))
        self._words = words.astype(np.float32)

    def _words_of_many(self) -> Hashes:
        """Single folded words that enough documents hold, sorted."""
        postings = self._index.postings
        segments = zip(postings.segments, postings.everywhere(), strict=True)
        found = [
            one.hashes[(kinds(one.hashes) == 0) & (many >= LEAST_HOLDERS)] for one, many in segments
        ]
        return np.unique(np.concatenate(found))

    def _rows(self, segment: Segment) -> Any:
        """Counts of the words that were chosen, by document."""
        at = segment.find(self._hashes)
        here = np.flatnonzero(at >= 0)
        counts = self._index.postings.counts[segment.codes]
        shape = (segment.height, len(segment.hashes))
        columns = (counts, segment.rows.astype(np.int32), segment.ends.astype(np.int64))
        chosen = sparse.csc_matrix(columns, shape)[:, at[here]].tocoo()
        wide = (segment.height, len(self._hashes))
        found = sparse.csr_matrix((chosen.data, (chosen.row, here[chosen.col])), wide)
        found.sort_indices()
        return found

    def _row(self, counted: Mapping[str, float]) -> Any:
        hashes, counts = digest(list(counted)), np.array(list(counted.values()), dtype=np.float64)
        order = np.argsort(hashes)
        hashes, counts = hashes[order], counts[order]
        at = np.searchsorted(self._hashes, hashes)
        known = at < len(self._hashes)
        known[known] = self._hashes[at[known]] == hashes[known]
        row = (counts[known], at[known], np.array([0, int(known.sum())]))
        return sparse.csr_matrix(row, (1, len(self._hashes)))

    def _asked(self, query: Document) -> NDArray[np.int8]:
        place: NDArray[np.int8] = self._placed(self._row(self._index.query(query)))[0]
        return place

    def _placed(self, rows: Any) -> NDArray[np.int8]:
        """Whole numbers, the largest of each row 127."""
        weights = self._weigh(rows)
        used = np.bincount(weights.indices, minlength=len(self._words)) > 0
        columns = (np.cumsum(used) - 1)[weights.indices]
        narrow = (weights.shape[0], int(used.sum()))
        # The product reads the places of all its words anew, so it is given those alone.
        found = sparse.csr_matrix((weights.data, columns, weights.indptr), narrow)
        found = found @ self._words[used]
        most = np.abs(found).max(axis=1, keepdims=True, initial=0.0)
        whole: NDArray[np.int8] = np.rint(found * (FULL / np.where(most > 0, most, 1.0))).astype(
            np.int8
        )
        return whole

    def _weigh(self, rows: Any) -> Any:
        """TF-IDF, of length 1."""
        weights = (1 + np.log(np.maximum(rows.data, 1.0))) * self._worth[rows.indices]
        row_of = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
        lengths = np.sqrt(np.bincount(row_of, weights=weights**2, minlength=rows.shape[0]))
        return sparse.csr_matrix((weights / lengths[row_of], rows.indices, rows.indptr), rows.shape)


def _block(places: NDArray[np.int8]) -> Block:
    squares = np.einsum("rd,rd->r", places, places, dtype=np.int64)
    return Block(places, np.sqrt(squares.astype(np.float64)))


def _fingerprints(rows: Any, hashes: Hashes) -> Hashes:
    """Numbers that are equal for equal rows, wherever they stand."""
    each = hashes[rows.indices] * np.rint(rows.data * 1000).astype(np.uint64)
    total = np.append(np.zeros(1, np.uint64), np.cumsum(each, dtype=np.uint64))
    found: Hashes = total[rows.indptr[1:]] - total[rows.indptr[:-1]]
    return found
