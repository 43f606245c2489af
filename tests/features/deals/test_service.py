import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.bids import service as bids
from marketplace.bids.forms import RefuseBidForm, TermsForm
from marketplace.bids.models import Bid
from marketplace.bids.rules import BidState, Refusal
from marketplace.db.journal import EventRow
from marketplace.deals import queries, service
from marketplace.deals.models import Deal
from marketplace.deals.rules import DealState, Party
from marketplace.houses.models import House
from marketplace.houses.rules import HouseKind, Role
from marketplace.inventions.rules import InventionState
from marketplace.kit import clock
from marketplace.kit.errors import Conflict, NotAllowed
from marketplace.kit.event import KINDS
from marketplace.kit.ids import new_id
from marketplace.kit.money import Money
from marketplace.payments.forms import PaymentForm
from marketplace.payments.models import Payment
from tests.features.bids.offers import TERMS, Street, need
from tests.tools.market import Market


@pytest.fixture
def street(market: Market) -> Street:
    return Street(market)


def events(session: Session, *subjects: str) -> list[str]:
    query = select(EventRow.kind).where(EventRow.subject_id.in_(subjects)).order_by(EventRow.id)
    return list(session.scalars(query))


def payload(session: Session, kind: str) -> dict[str, Any]:
    row = session.scalars(select(EventRow).where(EventRow.kind == kind)).one()
    return dict(json.loads(row.payload))


def terms(**changes: Any) -> TermsForm:
    return TermsForm.model_validate({**TERMS, **changes})


# accepting


def test_accepting_makes_a_deal_on_the_bids_own_terms(street: Street) -> None:
    bid = street.bid(royalty_percent="3")
    deal = service.accept_bid(street.session, street.officer, bid=bid)
    assert (bid.state, bid.answered_by) == (BidState.ACCEPTED, street.officer.person_id)
    assert (deal.state, deal.seller_id, deal.buyer_id, deal.starts_on, deal.related) == (
        DealState.AGREED,
        street.institute.id,
        street.enterprise.id,
        clock.today(),
        False,
    )
    assert [(sheet.number, sheet.party, sheet.digest) for sheet in deal.sheets] == [
        (1, Party.BUYER, bid.terms_digest)
    ]
    assert deal.terms == bid.terms
    assert events(street.session, bid.id, deal.id) == ["bid.made", "bid.accepted", "deal.agreed"]
    assert payload(street.session, "deal.agreed") == {
        "bid_id": bid.id,
        "invention_id": street.invention.id,
        "need_id": "",
        "seller_id": street.institute.id,
        "buyer_id": street.enterprise.id,
        "related": False,
        "terms_digest": bid.terms_digest,
    }


def test_the_journal_says_for_which_need_it_was_and_nothing_public_does(street: Street) -> None:
    wanted = need(street.session, street.enterprise)
    street.signed(need=wanted.id)
    for kind in ("bid.made", "bid.accepted", "deal.agreed"):
        assert payload(street.session, kind)["need_id"] == wanted.id
        assert not KINDS[kind].public
    assert wanted.id not in json.dumps(payload(street.session, "deal.signed"))


def test_the_other_open_bids_stay_open(street: Street) -> None:
    other = street.other_bid(right="exclusive-licence")
    street.deal()
    assert other.state == BidState.OPEN


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.ENTERPRISE_STAFF, Role.OVERSEER])
def test_who_may_not_accept(street: Street, role: Role) -> None:
    bid = street.bid()
    own = street.institute if role == Role.RESEARCHER else None
    with pytest.raises(NotAllowed):
        service.accept_bid(street.session, street.market.member(role, house=own), bid=bid)
    with pytest.raises(NotAllowed):
        service.accept_bid(street.session, street.staff, bid=bid)
    assert bid.state == BidState.OPEN
    assert street.session.scalars(select(Deal)).all() == []


def test_a_bid_is_accepted_once(street: Street) -> None:
    bid = street.bid(right="exclusive-licence")
    service.accept_bid(street.session, street.officer, bid=bid)
    with pytest.raises(Conflict) as refused:
        service.accept_bid(street.session, street.head, bid=bid)
    assert refused.value.code == "wrong-state"


def test_neither_a_late_bid_nor_a_withdrawn_invention_is_accepted(street: Street) -> None:
    bid = street.bid()
    over = bid.valid_until + timedelta(seconds=1)
    with clock.moved_to(over), pytest.raises(Conflict) as late:
        service.accept_bid(street.session, street.officer, bid=bid)
    assert late.value.code == "bid-expired"
    street.invention.state = InventionState.WITHDRAWN
    with pytest.raises(Conflict) as unlisted:
        service.accept_bid(street.session, street.officer, bid=bid)
    assert unlisted.value.code == "not-listed"
    assert bid.state == BidState.OPEN


