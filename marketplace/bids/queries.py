"""Reads of bids; `visible_to` is the list form of `policy.can_see`."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, case, exists, false, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from marketplace.bids.models import Bid
from marketplace.bids.rules import ANSWERERS, DEALERS, BidState
from marketplace.houses.rules import Role
from marketplace.inventions.models import Invention, Inventor
from marketplace.kit import clock
from marketplace.kit.actor import Actor
from marketplace.kit.errors import NotFound
from marketplace.needs import queries as needs
from marketplace.needs.models import Need
from marketplace.needs.rules import NeedState


def bid(session: Session, bid_id: str) -> Bid:
    """With its houses, invention and need, whoever asks; `pages.seen` asks the policy too."""
    return _one(session, _whole().where(Bid.id == bid_id))


def locked(session: Session, bid_id: str) -> Bid:
    """The bid, read anew and held until the transaction ends."""
    query = _whole().where(Bid.id == bid_id).with_for_update(of=Bid)
    return _one(session, query.execution_options(populate_existing=True))


def visible_to(actor: Actor) -> Select[Bid]:
    query = _cards()
    if actor.house_id is None:
        return query.where(false())
    ours = select(Invention.id).where(Invention.house_id == actor.house_id)
    if actor.has(*DEALERS):
        return query.where(or_(Bid.house_id == actor.house_id, Bid.invention_id.in_(ours)))
    if not actor.has(Role.RESEARCHER):
        return query.where(false())
    named = exists().where(
        Inventor.invention_id == Invention.id, Inventor.person_id == actor.person_id
    )
    own = ours.where(or_(Invention.made_by == actor.person_id, named))
    return query.where(Bid.invention_id.in_(own))


def received(actor: Actor) -> Select[Bid]:
    """Bids on the house's own inventions, those that wait first."""
    ours = select(Invention.id).where(Invention.house_id == actor.house_id)
    return _waiting_first(visible_to(actor).where(Bid.invention_id.in_(ours)))


def made(actor: Actor) -> Select[Bid]:
    """Bids that the house made, those that wait first."""
    return _waiting_first(visible_to(actor).where(Bid.house_id == actor.house_id))


def to_answer(actor: Actor) -> Select[Bid] | None:
    """Received bids that wait for this actor's answer, those that end first first."""
    if not actor.has(*ANSWERERS):
        return None
    ours = select(Invention.id).where(Invention.house_id == actor.house_id)
    return _ending_first(visible_to(actor).where(Bid.invention_id.in_(ours), *_alive()))


def unanswered(actor: Actor) -> Select[Bid] | None:
    """Bids, made or received, that wait for somebody else's answer."""
    if not actor.has(Role.RESEARCHER, *DEALERS):
        return None
    query = visible_to(actor).where(*_alive())
    if actor.has(*ANSWERERS):
        query = query.where(Bid.house_id == actor.house_id)
    return _ending_first(query)


def ending(session: Session, within: timedelta) -> Sequence[Bid]:
    """Open bids whose time is over soon."""
    query = _cards().where(*_alive(), Bid.valid_until <= clock.now() + within)
    return session.scalars(_ending_first(query)).all()


def count(session: Session, query: Select[Bid], *, state: BidState = BidState.OPEN) -> int:
    """How many of the query's bids are in this state."""
    narrowed = query.where(Bid.state == state).order_by(None)
    return session.scalar(select(func.count()).select_from(narrowed.subquery())) or 0


def count_open(session: Session, invention_id: str) -> int:
    """All open bids on an invention; for its owner."""
    return count(session, select(Bid).where(Bid.invention_id == invention_id))


def on_invention(session: Session, actor: Actor, invention_id: str) -> Sequence[Bid]:
    """The bids on one invention that the actor may see, those that wait first."""
    query = visible_to(actor).where(Bid.invention_id == invention_id)
    return session.scalars(_waiting_first(query).limit(50)).all()


def open_bid(session: Session, house_id: str, invention_id: str) -> Bid | None:
    return session.scalars(
        _whole().where(
            Bid.house_id == house_id,
            Bid.invention_id == invention_id,
            Bid.state == BidState.OPEN,
        )
    ).first()


def overdue(session: Session, limit: int) -> Sequence[Bid]:
    """Open bids whose time is over, held against whoever answers them at this moment."""
    return session.scalars(
        select(Bid)
        .where(Bid.state == BidState.OPEN, Bid.valid_until <= clock.now())
        .order_by(Bid.valid_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def own_needs(session: Session, actor: Actor) -> Sequence[Need]:
    """The house's open needs, from which a bid may name one."""
    if actor.house_id is None:
        return ()
    query = needs.listed(actor, state=NeedState.OPEN, ours=True)
    return session.scalars(needs.newest_first(query).limit(100)).all()


def _alive() -> tuple[ColumnElement[bool], ...]:
    """The clock may not have said yet that a bid's time is over."""
    return Bid.state == BidState.OPEN, Bid.valid_until > clock.now()


def _ending_first(query: Select[Bid]) -> Select[Bid]:
    return query.order_by(Bid.valid_until, Bid.id)


def _waiting_first(query: Select[Bid]) -> Select[Bid]:
    return query.order_by(case((Bid.state == BidState.OPEN, 0), else_=1), Bid.id.desc())


def _cards() -> Select[Bid]:
    return select(Bid).options(
        joinedload(Bid.house),
        joinedload(Bid.invention).options(
            joinedload(Invention.house), selectinload(Invention.texts)
        ),
    )


def _whole() -> Select[Bid]:
    return select(Bid).options(
        joinedload(Bid.house),
        joinedload(Bid.invention).options(
            joinedload(Invention.house),
            selectinload(Invention.texts),
            selectinload(Invention.inventors),
        ),
        joinedload(Bid.need).selectinload(Need.texts),
    )


def _one(session: Session, query: Select[Bid]) -> Bid:
    found = session.scalars(query).first()
    if found is None:
        raise NotFound
    return found
