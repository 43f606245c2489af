"""Who acts: one person, for at most one house at a time."""

from dataclasses import dataclass, field

from marketplace.kit.text import Wording


@dataclass(frozen=True, slots=True)
class ActingHouse:
    """The house the person has chosen to act for, and their roles in it today."""

    id: str
    kind: str
    named: Wording
    verified: bool
    province: str | None
    parent_id: str | None
    roles: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Actor:
    """`person_id` is None for a visitor, and for the machine (a clock job, a command)."""

    person_id: str | None = None
    house: ActingHouse | None = None
    operator: bool = False
    machine: bool = False

    @property
    def house_id(self) -> str | None:
        return self.house.id if self.house else None

    @property
    def signed_in(self) -> bool:
        return self.person_id is not None

    def has(self, *roles: str) -> bool:
        """Whether the person holds any of these roles in the house they act for."""
        return self.house is not None and not self.house.roles.isdisjoint(roles)

    def acts_for(self, house_id: str | None) -> bool:
        return self.house is not None and self.house.id == house_id


VISITOR = Actor()
MACHINE = Actor(machine=True)