COLLIDING = [
    ({"right": "exclusive-licence"}, {"right": "exclusive-licence"}, True),
    ({"right": "exclusive-licence"}, {}, True),
    ({}, {"right": "exclusive-licence"}, True),
    ({"right": "assignment"}, {}, True),
    ({}, {"right": "assignment"}, True),
    ({}, {}, False),
    ({"right": "exclusive-licence"}, {"territory": "ASEAN"}, True),
    ({"right": "exclusive-licence"}, {"territory": "WORLD"}, True),
    ({"right": "exclusive-licence"}, {"territory": "named", "countries": "LA"}, False),
    (
        {"right": "exclusive-licence", "field_of_use": "Ports"},
        {"field_of_use": "ports. "},
        True,
    ),
    ({"right": "exclusive-licence", "field_of_use": "Ports"}, {"field_of_use": "Ships"}, False),
    ({"right": "exclusive-licence", "field_of_use": "Ports"}, {}, True),
]


@pytest.mark.parametrize(("living", "wanted", "refused"), COLLIDING)
def test_a_living_grant_refuses_what_collides_with_it(
    street: Street, living: dict[str, str], wanted: dict[str, str], refused: bool
) -> None:
    street.deal(**living)
    bid = street.other_bid(**wanted)
    if not refused:
        service.accept_bid(street.session, street.officer, bid=bid)
        return
    with pytest.raises(Conflict) as clash:
        service.accept_bid(street.session, street.officer, bid=bid)
    assert (clash.value.status, clash.value.code) == (409, "exclusive-licence-lives")
    assert bid.state == BidState.OPEN
    assert len(street.session.scalars(select(Deal)).all()) == 1


def test_the_refusal_says_what_stands_in_the_way_but_not_whose_it_is(street: Street) -> None:
    day = date(2026, 5, 4)
    with clock.moved_to(clock.now().replace(year=2026, month=5, day=4, hour=5)):
        street.deal(right="exclusive-licence", term_years="2.5")
        bid = street.other_bid(right="exclusive-licence", territory="ASEAN")
        with pytest.raises(Conflict) as clash:
            service.accept_bid(street.session, street.officer, bid=bid)
        assert clock.today() == day
    assert str(clash.value) == (
        "“Exclusive licence, Viet Nam, until 04/11/2028” has been agreed on this invention and "
        "waits for signatures, and these terms would overlap with it."
    )
    assert street.enterprise.name not in str(clash.value)


def test_a_grant_ends_in_the_way_when_its_term_is_over_or_the_deal_was_left(
    street: Street,
) -> None:
    first = street.deal(right="exclusive-licence", term_years="1")
    service.end_deal(street.session, street.signatory, deal=first)
    second = street.signed(right="exclusive-licence", term_years="1")
    with clock.moved_to(clock.now() + timedelta(days=360)):
        bid = street.other_bid(right="exclusive-licence")
        with pytest.raises(Conflict, match="is in force"):
            service.accept_bid(street.session, street.officer, bid=bid)
    with clock.moved_to(clock.now() + timedelta(days=367)):
        assert service.accept_bid(street.session, street.officer, bid=bid).state == "agreed"
    assert (first.state, second.state) == (DealState.ENDED, DealState.SIGNED)


def test_a_sale_stands_in_the_way_for_ever(street: Street) -> None:
    street.signed(right="assignment", term_years="1")
    with clock.moved_to(clock.now() + timedelta(days=10_000)):
        bid = street.other_bid()
        with pytest.raises(Conflict, match="for ever” is in force"):
            service.accept_bid(street.session, street.officer, bid=bid)


# signing


def test_both_signers_make_a_signed_deal(street: Street) -> None:
    deal = street.deal()
    digest = deal.sheet.digest
    service.sign_deal(street.session, street.signatory, deal=deal, digest=digest)
    assert (deal.state, deal.signed_by, deal.signed_at) == (
        DealState.AGREED,
        frozenset({Party.BUYER}),
        None,
    )
    service.sign_deal(street.session, street.head, deal=deal, digest=digest)
    assert (deal.state, deal.signed_by) == (DealState.SIGNED, frozenset(Party))
    assert deal.signed_at is not None
    assert events(street.session, deal.id) == [
        "deal.agreed",
        "deal.signed-by-side",
        "deal.signed-by-side",
        "deal.signed",
    ]
    assert payload(street.session, "deal.signed") == {
        "invention_id": street.invention.id,
        "seller_id": street.institute.id,
        "buyer_id": street.enterprise.id,
        "seller_province": "ha-noi",
        "field": "materials",
        "right": "non-exclusive-licence",
        "related": False,
        "terms_digest": digest,
    }


