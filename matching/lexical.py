"""Two ways to weigh terms: TF-IDF with a cosine, and BM25."""

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Any

import numpy as np

from matching.asking import Damped, Listed
from matching.documents import Document
from matching.engine import loops
from matching.measures import Scores
from matching.segments import Places, Segment
from matching.text import HEAVY, TextMeasure, kinds


class TfidfText(TextMeasure):
    """scikit-learn's weights: 1 + log(count), times a smooth idf, rows of length 1."""

    scheme = "tfidf"

    def __init__(
        self,
        *,
        fields: Mapping[str, float],
        pairs: float,
        exact: float,
        curve: float,
        sublinear: bool,
        beside: TextMeasure | None = None,
    ) -> None:
        super().__init__(fields=fields, pairs=pairs, exact=exact, curve=curve, beside=beside)
        self._sublinear = sublinear
        self._unit = 2.0 ** (40 if sublinear else 32)
        """So many make a weight of 1: sums over a text of ten million letters stay below 2**63."""

    def _learn(self) -> None:
        """Nothing but the number of documents."""

    def _idf(self, holders: Places) -> Scores:
        found: Scores = np.log((1 + self._size) / (1 + holders)) + 1
        return found

    def _columns(self, segment: Segment, holders: Places) -> dict[str, Scores]:
        worth = self._worth(segment.hashes, holders) ** 2
        table = self._frequency(self._index.postings.counts) ** 2
        squares = _sums(segment, table, worth)
        held = np.where(squares > 0, squares, 1.0)
        columns = {"scale": (squares > 0) / (self._unit * np.sqrt(held))}
        for level, share in enumerate(HEAVY):
            heavy = np.where(holders >= share * self._size, worth, 0.0)
            columns[f"spare{level}"] = np.sqrt(_sums(segment, table, heavy) / held)
        return columns

    def _weighed(self, places: Places, holders: Places, worth: Scores, counts: Scores) -> Listed:
        weights = self._frequency(counts) * worth
        weights /= np.sqrt((weights**2).sum()) or 1.0
        table = self._frequency(self._index.postings.counts) * self._unit
        return Listed(
            places=places,
            heavy=self._heavy(holders),
            rest=np.sqrt(_from_each_on(weights**2)),
            tables=np.rint((weights * worth)[:, None] * table).astype(np.int64),
        )

    def _parts(self, asked: Scores, held: Scores, worth: Scores, length: float) -> Scores:
        return self._frequency(asked) * self._frequency(held) * worth**2

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

    scheme = "bm25"
    _unit = 2.0**50

    def __init__(
        self,
        *,
        fields: Mapping[str, float],
        pairs: float,
        exact: float,
        curve: float,
        k1: float,
        b: float,
        beside: TextMeasure | None = None,
    ) -> None:
        super().__init__(fields=fields, pairs=pairs, exact=exact, curve=curve, beside=beside)
        self._k1 = k1
        self._b = b
        self._mean_length = 1.0

    def _learn(self) -> None:
        segments = self._index.postings.segments
        whole = fsum(length for one in segments for length in self._lengths(one).tolist())
        self._mean_length = whole / max(self._size, 1) or 1.0

    def _idf(self, holders: Places) -> Scores:
        size = max(self._size, 1)
        found: Scores = np.log1p((np.maximum(size - holders, 0) + 0.5) / (holders + 0.5))
        return found

    def _columns(self, segment: Segment, holders: Places) -> dict[str, Scores]:
        return {
            "damping": self._damping(self._lengths(segment)),
            "scale": np.full(segment.height, 1 / self._unit),
            "spare": np.ones(segment.height),
        }

    def _weighed(self, places: Places, holders: Places, worth: Scores, counts: Scores) -> Damped:
        weights = (1 + np.log(np.maximum(counts, 1))) * worth
        weights /= weights.sum() or 1.0
        return Damped(
            places=places,
            heavy=self._heavy(holders),
            rest=_from_each_on(weights),
            counts=self._index.postings.counts,
            weights=weights * self._unit,
            scheme=self.scheme,
        )

    def _parts(self, asked: Scores, held: Scores, worth: Scores, length: float) -> Scores:
        weights = (1 + np.log(np.maximum(asked, 1))) * worth
        return weights * held / (held + self._damping(np.array(length)))

    def _damping(self, lengths: Scores) -> Scores:
        return self._k1 * (1 - self._b + self._b * lengths / self._mean_length)

    def _lengths(self, segment: Segment) -> Scores:
        return _sums(segment, self._index.postings.counts, self._shares[kinds(segment.hashes)])

    def dump(self) -> dict[str, Any]:
        return super().dump() | {"learnt": np.array([self._size, self._mean_length])}

    def restore(self, dumped: Mapping[str, Any], documents: Sequence[Document]) -> None:
        super().restore(dumped, documents)
        size, self._mean_length = dumped["learnt"].tolist()
        self._size = int(size)


def _sums(segment: Segment, table: Scores, worth: Scores) -> Scores:
    found: Scores = loops().sums(
        segment.height, segment.ends, segment.rows, segment.codes, table, worth
    )
    return found


def _from_each_on(weights: Scores) -> Scores:
    """The sums of each and all after it, and nothing at the end."""
    return np.append(np.cumsum(weights[::-1])[::-1], 0.0)
