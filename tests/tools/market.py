"""People and houses for tests, made through the services."""

import itertools

from sqlalchemy.orm import Session

from marketplace.accounts import passwords
from marketplace.accounts.models import Person
from marketplace.accounts.service import found_person
from marketplace.houses import queries as houses
from marketplace.houses import service
from marketplace.houses.models import House
from marketplace.houses.rules import ROLES, HouseKind, Role
from marketplace.kit.actor import Actor
from marketplace.kit.ids import new_id

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


class Market:
    """`market.member(Role.HEAD)` is all that most tests need: an actor in a verified house."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def person(self, name: str = "", email: str = "", *, operator: bool = False) -> Person:
        number = next(_numbers)
        made = found_person(
            self.session,
            email=email or f"person{number}@example.org",
            name=name or f"Person {number}",
            language="en",
            password_hash=passwords.hash_password(PASSWORD),
        )
        made.operator = operator
        self.session.flush()
        return made

    def house(
        self,
        kind: HouseKind = HouseKind.INSTITUTE,
        *,
        name: str = "",
        province: str = "ha-noi",
        verified: bool = True,
    ) -> House:
        """A house whose founder is nobody else's business."""
        founder = Actor(self.person().id)
        house = service.found(
            self.session,
            founder,
            kind=kind,
            name=name or f"House {next(_numbers)}",
            province=province,
        )
        if verified:
            operator = Actor(new_id(), None, operator=True)
            service.verify_house(self.session, operator, house=house)
        self.session.flush()
        return house

    def member(
        self, *roles: Role, house: House | None = None, person: Person | None = None
    ) -> Actor:
        """Somebody with these roles, in `house` or in a new verified house that has such roles."""
        house = house or self.house(kind_with(roles[0]))
        person = person or self.person()
        for role in roles:
            service.join(
                self.session, Actor(person.id), house=house, person_id=person.id, role=role
            )
        memberships = houses.memberships_of(self.session, person.id)
        return service.actor_for(person, memberships, house.id)

    def operator(self) -> Actor:
        return Actor(self.person(operator=True).id, None, operator=True)

    def house_of(self, actor: Actor) -> House:
        assert actor.house_id
        return houses.house(self.session, actor.house_id)


def kind_with(role: Role) -> HouseKind:
    return next(kind for kind, roles in ROLES.items() if role in roles)
