"""What would change a rank: a word that the query does not say, a facet that fits whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from matching.analysis import compose
from matching.base import DIGITS
from matching.documents import Document, Explanation, Ranked
from matching.semantic import still_meaning
from matching.spelling import keys_of, read

DEPTH = 50
"""Ranks are told up to this one."""
FACETS = ("readiness", "budget")
"""The parts that a listing could come to fit without being about something else."""


@dataclass(frozen=True, slots=True)
class Change:
    """`what` is a word of the document that the query would not say ("without"), or the name of a
    part that would fit whole ("met"); `rank` counts from 1, None is beyond the first `DEPTH`."""

    kind: Literal["without", "met"]
    what: str
    rank: int | None


class Ranker(Protocol):
    """A `Matcher`, or one that adds a part of its own."""

    def rank(self, query: Document, top: int) -> list[Ranked]: ...

    def explain_many(
        self, query: Document, keys: Iterable[str], terms: int
    ) -> list[Explanation]: ...

    def document(self, key: str) -> Document: ...


class Changes:
    """Ranks all documents anew for each change of one query; equal changes only once."""

    def __init__(self, matcher: Ranker, query: Document) -> None:
        self._matcher = matcher
        self._query = query
        self._first = matcher.rank(query, DEPTH)
        self._without: dict[frozenset[str], Mapping[str, int]] = {}

    def of(self, explained: Explanation, words: Sequence[str]) -> tuple[Change, ...]:
        """Only those changes that move it: down without one of `words`, up with a facet met."""
        now = self._places(self._first).get(explained.key, DEPTH + 1)
        found = [Change("without", word, self._rank_without(word, explained.key)) for word in words]
        found += [
            Change("met", part.name, self._rank_at(part.weight * (1 - part.value), explained))
            for part in explained.parts
            if part.name in FACETS
        ]
        return tuple(one for one in found if _moves(one, now))

    def _rank_without(self, word: str, key: str) -> int | None:
        cut = keys_of(word)
        if cut not in self._without:
            with still_meaning(self._query):
                ranked = self._matcher.rank(without(self._query, cut), DEPTH)
            self._without[cut] = self._places(ranked)
        return self._without[cut].get(key)

    def _rank_at(self, more: float, explained: Explanation) -> int | None:
        """Parts are added up, so that one of them can rise alone, and all others stay."""
        wanted = (-round(explained.score + more, DIGITS), explained.key)
        before = sum(
            (-one.score, one.key) < wanted for one in self._first if one.key != explained.key
        )
        return before + 1 if before < DEPTH else None

    @staticmethod
    def _places(ranked: Sequence[Ranked]) -> Mapping[str, int]:
        return {one.key: rank for rank, one in enumerate(ranked, start=1)}


def without(query: Document, terms: frozenset[str]) -> Document:
    """The query with all that is analysed as one of `terms` cut out; what stood on both sides does
    not become neighbours."""
    return replace(query, fields={name: _cut(text, terms) for name, text in query.fields.items()})


def _cut(text: str, terms: frozenset[str]) -> str:
    left, end = [], 0
    composed = compose(text)
    for one in sorted(read(text), key=lambda found: found.start):
        if one.term in terms:
            left.append(composed[end : max(one.start, end)])
            end = max(one.end, end)
    return "\n".join([*left, composed[end:]])


def _moves(change: Change, now: int) -> bool:
    rank = DEPTH + 1 if change.rank is None else change.rank
    return rank > now if change.kind == "without" else rank < now
