import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.bids import service
from marketplace.bids.forms import RefuseBidForm
from marketplace.bids.models import Bid, terms_digest
from marketplace.bids.rules import BidState, Refusal, Right
from marketplace.db.journal import EventRow, PrivateRow
from marketplace.houses.rules import HouseKind, Role
from marketplace.inventions.rules import InventionState
from marketplace.kit import clock
from marketplace.kit.errors import Conflict, Invalid, NotAllowed
from marketplace.kit.money import Money
from tests.features.bids.offers import Street, form, listed, need
from tests.tools.market import Market


@pytest.fixture
def street(market: Market) -> Street:
    return Street(market)


def events(session: Session, subject_id: str) -> list[str]:
    query = select(EventRow.kind).where(EventRow.subject_id == subject_id).order_by(EventRow.id)
    return list(session.scalars(query))


REFUSAL = RefuseBidForm(reason=Refusal.PRICE, sentence="Half of what it cost us.")


def test_a_bid_keeps_its_terms_for_sixty_days(street: Street) -> None:
    wanted = need(street.session, street.enterprise)
    before = clock.now()
    bid = street.bid(royalty_percent="3", need=wanted.id, message="We coat cranes.")
    assert (bid.state, bid.house_id, bid.made_by) == (
        BidState.OPEN,
        street.enterprise.id,
        street.staff.person_id,
    )
    assert bid.terms == form(royalty_percent="3").terms
    assert bid.terms.right == Right.NON_EXCLUSIVE
    assert bid.terms.upfront == Money(1_200_000_000)
    assert bid.terms.term_months == 60
    assert bid.need_id == wanted.id
    assert timedelta(days=60) <= bid.valid_until - before < timedelta(days=60, minutes=1)


def test_the_journal_holds_only_a_digest_of_terms_and_sentence(street: Street) -> None:
    bid = street.bid(message="We coat cranes.")
    row = street.session.scalars(select(EventRow).where(EventRow.subject_id == bid.id)).one()
    assert json.loads(row.payload) == {
        "invention_id": street.invention.id,
        "need_id": "",
        "terms_digest": terms_digest(bid.terms_json),
    }
    private = street.session.get(PrivateRow, row.id)
    assert private is not None
    assert json.loads(private.body) == {"message": "We coat cranes."}


def test_equal_terms_of_two_bids_have_different_digests(street: Street) -> None:
    """Or anybody could try round prices until the digest in the journal fits."""
    assert street.bid().terms_digest != street.other_bid().terms_digest


def test_a_house_has_one_open_bid_on_an_invention(street: Street) -> None:
    first = street.bid()
    with pytest.raises(Conflict) as refused:
        street.bid(street.signatory)
    assert refused.value.code == "bid-open"
    assert street.session.scalars(select(Bid.id)).all() == [first.id]
    service.withdraw_bid(street.session, street.signatory, bid=first)
    assert street.bid().state == BidState.OPEN


def test_an_overdue_bid_does_not_hinder_a_new_one(street: Street) -> None:
    first = street.bid()
    with clock.moved_to(clock.now() + timedelta(days=61)):
        second = street.bid()
    assert (first.state, second.state) == (BidState.EXPIRED, BidState.OPEN)
    assert events(street.session, first.id) == ["bid.made", "bid.expired"]


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.RESEARCHER, False),
        (Role.TRANSFER_OFFICER, True),
        (Role.HEAD, True),
        (Role.ENTERPRISE_STAFF, True),
        (Role.SIGNATORY, True),
        (Role.ORDERING_OFFICER, True),
        (Role.FINANCE_OFFICER, False),
        (Role.OVERSEER, False),
        (Role.MONITOR, False),
    ],
)
def test_who_bids(street: Street, role: Role, allowed: bool) -> None:
    actor = street.market.member(role)
    if allowed:
        assert street.bid(actor).state == BidState.OPEN
        return
    with pytest.raises(NotAllowed):
        street.bid(actor)
    assert street.session.scalars(select(Bid)).all() == []


def test_an_unverified_house_bids_on_nothing(street: Street) -> None:
    house = street.market.house(HouseKind.ENTERPRISE, verified=False)
    with pytest.raises(NotAllowed, match="as soon as the operator has verified it"):
        street.bid(street.market.member(Role.SIGNATORY, house=house))


