"""A bid is made, and what becomes of it: answers, term sheets, signatures, payments."""

from dataclasses import dataclass
from functools import singledispatch

from sqlalchemy.orm import Session

from marketplace.bids import queries as bids
from marketplace.bids import service as bidding
from marketplace.bids.forms import BidForm, RefuseBidForm
from marketplace.deals import queries as deals
from marketplace.deals import service as dealing
from marketplace.deals.models import Deal
from marketplace.deals.rules import Party
from marketplace.demo import deals as told
from marketplace.demo.play.cast import Cast
from marketplace.houses.rules import SIGNERS, Role
from marketplace.inventions import queries as inventions
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.payments import queries as payments
from marketplace.payments import service as paying
from marketplace.payments.forms import DisputeForm, PaymentForm, RejectForm, ReverseForm
from marketplace.payments.models import Payment


@dataclass(frozen=True, slots=True)
class Scene:
    """One bid of the story, and who acts for its two sides."""

    session: Session
    cast: Cast
    bid: told.Bid

    def house(self, party: Party) -> str:
        if party is Party.BUYER:
            return self.bid.bidder
        return self.cast.market.invention(self.bid.invention).house

    def dealer(self, party: Party) -> Actor:
        house = self.house(party)
        choose = self.cast.seller if party is Party.SELLER else self.cast.buyer
        return choose(self.session, house)

    def signer(self, party: Party) -> Actor:
        house = self.house(party)
        role = SIGNERS[self.cast.market.house(house).kind]
        return self.cast.actor(self.session, house, role)

    @property
    def deal(self) -> Deal:
        return deals.deal(self.session, self.cast.deals[self.bid.key])

    def payment(self, number: int | None) -> Payment:
        declared = self.cast.payments[self.bid.key]
        return payments.by_id(self.session, declared[number - 1 if number else -1])

    def verifier(self, house: str) -> Actor:
        return self.cast.actor(self.session, house, Role.FINANCE_OFFICER)


def make_bid(cast: Cast, bid: told.Bid, session: Session) -> None:
    need = cast.needs[bid.need] if bid.need else ""
    form = BidForm.model_validate({**bid.terms.model_dump(), "need": need, "message": bid.message})
    invention = inventions.invention(session, cast.inventions[bid.invention])
    actor = cast.buyer(session, bid.bidder)
    cast.bids[bid.key] = bidding.make_bid(session, actor, invention=invention, form=form).id
    cast.payments[bid.key] = []


def take_step(cast: Cast, bid: told.Bid, step: told.Step, session: Session) -> None:
    _take(step, Scene(session, cast, bid))


@singledispatch
def _take(step: object, scene: Scene) -> None:
    raise TypeError(f"{scene.bid.key}: nobody takes {step}")


@_take.register
def _(step: told.Refuse, scene: Scene) -> None:
    form = RefuseBidForm(reason=step.reason, sentence=step.sentence)
    found = bids.bid(scene.session, scene.cast.bids[scene.bid.key])
    bidding.refuse_bid(scene.session, scene.dealer(Party.SELLER), bid=found, form=form)


@_take.register
def _(_: told.Withdraw, scene: Scene) -> None:
    found = bids.bid(scene.session, scene.cast.bids[scene.bid.key])
    bidding.withdraw_bid(scene.session, scene.dealer(Party.BUYER), bid=found)


@_take.register
def _(_: told.Accept, scene: Scene) -> None:
    found = bids.bid(scene.session, scene.cast.bids[scene.bid.key])
    deal = dealing.accept_bid(scene.session, scene.dealer(Party.SELLER), bid=found)
    scene.cast.deals[scene.bid.key] = deal.id


@_take.register
def _(step: told.Propose, scene: Scene) -> None:
    deal = scene.deal
    dealing.propose_terms(
        scene.session, scene.dealer(step.by), deal=deal, form=step.terms, version=deal.version
    )


@_take.register
def _(step: told.Sign, scene: Scene) -> None:
    deal = scene.deal
    dealing.sign_deal(scene.session, scene.signer(step.by), deal=deal, digest=deal.sheet.digest)


@_take.register
def _(step: told.End, scene: Scene) -> None:
    dealing.end_deal(scene.session, scene.dealer(step.by), deal=scene.deal)


@_take.register
def _(step: told.Relate, scene: Scene) -> None:
    dealing.declare_relation(scene.session, scene.dealer(step.by), deal=scene.deal)


@_take.register
def _(step: told.Declare, scene: Scene) -> None:
    form = PaymentForm(money=step.money, paid_on=clock.today(), bank_reference=step.bank_reference)
    declared = dealing.declare_deal_payment(
        scene.session, scene.dealer(Party.SELLER), deal=scene.deal, form=form
    )
    scene.cast.payments[scene.bid.key].append(declared.id)


@_take.register
def _(step: told.Confirm, scene: Scene) -> None:
    payer = scene.signer(Party.BUYER)
    paying.confirm_payment(scene.session, payer, payment=scene.payment(step.of))


@_take.register
def _(step: told.Dispute, scene: Scene) -> None:
    paying.dispute_payment(
        scene.session,
        scene.signer(Party.BUYER),
        payment=scene.payment(step.of),
        form=DisputeForm(reason=step.reason),
    )


@_take.register
def _(step: told.TakeBack, scene: Scene) -> None:
    payee = scene.dealer(Party.SELLER)
    paying.withdraw_payment(scene.session, payee, payment=scene.payment(step.of))


@_take.register
def _(step: told.Verify, scene: Scene) -> None:
    verifier = scene.verifier(step.by)
    paying.verify_payment(scene.session, verifier, payment=scene.payment(step.of))


@_take.register
def _(step: told.Reject, scene: Scene) -> None:
    paying.reject_payment(
        scene.session,
        scene.verifier(step.by),
        payment=scene.payment(step.of),
        form=RejectForm(reason=step.reason),
    )


@_take.register
def _(step: told.Reverse, scene: Scene) -> None:
    entry = paying.reverse_payment(
        scene.session,
        scene.dealer(Party.SELLER),
        payment=scene.payment(step.of),
        form=ReverseForm(reason=step.reason),
    )
    scene.cast.payments[scene.bid.key].append(entry.id)
