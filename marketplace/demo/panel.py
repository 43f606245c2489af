"""The sign-in page of a demonstration market names a person of every role."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Person as Account
from marketplace.db.journal import EventRow
from marketplace.demo.market import whole_market
from marketplace.demo.people import PASSWORD, House, Person
from marketplace.houses.rules import HouseKind, Role
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
    roles: Sequence[Words]
    house: Words


@dataclass(frozen=True, slots=True)
class DemoHouses:
    """The people of all houses of one kind, folded under its name."""

    kind: Words
    people: Sequence[DemoPerson]


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """`people` is the first person of each role, `others` whoever else there is."""

    password: str
    people: Sequence[DemoPerson]
    others: Sequence[DemoHouses]


def is_demonstration(session: Session) -> bool:
    return bool(session.scalar(select(exists().where(EventRow.kind == MarketDemonstrated.kind))))


def people_panel(session: Session, actor: Actor, thing: object) -> Panel | None:  # noqa: ARG001 - an Offer
    if not is_demonstration(session):
        return None
    known = _known(session)
    operators = [person for person in whole_market().operators if person.email in known]
    members = [
        (house, person)
        for house in whole_market().houses
        for person in house.people
        if person.email in known
    ]
    first = {role: pair for pair in reversed(members) for role in pair[1].roles}
    shown = [pair for pair in members if pair in first.values()]
    content = DemoPeople(
        PASSWORD,
        [*(_member(*pair) for pair in shown), *(_operator(person) for person in operators)],
        _by_kind([pair for pair in members if pair not in shown]),
    )
    return Panel("demo/people.html", content)


def _known(session: Session) -> frozenset[str]:
    """Who is there: a small market has fewer houses, and a person can be erased."""
    addresses = [person.email for person in whole_market().people]
    found = session.scalars(select(Account.email).where(Account.email.in_(addresses)))
    return frozenset(email for email in found if email)


def _by_kind(members: Sequence[tuple[House, Person]]) -> Sequence[DemoHouses]:
    groups = {
        kind: tuple(_member(house, person) for house, person in members if house.kind is kind)
        for kind in HouseKind
    }
    return tuple(DemoHouses(kind.label, people) for kind, people in groups.items() if people)


def _member(house: House, person: Person) -> DemoPerson:
    name = house.name if language() == "vi" else house.name_en
    return DemoPerson(person.email, [Role(role).label for role in person.roles], name)


def _operator(person: Person) -> DemoPerson:
    return DemoPerson(person.email, [t("Operator")], t("The platform"))
