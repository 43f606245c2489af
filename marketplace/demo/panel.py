"""The sign-in page of a demonstration market names a person of every role."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from marketplace.db.journal import EventRow
from marketplace.demo.people import HOUSES, PASSWORD, PEOPLE
from marketplace.houses.rules import Role
from marketplace.kit.actor import Actor
from marketplace.kit.event import Event
from marketplace.kit.text import t
from marketplace.kit.views import Panel, Words
from marketplace.locale import language


@dataclass(frozen=True, kw_only=True)
class MarketDemonstrated(Event):
    """The database was filled with fictitious houses and persons."""

    kind: ClassVar[str] = "market.demonstrated"
    about: ClassVar[str] = "market"
    public: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class DemoPerson:
    email: str
    name: str
    house: Words
    roles: Sequence[Words]


@dataclass(frozen=True, slots=True)
class DemoPeople:
    password: str
    people: Sequence[DemoPerson]


def is_demonstration(session: Session) -> bool:
    return bool(session.scalar(select(exists().where(EventRow.kind == MarketDemonstrated.kind))))


def people_panel(session: Session, actor: Actor, thing: object) -> Panel | None:  # noqa: ARG001 - an Offer
    if not is_demonstration(session):
        return None
    houses = {house.key: house.name if language() == "vi" else house.name_en for house in HOUSES}
    people = tuple(
        DemoPerson(
            person.email,
            person.name,
            houses[person.house] if person.house else t("The platform"),
            [Role(role).label for role in person.roles] or [t("Operator")],
        )
        for person in PEOPLE
    )
    return Panel("demo/people.html", DemoPeople(PASSWORD, people))
