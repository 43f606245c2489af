"""The same ranking however it is computed: pruned or not, by which loops, in how many pieces."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from sklearn.base import clone

from matching import BlendedMatcher, Bm25Matcher, Document, Ranked, TfidfMatcher, index
from matching import engine as engine_module
from matching.base import Matcher
from matching.shards import rank_piece, together

MATCHERS = (TfidfMatcher(), Bm25Matcher(), TfidfMatcher(curve=0.5, sublinear=False))
every_matcher = pytest.mark.parametrize("matcher", MATCHERS, ids=repr)
WORDS = [f"w{number}" for number in range(400)]
OFTEN = [1 / (rank + 3) for rank in range(400)]


def text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, OFTEN, k=words))


def documents(count: int, seed: int = 0) -> list[Document]:
    """Some are equal but for their keys, so that there are ties."""
    chance = random.Random(seed)  # noqa: S311 - a sample
    texts = [text(chance, chance.randrange(3, 60)) for _ in range(count)]
    texts[::9] = [texts[0]] * len(texts[::9])
    return [Document(f"d{n:05}", {"text": t, "title": t[:12]}) for n, t in enumerate(texts)]


def queries(count: int, seed: int = 1) -> list[Document]:
    chance = random.Random(seed)  # noqa: S311 - a sample
    return [
        Document("q", {"text": text(chance, chance.choice([1, 3, 20, 80]))}) for _ in range(count)
    ]


def full(matcher: Matcher, query: Document, top: int) -> list[Ranked]:
    """By measuring every document."""
    keys = sorted(one.key for one in matcher.shelf_.documents)
    ranked = [
        Ranked(key, score) for key, score in zip(keys, matcher.score(query, keys), strict=True)
    ]
    return sorted((one for one in ranked if one.score), key=lambda one: (-one.score, one.key))[:top]


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "LIMIT", 150)


def same_as_full(matcher: Matcher, count: int) -> None:
    for number, query in enumerate(queries(count)):
        top = (1, 3, 10, 50)[number % 4]
        assert matcher.rank(query, top) == full(matcher, query, top)


@every_matcher
@pytest.mark.usefixtures("small_segments")
def test_pruned_is_full(matcher: Matcher) -> None:
    matcher = clone(matcher).fit(documents(600))
    for one in documents(40, seed=5):
        matcher.partial_fit([Document("late" + one.key, one.fields)])
    same_as_full(matcher, 200)


@pytest.mark.prove
@every_matcher
def test_pruned_is_full_for_ten_thousand_queries(matcher: Matcher) -> None:
    same_as_full(clone(matcher).fit(documents(3000)), 10_000)


@pytest.fixture
def with_loops(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def choose(name: str) -> None:
        monkeypatch.setenv("MATCHING_LOOPS", name)
        engine_module.loops.cache_clear()

    yield choose
    monkeypatch.delenv("MATCHING_LOOPS", raising=False)
    engine_module.loops.cache_clear()


@every_matcher
@pytest.mark.usefixtures("small_segments")
def test_numpy_is_numba(matcher: Matcher, with_loops: Callable[[str], None]) -> None:
    answers = []
    for name in ("numba", "numpy"):
        with_loops(name)
        fitted = clone(matcher).fit(documents(400)).partial_fit(documents(60, seed=3))
        answers.append([fitted.rank(query) for query in queries(60)])
        assert engine_module.loops().__name__ == {"numba": "matching.kernels"}.get(
            name, "matching.plain"
        )
    assert answers[0] == answers[1]


@every_matcher
@pytest.mark.usefixtures("small_segments")
@pytest.mark.parametrize("pieces", [1, 2, 8])
def test_pieces_together_are_the_whole(matcher: Matcher, pieces: int) -> None:
    fitted = clone(matcher).fit(documents(500))
    for query in queries(40):
        found = [rank_piece(fitted, query, number, pieces) for number in range(pieces)]
        assert together(found) == fitted.rank(query)


@pytest.mark.parametrize("matcher", [*MATCHERS, BlendedMatcher()], ids=repr)
@pytest.mark.parametrize("seed", range(3))
def test_a_refit_is_a_fit_from_nothing(matcher: Matcher, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a sample
    pool = {one.key: one for one in documents(300, seed)}
    held = dict(chance.sample(sorted(pool.items()), 150))
    fitted = clone(matcher).fit(held.values())
    for _ in range(30):
        added = dict(chance.sample(sorted(pool.items()), chance.randrange(1, 20)))
        gone = chance.sample(sorted(held), chance.randrange(0, 20))
        fitted.partial_fit(added.values()).remove(gone)
        held = {key: one for key, one in (held | added).items() if key not in gone}
    anew = clone(matcher).fit(held.values())
    fitted.refit()
    assert fitted.changes_since_fit_ == 0
    for query in queries(30):
        assert fitted.rank(query) == anew.rank(query)


SCRIPT = """
import json, sys
from matching import TfidfMatcher
from tests.matching.test_exactness import documents, queries
import random
held = documents(300)
random.Random(int(sys.argv[1])).shuffle(held)
fitted = TfidfMatcher().fit(held)
print(json.dumps([[(one.key, one.score) for one in fitted.rank(q)] for q in queries(10)]))
"""


def test_another_process_and_another_order_rank_the_same() -> None:
    fitted = TfidfMatcher().fit(documents(300))
    here = [[[one.key, one.score] for one in fitted.rank(query)] for query in queries(10)]
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        ran = subprocess.run(
            [sys.executable, "-c", SCRIPT, seed], capture_output=True, env=environment, check=True
        )
        assert json.loads(ran.stdout) == here


def test_pruning_reads_less(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would be exact, but for nothing."""
    fitted = TfidfMatcher().fit(documents(2000))
    read: list[int] = []
    add = engine_module.loops().add_listed

    def counting(totals: object, starts: np.ndarray, ends: np.ndarray, *how: object) -> None:
        read.append(int((ends - starts).sum()))
        add(totals, starts, ends, *how)

    monkeypatch.setattr(engine_module.loops(), "add_listed", counting)
    query = Document("q", {"text": fitted.shelf_.documents[7].fields["text"]})
    fitted.rank(query, 1)
    pruned = sum(read)
    read.clear()
    fitted.score(query, ["d00007"])
    assert pruned < 0.7 * sum(read)
