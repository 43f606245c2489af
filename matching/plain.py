"""The inner loops in numpy: what `matching.kernels` says, without numba."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Hashes = NDArray[np.uint64]
Flags = NDArray[np.bool_]
NEWLINE, SPACE, EQUALS = 10, 32, 61


def digest(text: NDArray[np.uint8]) -> Hashes:
    breaks = np.flatnonzero(text == NEWLINE)
    if not len(breaks):
        return np.zeros(0, np.uint64)
    starts = np.concatenate([[0], breaks[:-1] + 1])
    places = np.arange(len(text)) - np.repeat(starts, np.diff(starts, append=len(text)))
    mixed = (places.astype(np.uint64) << np.uint64(8)) + text
    mixed = (mixed + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    mixed[breaks] = 0
    kinds = np.where(np.logical_or.reduceat(text == SPACE, starts), 1, 0)
    kinds = np.where(text[starts] == EQUALS, 2, kinds).astype(np.uint64)
    return (np.add.reduceat(mixed, starts) & ~np.uint64(3)) | kinds


def find(held: Hashes, wanted: Hashes) -> Ints:
    if not len(held):
        return np.full(len(wanted), -1, np.int64)
    places = np.minimum(np.searchsorted(held, wanted), len(held) - 1)
    return np.where(held[places] == wanted, places, -1)


def add_listed(
    totals: Ints, starts: Ints, ends: Ints, rows: Ints, codes: Ints, tables: Ints
) -> None:
    at, term = _spread(starts, ends)
    np.add.at(totals, rows[at], tables[term, codes[at]])


def add_damped(
    totals: Ints,
    starts: Ints,
    ends: Ints,
    rows: Ints,
    codes: Ints,
    counts: Floats,
    weights: Floats,
    damp: Floats,
) -> None:
    at, term = _spread(starts, ends)
    count = counts[codes[at]]
    parts = np.rint(weights[term] * (count / (count + damp[rows[at]])))
    np.add.at(totals, rows[at], parts.astype(np.int64))


def complete_listed(
    totals: Ints, chosen: Ints, starts: Ints, ends: Ints, rows: Ints, codes: Ints, tables: Ints
) -> None:
    for term in range(len(starts)):
        at = _held(chosen, rows, int(starts[term]), int(ends[term]))
        totals[rows[at]] += tables[term, codes[at]]


def complete_damped(
    totals: Ints,
    chosen: Ints,
    starts: Ints,
    ends: Ints,
    rows: Ints,
    codes: Ints,
    counts: Floats,
    weights: Floats,
    damp: Floats,
) -> None:
    for term in range(len(starts)):
        at = _held(chosen, rows, int(starts[term]), int(ends[term]))
        count = counts[codes[at]]
        parts = np.rint(weights[term] * (count / (count + damp[rows[at]])))
        totals[rows[at]] += parts.astype(np.int64)


def leading(totals: Ints, scales: Floats, alive: Flags, top: int, least: float) -> Ints:
    values = np.where(alive, totals * scales, 0.0)
    rows = np.flatnonzero(values > least)
    if len(rows) > top:
        rows = rows[np.argpartition(-values[rows], top - 1)[:top]]
    return np.sort(rows)


def reaching(
    totals: Ints,
    scales: Floats,
    alive: Flags,
    spare: Floats,
    rest: float,
    least: float,
    most: int,
) -> Ints:
    found: Ints = np.flatnonzero((totals * scales + rest * spare >= least) & alive)
    return found[: most + 1]


def sums(height: int, ends: Ints, rows: Ints, codes: Ints, table: Floats, worth: Floats) -> Floats:
    parts = np.repeat(worth, np.diff(ends)) * table[codes]
    return np.bincount(rows, weights=parts, minlength=height).astype(np.float64, copy=False)


def products(places: NDArray[np.int8], asked: NDArray[np.int8]) -> Ints:
    """Of each row with what is asked; whole numbers, exact in float64 too, which is faster."""
    return (places.astype(np.float64) @ asked.astype(np.float64)).astype(np.int64)


def _spread(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Every place from each start to its end, and the number of its term."""
    lengths = ends - starts
    term = np.repeat(np.arange(len(starts)), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(len(term)) + (starts - before)[term], term


def _held(chosen: Ints, rows: Ints, start: int, end: int) -> Ints:
    """Where in start…end the chosen rows stand, of those that do."""
    if start == end:
        return np.zeros(0, np.int64)
    at = np.minimum(np.searchsorted(rows[start:end], chosen), end - start - 1) + start
    held: Ints = at[rows[at] == chosen]
    return held
