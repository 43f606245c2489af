"""Postings against a plain matrix, and numba's loops against numpy's."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from matching import kernels, plain
from matching.engine import digest
from matching.postings import Counted, Postings

HASHES = np.sort(np.random.default_rng(1).integers(0, 2**63, 400, dtype=np.uint64))
WORDS = "nước\nnuoc\n=nước\nnuoc lo\na\n" + "x" * 5000 + "\n"
blocks = st.lists(
    st.lists(st.lists(st.integers(0, 3), min_size=6, max_size=6), min_size=1, max_size=4),
    min_size=1,
    max_size=4,
)


def counted(rows: list[list[int]]) -> Counted:
    dense = np.array(rows)
    at = np.nonzero(dense)
    ends = np.searchsorted(at[0], np.arange(len(rows) + 1))
    return Counted(ends, HASHES[at[1]], dense[at].astype(np.float64))


def dense(postings: Postings) -> list[list[float]]:
    found = np.zeros((len(postings), 6))
    for start, segment in postings.starts():
        for place, (first, last) in zip(
            np.searchsorted(HASHES, segment.hashes), pairwise(segment.ends.tolist()), strict=True
        ):
            rows = segment.rows[first:last].astype(int)
            assert (np.diff(rows) > 0).all()
            found[start + rows, place] = postings.counts[segment.codes[first:last]]
    return found.tolist()


@settings(max_examples=60, deadline=None)
@given(blocks, st.integers(1, 4), st.integers(1, 12), st.data())
def test_rows_are_what_was_added_and_kept(
    rows: list[list[list[int]]], learnt: int, limit: int, data: st.DataObject
) -> None:
    made = Postings()
    for number, block in enumerate(rows):
        made.append(counted(block), learnt=number < learnt)
        made.settle(limit)
    expected = [row for block in rows for row in block]
    assert dense(made) == expected
    first = np.array([row for block in rows[:learnt] for row in block])
    found = made.find(HASHES[:6])
    assert found.holders.tolist() == (first > 0).sum(axis=0).tolist()
    kept = sorted(data.draw(st.sets(st.sampled_from(range(len(expected))))))
    made.keep(np.array(kept, dtype=np.intp))
    assert dense(made) == [expected[row] for row in kept]
    assert made.find(HASHES[:6]).holders.tolist() == found.holders.tolist()
    made.forget_learnt()
    held = np.array([expected[row] for row in kept] or [[0] * 6])
    assert made.find(HASHES[:6]).holders.tolist() == (held > 0).sum(axis=0).tolist()


def test_what_was_added_one_by_one_lies_in_few_segments() -> None:
    made = Postings()
    for number in range(200):
        made.append(counted([[1, number % 3, 0, 0, 0, 2]]), learnt=number < 100)
        made.settle(1000)
    assert len(made.segments) <= 110
    assert [one.height for one in made.segments[100:]] == sorted(
        (one.height for one in made.segments[100:]), reverse=True
    )
    assert sum(one.height for one in made.segments[100:]) == 100


def test_hashes_are_the_same_in_every_process_and_tell_kinds_apart() -> None:
    text = np.frombuffer(WORDS.encode(), np.uint8)
    found = kernels.digest(text)
    assert found.tolist() == plain.digest(text).tolist()
    assert found[:3].tolist() == [17110347505224257576, 1229503572856960624, 12865312368877861090]
    assert (found & np.uint64(3)).tolist() == [0, 0, 2, 1, 0, 0]
    assert digest(["nước", "\ud800"])[0] == found[0]
    assert len(digest([])) == len(plain.digest(text[:0])) == len(kernels.digest(text[:0])) == 0


@settings(max_examples=100, deadline=None)
@given(st.sets(st.integers(0, 399)), st.lists(st.integers(0, 2**64 - 1), max_size=20))
def test_terms_are_found_where_they_are(held: set[int], others: list[int]) -> None:
    hashes = HASHES[sorted(held)]
    wanted = np.unique(np.concatenate([HASHES[::3], np.array(others, dtype=np.uint64)]))
    expected = [np.flatnonzero(hashes == one).tolist()[:1] or [-1] for one in wanted]
    assert [[place] for place in kernels.find(hashes, wanted).tolist()] == expected
    assert [[place] for place in plain.find(hashes, wanted).tolist()] == expected


class Lists:
    """Some terms' rows and codes, and numbers for them, by chance."""

    def __init__(self, seed: int) -> None:
        chance = np.random.default_rng(seed)
        self.height, terms = int(chance.integers(1, 300)), int(chance.integers(1, 40))
        holds = [chance.random(self.height) < chance.random() for _ in range(terms)]
        lists = [np.flatnonzero(held) for held in holds]
        self.ends = np.cumsum([0, *map(len, lists)])
        self.rows = np.concatenate(lists).astype(np.uint16)
        self.codes = chance.integers(0, 9, len(self.rows)).astype(np.uint8)
        self.tables = chance.integers(0, 2**40, (terms, 9))
        self.counts, self.weights = chance.random(9) * 9, chance.random(terms) * 2**40
        self.damp, self.spare = chance.random(self.height) + 0.1, chance.random(self.height)
        self.chosen = np.flatnonzero(chance.random(self.height) < 0.3)
        self.scales = chance.random(self.height) / 2**40
        self.alive = chance.random(self.height) < 0.8
        self.stretches = self.ends[:-1], self.ends[1:], self.rows, self.codes

    def zeros(self) -> NDArray[np.int64]:
        return np.zeros(self.height, dtype=np.int64)


@pytest.mark.parametrize("seed", range(20))
def test_both_loops_add_the_same_to_the_last_bit(seed: int) -> None:
    lists, totals = Lists(seed), []
    damping = (lists.counts, lists.weights, lists.damp)
    for loops in (kernels, plain):
        for add, complete, how in (
            (loops.add_listed, loops.complete_listed, (lists.tables,)),
            (loops.add_damped, loops.complete_damped, damping),
        ):
            whole, some = lists.zeros(), lists.zeros()
            add(whole, *lists.stretches, *how)
            complete(some, lists.chosen, *lists.stretches, *how)
            assert some[lists.chosen].tolist() == whole[lists.chosen].tolist()
            assert some.sum() == whole[lists.chosen].sum()
            totals.append(whole.tolist())
        stretches = lists.ends, lists.rows, lists.codes
        totals.append(loops.sums(lists.height, *stretches, lists.counts, lists.weights).tolist())
    assert totals[:3] == totals[3:]


@pytest.mark.parametrize("seed", range(20))
def test_both_loops_choose_the_same_rows(seed: int) -> None:
    lists, chosen, least = Lists(seed), [], 0.1
    totals = lists.zeros()
    kernels.add_listed(totals, *lists.stretches, lists.tables)
    bounds = totals, lists.scales, lists.alive
    values = np.where(lists.alive, totals * lists.scales, 0.0)
    best = np.sort(values[values > least])[-5:]
    for loops in (kernels, plain):
        leading = loops.leading(*bounds, 5, least)
        assert np.sort(values[leading]).tolist() == best.tolist()
        assert leading.tolist() == sorted(leading.tolist())
        chosen.append(loops.reaching(*bounds, lists.spare, 0.2, least, 300).tolist())
        assert loops.reaching(*bounds, lists.spare, 0.2, least, 2).tolist() == chosen[-1][:3]
    reach = lists.alive & (totals * lists.scales + 0.2 * lists.spare >= least)
    assert chosen == [np.flatnonzero(reach).tolist()] * 2
