"""Reads for the front page, and for the index of the search."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, selectinload

from marketplace.accounts.models import Person
from marketplace.houses import queries as houses
from marketplace.houses.models import House
from marketplace.houses.rules import HouseState
from marketplace.inventions import queries as inventions
from marketplace.inventions.models import Invention, InventionSection, Inventor
from marketplace.inventions.rules import InventionState, Tier
from marketplace.kit.actor import VISITOR, Actor
from marketplace.needs import queries as needs
from marketplace.needs.models import Need
from marketplace.needs.rules import ON_THE_MARKET

LATEST = 6


@dataclass(frozen=True, slots=True)
class Subjects:
    """Ids of what may stand in the index."""

    inventions: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    houses: frozenset[str] = frozenset()

    @property
    def every(self) -> frozenset[str]:
        return self.inventions | self.needs | self.houses


def latest_inventions(session: Session) -> Sequence[Invention]:
    return session.scalars(inventions.listed().limit(LATEST)).all()


def latest_needs(session: Session) -> Sequence[Need]:
    return needs.latest_open(session, LATEST)


def visible_houses(session: Session, actor: Actor, ids: Collection[str]) -> Mapping[str, House]:
    """By id, those of them whose pages the actor may see."""
    found = session.scalars(houses.visible_to(actor).where(House.id.in_(ids)))
    return {house.id: house for house in found}


def everything(session: Session) -> Subjects:
    listed = select(Invention.id).where(Invention.state == InventionState.LISTED)
    posted = select(Need.id).where(Need.state.in_(ON_THE_MARKET))
    verified = select(House.id).where(House.state == HouseState.VERIFIED)
    return Subjects(*(frozenset(session.scalars(one)) for one in (listed, posted, verified)))


def of_houses(session: Session, house_ids: frozenset[str]) -> Subjects:
    """These houses and all that they have."""
    listed = select(Invention.id).where(Invention.house_id.in_(house_ids))
    posted = select(Need.id).where(Need.house_id.in_(house_ids))
    return Subjects(
        frozenset(session.scalars(listed)), frozenset(session.scalars(posted)), house_ids
    )


def listed_inventions(session: Session, ids: Collection[str]) -> Sequence[Invention]:
    """Those of them that everybody sees, with all that is indexed of them and nothing of tier 3."""
    members = Invention.sections.and_(InventionSection.tier == Tier.MEMBERS)
    query = inventions.listed().where(Invention.id.in_(ids))
    with_all = query.options(selectinload(members), selectinload(Invention.inventors))
    return session.scalars(with_all).all()


def posted_needs(session: Session, ids: Collection[str]) -> Sequence[Need]:
    """Those of them that the public list shows."""
    return session.scalars(needs.listed(VISITOR).where(Need.id.in_(ids))).all()


def verified_houses(session: Session, ids: Collection[str]) -> Sequence[House]:
    """Those of them that everybody sees."""
    return session.scalars(houses.visible_to(VISITOR).where(House.id.in_(ids))).all()


def erased_inventors(session: Session, found: Sequence[Invention]) -> frozenset[str]:
    """Inventors who were erased, though their names may not have been emptied yet."""
    people = {one.person_id for invention in found for one in invention.inventors if one.person_id}
    erased = select(Person.id).where(Person.id.in_(people), Person.erased_at.is_not(None))
    return frozenset(session.scalars(erased))


def was_inventor(session: Session, person_ids: Collection[str]) -> bool:
    """Whether the name of one of these stood with an invention, or has been emptied there."""
    emptied = and_(Inventor.person_id.is_(None), Inventor.name == "")
    found = select(Inventor.id).where(or_(Inventor.person_id.in_(person_ids), emptied))
    return session.scalar(found.limit(1)) is not None
