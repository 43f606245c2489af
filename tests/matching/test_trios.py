"""Three houses for one need: the parts add up, and nobody is named who does not take part."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import BlendedMatcher, Document
from matching.trio_cases import measure, read_cases
from matching.trios import OF_ONE, SHARES, House, Source, about, suggest_trios
from tests.matching.samples import INVENTIONS
from tests.matching.test_explanations import adds_up

TOWN = House("town", "state", "ca-mau")
NEED = Document(
    "salty-canal",
    {"title": "Nước kênh bị lợ", "text": "Cần lọc nước lợ cho các trường ven biển."},
    money=(None, 400_000_000),
    currency="VND",
)
NEEDS = (
    Document(
        "shrimp-water",
        {"title": "Nước lợ trong ao tôm", "text": "Lọc nước lợ cho ao."},
        money=(None, 600_000_000),
        currency="VND",
    ),
    Document("old-pumps", {"title": "Máy bơm cũ", "text": "Máy bơm kêu to."}),
    NEED,
)
OWNERS = {
    "brackish-filter": House("water-institute", "institute", "ca-mau"),
    "dye-waste": House("textile-institute", "institute", "hung-yen"),
    "coffee-dryer": House("dryer-maker", "enterprise"),
    "shrimp-water": House("shrimp-farm", "enterprise", "ca-mau"),
    "old-pumps": House("mill", "enterprise", "hung-yen"),
    "salty-canal": TOWN,
}


def owners(keys: Sequence[str]) -> Mapping[str, House]:
    return {key: OWNERS[key] for key in keys if key in OWNERS}


LISTINGS = Source(BlendedMatcher().fit(INVENTIONS), owners)


def needs_of(*documents: Document) -> Source:
    return Source(BlendedMatcher().fit([about(one) for one in documents]), owners)


def test_who_needs_who_can_and_who_would_pay() -> None:
    first, *_ = suggest_trios(NEED, TOWN, listings=LISTINGS, needs=needs_of(*NEEDS))
    assert (first.can.house.key, first.can.document.key) == ("water-institute", "brackish-filter")
    assert (first.pay.house.key, first.pay.document.key) == ("shrimp-farm", "shrimp-water")
    values = {part.name: part.value for part in first.parts}
    assert (values["kinds"], values["place"], values["need"]) == (1.0, 1.0, 1.0)
    assert values["money"] == 1.0


def test_budgets_that_do_not_reach_the_price_give_a_share() -> None:
    poor = replace(NEED, money=(None, 100_000_000))
    first, *_ = suggest_trios(poor, TOWN, listings=LISTINGS, needs=needs_of(*NEEDS))
    assert {part.name: part.value for part in first.parts}["money"] == pytest.approx(7 / 8)
    silent = replace(NEED, money=(None, None), currency="")
    unknown = replace(NEEDS[0], money=(None, None), currency="")
    first, *_ = suggest_trios(silent, TOWN, listings=LISTINGS, needs=needs_of(unknown))
    (money,) = [part for part in first.parts if part.name == "money"]
    assert (money.value, money.state) == (0.5, "not-stated")


@settings(max_examples=40, deadline=None)
@given(
    st.permutations(list(OWNERS.values())),
    st.lists(st.sampled_from(NEEDS), unique_by=lambda one: one.key),
    st.integers(0, 8),
)
def test_whoever_owns_what_the_three_are_three_and_their_parts_add_up(
    houses: list[House], held: list[Document], top: int
) -> None:
    owned = dict(zip(OWNERS, houses, strict=True))

    def some(keys: Sequence[str]) -> Mapping[str, House]:
        return {key: owned[key] for key in keys if key in owned}

    listings = Source(LISTINGS.matcher, some)
    needs = Source(needs_of(*held).matcher, some)
    found = suggest_trios(NEED, TOWN, listings=listings, needs=needs, top=top)
    assert len(found) <= top
    assert [-one.score for one in found] == sorted(-one.score for one in found)
    for one in found:
        assert len({TOWN.key, one.can.house.key, one.pay.house.key}) == 3
        assert one.can.house.kind == "institute"
        assert one.pay.house.kind in ("state", "enterprise")
        assert sum(part.weight * part.value for part in one.parts) == pytest.approx(one.score)
        assert {part.name: part.weight for part in one.parts} == SHARES
        adds_up(one.can.explanation)
        adds_up(one.pay.explanation)
    for side in ("can", "pay"):
        keys = [getattr(one, side).house.key for one in found]
        assert all(keys.count(key) <= OF_ONE for key in keys)
    assert sum(SHARES.values()) == pytest.approx(1)


def test_a_house_that_takes_no_part_is_never_named() -> None:
    def unnamed(keys: Sequence[str]) -> Mapping[str, House]:
        return {key: house for key, house in owners(keys).items() if key != "shrimp-water"}

    needs = Source(needs_of(*NEEDS).matcher, unnamed)
    found = suggest_trios(NEED, TOWN, listings=LISTINGS, needs=needs)
    assert "shrimp-farm" not in {one.pay.house.key for one in found}


def test_cases_are_counted_as_hits_at_their_place(tmp_path: Path) -> None:
    def write(name: str, rows: Sequence[Mapping[str, object]]) -> None:
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows))

    write("corpus.jsonl", [{"_id": one.key, **one.fields} for one in INVENTIONS])
    write("queries.jsonl", [{"_id": one.key, **one.fields} for one in NEEDS])
    write(
        "houses.jsonl",
        [
            {
                "_id": key,
                "house": house.key,
                "kind": house.kind,
                "province": house.province,
                "unnamed": key == "old-pumps",
                "words": [],
                "names": [house.key],
            }
            for key, house in OWNERS.items()
        ],
    )
    cases = [
        {"_id": "salty-canal", "institutes": ["water-institute"], "payers": ["shrimp-farm"]},
        {"_id": "shrimp-water", "institutes": ["water-institute"], "payers": ["mill"]},
    ]
    write("trios.jsonl", cases)
    hits = measure(BlendedMatcher(), BlendedMatcher(), read_cases(tmp_path))
    assert hits.places == {"salty-canal": 1, "shrimp-water": None}
    assert hits.as_json() == {"collection": tmp_path.name, "cases": 2, "hit@5": 0.5}
    assert next(hits.lines()).endswith("hit@5 0.500 (1 of 2 needs)")
    write("trios.jsonl", [])
    with pytest.raises(ValueError, match="trio in mind"):
        read_cases(tmp_path)
