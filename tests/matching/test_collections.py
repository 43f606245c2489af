"""The shared collections: figures that must not fall, and texts without their tone marks."""

from pathlib import Path

import pytest

from matching import BlendedMatcher, Document
from matching.analysis import fold
from matching.beir import Collection, read_collection
from matching.evaluation import evaluate, mean_ndcg

SHARED = Path(__file__).parents[3] / "shared" / "data"
CHANCE = 0.03
DRIFT = 0.005
"""nDCG@10 that may be lost before weights are learnt anew."""


def collection(name: str, *, short: bool = False) -> Collection:
    folder = SHARED / name
    if not folder.exists():
        pytest.skip(f"the shared collections are not at {SHARED}")
    return read_collection(folder, short=short)


def ndcg(matcher: BlendedMatcher, found: Collection) -> float:
    rankings = {query.key: [one.key for one in matcher.rank(query)] for query in found.queries}
    return mean_ndcg(found, rankings)[0]


@pytest.mark.parametrize(("name", "least"), [("xquad_vi", 0.962), ("xquad_vi_sent", 0.83)])
def test_vietnamese_questions_find_their_answers(name: str, least: float) -> None:
    assert evaluate(BlendedMatcher(), collection(name)).ndcg >= least - CHANCE


@pytest.mark.prove
@pytest.mark.parametrize(
    ("name", "short", "least"),
    [("sbir_need", False, 0.912), ("sbir_need", True, 0.862), ("sbir_peer", False, 0.78)],
)
def test_english_needs_find_their_projects(name: str, short: bool, least: float) -> None:
    assert evaluate(BlendedMatcher(), collection(name, short=short)).ndcg >= least - CHANCE


@pytest.mark.parametrize("name", ["xquad_vi", "xquad_vi_sent"])
def test_questions_without_tone_marks_have_the_same_first_ten(name: str) -> None:
    found = collection(name)
    matcher = BlendedMatcher().fit(found.documents)
    bare = [
        Document(one.key, {name: fold(text) for name, text in one.fields.items()})
        for one in found.queries
    ]
    pairs = zip(matcher.rank_many(found.queries), matcher.rank_many(bare), strict=True)
    turned = [
        query.key
        for query, (marked, plain) in zip(found.queries, pairs, strict=True)
        if [one.key for one in marked] != [one.key for one in plain]
    ]
    assert turned == []


@pytest.mark.parametrize(
    "name", ["xquad_vi_sent", pytest.param("sbir_need", marks=pytest.mark.prove)]
)
def test_a_fifth_added_without_a_refit_ranks_nearly_as_well(name: str) -> None:
    """What the market allows before it fits anew; every fifth document comes late."""
    found = collection(name)
    late = found.documents[::5]
    first = [one for place, one in enumerate(found.documents) if place % 5]
    drifted = BlendedMatcher().fit(first).partial_fit(late)
    assert drifted.changes_since_fit_ == len(late)
    before = ndcg(drifted, found)
    assert abs(ndcg(drifted.refit(), found) - before) < DRIFT