def test_nobody_bids_on_their_own_invention(street: Street) -> None:
    with pytest.raises(NotAllowed, match="belongs to your own house"):
        street.bid(street.officer)


@pytest.mark.parametrize("state", [InventionState.DRAFT, InventionState.WITHDRAWN])
def test_only_what_is_listed_takes_bids(street: Street, state: InventionState) -> None:
    street.invention = listed(street.session, street.institute, state=state)
    with pytest.raises(NotAllowed, match="not listed now"):
        street.bid()


def test_a_need_must_be_the_bidders_own(street: Street) -> None:
    foreign = need(street.session, street.market.house(HouseKind.ENTERPRISE))
    with pytest.raises(Invalid) as refused:
        street.bid(need=foreign.id)
    assert set(refused.value.fields) == {"need"}
    assert street.session.scalars(select(Bid)).all() == []


def test_a_refusal_has_a_code_for_all_and_a_sentence_for_the_two_houses(street: Street) -> None:
    bid = street.bid()
    service.refuse_bid(street.session, street.head, bid=bid, form=REFUSAL)
    assert (bid.state, bid.refusal, bid.refusal_sentence, bid.answered_by) == (
        BidState.REFUSED,
        Refusal.PRICE,
        "Half of what it cost us.",
        street.head.person_id,
    )
    row = street.session.scalars(select(EventRow).where(EventRow.kind == "bid.refused")).one()
    assert json.loads(row.payload) == {
        "invention_id": street.invention.id,
        "reason": "price-too-low",
    }
    private = street.session.get(PrivateRow, row.id)
    assert private is not None
    assert json.loads(private.body) == {"sentence": "Half of what it cost us."}


def test_only_the_owner_refuses_and_only_the_bidder_withdraws(street: Street) -> None:
    bid = street.bid()
    researcher = street.market.member(Role.RESEARCHER, house=street.institute)
    stranger = street.market.member(Role.HEAD)
    for actor in (street.staff, street.signatory, researcher, stranger):
        with pytest.raises(NotAllowed):
            service.refuse_bid(street.session, actor, bid=bid, form=REFUSAL)
    for actor in (street.officer, street.head, stranger):
        with pytest.raises(NotAllowed):
            service.withdraw_bid(street.session, actor, bid=bid)
    assert (bid.state, bid.refusal, bid.answered_at) == (BidState.OPEN, None, None)
    assert events(street.session, bid.id) == ["bid.made"]


@pytest.mark.parametrize("answer", ["refuse", "withdraw"])
def test_an_answered_bid_takes_no_second_answer(street: Street, answer: str) -> None:
    bid = street.bid()
    service.withdraw_bid(street.session, street.staff, bid=bid)
    again = {
        "refuse": lambda: service.refuse_bid(street.session, street.officer, bid=bid, form=REFUSAL),
        "withdraw": lambda: service.withdraw_bid(street.session, street.staff, bid=bid),
    }
    with pytest.raises(Conflict) as refused:
        again[answer]()
    assert refused.value.code == "wrong-state"
    assert events(street.session, bid.id) == ["bid.made", "bid.withdrawn"]


def test_a_late_answer_is_refused_even_before_the_clock_has_spoken(street: Street) -> None:
    bid = street.bid()
    late = bid.valid_until + timedelta(seconds=1)
    with clock.moved_to(late), pytest.raises(Conflict) as refused:
        service.refuse_bid(street.session, street.officer, bid=bid, form=REFUSAL)
    assert refused.value.code == "bid-expired"
    assert (bid.state, bid.refusal) == (BidState.OPEN, None)


def test_the_clock_expires_what_nobody_answered(street: Street) -> None:
    old, answered = street.bid(), street.other_bid()
    service.refuse_bid(street.session, street.officer, bid=answered, form=REFUSAL)
    assert service.expire_bids(street.session) == 0
    with clock.moved_to(old.valid_until + timedelta(seconds=1)):
        young = street.other_bid()
        assert service.expire_bids(street.session) == 1
        assert service.expire_bids(street.session) == 0
    assert [old.state, answered.state, young.state] == [
        BidState.EXPIRED,
        BidState.REFUSED,
        BidState.OPEN,
    ]
    assert events(street.session, old.id) == ["bid.made", "bid.expired"]
