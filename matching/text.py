"""The text part: terms of weighted fields and their postings."""

from abc import abstractmethod
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.analysis import EXACT, PAIR, terms
from matching.documents import Document, Term
from matching.measures import Measure, Measured, Rows, Scores
from matching.postings import Postings
from matching.spelling import spelt

Ids = NDArray[np.int32]


class TextMeasure(Measure):
    """Counts terms and keeps postings; how counts become weights is for the subclasses.

    `fields` says how often a word of a field counts (once where it is not named), `exact` what
    the exact form of a word is worth beside its folded form, `curve` is the power to which the
    value is raised: below 1 it spreads the small cosines of long texts over 0…1.
    """

    name = "text"
    is_evidence = True

    def __init__(
        self, *, fields: Mapping[str, float], pairs: float, exact: float, curve: float
    ) -> None:
        if min(fields.values(), default=0.0) < 0:
            raise ValueError(f"a field cannot count less than nothing: {fields}")
        self._fields = fields
        self._pairs = pairs
        self._exact = exact
        self._curve = curve
        self._vocabulary: dict[str, int] = {}
        self._shares: Scores = np.zeros(0)
        self._worth: Scores = np.zeros(0)
        self._postings = Postings(sparse.csr_matrix((0, 0), dtype=np.float32))
        self._last: tuple[Document | None, dict[str, float]] = (None, {})

    @abstractmethod
    def _learn(self, counts: Any) -> Scores:
        """What is learnt from the whole corpus; gives the inverse document frequencies."""

    @abstractmethod
    def _rare(self) -> float:
        """The inverse document frequency of a term that came after `fit`."""

    @abstractmethod
    def _weigh(self, counts: Any) -> Any:
        """Rows of counts as rows of weights, in float32."""

    @abstractmethod
    def _ask(self, ids: Ids, counts: Scores) -> Scores:
        """A query's weights, such that with a document's they add up to 0…1."""

    def fit(self, documents: Sequence[Document]) -> None:
        self._vocabulary = {}
        counts = self._counts(map(self._count, documents), grow=True)
        words = sorted(self._vocabulary)
        counts.indices = self._renumber(words)[counts.indices]
        counts.sort_indices()
        self._shares = self._shares_of(words)
        self._worth = self._learn(counts) * self._shares
        self._postings = Postings(self._weigh(counts))

    def append(self, documents: Sequence[Document]) -> None:
        known = len(self._vocabulary)
        counts = self._counts(map(self._count, documents), grow=True)
        newest_first = islice(reversed(self._vocabulary), len(self._vocabulary) - known)
        new = list(newest_first)[::-1]
        shares = self._shares_of(new)
        self._shares = np.concatenate([self._shares, shares])
        self._worth = np.concatenate([self._worth, self._rare() * shares])
        self._postings.append(self._weigh(counts))

    def keep(self, rows: Rows) -> None:
        self._postings.keep(rows)

    def measure(self, query: Document) -> Measured | None:
        counted = self._query(query)
        if not counted:
            return None
        raw = self._postings.scores(*self._asked(counted))
        values = np.minimum(raw, 1.0) ** self._curve
        return Measured(values, np.ones(len(values), dtype=np.bool_))

    def terms(self, query: Document, document: Document, value: float) -> list[Term]:
        ids, weights = self._asked(self._query(query))
        counted = self._count(document)
        row = self._weigh(self._counts([counted]))
        shared, at, here = np.intersect1d(ids, row.indices, return_indices=True)
        parts = weights[at] * row.data[here]
        if not parts.sum():
            return []
        parts *= value / parts.sum()
        by_number = dict(zip(shared.tolist(), parts.tolist(), strict=True))
        numbers = self._vocabulary
        names = (term for term in counted if numbers.get(term) in by_number)
        return spelt(document, self._fields, {term: by_number[numbers[term]] for term in names})

    def dump(self) -> dict[str, Any]:
        rows = self._postings.rows()
        return {
            "vocabulary": list(self._vocabulary),
            "shares": self._shares,
            "worth": self._worth,
            "indices": rows.indices,
            "indptr": rows.indptr,
            "data": rows.data,
        }

    def restore(self, dumped: Mapping[str, Any], documents: Sequence[Document]) -> None:
        self._vocabulary = {word: number for number, word in enumerate(dumped["vocabulary"])}
        self._shares, self._worth = dumped["shares"], dumped["worth"]
        shape = (len(documents), len(self._vocabulary))
        rows = (dumped["data"], dumped["indices"], dumped["indptr"])
        self._postings = Postings(sparse.csr_matrix(rows, shape))

    def _query(self, query: Document) -> dict[str, float]:
        """Counted once: whoever ranks for a query has each answer explained too."""
        last, counted = self._last
        if last is not query:
            counted = self._count(query)
            self._last = (query, counted)
        return counted

    def _count(self, document: Document) -> dict[str, float]:
        counted: dict[str, float] = {}
        for field, text in sorted(document.fields.items()):
            weight = self._fields.get(field, 1.0)
            if not weight:
                continue
            for term, count in Counter(terms(text)).items():
                counted[term] = counted.get(term, 0.0) + weight * count
        return counted

    def _counts(self, counted: Iterable[Mapping[str, float]], *, grow: bool = False) -> Any:
        """Counts in rows with sorted columns; a term outside of the vocabulary joins or is left."""
        known = self._vocabulary
        ids, data, ends = array("i"), array("d"), array("i", [0])
        for row in counted:
            if grow:
                for term in row:
                    known.setdefault(term, len(known))
            ids.extend([known[term] for term in row if term in known])
            data.extend([count for term, count in row.items() if term in known])
            ends.append(len(ids))
        rows = (np.array(data), np.array(ids), np.array(ends))
        counts = sparse.csr_matrix(rows, (len(ends) - 1, len(known)))
        counts.sort_indices()
        return counts

    def _renumber(self, words: Sequence[str]) -> Ids:
        """Numbers the vocabulary in the order of these words; by old number the new one."""
        old = self._vocabulary
        moved = np.empty(len(old), dtype=np.int32)
        moved[[old[word] for word in words]] = np.arange(len(old), dtype=np.int32)
        self._vocabulary = {word: number for number, word in enumerate(words)}
        return moved

    def _asked(self, counted: Mapping[str, float]) -> tuple[Ids, Scores]:
        row = self._counts([counted])
        return row.indices, self._ask(row.indices, row.data)

    def _shares_of(self, words: Sequence[str]) -> Scores:
        """What each kind of term is worth: an exact form, a pair, a single word."""
        return np.array([self._share(word) for word in words])

    def _share(self, word: str) -> float:
        if word.startswith(EXACT):
            return self._exact
        return self._pairs if PAIR in word else 1.0
