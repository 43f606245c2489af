"""For each term the documents that hold it and how often, in compressed columns.

Weights are not in here: whoever ranks computes them from the counts. So adding a document rewrites
nothing, and learning weights anew reads no text again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.segments import (
    LIMIT,
    Counts,
    Flags,
    Hashes,
    Places,
    Segment,
    built,
    fresh,
    kept,
    merged,
)

AT_ONCE = 512
"""Rows up to which what was added is merged at once; beyond, `settle` does it."""


class Counted(NamedTuple):
    """Documents by terms: those of row i stand from `ends[i]` to `ends[i + 1]`."""

    ends: Places
    terms: Hashes
    counts: Counts

    def __len__(self) -> int:
        return len(self.ends) - 1


class Found(NamedTuple):
    """Terms in all segments: `places[s, t]` in segment s, or -1; how many held each when learnt."""

    places: Places
    holders: Places
    known: Flags


class Postings:
    """Segments of rows, and a table of the distinct counts that their codes number."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.counts: Counts = np.zeros(0)
        self._code_of: dict[float, int] = {}

    def __len__(self) -> int:
        return sum(segment.height for segment in self.segments)

    def append(self, rows: Counted, *, learnt: bool) -> None:
        """More rows, at most 65,536; whether what is learnt will be learnt from them, too."""
        segment = built(len(rows), rows.ends, rows.terms, self._codes(rows.counts))
        if not learnt:
            segment = replace(segment, learnt=np.zeros(len(segment.hashes), dtype=np.uint32))
        self.segments.append(segment)

    def settle(self, limit: int = LIMIT) -> None:
        """Merge what was added lately, until each segment is larger than the next one."""
        while (count := self._mergeable(limit)) > 1:
            self.segments[-count:] = [merged(self.segments[-count:])]

    def everywhere(self) -> list[Places]:
        """For each segment how many documents of all held each of its terms when learnt."""
        if len(self.segments) < 2:
            return [one.holders() for one in self.segments]
        terms = np.concatenate([one.hashes for one in self.segments])
        holders = np.concatenate([one.holders() for one in self.segments])
        distinct, at = np.unique(terms, return_inverse=True)
        totals = np.bincount(at, weights=holders, minlength=len(distinct)).astype(np.int64)
        ends = np.cumsum([len(one.hashes) for one in self.segments])[:-1]
        return np.split(totals[at], ends)

    def keep(self, rows: NDArray[np.intp]) -> None:
        """Only these rows, which come in their order; what was learnt stays."""
        stays = np.zeros(len(self), dtype=np.bool_)
        stays[rows] = True
        ends = np.cumsum([segment.height for segment in self.segments])[:-1]
        parts = np.split(stays, ends)
        shrunk = [kept(one, part) for one, part in zip(self.segments, parts, strict=True)]
        self.segments = shrunk

    def forget_learnt(self) -> None:
        """As if all rows had been there when weights were learnt."""
        self.segments = [fresh(segment) for segment in self.segments]

    def find(self, terms: Hashes) -> Found:
        """Where these terms stand; they are sorted."""
        places = np.full((len(self.segments), len(terms)), -1, dtype=np.int64)
        holders = np.zeros(len(terms), dtype=np.int64)
        for number, segment in enumerate(self.segments):
            places[number] = at = segment.find(terms)
            here = at >= 0
            holders[here] += segment.holders_at(at[here])
        known: Flags = np.any(places >= 0, axis=0)
        return Found(places, holders, known)

    def find_unsorted(self, terms: Hashes) -> Found:
        order = np.argsort(terms)
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        places, holders, known = self.find(terms[order])
        return Found(places[:, back], holders[back], known[back])

    def starts(self) -> Iterator[tuple[int, Segment]]:
        """Each segment with the number of its first row."""
        start = 0
        for segment in self.segments:
            yield start, segment
            start += segment.height

    def entries(self) -> int:
        return sum(len(segment.rows) for segment in self.segments)

    def nbytes(self) -> int:
        return self.counts.nbytes + sum(segment.bytes() for segment in self.segments)

    def dump(self) -> dict[str, Any]:
        found: dict[str, Any] = {"counts": self.counts}
        for number, one in enumerate(self.segments):
            found[f"height.{number}"] = np.array(one.height)
            for name in ("hashes", "ends", "rows", "codes", "learnt"):
                array = getattr(one, name)
                if array is not None:
                    found[f"{name}.{number}"] = array
            found |= {f"column.{number}.{name}": array for name, array in one.columns.items()}
        return found

    def restore(self, dumped: Mapping[str, Any]) -> None:
        self.counts = dumped["counts"]
        self._code_of = {count: code for code, count in enumerate(self.counts.tolist())}
        self.segments = []
        while (number := len(self.segments)) >= 0 and f"height.{number}" in dumped:
            self.segments.append(_restored(dumped, str(number)))

    def _codes(self, counts: Counts) -> Any:
        distinct, at = np.unique(counts, return_inverse=True)
        known = self._code_of
        for count in distinct.tolist():
            known.setdefault(count, len(known))
        if len(known) > len(self.counts):
            self.counts = np.array(list(known))
        kind = np.min_scalar_type(max(len(known) - 1, 0))
        return np.array([known[count] for count in distinct.tolist()], dtype=kind)[at]

    def _mergeable(self, limit: int) -> int:
        """How many of the last segments are one: each no larger than all that came after it."""
        count, rows = 0, 0
        for segment in reversed(self.segments):
            joined = rows + segment.height
            if segment.learnt is None or joined > limit or (count and segment.height > 2 * rows):
                break
            count, rows = count + 1, joined
        return count


def joined(parts: Sequence[Counted]) -> Counted:
    """One behind the other."""
    lengths = [np.diff(part.ends) for part in parts]
    ends = np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int64)
    terms = np.concatenate([part.terms for part in parts])
    return Counted(ends, terms, np.concatenate([part.counts for part in parts]))


def _restored(dumped: Mapping[str, Any], number: str) -> Segment:
    columns = {
        name: array for name, array in dumped.items() if name.startswith(f"column.{number}.")
    }
    return Segment(
        height=int(dumped[f"height.{number}"]),
        hashes=dumped[f"hashes.{number}"],
        ends=dumped[f"ends.{number}"],
        rows=dumped[f"rows.{number}"],
        codes=dumped[f"codes.{number}"],
        learnt=dumped.get(f"learnt.{number}"),
        columns={name.split(".", 2)[2]: array for name, array in columns.items()},
    )
