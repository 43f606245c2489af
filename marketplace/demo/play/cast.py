"""Who and what the steps speak of, by the keys of the story."""

from dataclasses import dataclass, field
from functools import partial

from sqlalchemy.orm import Session

from marketplace.accounts import queries as accounts
from marketplace.accounts.passwords import hash_password
from marketplace.demo.market import Market
from marketplace.demo.people import PASSWORD
from marketplace.houses import queries as houses
from marketplace.houses.rules import Role
from marketplace.houses.service import actor_for
from marketplace.kit.actor import Actor

SELLERS = (Role.TRANSFER_OFFICER, Role.HEAD, Role.SIGNATORY, Role.ORDERING_OFFICER)
BUYERS = (Role.ENTERPRISE_STAFF, Role.ORDERING_OFFICER, Role.TRANSFER_OFFICER)
WRITERS = (Role.RESEARCHER, *BUYERS)


@dataclass(slots=True)
class Cast:
    """Ids by key; those of payments by the key of their bid, in the order of declaring."""

    market: Market
    password_hash: str = field(default_factory=partial(hash_password, PASSWORD))
    people: dict[str, str] = field(default_factory=dict)
    houses: dict[str, str] = field(default_factory=dict)
    inventions: dict[str, str] = field(default_factory=dict)
    needs: dict[str, str] = field(default_factory=dict)
    bids: dict[str, str] = field(default_factory=dict)
    deals: dict[str, str] = field(default_factory=dict)
    payments: dict[str, list[str]] = field(default_factory=dict)
    known: dict[str, Actor] = field(default_factory=dict)
    """Who acted for a house since it was verified, by the key of the person."""

    def actor(self, session: Session, house: str, *roles: Role) -> Actor:
        """The first member of `house` who holds the first of `roles` that anybody there holds."""
        people = self.market.house(house).people
        key = next(person.key for role in roles for person in people if role in person.roles)
        if key in self.known:
            return self.known[key]
        person = accounts.person(session, self.people[key])
        memberships = houses.memberships_of(session, person.id)
        actor = actor_for(person, memberships, self.houses[house])
        if actor.house is not None and actor.house.verified:
            self.known[key] = actor
        return actor

    def operator(self) -> Actor:
        return Actor(self.people[self.market.operators[0].key], None, operator=True)

    def seller(self, session: Session, house: str) -> Actor:
        return self.actor(session, house, *SELLERS)

    def buyer(self, session: Session, house: str) -> Actor:
        return self.actor(session, house, *BUYERS)

    def writer(self, session: Session, house: str) -> Actor:
        return self.actor(session, house, *WRITERS)
