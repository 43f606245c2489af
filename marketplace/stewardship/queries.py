"""Reads of a house's own listings, the many of them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from marketplace.bids import queries as bids
from marketplace.bids.models import Bid
from marketplace.bids.rules import BidState
from marketplace.houses import queries as houses
from marketplace.inventions import queries as inventions
from marketplace.inventions.models import Invention, InventionText
from marketplace.inventions.rules import InventionState, folded
from marketplace.kit.actor import Actor
from marketplace.kit.text import Choice
from marketplace.needs import queries as needs
from marketplace.needs.models import Need, NeedText
from marketplace.needs.rules import NeedState
from marketplace.rulebook.freshness import stale_before
from marketplace.stewardship.forms import WorkFilter
from marketplace.stewardship.policy import Thing
from marketplace.stewardship.rules import MOST, NOBODY, Order, Shelf

Model: TypeAlias = type[Invention] | type[Need]

MODELS: Mapping[Shelf, Model] = {Shelf.INVENTIONS: Invention, Shelf.NEEDS: Need}
STATES: Mapping[Shelf, type[Choice]] = {
    Shelf.INVENTIONS: InventionState,
    Shelf.NEEDS: NeedState,
}
LIVE: Mapping[Shelf, Choice] = {
    Shelf.INVENTIONS: InventionState.LISTED,
    Shelf.NEEDS: NeedState.OPEN,
}
"""The state in which a listing is on the market and has to be confirmed."""


def own(session: Session, actor: Actor, shelf: Shelf, chosen: WorkFilter) -> Select[Any]:
    """What the actor's house has and fits the filter, with house and texts, in the order asked."""
    house_id = actor.house_id or ""
    query: Select[Any] = _of_house(shelf, house_id)
    model = MODELS[shelf]
    if chosen.state in {state.value for state in STATES[shelf]}:
        query = query.where(model.state == STATES[shelf](chosen.state))
    if chosen.responsible == NOBODY:
        members = houses.member_names(session, house_id)
        query = query.where(
            or_(model.responsible_id.is_(None), model.responsible_id.not_in(members))
        )
    elif chosen.responsible:
        query = query.where(model.responsible_id == chosen.responsible)
    if chosen.stale:
        query = query.where(model.state == LIVE[shelf], model.confirmed_at < stale_before())
    if chosen.q:
        query = query.where(model.id.in_(_titled(session, shelf, house_id, chosen.q)))
    return _ordered(query, model, chosen.order)


def ids_of(session: Session, query: Select[Any]) -> Sequence[str]:
    """Of all rows of the query, but not of more than one above what can be done at once."""
    few = query.limit(MOST + 1).subquery()
    return session.scalars(select(few.c.id)).all()


def held(session: Session, actor: Actor, shelf: Shelf, ids: Collection[str]) -> Sequence[Thing]:
    """Those of the ids that are the house's own, locked in the order of their ids."""
    find = inventions.held if shelf == Shelf.INVENTIONS else needs.held
    return find(session, actor.house_id or "", ids)


def named(session: Session, actor: Actor, shelf: Shelf, ids: Collection[str]) -> Sequence[Thing]:
    """The same without the lock, for a page."""
    model = MODELS[shelf]
    query = _of_house(shelf, actor.house_id or "").where(model.id.in_(ids))
    return session.scalars(query.order_by(None).order_by(model.id)).all()


def one_of_house(session: Session, house_id: str, shelf: Shelf, listing_id: str) -> Thing | None:
    """With its texts; None where the house has no such thing any more."""
    one: Thing | None = session.scalars(
        _of_house(shelf, house_id).where(MODELS[shelf].id == listing_id)
    ).first()
    return one


def open_bids(session: Session, actor: Actor, shelf: Shelf, ids: Collection[str]) -> dict[str, int]:
    """How many bids wait on each invention, or were made for each need, that the actor may see."""
    about = Bid.invention_id if shelf == Shelf.INVENTIONS else Bid.need_id
    seen = bids.visible_to(actor).where(Bid.state == BidState.OPEN, about.in_(ids)).subquery()
    key = seen.c[about.key]
    return dict(session.execute(select(key, func.count()).group_by(key)).all())


def _of_house(shelf: Shelf, house_id: str) -> Select[Any]:
    if shelf == Shelf.INVENTIONS:
        return inventions.of_house(house_id)
    return needs.of_house(house_id)


def _titled(session: Session, shelf: Shelf, house_id: str, words: str) -> list[str]:
    """The ids whose title holds the words, with or without tone marks.

    Databases fold Vietnamese each in its own way or not at all; a house's titles are few.
    """
    if shelf == Shelf.INVENTIONS:
        titles = select(InventionText.invention_id, InventionText.title).join(Invention)
        titles = titles.where(Invention.house_id == house_id)
    else:
        titles = select(NeedText.need_id, NeedText.title).join(Need)
        titles = titles.where(Need.house_id == house_id)
    wanted = folded(words)
    return [found for found, title in session.execute(titles) if wanted in folded(title)]


def _ordered(query: Select[Any], model: Model, order: Order) -> Select[Any]:
    query = query.order_by(None)
    if order == Order.NEWEST:
        return query.order_by(model.id.desc())
    if order == Order.UNCONFIRMED:
        return query.order_by(model.confirmed_at, model.id)
    return query.order_by(model.changed_at.desc(), model.id.desc())
