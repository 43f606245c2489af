"""What a list shows is what the policy allows, for every kind of reader and every state."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from marketplace.bids import pages, policy, queries, service
from marketplace.bids.forms import RefuseBidForm
from marketplace.bids.models import Bid
from marketplace.bids.rules import BidState, Refusal
from marketplace.houses.rules import ROLES, HouseKind, Role
from marketplace.inventions.models import Inventor
from marketplace.kit import clock
from marketplace.kit.actor import VISITOR, Actor
from marketplace.kit.errors import NotAllowed, NotFound
from tests.features.bids.offers import Street, listed
from tests.tools.market import Market


def readers(street: Street) -> list[Actor]:
    """Every role in each of the two houses and in strangers' houses, and those without a house."""
    market = street.market
    state = market.house(HouseKind.STATE)
    inventor = market.member(Role.RESEARCHER, house=street.institute)
    street.session.add(
        Inventor(
            invention_id=street.invention.id, person_id=inventor.person_id, position=1, name="An"
        )
    )
    street.session.flush()
    houses = {
        HouseKind.INSTITUTE: (street.institute, market.house(HouseKind.INSTITUTE)),
        HouseKind.ENTERPRISE: (street.enterprise, market.house(HouseKind.ENTERPRISE)),
        HouseKind.STATE: (state,),
        HouseKind.MONITOR: (market.house(HouseKind.MONITOR),),
    }
    members = [
        market.member(role, house=house)
        for kind, roles in ROLES.items()
        for house in houses[kind]
        for role in roles
    ]
    street.bid(
        next(
            actor
            for actor in members
            if actor.acts_for(state.id) and actor.has(Role.ORDERING_OFFICER)
        )
    )
    return [VISITOR, Actor(market.person().id), market.operator(), inventor, *members]


def bids_in_every_state(street: Street) -> list[Bid]:
    """On two inventions of the institute, by three houses."""
    refused, withdrawn, expired, accepted = (street.other_bid() for _ in range(4))
    form = RefuseBidForm(reason=Refusal.OTHER, sentence="No.")
    service.refuse_bid(street.session, street.officer, bid=refused, form=form)
    service.mark_accepted(street.session, street.officer, bid=accepted, deal_id="0" * 16)
    withdrawn.state = BidState.WITHDRAWN
    with clock.moved_to(clock.now() + timedelta(days=61)):
        street.other_bid()
        expired.state = BidState.EXPIRED
    street.bid()
    street.invention = listed(street.session, street.institute, "Salt rice")
    street.bid()
    street.session.flush()
    return list(street.session.query(Bid))


def test_the_list_agrees_with_the_single_check(session: Session, market: Market) -> None:
    street = Street(market)
    actors = readers(street)
    bids_in_every_state(street)
    session.expunge_all()
    every = [queries.bid(session, bid_id) for (bid_id,) in session.query(Bid.id)]
    assert {bid.state for bid in every} == set(BidState)
    seen_by_somebody = set()
    for actor in actors:
        found = {bid.id for bid in session.scalars(queries.visible_to(actor))}
        assert found == {bid.id for bid in every if policy.can_see(actor, bid)}, actor
        seen_by_somebody |= found
    assert seen_by_somebody == {bid.id for bid in every}


@pytest.mark.parametrize(
    ("role", "own", "error"),
    [
        (Role.RESEARCHER, True, NotAllowed),
        (Role.HEAD, False, NotFound),
        (Role.OVERSEER, False, NotFound),
        (Role.MONITOR, False, NotFound),
    ],
)
def test_strangers_do_not_learn_that_there_is_a_bid(
    session: Session, market: Market, role: Role, own: bool, error: type[Exception]
) -> None:
    street = Street(market)
    bid = street.bid()
    actor = market.member(role, house=street.institute if own else None)
    with pytest.raises(error):
        pages.seen(session, actor, bid.id)
    with pytest.raises(NotFound):
        pages.seen(session, market.operator(), bid.id)
