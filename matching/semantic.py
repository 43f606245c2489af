"""The part for meaning: vectors of what a text says, whatever its words and its language.

Vectors of documents are read from a file and never computed here, because that takes up to a second
a document; whoever keeps a matcher has them encoded in the background and adds the documents again.
Until then a document counts as not stated.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.documents import Document, Term
from matching.measures import Flags, Measure, Measured, Scores
from matching.measures import Rows as Kept
from matching.sayings import Saying, is_marked, sayings
from matching.vectors import ABSENT, Asked, Rows, VectorFile

WHOLE = 0.3
"""The share of the whole; the rest is the nearest sentence's."""
NOTHING = 0.2
"""Half of all pairs of unrelated texts are nearer than this."""
EVERYTHING = 0.8
"""A translation is about so near; what is said in other words 0.5 to 0.7."""
ACROSS = 1.5
"""What a nearness counts where query and document share no language: texts come less near then."""
ENGLISH = 0.18
"""The share of its weight for a query without Vietnamese: English words tell subjects apart better
than Vietnamese syllables, and vectors less well beside them."""
UNREAD = 0.25
"""The value of a document whose vectors are not there yet: a little more than most have."""
LANGUAGES = {"en": 1, "vi": 2}
"""As bits of a number."""
LETTERS = 80
"""So much of a whole stands for it in an explanation."""


_said: ContextVar[Document | None] = ContextVar("_said", default=None)


@contextmanager
def still_meaning(query: Document) -> Iterator[None]:
    """Meanwhile every query with this key is compared by the meaning of this one.

    So one finds out what a word is worth to the other parts: a vector has no words to leave out,
    and takes its time to compute.
    """
    token = _said.set(query)
    try:
        yield
    finally:
        _said.reset(token)