def test_only_signers_sign_and_each_side_once(street: Street) -> None:
    deal = street.deal()
    digest = deal.sheet.digest
    for actor in (street.officer, street.staff, street.market.member(Role.HEAD)):
        with pytest.raises(NotAllowed):
            service.sign_deal(street.session, actor, deal=deal, digest=digest)
    service.sign_deal(street.session, street.head, deal=deal, digest=digest)
    with pytest.raises(Conflict) as twice:
        service.sign_deal(street.session, street.head, deal=deal, digest=digest)
    assert twice.value.code == "signed-already"
    assert deal.signed_by == frozenset({Party.SELLER})


def test_other_terms_than_those_read_are_not_signed(street: Street) -> None:
    deal = street.deal()
    read = deal.sheet.digest
    service.propose_terms(
        street.session, street.officer, deal=deal, form=terms(upfront="2 tỷ"), version=deal.version
    )
    with pytest.raises(Conflict) as changed:
        service.sign_deal(street.session, street.signatory, deal=deal, digest=read)
    assert changed.value.code == "terms-changed"
    assert deal.signatures == []
    assert "deal.signed-by-side" not in events(street.session, deal.id)


def test_a_signature_under_an_older_version_has_lapsed(street: Street) -> None:
    """However it came there: what counts is the digest it names."""
    deal = street.deal()
    service.sign_deal(street.session, street.signatory, deal=deal, digest=deal.sheet.digest)
    deal.signatures[0].sheet_digest = "0" * 64
    assert deal.signed_by == frozenset()
    service.sign_deal(street.session, street.head, deal=deal, digest=deal.sheet.digest)
    assert deal.state == DealState.AGREED
    service.sign_deal(street.session, street.signatory, deal=deal, digest=deal.sheet.digest)
    assert (deal.state, len(deal.signatures)) == (DealState.SIGNED, 2)


def test_nothing_is_signed_or_left_after_the_end(street: Street) -> None:
    ended, signed = street.deal(), street.signed()
    service.end_deal(street.session, street.staff, deal=ended)
    for deal, act in ((ended, service.end_deal), (signed, service.end_deal)):
        with pytest.raises(Conflict) as refused:
            act(street.session, street.officer, deal=deal)
        assert refused.value.code == "wrong-state"
    with pytest.raises(Conflict) as refused:
        service.sign_deal(street.session, street.head, deal=ended, digest=ended.sheet.digest)
    assert refused.value.code == "wrong-state"
    assert events(street.session, ended.id) == ["deal.agreed", "deal.ended"]
    assert payload(street.session, "deal.ended") == {"by": "buyer"}


# terms


def test_either_side_writes_the_next_version_until_somebody_signs(street: Street) -> None:
    deal = street.deal()
    for number, (actor, upfront) in enumerate(
        ((street.officer, "2 tỷ"), (street.staff, "1,5 tỷ")), start=2
    ):
        sheet = service.propose_terms(
            street.session, actor, deal=deal, form=terms(upfront=upfront), version=deal.version
        )
        assert (sheet.number, deal.sheet) == (number, sheet)
    assert deal.terms.upfront == Money(1_500_000_000)
    assert [sheet.party for sheet in deal.sheets] == [Party.BUYER, Party.SELLER, Party.BUYER]
    assert events(street.session, deal.id).count("deal.terms-proposed") == 2
    service.sign_deal(street.session, street.head, deal=deal, digest=deal.sheet.digest)
    with pytest.raises(Conflict) as refused:
        service.propose_terms(
            street.session, street.staff, deal=deal, form=terms(), version=deal.version
        )
    assert refused.value.code == "signed-already"
    assert len(deal.sheets) == 3


def test_terms_are_refused_on_a_stale_version_and_to_strangers(street: Street) -> None:
    deal = street.deal()
    stale = deal.version
    service.propose_terms(
        street.session, street.staff, deal=deal, form=terms(upfront="2 tỷ"), version=stale
    )
    with pytest.raises(Conflict) as refused:
        service.propose_terms(
            street.session, street.officer, deal=deal, form=terms(), version=stale
        )
    assert refused.value.code == "changed-meanwhile"
    with pytest.raises(NotAllowed):
        service.propose_terms(
            street.session,
            street.market.member(Role.HEAD),
            deal=deal,
            form=terms(),
            version=deal.version,
        )
    assert len(deal.sheets) == 2


