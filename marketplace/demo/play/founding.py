"""Persons appear, found their houses and are verified."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from marketplace.accounts import queries as accounts
from marketplace.accounts.service import appoint_first_operator, found_person
from marketplace.db.journal import record
from marketplace.demo.panel import MarketDemonstrated
from marketplace.demo.people import House, Person
from marketplace.demo.play.cast import Cast
from marketplace.houses import service as founding
from marketplace.houses.forms import HouseForm
from marketplace.houses.rules import LEADS
from marketplace.kit.actor import MACHINE, Actor
from marketplace.kit.ids import new_id


def begin(cast: Cast, session: Session) -> None:
    """The operators, and the mark by which every page says that this is a demonstration."""
    for person in cast.market.operators:
        appoint_first_operator(
            session,
            email=person.email,
            name=person.name,
            language=person.language,
            password_hash=cast.password_hash,
        )
        made = accounts.by_email(session, person.email)
        assert made is not None  # noqa: S101 - appointed in the statement above
        cast.people[person.key] = made.id
    record(session, MACHINE, MarketDemonstrated(subject_id=new_id()))


def found_house(cast: Cast, told: House, session: Session) -> None:
    """Whoever leads founds it; the others join; the operator verifies it."""
    _appear(cast, told.people, session)
    lead = next(person for person in told.people if LEADS[told.kind] in person.roles)
    founder = Actor(cast.people[lead.key])
    house = founding.found(session, founder, kind=told.kind, name=told.name, province=told.province)
    cast.houses[told.key] = house.id
    for person in told.people:
        for role in person.roles:
            founding.join(
                session, founder, house=house, person_id=cast.people[person.key], role=role
            )
    form = HouseForm(
        name=told.name,
        name_en=told.name_en,
        province=told.province,
        head_approves=told.head_approves,
    )
    leader = cast.actor(session, told.key, LEADS[told.kind])
    founding.change_house(session, leader, house=house, form=form, version=house.version)
    founding.verify_house(session, cast.operator(), house=house)


def _appear(cast: Cast, people: Sequence[Person], session: Session) -> None:
    for person in people:
        cast.people[person.key] = found_person(
            session,
            email=person.email,
            name=person.name,
            language=person.language,
            password_hash=cast.password_hash,
        ).id
