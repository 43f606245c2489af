"""A query whose terms have been found and weighed, ready to be added up over segments."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.engine import loops
from matching.segments import Counts, Places, Segment


@dataclass(frozen=True, slots=True)
class Span:
    """Some of the terms, with their stretches in one segment."""

    first: int
    starts: Places
    ends: Places

    @property
    def terms(self) -> slice:
        return slice(self.first, self.first + len(self.starts))


@dataclass(frozen=True, slots=True)
class Asked(ABC):
    """Terms with their `places` by segment, the rarest first.

    From term `heavy[level]` on, more and more documents hold each of them. By all terms from i on,
    if they are such terms, a row's value rises by at most `rest[i]` times its spare of that level.
    """

    places: Places
    heavy: Sequence[int]
    rest: Counts

    def __len__(self) -> int:
        return int(self.places.shape[1])

    def stretches(self, number: int, segment: Segment) -> tuple[Places, Places]:
        """Where the postings of each term begin and end in a segment."""
        places = self.places[number]
        starts, ends = segment.ends[places], segment.ends[places + 1]
        starts, ends = starts.astype(np.int64), ends.astype(np.int64)
        ends[places < 0] = starts[places < 0] = 0
        return starts, ends

    @abstractmethod
    def scales(self, segment: Segment) -> Counts:
        """By what the totals of each row are multiplied to become values."""

    @abstractmethod
    def spare(self, segment: Segment, level: int) -> Counts:
        """What each row has to spare for terms of a level of `heavy`; of the last one, any more."""

    @abstractmethod
    def add(self, segment: Segment, totals: Places, span: Span) -> None:
        """What these terms give, to every row."""

    @abstractmethod
    def complete(self, segment: Segment, totals: Places, chosen: Places, span: Span) -> None:
        """What these terms give, to the chosen rows."""


@dataclass(frozen=True, slots=True)
class Listed(Asked):
    """Each term has a table of what it gives by the code of its count."""

    tables: Any

    def scales(self, segment: Segment) -> Counts:
        return segment.columns["tfidf.scale"]

    def spare(self, segment: Segment, level: int) -> Counts:
        return segment.columns[f"tfidf.spare{min(level, len(self.heavy) - 1)}"]

    def add(self, segment: Segment, totals: Places, span: Span) -> None:
        loops().add_listed(totals, *self._lists(segment, span))

    def complete(self, segment: Segment, totals: Places, chosen: Places, span: Span) -> None:
        loops().complete_listed(totals, chosen, *self._lists(segment, span))

    def _lists(self, segment: Segment, span: Span) -> tuple[Any, ...]:
        return span.starts, span.ends, segment.rows, segment.codes, self.tables[span.terms]


@dataclass(frozen=True, slots=True)
class Damped(Asked):
    """Each term gives its weight, damped by its count and by the row's length."""

    counts: Counts
    weights: Counts
    scheme: str

    def scales(self, segment: Segment) -> Counts:
        return segment.columns[f"{self.scheme}.scale"]

    def spare(self, segment: Segment, level: int) -> Counts:
        return segment.columns[f"{self.scheme}.spare"]

    def add(self, segment: Segment, totals: Places, span: Span) -> None:
        loops().add_damped(totals, *self._lists(segment, span))

    def complete(self, segment: Segment, totals: Places, chosen: Places, span: Span) -> None:
        loops().complete_damped(totals, chosen, *self._lists(segment, span))

    def _lists(self, segment: Segment, span: Span) -> tuple[Any, ...]:
        weights, damping = self.weights[span.terms], segment.columns[f"{self.scheme}.damping"]
        lists = span.starts, span.ends, segment.rows, segment.codes
        return *lists, self.counts, weights, damping