def test_new_terms_are_held_against_the_other_grants_but_not_their_own(street: Street) -> None:
    deal = street.deal()
    service.accept_bid(street.session, street.officer, bid=street.other_bid())
    with pytest.raises(Conflict) as refused:
        service.propose_terms(
            street.session,
            street.staff,
            deal=deal,
            form=terms(right="exclusive-licence"),
            version=deal.version,
        )
    assert refused.value.code == "exclusive-licence-lives"
    service.propose_terms(
        street.session,
        street.staff,
        deal=deal,
        form=terms(right="exclusive-licence", territory="named", countries="JP"),
        version=deal.version,
    )
    assert deal.terms.territory == ("JP",)


# relations


def _same_parent(market: Market, seller: House, buyer: House) -> None:
    seller.parent_id = buyer.parent_id = market.house(HouseKind.STATE).id


def _parent_of_buyer(market: Market, seller: House, buyer: House) -> None:
    buyer.parent_id = seller.id


def _parent_of_seller(market: Market, seller: House, buyer: House) -> None:
    seller.parent_id = buyer.id


def _branch(market: Market, seller: House, buyer: House) -> None:
    seller.tax_code, buyer.tax_code = "0101234567", "0101234567-001"


@pytest.mark.parametrize("tie", [_same_parent, _parent_of_buyer, _parent_of_seller, _branch])
def test_records_that_show_a_relation_mark_the_deal(
    street: Street, tie: Callable[[Market, House, House], None]
) -> None:
    tie(street.market, street.institute, street.enterprise)
    assert street.signed().related
    assert payload(street.session, "deal.signed")["related"] is True


def test_one_person_on_both_sides_shows_a_relation(street: Street) -> None:
    person = street.market.person()
    head = street.market.member(Role.HEAD, house=street.institute, person=person)
    signatory = street.market.member(Role.SIGNATORY, house=street.enterprise, person=person)
    deal = street.deal()
    assert not deal.related
    for actor in (head, signatory):
        service.sign_deal(street.session, actor, deal=deal, digest=deal.sheet.digest)
    assert deal.related


def test_a_relation_is_declared_by_either_side_even_later_and_never_undone(
    street: Street,
) -> None:
    deal = street.signed()
    payment = declared(street, deal)
    with pytest.raises(NotAllowed):
        service.declare_relation(street.session, street.market.member(Role.HEAD), deal=deal)
    service.declare_relation(street.session, street.staff, deal=deal)
    assert (deal.related, payment.related) == (True, True)
    with pytest.raises(Conflict) as again:
        service.declare_relation(street.session, street.officer, deal=deal)
    assert again.value.code == "related-already"
    assert events(street.session, deal.id).count("deal.relation-declared") == 1


# payments


def declared(street: Street, deal: Deal) -> Payment:
    form = PaymentForm(money=Money(1_200_000_000), paid_on=clock.today())
    return service.declare_deal_payment(street.session, street.officer, deal=deal, form=form)


def test_the_seller_declares_a_payment_for_a_signed_deal(street: Street) -> None:
    deal = street.signed()
    payment = declared(street, deal)
    assert (payment.purpose, payment.reference, payment.payee_id, payment.payer_id) == (
        "deal",
        deal.id,
        street.institute.id,
        street.enterprise.id,
    )
    said = payload(street.session, "payment.declared")
    assert (said["field"], said["asset_id"], said["related"]) == (
        "materials",
        street.invention.id,
        False,
    )


def test_no_payment_before_the_signatures_nor_by_the_buyer(street: Street) -> None:
    deal = street.deal()
    with pytest.raises(Conflict) as early:
        declared(street, deal)
    assert early.value.code == "not-signed"
    form = PaymentForm(money=Money(1), paid_on=clock.today())
    signed = street.signed(territory="ASEAN")
    with pytest.raises(NotAllowed, match="you confirm it"):
        service.declare_deal_payment(street.session, street.signatory, deal=signed, form=form)
    assert street.session.scalars(select(Payment)).all() == []


def test_what_is_refused_may_be_bid_for_again(street: Street) -> None:
    bid = street.bid()
    form = RefuseBidForm(reason=Refusal.TERM, sentence="Five years are too long.")
    bids.refuse_bid(street.session, street.officer, bid=bid, form=form)
    deal = street.deal(term_years="3")
    assert queries.of_bid(street.session, deal.bid_id) is deal
    assert len(street.session.scalars(select(Bid)).all()) == 2
    assert queries.of_bid(street.session, new_id()) is None
