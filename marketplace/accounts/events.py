"""Facts about accounts; the journal keeps the person's id and nothing else of them."""

from dataclasses import dataclass

from marketplace.kit.event import Event


@dataclass(frozen=True, kw_only=True)
class PersonSignedUp(Event):
    kind = "person.signed-up"
    about = "person"


@dataclass(frozen=True, kw_only=True)
class PersonConfirmed(Event):
    kind = "person.confirmed"
    about = "person"


@dataclass(frozen=True, kw_only=True)
class AccountChanged(Event):
    kind = "person.changed"
    about = "person"


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    kind = "person.password-changed"
    about = "person"


@dataclass(frozen=True, kw_only=True)
class TokenMade(Event):
    kind = "person.token-made"
    about = "person"
    token_id: str


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Event):
    kind = "person.token-revoked"
    about = "person"
    token_id: str


@dataclass(frozen=True, kw_only=True)
class OperatorAppointed(Event):
    kind = "person.operator-appointed"
    about = "person"


@dataclass(frozen=True, kw_only=True)
class PersonErased(Event):
    """`rule` names the ground on which the person's data were removed."""

    kind = "person.erased"
    about = "person"
    rule: str


@dataclass(frozen=True, kw_only=True)
class ActRefused(Event):
    """A signed-in person was refused; `act` is the method and route, `code` the reason."""

    kind = "act.refused"
    about = "person"
    act: str
    code: str
