"""What was said of some documents moves those like them, in bounds, and shows by how much."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import BlendedMatcher, Document
from matching.explaining import reasons
from matching.reactions import NAME, WEIGHT, Judged, Reacting, no_cheaper, no_readier
from tests.matching.samples import INVENTIONS
from tests.matching.test_explanations import adds_up

NEED = Document(
    "need", {"text": "lọc nước thải, màng, vi tảo, sấy cà phê, pin lithium"}, readiness=6
)
BY_KEY = {one.key: one for one in INVENTIONS}
answers = st.builds(
    Judged,
    document=st.sampled_from(INVENTIONS),
    useful=st.booleans(),
    aspect=st.sampled_from(["text", "readiness", "price", "itself"]),
)


def fitted() -> BlendedMatcher:
    copies = [replace(one, key=f"{one.key}-2") for one in INVENTIONS]
    return BlendedMatcher().fit([*INVENTIONS, *copies])


def test_without_answers_nothing_changes() -> None:
    matcher = fitted()
    reacting = Reacting(matcher)
    assert reacting.rank(NEED) == matcher.rank(NEED)
    assert reacting.explain_many(NEED, ["battery"]) == matcher.explain_many(NEED, ["battery"])


def test_what_is_like_a_useless_one_falls_and_what_is_like_a_useful_one_rises() -> None:
    reacting = Reacting(
        fitted(), [Judged(BY_KEY["dye-waste"], False), Judged(BY_KEY["battery"], True)], floor=0.3
    )
    parts = {
        one.key: one.parts[-1]
        for one in reacting.explain_many(NEED, ["dye-waste-2", "battery-2", "coffee-dryer"])
    }
    assert {part.name for part in parts.values()} == {NAME}
    assert parts["dye-waste-2"].value < 0.02
    assert parts["battery-2"].value > 0.98
    assert parts["coffee-dryer"].value == pytest.approx(0.5, abs=0.05)


def test_the_reason_decides_what_it_touches() -> None:
    low, high = Document("low", {}, readiness=4), Document("high", {}, readiness=7)
    assert [no_readier(low, other) for other in (low, high, Document("x", {}))] == [1, 0.25, 0]
    assert no_readier(high, low) == 1
    dear = Document("dear", {}, money=(200, None), currency="VND")
    cheap = replace(dear, money=(150, 150))
    assert [no_cheaper(dear, one) for one in (dear, cheap, replace(dear, money=(90, 90)))] == [
        1,
        0.5,
        0,
    ]
    assert no_cheaper(dear, replace(dear, currency="USD")) == 0
    reacting = Reacting(fitted(), [Judged(BY_KEY["dye-waste"], False, "itself")])
    values = {
        one.key: one.parts[-1].value
        for one in reacting.explain_many(NEED, ["dye-waste", "dye-waste-2"])
    }
    assert values == {"dye-waste": 0.0, "dye-waste-2": 0.5}


@settings(max_examples=40, deadline=None)
@given(st.lists(answers, min_size=1, max_size=6), st.integers(1, 12))
def test_bounded_additive_and_exact(judged: list[Judged], top: int) -> None:
    matcher = fitted()
    reacting = Reacting(matcher, judged)
    keys = [one.key for one in matcher.rank(NEED, 100)]
    before = dict(zip(keys, matcher.score(NEED, keys), strict=True))
    everything = []
    for one in reacting.explain_many(NEED, keys):
        adds_up(one)
        assert one.parts[-1].weight == WEIGHT
        assert abs(one.score - (1 - WEIGHT) * before[one.key] - WEIGHT / 2) <= WEIGHT / 2 + 1e-9
        everything.append((-one.score, one.key))
    ranked = [(-one.score, one.key) for one in reacting.rank(NEED, top)]
    assert ranked == sorted(everything)[:top]


def test_the_order_of_answers_says_nothing() -> None:
    judged = [Judged(one, one.key < "c") for one in INVENTIONS]
    one, other = Reacting(fitted(), judged), Reacting(fitted(), judged[::-1])
    assert one.rank(NEED) == other.rank(NEED)


def test_what_is_below_the_floor_is_not_ranked() -> None:
    matcher = fitted()
    ranked = matcher.rank(NEED)
    floor = ranked[3].score
    assert Reacting(matcher, floor=floor).rank(NEED) == [r for r in ranked if r.score >= floor]
    judged = [Judged(BY_KEY["battery"], True)]
    kept = {one.key for one in Reacting(matcher, judged, floor=floor).rank(NEED)}
    assert kept == {one.key for one in ranked if one.score >= floor}


def test_reasons_show_the_answers_and_what_would_change_the_answered_rank() -> None:
    reacting = Reacting(fitted(), [Judged(BY_KEY["dye-waste"], False)], floor=0.0)
    keys = [one.key for one in reacting.rank(NEED)]
    for found in reasons(reacting, NEED, keys):
        adds_up(found.explanation)
        answers = found.explanation.parts[-1]
        assert answers.terms[-1].value == pytest.approx(0.5) or answers.terms[0].text == ""
        now = keys.index(found.explanation.key) + 1
        assert all(change.rank is None or change.rank != now for change in found.changes)
