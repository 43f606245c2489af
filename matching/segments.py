"""Postings of up to 65,536 documents: by term, sorted by its hash, who holds it and how often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine import loops

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]
Counts = NDArray[np.float64]
Flags = NDArray[np.bool_]
LIMIT = 1 << 16
"""So many rows have numbers of 16 bits."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Term i stands in `rows[ends[i]:ends[i + 1]]`, with `codes` that number its counts there.

    A posting takes two bytes for its row and one for its code; a term twelve. `learnt` says how
    many held each term when weights were learnt; without it, it is those that hold it. `columns`
    are numbers of each row, under names of whoever weighs by them.
    """

    height: int
    hashes: Hashes
    ends: NDArray[np.uint32]
    rows: NDArray[np.uint16]
    codes: Any
    learnt: NDArray[np.uint32] | None = None
    columns: Mapping[str, Counts] = field(default_factory=dict)

    def find(self, terms: Hashes) -> Places:
        """The place of each term, -1 for those that are not here; `terms` are sorted."""
        found: Places = loops().find(self.hashes, terms)
        return found

    def holders(self) -> Places:
        found = np.diff(self.ends) if self.learnt is None else self.learnt
        return found.astype(np.int64)

    def holders_at(self, places: Places) -> Places:
        if self.learnt is None:
            found = self.ends[places + 1] - self.ends[places]
        else:
            found = self.learnt[places]
        return found.astype(np.int64)

    def bytes(self) -> int:
        arrays = [self.hashes, self.ends, self.rows, self.codes, self.learnt]
        arrays += self.columns.values()
        return sum(array.nbytes for array in arrays if array is not None)


def built(height: int, ends: Places, hashes: Hashes, codes: Any) -> Segment:
    """From rows of terms: those of row i stand from `ends[i]` to `ends[i + 1]`."""
    order = np.argsort(hashes, kind="stable")
    terms, starts = _runs(hashes[order])
    rows = np.repeat(np.arange(height, dtype=np.uint16), np.diff(ends))
    return Segment(height, terms, starts, rows[order], codes[order])


def merged(segments: Sequence[Segment]) -> Segment:
    """One behind the other."""
    codes = np.result_type(*(one.codes for one in segments))
    below = np.cumsum([0] + [one.height for one in segments])
    holders = np.concatenate([np.diff(one.ends) for one in segments]).astype(np.int64)
    terms = np.concatenate([one.hashes for one in segments])
    order = np.argsort(terms, kind="stable")  # of sorted runs: fast
    distinct, starts = _runs(terms[order])
    moved = _stretches((np.cumsum(holders) - holders)[order], holders[order])
    rows = [one.rows + np.uint16(down) for one, down in zip(segments, below, strict=False)]
    total = np.append(0, np.cumsum(holders[order]))
    learnt = np.concatenate([one.holders() for one in segments])[order]
    return Segment(
        height=int(below[-1]),
        hashes=distinct,
        ends=total[starts].astype(np.uint32),
        rows=np.concatenate(rows)[moved],
        codes=np.concatenate([one.codes.astype(codes) for one in segments])[moved],
        learnt=_sums(learnt, starts).astype(np.uint32),
        columns=_behind(segments),
    )


def kept(segment: Segment, stays: Flags) -> Segment:
    """Only these rows; terms that lose all of theirs stay with what was learnt of them."""
    wanted = stays[segment.rows]
    numbers = (np.cumsum(stays) - 1).astype(np.uint16)
    total = np.append(0, np.cumsum(wanted)).astype(np.uint32)
    return Segment(
        height=int(stays.sum()),
        hashes=segment.hashes,
        ends=total[segment.ends],
        rows=numbers[segment.rows[wanted]],
        codes=segment.codes[wanted],
        learnt=segment.holders().astype(np.uint32),
        columns={name: column[stays] for name, column in segment.columns.items()},
    )


def fresh(segment: Segment) -> Segment:
    """As if it had just been built: nothing learnt, no term that nobody holds."""
    held = np.diff(segment.ends) > 0
    ends = np.concatenate([segment.ends[:-1][held], segment.ends[-1:]])
    return replace(segment, hashes=segment.hashes[held], ends=ends, learnt=None)


def _behind(segments: Sequence[Segment]) -> dict[str, Counts]:
    names = segments[0].columns
    return {name: np.concatenate([one.columns[name] for one in segments]) for name in names}


def _runs(terms: Hashes) -> tuple[Hashes, NDArray[np.uint32]]:
    """Of sorted terms the distinct ones, and where each begins and the last one ends."""
    firsts = np.ones(len(terms), dtype=np.bool_)
    firsts[1:] = terms[1:] != terms[:-1]
    starts = np.append(np.flatnonzero(firsts), len(terms)).astype(np.uint32)
    return terms[firsts], starts


def _sums(numbers: Places, starts: NDArray[np.uint32]) -> Places:
    """Of the numbers from each start to the next."""
    total = np.append(0, np.cumsum(numbers))
    found: Places = np.diff(total[starts])
    return found


def _stretches(starts: Places, lengths: Places) -> Places:
    """All places of each stretch, one stretch after the other."""
    before = np.cumsum(lengths) - lengths
    found: Places = np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))
    return found
