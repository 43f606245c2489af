"""The list and the single check give the same answer, over a grid of houses and readers."""

import itertools

from sqlalchemy.orm import Session

from marketplace.houses import policy, queries
from marketplace.houses.models import House
from marketplace.houses.rules import LEADS, HouseKind, HouseState, Role
from marketplace.kit.actor import VISITOR, Actor
from tests.tools.market import Market

PROVINCES = ("hue", "da-nang")
OFFICERS = (Role.ORDERING_OFFICER, Role.FINANCE_OFFICER, Role.OVERSEER)


def grid(market: Market) -> list[House]:
    houses = []
    for kind, state, province in itertools.product(HouseKind, HouseState, PROVINCES):
        house = market.house(kind, province=province, verified=state == HouseState.VERIFIED)
        house.state = state
        houses.append(house)
    market.session.flush()
    return houses


def readers(market: Market, houses: list[House]) -> list[Actor]:
    members = [market.member(LEADS[house.kind], house=house) for house in houses]
    return [VISITOR, Actor(market.person().id), market.operator(), *members]


def test_visible_to_is_the_list_form_of_can_see(session: Session, market: Market) -> None:
    houses = grid(market)
    ids = {house.id for house in houses}
    for actor in readers(market, houses):
        listed = {house.id for house in session.scalars(queries.visible_to(actor))} & ids
        assert listed == {house.id for house in houses if policy.can_see(actor, house)}


def test_an_officer_of_one_province_edits_no_house_of_another(
    session: Session, market: Market
) -> None:
    hue, da_nang = (market.house(HouseKind.STATE, province=province) for province in PROVINCES)
    for role in OFFICERS:
        officer = market.member(role, house=hue)
        assert bool(policy.can_edit(officer, hue)) == (role == LEADS[HouseKind.STATE])
        assert not policy.can_edit(officer, da_nang)
        assert not policy.can_invite(officer, da_nang)
        assert not policy.can_see_members(officer, da_nang)


def test_only_a_houses_own_lead_edits_it(session: Session, market: Market) -> None:
    houses = grid(market)
    actors = readers(market, houses)
    for actor, house in itertools.product(actors, houses):
        assert bool(policy.can_edit(actor, house)) == actor.acts_for(house.id)


def test_only_the_operator_verifies(session: Session, market: Market) -> None:
    for actor in readers(market, grid(market)):
        assert bool(policy.can_verify(actor)) == actor.operator
