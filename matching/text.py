"""The text part: what terms weigh, and which rows have most of what is asked."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np

from matching.asking import Asked
from matching.documents import Document, Term
from matching.engine import digest
from matching.index import TextIndex
from matching.measures import Flags, Measure, Measured, Rows, Scores
from matching.pruning import best, totals
from matching.segments import Hashes, Places, Segment
from matching.spelling import spelt

KIND = np.uint64(3)
"""The bits of a hash that tell a word, a pair and an exact form apart."""
HEAVY = (1 / 16, 1 / 8, 1 / 4, 1 / 2)
"""Shares of documents from which on more and more hold a term."""


class TextMeasure(Measure):
    """Weighs terms by how many documents hold them; the rest is for the subclasses.

    `index` may be that of another measure before this one, which then fills it. `exact` is what
    the exact form of a word is worth beside its folded form, `pairs` what a pair is; `curve` is the
    power to which the value is raised: below 1 it spreads the small cosines of long texts over 0…1.
    """

    name = "text"
    is_evidence = True
    is_words = True
    scheme: ClassVar[str]

    def __init__(
        self,
        *,
        fields: Mapping[str, float],
        pairs: float,
        exact: float,
        curve: float,
        beside: "TextMeasure | None" = None,
    ) -> None:
        self._owns = beside is None
        self._index = TextIndex(fields) if beside is None else beside.index
        self._shares = np.array([1.0, pairs, exact, 0.0])
        self._curve = curve
        self._size = 0

    @property
    def index(self) -> TextIndex:
        return self._index

    @abstractmethod
    def _learn(self) -> None:
        """What is learnt from the whole corpus beside how many documents hold each term."""

    @abstractmethod
    def _idf(self, holders: Places) -> Scores: ...

    @abstractmethod
    def _columns(self, segment: Segment, holders: Places) -> dict[str, Scores]:
        """What of a document's weights does not depend on the term, for each row."""

    @abstractmethod
    def _weighed(self, places: Places, holders: Places, worth: Scores, counts: Scores) -> Asked:
        """A query's terms, such that with a document's they add up to 0…1."""

    @abstractmethod
    def _parts(self, asked: Scores, held: Scores, worth: Scores, length: float) -> Scores:
        """What terms give of which query and document have so many, but for a common factor."""

    def fit(self, documents: Sequence[Document]) -> None:
        if self._owns:
            self._index.fit(documents)
        self._weigh()

    def refit(self) -> None:
        if self._owns:
            self._index.postings.forget_learnt()
        self._weigh()

    def append(self, documents: Sequence[Document]) -> None:
        if self._owns:
            self._index.append(documents)
        postings = self._index.postings
        for number, segment in enumerate(postings.segments):
            if f"{self.scheme}.scale" not in segment.columns:
                self._fill(number, postings.find(segment.hashes).holders)

    def keep(self, rows: Rows) -> None:
        if self._owns:
            self._index.postings.keep(rows)

    def measure(self, query: Document) -> Measured | None:
        counted = self._index.query(query)
        if not counted:
            return None
        asked = self._asked(counted)
        values = np.zeros(len(self._index.postings))
        for number, (start, segment) in enumerate(self._index.postings.starts()):
            found = totals(asked, number, segment) * asked.scales(segment)
            values[start : start + segment.height] = found
        return Measured(self._curved(values), np.ones(len(values), dtype=np.bool_))

    def best(self, query: Document, alive: Flags, top: int) -> tuple[Rows, Scores] | None:
        if self._curve > 1:  # then small differences become smaller than what pruning allows for
            return None
        asked = self._asked(self._index.query(query))
        rows, values = best(self._index.postings.starts(), asked, alive, top)
        return rows, self._curved(values)

    def terms(self, query: Document, document: Document, value: float) -> list[Term]:
        asked, counted = self._index.query(query), self._index.count(document, again=True)
        hashes, counts = digest(list(counted)), np.array(list(counted.values()))
        found = self._index.postings.find_unsorted(hashes)
        shared = [at for at, term in enumerate(counted) if term in asked and found.known[at]]
        if not shared:
            return []
        names = list(counted)
        worth = self._worth(hashes[shared], found.holders[shared])
        wanted = np.array([asked[names[at]] for at in shared])
        parts = self._parts(wanted, counts[shared], worth, self._length(hashes, counts))
        if not parts.sum():
            return []
        parts *= value / parts.sum()
        values = {names[at]: part for at, part in zip(shared, parts.tolist(), strict=True)}
        return spelt(
            document, self._index.fields, {one: part for one, part in values.items() if part}
        )

    def dump(self) -> dict[str, Any]:
        return self._index.postings.dump() if self._owns else {}

    def restore(self, dumped: Mapping[str, Any], documents: Sequence[Document]) -> None:
        if self._owns:
            self._index.postings.restore(dumped)

    def _weigh(self) -> None:
        postings = self._index.postings
        self._size = len(postings)
        self._learn()
        for number, holders in enumerate(postings.everywhere()):
            self._fill(number, holders)

    def _fill(self, number: int, holders: Places) -> None:
        segments = self._index.postings.segments
        columns = self._columns(segments[number], holders)
        named = {f"{self.scheme}.{name}": column for name, column in columns.items()}
        segments[number] = replace(segments[number], columns={**segments[number].columns, **named})

    def _worth(self, hashes: Hashes, holders: Places) -> Scores:
        """The inverse document frequency times what a term of its kind is worth."""
        shares: Scores = self._shares[kinds(hashes)]
        return self._idf(np.maximum(holders, 1)) * shares

    def _heavy(self, holders: Places) -> Sequence[int]:
        """Of terms in the order of how many hold them, the first at each level of `HEAVY`."""
        first: Sequence[int] = np.searchsorted(holders, np.array(HEAVY) * self._size).tolist()
        return first

    def _length(self, hashes: Hashes, counts: Scores) -> float:
        """Of a text, by what its terms are worth: without tone marks it is not a shorter one."""
        return float((counts * self._shares[kinds(hashes)]).sum())

    def _asked(self, counted: Mapping[str, float]) -> Asked:
        """Terms that no document has ever held are left out."""
        hashes = digest(list(counted))
        order = np.argsort(hashes)
        hashes = hashes[order]
        found = self._index.postings.find(hashes)
        known = np.flatnonzero(found.known)
        known = known[np.argsort(found.holders[known], kind="stable")]
        counts = np.array(list(counted.values()))[order][known]
        holders = found.holders[known]
        worth = self._worth(hashes[known], holders)
        return self._weighed(found.places[:, known], holders, worth, counts)

    def _curved(self, values: Scores) -> Scores:
        found: Scores = np.minimum(values, 1.0) ** self._curve
        return found


def kinds(hashes: Hashes) -> Places:
    return (hashes & KIND).astype(np.int64)
