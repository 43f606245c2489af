"""Make, refuse, withdraw and expire bids: the only writer of their table.

Accepting one is a use case of `deals`; it calls `mark_accepted` in its own transaction.
"""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.bids import events, policy, queries
from marketplace.bids.forms import BidForm, RefuseBidForm
from marketplace.bids.models import Bid, salted
from marketplace.bids.rules import WORKFLOW, BidState
from marketplace.db.journal import record
from marketplace.houses import queries as houses
from marketplace.inventions.models import Invention
from marketplace.kit import clock
from marketplace.kit.actor import MACHINE, Actor
from marketplace.kit.errors import Conflict, Invalid
from marketplace.kit.ids import new_id
from marketplace.kit.text import t
from marketplace.kit.workflow import Step
from marketplace.needs.models import Need
from marketplace.rulebook.answering import BID_WAITS

EXPIRE_AT_ONCE = 200


def make_bid(session: Session, actor: Actor, *, invention: Invention, form: BidForm) -> Bid:
    """Offer terms for 60 days; a house has one open bid on an invention at a time."""
    policy.can_bid(actor, invention).require()
    _expire_own(session, actor, invention)
    bid = Bid(
        id=new_id(),
        invention=invention,
        house=houses.house(session, str(actor.house_id)),
        need=_own_need(session, actor, form),
        made_by=str(actor.person_id),
        state=BidState.OPEN,
        terms_json=salted(form.terms),
        message=form.message,
        valid_until=clock.now() + BID_WAITS,
    )
    try:
        with session.begin_nested():
            session.add(bid)
    except IntegrityError:
        raise Conflict(
            t("Your house has an open bid on this invention. Withdraw it to make another one."),
            code="bid-open",
        ) from None
    record(
        session,
        actor,
        events.BidMade(
            subject_id=bid.id,
            invention_id=invention.id,
            need_id=form.need,
            terms_digest=bid.terms_digest,
        ),
        private={"message": form.message} if form.message else None,
    )
    return bid


def refuse_bid(session: Session, actor: Actor, *, bid: Bid, form: RefuseBidForm) -> None:
    """Never without a coded reason and a sentence, which only the two houses read."""
    bid = queries.locked(session, bid.id)
    policy.can_answer(actor, bid).require()
    _answer(actor, bid, "refuse")
    bid.refusal, bid.refusal_sentence = form.reason, form.sentence
    record(
        session,
        actor,
        events.BidRefused(
            subject_id=bid.id, invention_id=bid.invention_id, reason=form.reason.value
        ),
        private={"sentence": form.sentence},
    )


def withdraw_bid(session: Session, actor: Actor, *, bid: Bid) -> None:
    bid = queries.locked(session, bid.id)
    policy.can_withdraw(actor, bid).require()
    _answer(actor, bid, "withdraw")
    record(session, actor, events.BidWithdrawn(subject_id=bid.id, invention_id=bid.invention_id))


def require_open(bid: Bid, action: str) -> Step[BidState]:
    """The step `action`, unless the bid is answered, or its time is over and only the clock has
    not said so yet."""
    step = WORKFLOW.step(bid.state, action)
    if bid.valid_until <= clock.now():
        raise Conflict(
            t("This bid expired on %(day)s.", day=f"{clock.local(bid.valid_until):%d/%m/%Y}"),
            code="bid-expired",
        )
    return step


def mark_accepted(session: Session, actor: Actor, *, bid: Bid, deal_id: str) -> None:
    """Close a locked bid for the deal that grows out of it."""
    policy.can_answer(actor, bid).require()
    _answer(actor, bid, "accept")
    record(
        session,
        actor,
        events.BidAccepted(
            subject_id=bid.id,
            invention_id=bid.invention_id,
            need_id=bid.need_id or "",
            deal_id=deal_id,
        ),
    )


def expire_bids(session: Session) -> int:
    """Close what nobody answered in time; returns how many, at most `EXPIRE_AT_ONCE`."""
    due = queries.overdue(session, EXPIRE_AT_ONCE)
    for bid in due:
        _expire(session, bid)
    return len(due)


def _answer(actor: Actor, bid: Bid, action: str) -> None:
    bid.state = require_open(bid, action).target
    bid.answered_by, bid.answered_at = actor.person_id, clock.now()


def _expire_own(session: Session, actor: Actor, invention: Invention) -> None:
    """The house's former bid, if its time is over, does not stand in the way of a new one."""
    former = queries.open_bid(session, str(actor.house_id), invention.id)
    if former is not None and former.valid_until <= clock.now():
        _expire(session, former)
        session.flush()  # before the new bid meets the unique index


def _expire(session: Session, bid: Bid) -> None:
    bid.state = WORKFLOW.step(bid.state, "expire").target
    record(session, MACHINE, events.BidExpired(subject_id=bid.id, invention_id=bid.invention_id))


def _own_need(session: Session, actor: Actor, form: BidForm) -> Need | None:
    if not form.need:
        return None
    own = {need.id: need for need in queries.own_needs(session, actor)}
    if form.need not in own:
        raise Invalid({"need": t("Choose one of your own open needs.")})
    return own[form.need]
