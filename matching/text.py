"""The text part: terms of weighted fields and their postings."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matching.analysis import EXACT, terms
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

    def __init__(self, *, fields: Mapping[str, float], exact: float, curve: float) -> None:
        self._fields = fields
        self._exact = exact
        self._curve = curve
        self._vocabulary: dict[str, int] = {}
        self._worth: Scores = np.zeros(0)
        self._postings = Postings(sparse.csr_matrix((0, 0), dtype=np.float32))

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
        counted = [self._count(document) for document in documents]
        words = sorted(set().union(*counted))
        self._vocabulary = {word: number for number, word in enumerate(words)}
        counts = self._matrix(counted)
        self._worth = self._learn(counts) * self._shares(words)
        self._postings = Postings(self._weigh(counts))

    def append(self, documents: Sequence[Document]) -> None:
        counted = [self._count(document) for document in documents]
        new = sorted(set().union(*counted).difference(self._vocabulary))
        known = len(self._vocabulary)
        self._vocabulary |= {word: known + number for number, word in enumerate(new)}
        self._worth = np.concatenate([self._worth, self._rare() * self._shares(new)])
        self._postings.append(self._weigh(self._matrix(counted)))

    def keep(self, rows: Rows) -> None:
        self._postings.keep(rows)

    def measure(self, query: Document) -> Measured | None:
        counted = self._count(query)
        if not counted:
            return None
        raw = self._postings.scores(*self._asked(counted))
        values = np.minimum(raw, 1.0) ** self._curve
        return Measured(values, np.ones(len(values), dtype=np.bool_))

    def terms(self, query: Document, document: Document, value: float) -> list[Term]:
        ids, weights = self._asked(self._count(query))
        row = self._weigh(self._matrix([self._count(document)]))
        shared, at, here = np.intersect1d(ids, row.indices, return_indices=True)
        parts = weights[at] * row.data[here]
        if not parts.sum():
            return []
        parts *= value / parts.sum()
        by_number = dict(zip(shared.tolist(), parts.tolist(), strict=True))
        numbers = self._vocabulary
        names = (term for term in self._count(document) if numbers.get(term) in by_number)
        return spelt(document, self._fields, {term: by_number[numbers[term]] for term in names})

    def dump(self) -> dict[str, Any]:
        rows = self._postings.rows()
        return {
            "vocabulary": list(self._vocabulary),
            "worth": self._worth,
            "indices": rows.indices,
            "indptr": rows.indptr,
            "data": rows.data,
        }

    def restore(self, dumped: Mapping[str, Any], documents: Sequence[Document]) -> None:
        self._vocabulary = {word: number for number, word in enumerate(dumped["vocabulary"])}
        self._worth = dumped["worth"]
        shape = (len(documents), len(self._vocabulary))
        rows = (dumped["data"], dumped["indices"], dumped["indptr"])
        self._postings = Postings(sparse.csr_matrix(rows, shape))

    def _count(self, document: Document) -> dict[str, float]:
        counted: dict[str, float] = {}
        for field, text in sorted(document.fields.items()):
            weight = self._fields.get(field, 1.0)
            for term, count in Counter(terms(text)).items():
                counted[term] = counted.get(term, 0.0) + weight * count
        return counted

    def _matrix(self, counted: Sequence[Mapping[str, float]]) -> Any:
        """Counts in rows with sorted columns; terms outside of the vocabulary are left out."""
        known = self._vocabulary
        rows = [sorted((known[t], n) for t, n in row.items() if t in known) for row in counted]
        ends = np.cumsum([0, *(len(row) for row in rows)], dtype=np.int32)
        ids = np.fromiter((number for row in rows for number, _ in row), np.int32, ends[-1])
        data = np.fromiter((count for row in rows for _, count in row), np.float64, ends[-1])
        return sparse.csr_matrix((data, ids, ends), (len(rows), len(known)))

    def _asked(self, counted: Mapping[str, float]) -> tuple[Ids, Scores]:
        row = self._matrix([counted])
        return row.indices, self._ask(row.indices, row.data)

    def _shares(self, words: Sequence[str]) -> Scores:
        return np.array([self._exact if word.startswith(EXACT) else 1.0 for word in words])
