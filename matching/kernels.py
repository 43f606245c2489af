"""The inner loops, compiled by numba. `matching.plain` has the same functions in numpy.

Both add up integers, so that their results are equal to the last bit, in whatever order rows and
terms come. This module is imported by `matching.engine` only, because numba is slow to import.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

Loop = TypeVar("Loop", bound=Callable[..., Any])


def _compiled(loop: Loop) -> Loop:
    """Kept on disk for the next process, where there is a folder that can be written."""
    try:
        made = numba.njit(cache=True, nogil=True)(loop)
    except RuntimeError:  # no folder for the cache
        made = numba.njit(nogil=True)(loop)
    return cast(Loop, made)


@_compiled
def digest(text: Any) -> Any:
    count = 0
    for byte in text:
        count += byte == 10
    found = np.empty(count, np.uint64)
    at, place, kind, total = 0, np.uint64(0), np.uint64(0), np.uint64(0)
    for byte in text:
        if byte == 10:
            found[at] = (total & ~np.uint64(3)) | kind
            at, place, kind, total = at + 1, np.uint64(0), np.uint64(0), np.uint64(0)
            continue
        if byte == 32 and kind == 0:
            kind = np.uint64(1)
        if byte == 61 and place == 0:
            kind = np.uint64(2)
        mixed = (place << np.uint64(8)) + np.uint64(byte)
        mixed = (mixed + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        total += mixed ^ (mixed >> np.uint64(31))
        place += np.uint64(1)
    return found


@_compiled
def find(held: Any, wanted: Any) -> Any:
    """The places of hashes, -1 for those not held; hashes are spread evenly, so guess first."""
    found = np.full(len(wanted), -1, np.int64)
    size = len(held)
    if size == 0:
        return found
    step = float(size) / 18446744073709551616.0
    for at in range(len(wanted)):
        term = wanted[at]
        guess = min(int(float(term) * step), size - 1)
        reach = 16
        if held[guess] < term:
            low, high = guess, min(guess + reach, size)
            while high < size and held[high - 1] < term:
                low, reach = high, 2 * reach
                high = min(high + reach, size)
        else:
            low, high = max(guess - reach, 0), guess + 1
            while low > 0 and held[low] > term:
                high, reach = low, 2 * reach
                low = max(low - reach, 0)
        while low < high:
            middle = (low + high) >> 1
            if held[middle] < term:
                low = middle + 1
            else:
                high = middle
        if low < size and held[low] == term:
            found[at] = low
    return found


@_compiled
def add_listed(totals: Any, starts: Any, ends: Any, rows: Any, codes: Any, tables: Any) -> None:
    """For each term, to each row that holds it, what the term's table says for its count."""
    for term in range(len(starts)):
        table = tables[term]
        for at in range(starts[term], ends[term]):
            totals[rows[at]] += table[codes[at]]


@_compiled
def add_damped(
    totals: Any, starts: Any, ends: Any, rows: Any, codes: Any, counts: Any, weights: Any, damp: Any
) -> None:
    """As `add_listed`, for weight · count / (count + damping of the row)."""
    for term in range(len(starts)):
        weight = weights[term]
        for at in range(starts[term], ends[term]):
            row = rows[at]
            count = counts[codes[at]]
            totals[row] += np.int64(np.rint(weight * (count / (count + damp[row]))))


@_compiled
def _first_from(rows: Any, row: Any, low: Any, high: Any, guess: Any) -> Any:
    """The first place of `row` or a later one among rows in order, likely near `guess`."""
    reach, guess = 16, min(max(guess, low), high - 1)
    if low < high and rows[guess] < row:
        while guess + reach < high and rows[guess + reach] < row:
            guess, reach = guess + reach, 2 * reach
        low, high = guess + 1, min(guess + reach + 1, high)
    elif low < high:
        while guess - reach >= low and rows[guess - reach] >= row:
            guess, reach = guess - reach, 2 * reach
        low, high = max(guess - reach, low), guess
    while low < high:
        middle = (low + high) >> 1
        if rows[middle] < row:
            low = middle + 1
        else:
            high = middle
    return low


@_compiled
def complete_listed(
    totals: Any, chosen: Any, starts: Any, ends: Any, rows: Any, codes: Any, tables: Any
) -> None:
    """As `add_listed`, for the chosen rows only."""
    for term in range(len(starts)):
        low, step = starts[term], (ends[term] - starts[term]) / len(totals)
        for row in chosen:
            guess = starts[term] + np.int64(row * step)
            low = _first_from(rows, row, low, ends[term], guess)
            if low < ends[term] and rows[low] == row:
                totals[row] += tables[term, codes[low]]


@_compiled
def complete_damped(
    totals: Any,
    chosen: Any,
    starts: Any,
    ends: Any,
    rows: Any,
    codes: Any,
    counts: Any,
    weights: Any,
    damp: Any,
) -> None:
    for term in range(len(starts)):
        low, step = starts[term], (ends[term] - starts[term]) / len(totals)
        for row in chosen:
            guess = starts[term] + np.int64(row * step)
            low = _first_from(rows, row, low, ends[term], guess)
            if low < ends[term] and rows[low] == row:
                count = counts[codes[low]]
                totals[row] += np.int64(np.rint(weights[term] * (count / (count + damp[row]))))


@_compiled
def leading(totals: Any, scales: Any, alive: Any, top: int, least: float) -> Any:
    """The `top` rows with the greatest totals · scales of those alive and above `least`."""
    heap, rows = np.full(top, least), np.full(top, -1, np.int64)
    for row in range(len(totals)):
        value = totals[row] * scales[row]
        if value > heap[0] and alive[row]:
            at = 0
            while True:
                child = 2 * at + 1
                if child >= top:
                    break
                if child + 1 < top and heap[child + 1] < heap[child]:
                    child += 1
                if heap[child] >= value:
                    break
                heap[at], rows[at] = heap[child], rows[child]
                at = child
            heap[at], rows[at] = value, row
    return np.sort(rows[rows >= 0])


@_compiled
def reaching(
    totals: Any, scales: Any, alive: Any, spare: Any, rest: float, least: float, most: int
) -> Any:
    """Rows that may reach `least`, if at most rest · spare comes to totals · scales; one more than
    `most` are enough."""
    found = np.empty(min(most + 1, len(totals)), np.int64)
    count = 0
    for row in range(len(totals)):
        if totals[row] * scales[row] + rest * spare[row] >= least and alive[row]:
            found[count] = row
            count += 1
            if count > most:
                break
    return found[:count]


@_compiled
def sums(height: int, ends: Any, rows: Any, codes: Any, table: Any, worth: Any) -> Any:
    """For each row the sum of the term's worth times the table's number for its count.

    These are no integers, but the terms of a row always come in the order of their hashes.
    """
    totals = np.zeros(height)
    for term in range(len(ends) - 1):
        for at in range(ends[term], ends[term + 1]):
            totals[rows[at]] += worth[term] * table[codes[at]]
    return totals


@_compiled
def products(places: Any, asked: Any) -> Any:
    found = np.empty(places.shape[0], np.int64)
    for row in range(places.shape[0]):
        total = np.int32(0)
        for at in range(places.shape[1]):
            total += np.int32(places[row, at]) * np.int32(asked[at])
        found[row] = total
    return found