class MeaningFit(Measure):
    """How near the query is to the whole of a document and to its nearest sentence.

    A Vietnamese query without tone marks is not asked: without them its vector means little.
    """

    name = "meaning"
    is_evidence = True

    def __init__(self, vectors: VectorFile, *, sentences: bool = True) -> None:
        self._vectors = vectors
        self._sentences = sentences
        self._rows: Rows = np.zeros(0, dtype=np.int64)
        self._wholes: Flags = np.zeros(0, dtype=np.bool_)
        self._starts: Rows = np.zeros(0, dtype=np.int64)
        """By document the place of its first text in the two above; each has one at least."""
        self._languages: NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    def fit(self, documents: Sequence[Document]) -> None:
        self.keep(np.zeros(0, dtype=np.intp))
        self.append(documents)

    def append(self, documents: Sequence[Document]) -> None:
        said = [self._sayings(document) for document in documents]
        texts = [one.text for each in said for one in each]
        lengths = np.array([len(each) for each in said], dtype=np.int64)
        starts = len(self._rows) + np.cumsum(lengths) - lengths
        self._rows = np.append(self._rows, self._vectors.rows_of(texts))
        wholes = [one.is_whole for each in said for one in each]
        self._wholes = np.append(self._wholes, np.array(wholes, dtype=np.bool_))
        self._starts = np.append(self._starts, starts)
        spoken = [_bits(one.language for one in each) for each in said]
        self._languages = np.append(self._languages, np.array(spoken, dtype=np.int64))

    def keep(self, rows: Kept) -> None:
        ends = np.append(self._starts[1:], len(self._rows))
        lengths = ends[rows] - self._starts[rows]
        starts = np.cumsum(lengths) - lengths
        places = np.repeat(self._starts[rows] - starts, lengths) + np.arange(lengths.sum())
        self._rows, self._wholes = self._rows[places], self._wholes[places]
        self._starts, self._languages = starts, self._languages[rows]

    def measure(self, query: Document) -> Measured | None:
        asked = self._ask(query)
        if asked is None:
            return None
        if not len(self._starts):
            return Measured(np.zeros(0), np.zeros(0, dtype=np.bool_))
        near = self._vectors.nearness(self._rows, asked)
        whole = np.maximum.reduceat(np.where(self._wholes, near, ABSENT), self._starts, axis=1)
        sentence = np.maximum.reduceat(np.where(self._wholes, ABSENT, near), self._starts, axis=1)
        values = self._values(whole, sentence).max(axis=0)
        spoken = _bits(one.language for one in sayings(query, sentences=False))
        stated = np.minimum.reduceat(self._rows, self._starts) != ABSENT
        across = stated & ((self._languages & spoken) == 0)
        values = np.where(across, np.minimum(ACROSS * values, 1.0), values)
        share = 1.0 if spoken & LANGUAGES["vi"] else ENGLISH
        return Measured(np.where(stated, values, UNREAD), stated, share, across)

    def terms(self, query: Document, document: Document, value: float) -> list[Term]:
        """The nearest sentence, and the beginning of the whole."""
        asked = self._ask(query)
        if asked is None:
            return []
        said = self._sayings(document)
        near = self._vectors.nearness(self._vectors.rows_of([one.text for one in said]), asked)
        chosen = [_nearest(said, row, is_whole=True) for row in near]
        sentences = [_nearest(said, row, is_whole=False) for row in near]
        pairs = [[*one, *other] for one, other in zip(chosen, sentences, strict=True)]
        best = max(pairs, key=lambda pair: sum(share for share, _ in pair))
        total = sum(share for share, _ in best)
        return [Term(_shown(one), one.field, value * share / total) for share, one in best if share]

    def unread(self) -> list[int]:
        """The rows of documents that say something whose vector is not here."""
        if not len(self._starts):
            return []
        absent = np.minimum.reduceat(self._rows, self._starts) == ABSENT
        return np.flatnonzero(absent & (self._languages > 0)).tolist()

    def dump(self) -> dict[str, Any]:
        return {
            "rows": self._rows,
            "wholes": self._wholes,
            "starts": self._starts,
            "languages": self._languages,
            "file": np.array(self._vectors.identity, dtype=np.uint64),
        }

    def restore(self, dumped: Mapping[str, Any], documents: Sequence[Document]) -> None:
        """Another file than the one that was dumped is searched for the texts anew."""
        if int(dumped["file"]) != self._vectors.identity:
            self.fit(documents)
            return
        self._rows, self._wholes = dumped["rows"], dumped["wholes"]
        self._starts, self._languages = dumped["starts"], dumped["languages"]

    def _sayings(self, document: Document) -> list[Saying]:
        """One at least, so that each document has a place."""
        return sayings(document, sentences=self._sentences) or [Saying("", "", "", is_whole=True)]

    def _ask(self, query: Document) -> Asked | None:
        """A vector for each language of the query."""
        said = _said.get()
        if said is not None and said.key == query.key:
            query = said
        texts = [
            one.text
            for one in sayings(query, sentences=False)
            if one.language != "vi" or is_marked(one.text)
        ]
        return self._vectors.ask(tuple(texts)) if texts else None

    def _values(self, whole: Scores, sentence: Scores) -> Scores:
        near = WHOLE * whole + (1 - WHOLE) * sentence if self._sentences else whole
        return np.clip((near - NOTHING) / (EVERYTHING - NOTHING), 0.0, 1.0)


def _bits(languages: Iterable[str]) -> int:
    return sum(LANGUAGES.get(language, 0) for language in set(languages))


def _nearest(said: Sequence[Saying], near: Scores, *, is_whole: bool) -> list[tuple[float, Saying]]:
    """With its share of what is near; of equal ones the first. None if there is none of a kind."""
    share = WHOLE if is_whole else 1 - WHOLE
    places = [place for place, one in enumerate(said) if one.is_whole == is_whole]
    if not places:
        return []
    best = max(places, key=lambda place: (near[place], -place))
    return [(share * max(float(near[best]), 0.0), said[best])]


def _shown(one: Saying) -> str:
    if not one.is_whole or len(one.text) <= LETTERS:
        return one.text
    return one.text[:LETTERS].rsplit(" ", 1)[0] + "…"
