"""Reads of payments; `visible_to` is the list form of `policy.can_see`."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select, true
from sqlalchemy.orm import Session, joinedload

from marketplace.houses.models import House, Membership
from marketplace.houses.rules import HouseKind, HouseState
from marketplace.kit.actor import Actor
from marketplace.kit.errors import NotFound
from marketplace.payments.models import Payment
from marketplace.payments.rules import (
    CONFIRMERS,
    LIVE,
    OPEN,
    VERIFIERS,
    PaymentState,
    handlers,
)

_PARTIES = (joinedload(Payment.payee, innerjoin=True), joinedload(Payment.payer, innerjoin=True))


def payment_for(session: Session, actor: Actor, payment_id: str) -> Payment:
    """The payment, if this reader may know of it."""
    found = session.scalars(visible_to(actor).where(Payment.id == payment_id)).first()
    if found is None:
        raise NotFound
    return found


def by_id(session: Session, payment_id: str) -> Payment:
    return session.scalars(select(Payment).options(*_PARTIES).where(Payment.id == payment_id)).one()


def locked(session: Session, payment_id: str) -> Payment:
    """The payment as it is now, held until this transaction ends."""
    return session.scalars(
        select(Payment)
        .options(*_PARTIES)
        .where(Payment.id == payment_id)
        .with_for_update(of=Payment)
        .execution_options(populate_existing=True)
    ).one()


def counter_entry(session: Session, payment_id: str) -> Payment | None:
    """The one that takes the payment back, unless it has fallen away."""
    return session.scalars(
        select(Payment).where(Payment.reverses_id == payment_id, Payment.state.in_(LIVE))
    ).first()


def visible_to(actor: Actor) -> Select[Payment]:
    return (
        select(Payment)
        .options(*_PARTIES)
        .where(
            or_(
                Payment.state == PaymentState.VERIFIED,
                _of_party(actor),
                and_(_outside(actor), _needs_verifier()),
            )
        )
    )


def listed(
    actor: Actor,
    *,
    state: PaymentState | None = None,
    purpose: str | None = None,
    reference: str | None = None,
) -> Select[Payment]:
    query = visible_to(actor)
    if state:
        query = query.where(Payment.state == state)
    if purpose:
        query = query.where(Payment.purpose == purpose)
    if reference:
        query = query.where(Payment.reference == reference)
    return query


def to_confirm(actor: Actor) -> Select[Payment]:
    """Declared payments that wait for this actor's one click, longest waiting first."""
    return _longest(
        visible_to(actor).where(
            Payment.state == PaymentState.DECLARED,
            Payment.related.is_(False),
            _payer(actor) if may_confirm(actor) else false(),
        )
    )


def to_verify(actor: Actor) -> Select[Payment]:
    """What waits for a verifier outside, and this actor is one."""
    waiting = or_(
        Payment.state == PaymentState.DISPUTED,
        and_(Payment.state == PaymentState.DECLARED, Payment.related.is_(True)),
    )
    return _longest(visible_to(actor).where(_outside(actor), waiting))


def unsettled(actor: Actor) -> Select[Payment] | None:
    """Payments of the actor's house that wait for somebody else's word."""
    if actor.house is None or not actor.has(*handlers(HouseKind(actor.house.kind))):
        return None
    declared = and_(Payment.state == PaymentState.DECLARED, Payment.related.is_(False))
    ours = not_(and_(declared, _payer(actor))) if may_confirm(actor) else true()
    return _longest(visible_to(actor).where(_of_party(actor), Payment.state.in_(OPEN), ours))


def declared_by(actor: Actor) -> Select[Payment]:
    return _newest(visible_to(actor).where(_payee(actor)))


def paid_by(actor: Actor) -> Select[Payment]:
    return _newest(visible_to(actor).where(_payer(actor)))


def of_reference(actor: Actor, purpose: str, reference: str) -> Select[Payment]:
    return (
        visible_to(actor)
        .where(Payment.purpose == purpose, Payment.reference == reference)
        .order_by(Payment.paid_on, Payment.id)
    )


def all_of(session: Session, *, purpose: str, reference: str) -> Sequence[Payment]:
    """Every payment for one thing, whoever may see it; for the service."""
    return session.scalars(
        select(Payment)
        .options(*_PARTIES)
        .where(Payment.purpose == purpose, Payment.reference == reference)
        .order_by(Payment.id)
    ).all()


def verifiers_of(session: Session, payment: Payment) -> Sequence[Membership]:
    """Everyone who could verify it: finance officers of verified state houses outside."""
    parties = {payment.payee_id, payment.payer_id}
    above = {payment.payee.parent_id, payment.payer.parent_id} - {None}
    return session.scalars(
        select(Membership)
        .join(House, House.id == Membership.house_id)
        .options(joinedload(Membership.person))
        .where(
            Membership.role == VERIFIERS,
            Membership.until.is_(None),
            House.kind == HouseKind.STATE,
            House.state == HouseState.VERIFIED,
            House.id.not_in(parties | above),
            or_(House.parent_id.is_(None), House.parent_id.not_in(parties)),
        )
        .order_by(Membership.since)
    ).all()


def may_confirm(actor: Actor) -> bool:
    return actor.house is not None and actor.has(*CONFIRMERS[HouseKind(actor.house.kind)])


def may_verify(actor: Actor) -> bool:
    house = actor.house
    return (
        house is not None
        and house.verified
        and house.kind == HouseKind.STATE
        and actor.has(VERIFIERS)
    )


def _newest(query: Select[Payment]) -> Select[Payment]:
    return query.order_by(Payment.id.desc())


def _longest(query: Select[Payment]) -> Select[Payment]:
    return query.order_by(Payment.changed_at, Payment.id)


def _payee(actor: Actor) -> ColumnElement[bool]:
    return Payment.payee_id == actor.house_id if actor.house else false()


def _payer(actor: Actor) -> ColumnElement[bool]:
    return Payment.payer_id == actor.house_id if actor.house else false()


def _of_party(actor: Actor) -> ColumnElement[bool]:
    return or_(_payee(actor), _payer(actor))


def _outside(actor: Actor) -> ColumnElement[bool]:
    """`policy.is_outside` over rows."""
    house = actor.house
    if house is None or not may_verify(actor):
        return false()
    below = select(House.id).where(House.parent_id == house.id)
    near = [house.id, *([house.parent_id] if house.parent_id else [])]
    return and_(
        Payment.payee_id.not_in(near),
        Payment.payer_id.not_in(near),
        Payment.payee_id.not_in(below),
        Payment.payer_id.not_in(below),
    )


def _needs_verifier() -> ColumnElement[bool]:
    return or_(
        Payment.related.is_(true()),
        Payment.state.in_((PaymentState.DISPUTED, PaymentState.REJECTED)),
    )
