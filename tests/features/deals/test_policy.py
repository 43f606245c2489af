"""What a list shows is what the policy allows, for every kind of reader and every state."""

import pytest
from sqlalchemy.orm import Session

from marketplace.deals import pages, policy, queries, service
from marketplace.deals.models import Deal
from marketplace.deals.rules import WORKFLOW, DealState, Ties, are_related
from marketplace.houses.rules import ROLES, HouseKind, Role
from marketplace.kit.actor import VISITOR, Actor
from marketplace.kit.errors import Conflict, NotAllowed, NotFound
from tests.features.bids.offers import Street
from tests.tools.market import Market


def readers(street: Street) -> list[Actor]:
    """Every role in each of the two houses and in strangers' houses, and those without a house."""
    market = street.market
    houses = {
        HouseKind.INSTITUTE: (street.institute, market.house(HouseKind.INSTITUTE)),
        HouseKind.ENTERPRISE: (street.enterprise, market.house(HouseKind.ENTERPRISE)),
        HouseKind.STATE: (market.house(HouseKind.STATE),),
        HouseKind.MONITOR: (market.house(HouseKind.MONITOR),),
    }
    members = [
        market.member(role, house=house)
        for kind, roles in ROLES.items()
        for house in houses[kind]
        for role in roles
    ]
    officer = next(actor for actor in members if actor.has(Role.ORDERING_OFFICER))
    service.accept_bid(street.session, street.officer, bid=street.bid(officer))
    return [VISITOR, Actor(market.person().id), market.operator(), *members]


def test_the_list_agrees_with_the_single_check(session: Session, market: Market) -> None:
    street = Street(market)
    actors = readers(street)
    street.signed()
    service.end_deal(session, street.officer, deal=street.deal())
    street.deal()
    session.expunge_all()
    every = [queries.deal(session, deal_id) for (deal_id,) in session.query(Deal.id)]
    assert {deal.state for deal in every} == set(DealState)
    for actor in actors:
        found = {deal.id for deal in session.scalars(queries.visible_to(actor))}
        assert found == {deal.id for deal in every if policy.can_see(actor, deal)}, actor
        ours = {deal.id for deal in session.scalars(queries.ours(actor))}
        assert ours <= found
        assert ours == {deal.id for deal in every if policy.party_of(actor, deal)} & found
    public = {deal.id for deal in session.scalars(queries.visible_to(VISITOR))}
    assert public == {deal.id for deal in every if deal.state == DealState.SIGNED}
    assert public == {deal.id for deal in session.scalars(queries.register())}


def test_the_terms_are_for_the_two_houses_alone(session: Session, market: Market) -> None:
    street = Street(market)
    actors = readers(street)
    deal = street.signed()
    for actor in actors:
        assert policy.can_see(actor, deal)
        party = policy.party_of(actor, deal) is not None
        assert bool(policy.can_see_terms(actor, deal)) is party
    overseer = market.member(Role.OVERSEER)
    assert not policy.can_see_terms(overseer, deal)


def test_strangers_do_not_learn_of_an_unsigned_deal(session: Session, market: Market) -> None:
    street = Street(market)
    deal = street.deal()
    officer = market.member(Role.ORDERING_OFFICER)
    state = service.accept_bid(session, street.officer, bid=street.bid(officer))
    overseer = market.member(Role.OVERSEER, house=market.house_of(officer))
    for actor in (VISITOR, market.operator(), market.member(Role.HEAD), overseer):
        with pytest.raises(NotFound):
            pages.seen(session, actor, deal.id)
    with pytest.raises(NotAllowed):
        pages.seen(session, overseer, state.id)
    assert pages.seen(session, officer, state.id) is state


@pytest.mark.parametrize(
    ("role", "signs"),
    [
        (Role.TRANSFER_OFFICER, False),
        (Role.HEAD, True),
        (Role.RESEARCHER, False),
        (Role.ENTERPRISE_STAFF, False),
        (Role.SIGNATORY, True),
    ],
)
def test_who_signs(session: Session, market: Market, role: Role, signs: bool) -> None:
    street = Street(market)
    deal = street.deal()
    house = street.institute if role in ROLES[HouseKind.INSTITUTE] else street.enterprise
    actor = market.member(role, house=house)
    assert bool(policy.can_sign(actor, deal)) is signs
    assert policy.has_to_sign(actor, deal) is signs


@pytest.mark.parametrize("state", DealState)
@pytest.mark.parametrize("action", ["sign", "complete", "end"])
def test_only_an_agreed_deal_moves(state: DealState, action: str) -> None:
    targets = {"sign": DealState.AGREED, "complete": DealState.SIGNED, "end": DealState.ENDED}
    if state == DealState.AGREED:
        assert WORKFLOW.step(state, action).target == targets[action]
        return
    with pytest.raises(Conflict):
        WORKFLOW.step(state, action)


@pytest.mark.parametrize(
    ("one", "other", "related"),
    [
        (Ties("a", None, ""), Ties("b", None, ""), False),
        (Ties("a", "c", ""), Ties("b", "c", ""), True),
        (Ties("a", "c", ""), Ties("b", "d", ""), False),
        (Ties("a", "b", ""), Ties("b", None, ""), True),
        (Ties("a", None, ""), Ties("b", "a", ""), True),
        (Ties("a", None, "0101234567"), Ties("b", None, "0101234567"), True),
        (Ties("a", None, "0101234567"), Ties("b", None, "0101234567-002"), True),
        (Ties("a", None, "0101234567001"), Ties("b", None, "0101234567-002"), True),
        (Ties("a", None, "0101234567"), Ties("b", None, "0101234568"), False),
        (Ties("a", None, "0101234567"), Ties("b", None, ""), False),
        (Ties("a", None, "012345678901"), Ties("b", None, "012345678902"), False),
    ],
)
def test_which_houses_are_related(one: Ties, other: Ties, related: bool) -> None:
    assert are_related(one, other) is related
    assert are_related(other, one) is related
