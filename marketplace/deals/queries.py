"""Reads of deals; `visible_to` is the list form of `policy.can_see`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import Session, joinedload, selectinload

from marketplace.bids.rules import Terms
from marketplace.deals.models import Deal, Signature, TermSheet
from marketplace.deals.policy import may_sign
from marketplace.deals.rules import READERS, DealState
from marketplace.inventions.models import Invention
from marketplace.kit.actor import Actor
from marketplace.kit.errors import NotFound

LIVING = (DealState.AGREED, DealState.SIGNED)
"""States in which a deal's grant stands in the way of others, until its term is over."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a living deal gives, and from when."""

    deal_id: str
    state: DealState
    starts_on: date
    terms: Terms


def deal(session: Session, deal_id: str) -> Deal:
    """The whole deal, whoever asks; `pages.seen` asks the policy too."""
    return _one(session, _whole().where(Deal.id == deal_id))


def locked(session: Session, deal_id: str) -> Deal:
    """The deal, read anew and held until the transaction ends."""
    query = _whole().where(Deal.id == deal_id).with_for_update(of=Deal)
    return _one(session, query.execution_options(populate_existing=True))


def living_on(session: Session, invention_id: str) -> Sequence[Grant]:
    """The grants that bind an invention, as columns: an entity in this session could be older than
    the lock on the invention under which the caller looks."""
    present = (
        select(func.max(TermSheet.number))
        .where(TermSheet.deal_id == Deal.id)
        .correlate(Deal)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Deal.id, Deal.state, Deal.starts_on, TermSheet.terms_json)
        .join(TermSheet, and_(TermSheet.deal_id == Deal.id, TermSheet.number == present))
        .where(Deal.invention_id == invention_id, Deal.state.in_(LIVING))
        .order_by(Deal.id)
    )
    return [
        Grant(deal_id, state, starts_on, Terms.from_json(terms))
        for deal_id, state, starts_on, terms in rows
    ]


def of_bid(session: Session, bid_id: str) -> Deal | None:
    return session.scalars(_whole().where(Deal.bid_id == bid_id)).first()


def visible_to(actor: Actor) -> Select[Deal]:
    """Signed deals for everybody, the house's own for those who read its contracts."""
    signed = Deal.state == DealState.SIGNED
    if not actor.has(*READERS):
        return _whole().where(signed)
    return _whole().where(or_(signed, _ours(actor)))


def ours(actor: Actor) -> Select[Deal]:
    """The house's own deals, those that wait for a signature first."""
    waiting = case((Deal.state == DealState.AGREED, 0), else_=1)
    return visible_to(actor).where(_ours(actor)).order_by(waiting, Deal.id.desc())


def register() -> Select[Deal]:
    """What is public record, newest first."""
    return _whole().where(Deal.state == DealState.SIGNED).order_by(Deal.signed_at.desc(), Deal.id)


def to_sign(actor: Actor) -> Select[Deal] | None:
    """What waits for this actor's signature; the list form of `policy.has_to_sign`."""
    return _agreed(actor).where(_unsigned_by_us(actor)) if may_sign(actor) else None


def unsigned(actor: Actor) -> Select[Deal] | None:
    """The house's deals that wait for somebody else's signature."""
    if not actor.has(*READERS):
        return None
    query = _agreed(actor)
    return query.where(not_(_unsigned_by_us(actor))) if may_sign(actor) else query


def count(session: Session, query: Select[Deal]) -> int:
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def _agreed(actor: Actor) -> Select[Deal]:
    """The house's deals that still lack a signature, the oldest first."""
    query = visible_to(actor).where(_ours(actor), Deal.state == DealState.AGREED)
    return query.order_by(Deal.id)


def _unsigned_by_us(actor: Actor) -> ColumnElement[bool]:
    """Whether the present version lacks the signature of the actor's house."""
    present = select(func.max(TermSheet.number)).where(TermSheet.deal_id == Deal.id)
    signed = (
        exists()
        .where(
            Signature.deal_id == Deal.id,
            Signature.house_id == actor.house_id,
            TermSheet.deal_id == Deal.id,
            TermSheet.digest == Signature.sheet_digest,
            TermSheet.number == present.correlate(Deal).scalar_subquery(),
        )
        .correlate(Deal)
    )
    return not_(signed)


def _ours(actor: Actor) -> ColumnElement[bool]:
    return or_(Deal.seller_id == actor.house_id, Deal.buyer_id == actor.house_id)


def _whole() -> Select[Deal]:
    return select(Deal).options(
        joinedload(Deal.seller),
        joinedload(Deal.buyer),
        joinedload(Deal.invention).selectinload(Invention.texts),
        selectinload(Deal.sheets),
        selectinload(Deal.signatures),
    )


def _one(session: Session, query: Select[Deal]) -> Deal:
    found = session.scalars(query).first()
    if found is None:
        raise NotFound
    return found
