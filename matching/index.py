"""Terms of weighted fields and their postings, for one measure or for several together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from matching.analysis import terms
from matching.documents import Document
from matching.engine import digest
from matching.postings import AT_ONCE, Counted, Postings, joined
from matching.segments import LIMIT

BATCH = 256


class TextIndex:
    """`fields` says how often a word of a field counts; once where it is not named."""

    def __init__(self, fields: Mapping[str, float]) -> None:
        if min(fields.values(), default=0.0) < 0:
            raise ValueError(f"a field cannot count less than nothing: {fields}")
        self.fields = fields
        self.postings = Postings()
        self._last: tuple[Document | None, dict[str, float]] = (None, {})

    def fit(self, documents: Sequence[Document]) -> None:
        self.postings = Postings()
        pieces = -(-len(documents) // LIMIT)
        for number in range(pieces):
            start, end = (len(documents) * n // pieces for n in (number, number + 1))
            self.postings.append(self.rows(documents[start:end]), learnt=True)

    def append(self, documents: Sequence[Document]) -> None:
        self.postings.settle(AT_ONCE)
        for start in range(0, len(documents), LIMIT):
            self.postings.append(self.rows(documents[start : start + LIMIT]), learnt=False)

    def rows(self, documents: Sequence[Document]) -> Counted:
        starts = range(0, len(documents), BATCH)
        return joined([self._counted(documents[start : start + BATCH]) for start in starts])

    def _counted(self, documents: Sequence[Document]) -> Counted:
        counted = [self.count(document) for document in documents]
        ends = np.cumsum([0, *map(len, counted)])
        counts = np.array([count for one in counted for count in one.values()], dtype=np.float64)
        return Counted(ends, digest([term for one in counted for term in one]), counts)

    def count(self, document: Document, *, again: bool = False) -> dict[str, float]:
        """How often each term counts; `again` for a document that others will ask for soon."""
        counted: dict[str, float] = {}
        for field, text in sorted(document.fields.items()):
            weight = self.fields.get(field, 1.0)
            if not weight:
                continue
            for term, count in (_remembered(text) if again else Counter(terms(text))).items():
                counted[term] = counted.get(term, 0.0) + weight * count
        return counted

    def query(self, query: Document) -> dict[str, float]:
        """Counted once: whoever ranks for a query has each answer explained too."""
        last, counted = self._last
        if last is not query:
            counted = self.count(query)
            self._last = (query, counted)
        return counted


@lru_cache(maxsize=1024)
def _remembered(text: str) -> Counter[str]:
    return Counter(terms(text))
