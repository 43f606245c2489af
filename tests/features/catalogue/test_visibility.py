"""Planted words: each is found by those who may read it and leaves no trace for anybody else."""

from dataclasses import dataclass

import pytest

from marketplace.catalogue import service
from marketplace.catalogue.cards import house_of
from marketplace.catalogue.forms import SearchForm
from marketplace.houses.rules import HouseKind, Role
from marketplace.inventions import policy as inventions
from marketplace.inventions import queries
from marketplace.inventions import service as listing
from marketplace.inventions.rules import Tier
from marketplace.kit.actor import VISITOR, Actor
from marketplace.needs import policy as needs
from marketplace.needs import queries as wishes
from search.base import Results
from tests.features.catalogue.offers import offered, wanted
from tests.features.inventions import cards
from tests.tools.site import Site

WORDS = {
    Tier.PUBLIC: "teaserword", Tier.MEMBERS: "membersword", Tier.CONFIDENTIAL: "secretword",
}  # fmt: skip
HOUSE = "Anchorname"
READERS = (
    "visitor", "newcomer", "unverified", "verified", "owner", "needs owner", "overseer",
    "officer", "operator",
)  # fmt: skip


@dataclass
class Planted:
    site: Site
    actors: dict[str, Actor]
    invention_id: str
    need_id: str


def plant(site: Site) -> Planted:
    with site.market() as market:
        owner = market.member(Role.TRANSFER_OFFICER)
        anchor = market.house(HouseKind.ENTERPRISE, name=HOUSE, province="hai-phong")
        waiting = market.house(HouseKind.ENTERPRISE, verified=False)
        agency = market.house(HouseKind.STATE)
        actors = {
            "visitor": VISITOR,
            "newcomer": Actor(market.person().id),
            "unverified": market.member(Role.SIGNATORY, house=waiting),
            "verified": market.member(Role.HEAD),
            "owner": owner,
            "needs owner": market.member(Role.SIGNATORY, house=anchor),
            "overseer": market.member(Role.OVERSEER, house=agency),
            "officer": market.member(Role.ORDERING_OFFICER, house=agency),
            "operator": market.operator(),
        }
        texts = {
            "problem": WORDS[Tier.PUBLIC], "members_text": WORDS[Tier.MEMBERS],
            "confidential_text": WORDS[Tier.CONFIDENTIAL], "inventors": [{"name": "Lò Giàng"}],
        }  # fmt: skip
        invention = offered(market, owner, **texts)
        need = wanted(market, actors["needs owner"], unnamed=True)
        cards.drafted(market.session, owner, problem="draftword")
        gone = offered(market, owner, problem="goneword")
        listing.withdraw_invention(market.session, owner, invention=gone)
    site.drain(post=False)
    return Planted(site, actors, invention.id, need.id)


def look(planted: Planted, reader: str, **asked: str) -> Results:
    return service.find(
        planted.site.tools.engine, planted.actors[reader], SearchForm.model_validate(asked),
        offset=0, limit=10,
    )  # fmt: skip


def trace(results: Results) -> tuple[int, int, str, str | None]:
    """All that an answer tells beside its hits: total, facet counts, other spellings."""
    counted = sum(one.count for values in results.facets.values() for one in values)
    return results.total, counted, results.searched, results.suggestion


@pytest.fixture
def planted(site: Site) -> Planted:
    return plant(site)


def test_each_finds_the_tiers_that_the_policy_lets_them_read(planted: Planted) -> None:
    with planted.site.database.reading() as session:
        invention = queries.invention(session, planted.invention_id)
    for reader, actor in planted.actors.items():
        may_read = inventions.tiers_for(actor, invention) - {Tier.CONFIDENTIAL}
        for tier, word in WORDS.items():
            for typed in (word, word[:6]):  # its beginning is enough for those who may
                found = look(planted, reader, q=typed)
                if tier in may_read:
                    assert [hit.key for hit in found.hits] == [planted.invention_id]
                else:
                    assert trace(found) == (0, 0, typed, None), (reader, typed)


def test_only_a_public_word_is_offered_to_whoever_misspells_it(planted: Planted) -> None:
    for reader in READERS:
        assert look(planted, reader, q="teaserwrod").searched == "teaserword"
        for slip in ("memberswrod", "secretwrod"):
            assert trace(look(planted, reader, q=slip)) == (0, 0, slip, None), reader


def test_a_houses_name_leads_to_the_house_and_not_to_what_it_keeps_its_name_from(
    planted: Planted,
) -> None:
    """That the house is on the market everybody knows from the list of houses."""
    (hit,) = look(planted, "visitor", q=HOUSE).hits
    assert (hit.kind, hit.title.text) == ("house", HOUSE)
    assert look(planted, "visitor", q="Anchornmae").searched == HOUSE.casefold()
    assert trace(look(planted, "visitor", q="Anchornmae", what="needs"))[2:] == (
        "Anchornmae", None,
    )  # fmt: skip


def test_the_name_of_an_unnamed_house_is_found_and_shown_to_those_who_may_know_it(
    planted: Planted,
) -> None:
    with planted.site.database.reading() as session:
        need = wishes.need(session, planted.need_id)
    for reader, actor in planted.actors.items():
        may_know = bool(needs.can_see_house(actor, need))
        by_name, by_house = (
            look(planted, reader, q=HOUSE, what="needs"),
            look(planted, reader, house=need.house_id),
        )
        for found in (by_name, by_house):
            assert [hit.key for hit in found.hits] == [planted.need_id] * may_know, reader
        (hit,) = look(planted, reader, q="pumps").hits
        shown = house_of(hit)
        assert (shown.id, HOUSE in repr(hit)) == (need.house_id if may_know else None, may_know)
        assert shown.label == needs.shown_house(actor, need).label


def test_drafts_and_what_was_withdrawn_are_found_by_nobody(planted: Planted) -> None:
    for reader in READERS:
        for word in ("draftword", "goneword"):
            assert trace(look(planted, reader, q=word)) == (0, 0, word, None), reader


def test_nobody_is_shown_a_subject_twice(planted: Planted) -> None:
    for reader in READERS:
        found = look(planted, reader)
        keys = [hit.key for hit in found.hits]
        assert len(keys) == len(set(keys)) == found.total == 6
        assert {one.value: one.count for one in found.facets["what"]} == {
            "inventions": 1, "needs": 1, "houses": 4,
        }  # fmt: skip


def test_no_page_of_a_visitor_holds_a_word_that_is_not_public(planted: Planted) -> None:
    visitor = planted.site.visitor()
    for path in (
        "/search?what=needs", "/search?what=inventions", "/search?q=pumps", "/search?q=coating",
        "/search?province=hai-phong&what=needs",
    ):  # fmt: skip
        for address in (path, f"/api/v1{path}"):
            answer = visitor.get(address)
            assert answer.status_code == 200
            for word in (WORDS[Tier.MEMBERS], WORDS[Tier.CONFIDENTIAL], HOUSE):
                assert word not in answer.text, address
    assert "An enterprise in Hai Phong" in visitor.get("/search?q=pumps").text
