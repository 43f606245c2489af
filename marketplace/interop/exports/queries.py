"""Which listings go out, read a few at a time."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session, selectinload

from marketplace.houses import queries as houses
from marketplace.houses.models import House
from marketplace.interop.exports.columns import Record, record_of
from marketplace.inventions import queries as inventions
from marketplace.inventions.models import Invention
from marketplace.kit.actor import VISITOR, Actor
from marketplace.needs import queries as needs
from marketplace.stewardship import queries as stewardship
from marketplace.stewardship.forms import WorkFilter
from marketplace.stewardship.rules import Shelf

AT_A_TIME = 100


def own(
    session: Session,
    actor: Actor,
    shelf: Shelf,
    chosen: WorkFilter,
    ids: Sequence[str] | None = None,
) -> Iterator[Record]:
    """What the actor's house has and fits the filter, or of it the rows with these ids."""
    query = stewardship.own(session, actor, shelf, chosen)
    if ids is not None:
        query = query.where(stewardship.MODELS[shelf].id.in_(ids))
    names = houses.member_names(session, actor.house_id or "")
    return _records(session, shelf, query, names)


def of_house(session: Session, shelf: Shelf, house: House) -> Iterator[Record]:
    """All that a house has, for the person who runs the machine."""
    found = inventions.of_house(house.id) if shelf == Shelf.INVENTIONS else needs.of_house(house.id)
    return _records(session, shelf, found, houses.member_names(session, house.id))


def on_the_market(session: Session, shelf: Shelf) -> Iterator[Record]:
    """What everybody sees."""
    query = inventions.listed() if shelf == Shelf.INVENTIONS else needs.listed(VISITOR)
    return _records(session, shelf, query, {})


def _records(
    session: Session, shelf: Shelf, query: Select[Any], names: Mapping[str, str]
) -> Iterator[Record]:
    if shelf == Shelf.INVENTIONS:
        query = query.options(selectinload(Invention.inventors))
    rows = session.scalars(query.execution_options(yield_per=AT_A_TIME))
    return (record_of(shelf, thing, names) for thing in rows)
