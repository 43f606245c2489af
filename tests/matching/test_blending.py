"""Shares learnt from judgements."""

from pathlib import Path

import pytest

from matching import BlendedMatcher, Document
from matching.beir import Collection
from matching.blending import Blend, ablation, cross_validated, learn, learn_from, weighed
from matching.matchers import SHARES
from tests.matching.samples import INVENTIONS, NEEDS, query

JUDGED = [(query(NEEDS["brackish-filter"]), {"brackish-filter": 3})]


def collection() -> Collection:
    """By text alone each finds itself; the class says the opposite."""
    queries = tuple(
        Document(f"need-{one.key}", one.fields, classes=("C02F 1/44",)) for one in INVENTIONS
    )
    grades = {f"need-{one.key}": {one.key: 1} for one in INVENTIONS}
    hard = frozenset({queries[0].key})
    return Collection("sample", tuple(INVENTIONS), queries, grades, hard)


def test_without_judgements_shares_stay() -> None:
    matcher = BlendedMatcher().fit(INVENTIONS)
    shares, pairs = learn(matcher, [])
    assert shares == pytest.approx(SHARES)
    assert pairs == 0
    assert learn(matcher, [(query(NEEDS["brackish-filter"]), {})])[1] == 0


def test_shares_are_a_blend_and_the_same_each_time() -> None:
    matcher = BlendedMatcher().fit(INVENTIONS)
    shares, pairs = learn(matcher, JUDGED)
    assert (shares, pairs) == learn(BlendedMatcher().fit(INVENTIONS[::-1]), JUDGED)
    assert pairs > 0
    assert min(shares.values()) >= 0
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
    assert shares.keys() == SHARES.keys()


def test_a_part_that_misleads_loses_its_share() -> None:
    found = collection()
    matcher = BlendedMatcher(shares={"text": 0.5, "classes": 0.5}).fit(found.documents)
    shares, _ = learn(matcher, [(one, found.grades[one.key]) for one in found.queries])
    assert shares["classes"] < 0.5 < shares["text"]


def test_a_matcher_weighed_anew_ranks_as_one_made_so() -> None:
    matcher = BlendedMatcher().fit(INVENTIONS)
    shares = {"text": 0.3, "bm25": 0.7}
    made = BlendedMatcher(shares=shares).fit(INVENTIONS)
    for text in NEEDS.values():
        assert weighed(matcher, shares).rank(query(text)) == made.rank(query(text))
    assert matcher.shares is None


def test_cross_validation_and_ablation_tell_hard_queries_apart() -> None:
    found = collection()
    matcher = BlendedMatcher(shares={"text": 0.6, "bm25": 0.3, "classes": 0.1})
    matcher.fit(found.documents)
    ndcg, hard = cross_validated(matcher, found, 2)
    assert ndcg == pytest.approx(1.0)
    assert hard == pytest.approx(1.0)
    left_out = ablation(matcher, found)
    assert left_out.keys() == {"text", "bm25", "classes"}
    assert left_out["classes"][0] == pytest.approx(1.0)


def test_what_was_learnt_is_saved_with_its_card(tmp_path: Path) -> None:
    found = collection()
    matcher = BlendedMatcher().fit(found.documents)
    blend = learn_from(matcher, found, {"learnt, 2 folds": (0.5, None)})
    blend.save(tmp_path / "blend.json")
    assert Blend.load(tmp_path / "blend.json") == blend
    assert f"{len(found.queries)} queries" in blend.card()
    assert "| nDCG@10 learnt, 2 folds | 0.5000 |" in blend.card()
    BlendedMatcher(shares=blend.shares).fit(found.documents)


def test_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "blend.json").write_text('{"version": 99}')
    with pytest.raises(ValueError, match="version 99"):
        Blend.load(tmp_path / "blend.json")
