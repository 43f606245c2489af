"""What the files of the demonstration market promise about themselves."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from marketplace.bids.rules import Refusal
from marketplace.demo.deals import Accept, Bid
from marketplace.demo.market import (
    FOLDER,
    Market,
    MarketUntold,
    first_market,
    read_market,
    whole_market,
)
from marketplace.houses.rules import LEADS, ROLES, SIGNERS, HouseKind
from marketplace.inventions.classes import read_class
from marketplace.inventions.numbers import read_right_number
from marketplace.kit.amounts import read_money
from marketplace.rulebook.provinces import PROVINCES

WORDS_OF_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
LIKE_A_TAX_CODE = re.compile(r"(?<![\d.,])\d{10}(?:-\d{3})?(?![\d.,])")


@pytest.fixture(scope="module")
def market() -> Market:
    return whole_market()


def texts(value: Any) -> Iterator[str]:
    """Every string in what was read, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def test_it_is_as_large_as_it_says(market: Market) -> None:
    kinds = Counter(house.kind for house in market.houses)
    assert kinds[HouseKind.INSTITUTE] >= 12
    assert kinds[HouseKind.ENTERPRISE] >= 15
    assert kinds[HouseKind.STATE] >= 6
    assert len(market.inventions) >= 120
    assert len(market.needs) >= 60
    assert all(invention.languages for invention in market.inventions)
    assert all(need.languages for need in market.needs)
    for language in ("vi", "en"):
        assert sum(language in one.languages for one in market.inventions) >= 100


def test_the_first_part_stands_by_itself(market: Market) -> None:
    first = first_market()
    assert market.houses[: len(first.houses)] == first.houses
    assert market.bids[: len(first.bids)] == first.bids


def test_houses_have_who_leads_and_signs_and_only_their_own_roles(market: Market) -> None:
    for house in market.houses:
        held = {role for person in house.people for role in person.roles}
        assert house.province in PROVINCES, house.key
        assert LEADS[house.kind] in held, house.key
        assert house.kind == HouseKind.MONITOR or SIGNERS[house.kind] in held, house.key
        assert held <= set(ROLES[house.kind]), house.key
        assert house.name_en, house.key


def test_nothing_in_it_belongs_to_anybody(market: Market) -> None:
    assert all(person.email.endswith("@example.org") for person in market.people)
    for text in texts(market.model_dump()):
        assert not WORDS_OF_ORCID.search(text), text
        assert not LIKE_A_TAX_CODE.search(text), text
    for invention in market.inventions:
        if invention.application_number:
            assert int(invention.application_number[-5:]) >= 99001, invention.key


def test_codes_and_amounts_can_be_read(market: Market) -> None:
    for invention in market.inventions:
        for symbol in invention.classes:
            read_class(symbol)
        if invention.application_number:
            read_right_number(invention.application_number)
        if invention.asking:
            read_money(invention.asking)
    for need in market.needs:
        least, most = (
            read_money(amount).amount if amount else None
            for amount in (need.budget_from, need.budget_to)
        )
        assert least is None or most is None or least <= most, need.key


def test_a_listing_is_whole_in_each_of_its_languages(market: Market) -> None:
    for invention in market.inventions:
        for text in (invention.vi, invention.en):
            asked = (text.title, text.problem, text.novelty, text.advantages, text.applications)
            assert all(asked) or not any(texts(text.model_dump())), invention.key
            assert len(text.title) <= 110, invention.key
        assert 3 <= len(invention.keywords_vi) <= 6, invention.key
        assert 3 <= len(invention.keywords_en) <= 6, invention.key
    for need in market.needs:
        for wish in (need.vi, need.en):
            said = tuple(texts(wish.model_dump()))
            assert all(said) or not any(said), need.key


def test_text_is_composed_and_tidy() -> None:
    for file in FOLDER.glob("*.toml"):
        text = file.read_text("utf-8")
        assert unicodedata.is_normalized("NFC", text), file.name
        assert "  " not in re.sub(r"^ +", "", text, flags=re.MULTILINE), file.name


def test_every_need_is_judged(market: Market) -> None:
    """One need in ten at most has nobody who offers what it asks for."""
    best: dict[str, int] = {}
    for fit in market.fits:
        best[fit.need] = max(best.get(fit.need, 0), fit.grade)
    assert best.keys() == {need.key for need in market.needs}
    judged = Counter(fit.need for fit in market.fits)
    assert min(judged.values()) >= 2
    assert sum(grade < 2 for grade in best.values()) <= len(best) // 10


def test_bids_follow_what_they_name(market: Market) -> None:
    for bid in market.bids:
        invention = market.invention(bid.invention)
        days = [bid.days_ago, *(step.days_ago for step in bid.steps)]
        assert days == sorted(days, reverse=True), bid.key
        assert bid.days_ago < invention.listed_days_ago, bid.key
        assert bid.bidder != invention.house, bid.key
        if bid.need:
            need = market.need(bid.need)
            assert need.house == bid.bidder, bid.key
            assert bid.days_ago <= need.posted_days_ago - 7, bid.key


def test_bids_end_in_every_way(market: Market) -> None:
    refused = {step.reason for bid in market.bids for step in bid.steps if step.do == "refuse"}
    assert refused == set(Refusal)
    steps = Counter(step.do for bid in market.bids for step in bid.steps)
    for do in ("withdraw", "end", "propose", "relate", "dispute", "reject", "verify", "reverse"):
        assert steps[do], do
    assert sum(accepted(bid) for bid in market.bids) >= 60
    named = [bid for bid in market.bids if bid.need]
    grades = {(fit.need, fit.invention): fit.grade for fit in market.fits}
    fitting = sum(grades.get((bid.need, bid.invention), 0) >= 2 for bid in named)
    assert fitting > 0.9 * len(named)


def accepted(bid: Bid) -> bool:
    return any(isinstance(step, Accept) for step in bid.steps)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ('[[invention]]\nkey = "kettle"\nreadiness = 12', "invention.kettle.readiness: Input"),
        ('[[fit]]\nneed = "tea"\ninvention = "cup"\ngrade = 3', "cup is named and nowhere told"),
        ('[[need]\nkey = "tea"', "market.toml: "),
        ('[[operator]]\nkey = "a"\nname = "A"\nemail = "a@example.org"\n' * 2, "person a twice"),
    ],
)  # fmt: skip
def test_a_fault_says_where_it_is(tmp_path: Path, told: str, said: str) -> None:
    file = tmp_path / "market.toml"
    file.write_text(told, "utf-8")
    with pytest.raises(MarketUntold, match=re.escape(said)):
        read_market([file])
