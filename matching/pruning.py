"""The best rows for a query without reading all postings, and without missing any.

The short lists are added up. What the long ones could still give to a row is bounded, and only for
rows that may reach the best are they looked through, the shorter first, for fewer and fewer rows
(Turtle and Flood 1995, MaxScore).
"""

import threading
from collections import deque
from collections.abc import Iterable

import numpy as np

from matching.asking import Asked, Span
from matching.engine import loops
from matching.segments import LIMIT, Counts, Flags, Places, Segment

LOOKUP = 20
"""Finding one row in one list costs as much as reading so many postings."""
SCAN = 2
"""Looking at all rows once costs as much as reading so many postings for each."""
NOBODY: Places = np.zeros(0, dtype=np.int64)
SLACK = 1e-11
"""More than rounding, of the bound or of a score's last digit, can amount to."""


class _Scratch(threading.local):
    def __init__(self) -> None:
        self.totals: Places = np.zeros(LIMIT, dtype=np.int64)


_scratch = _Scratch()


def totals(asked: Asked, number: int, segment: Segment) -> Places:
    """What all terms give, to every row; the array is used again by the next call."""
    found = _emptied(segment.height)
    asked.add(segment, found, Span(0, *asked.stretches(number, segment)))
    return found


def best(
    segments: Iterable[tuple[int, Segment]], asked: Asked, alive: Flags, top: int
) -> tuple[Places, Counts]:
    """The `top` best rows that are alive and have any value, and all that equal the last of them.

    Some more may be among them: what is within `SLACK` of the last one.
    """
    rows: list[Places] = []
    values: list[Counts] = []
    least = 0.0
    for number, (start, segment) in enumerate(segments):
        live = alive[start : start + segment.height]
        if not live.any():
            continue
        chosen, found = _reaching(number, segment, asked, live, (top, least))
        rows.append(chosen + start)
        values.append(found)
        least = max(least, _last(np.concatenate(values), top))
    if not rows:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    all_rows, all_values = np.concatenate(rows), np.concatenate(values)
    stays = all_values >= _floor(least)
    return all_rows[stays], all_values[stays]


def _reaching(
    number: int, segment: Segment, asked: Asked, live: Flags, wanted: tuple[int, float]
) -> tuple[Places, Counts]:
    top, least = wanted
    starts, ends = asked.stretches(number, segment)
    found, scales = _emptied(segment.height), asked.scales(segment)
    read = np.concatenate([[0], np.cumsum(ends - starts)])
    done, chosen, later = 0, NOBODY, deque(enumerate([*asked.heavy, len(asked)]))
    while later:
        level, goal = later.popleft()
        asked.add(segment, found, Span(done, starts[done:goal], ends[done:goal]))
        done, left = goal, int(read[-1] - read[goal])
        most = left // (LOOKUP * (len(asked) - done)) if left else segment.height
        if left and (most < top or left < SCAN * segment.height):
            continue  # reading the rest costs less than looking for those that need it
        rest = Span(done, starts[done:], ends[done:])
        least = max(least, _promised(segment, asked, found, live, rest, wanted))
        bound, spare = asked.rest[done], asked.spare(segment, level)
        chosen = loops().reaching(found, scales, live, spare, bound, _floor(least), most)
        if len(chosen) <= most:
            break
    for level, goal in later:
        asked.complete(segment, found, chosen, Span(done, starts[done:goal], ends[done:goal]))
        done, values = goal, found[chosen] * scales[chosen]
        least = max(least, _last(values, top))
        might = values + asked.rest[done] * asked.spare(segment, level)[chosen]
        chosen = chosen[might >= _floor(least)]
    values = found[chosen] * scales[chosen]
    stays = (values > 0) & (values >= _floor(least))
    return chosen[stays], values[stays]


def _promised(
    segment: Segment,
    asked: Asked,
    found: Places,
    live: Flags,
    rest: Span,
    wanted: tuple[int, float],
) -> float:
    """What the best rows so far have in the end: so many rows have that at least."""
    top, least = wanted
    scales = asked.scales(segment)
    leaders = loops().leading(found, scales, live, top, least)
    if len(leaders) < top:
        return least
    so_far = found[leaders]
    asked.complete(segment, found, leaders, rest)
    promised = float((found[leaders] * scales[leaders]).min())
    found[leaders] = so_far
    return promised


def _emptied(height: int) -> Places:
    found = _scratch.totals[:height]
    found[:] = 0
    return found


def _last(values: Counts, top: int) -> float:
    return float(np.partition(values, -top)[-top]) if len(values) >= top else 0.0


def _floor(least: float) -> float:
    return min(least, 1.0) * (1 - SLACK) - SLACK
