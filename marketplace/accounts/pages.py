"""What the account pages show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.accounts import queries
from marketplace.accounts.forms import AccountForm
from marketplace.accounts.models import Person
from marketplace.kit.views import Form, Panel, Words


@dataclass(frozen=True, slots=True)
class SignInPage:
    """`unconfirmed` is the address of a person who gave the right password before confirming."""

    form: Form
    next: str
    unconfirmed: str | None = None
    panels: Sequence[Panel] = ()


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page that is one form; `next` is where the reader wanted to go."""

    form: Form
    next: str = "/"


@dataclass(frozen=True, slots=True)
class SentPage:
    """Says that a letter is on its way, whether or not the address has an account."""

    title: Words
    lasts: Words
    again: str


@dataclass(frozen=True, slots=True)
class LinkPage:
    """A link out of a letter; `secret` is its last part."""

    secret: str
    next: str
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class LoginRow:
    id: str
    made_at: datetime
    until: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class TokenRow:
    """`house` is the name of the house that the token acts for, if any."""

    id: str
    name: str
    house: Words
    made_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class AccountPage:
    """`secret` is a token made just now; no later page can show it."""

    email: str
    form: Form
    token_form: Form
    acting: Words
    logins: Sequence[LoginRow]
    tokens: Sequence[TokenRow]
    secret: str | None = None


def answers(person: Person) -> Mapping[str, object]:
    """The account as its form holds it."""
    return {name: getattr(person, name) for name in AccountForm.model_fields}


def login_rows(session: Session, person_id: str, here: str | None) -> Sequence[LoginRow]:
    """The browsers in which a person is signed in; `here` is the one that asks."""
    return tuple(
        LoginRow(login.id, login.made_at, login.until, login.id == here)
        for login in queries.logins_of(session, person_id)
    )


def token_rows(session: Session, person_id: str, houses: Mapping[str, Words]) -> Sequence[TokenRow]:
    """`houses` are the names, by id, of those the person may act for."""
    return tuple(
        TokenRow(
            token.id, token.name, houses.get(token.house_id or "", ""), token.made_at, token.until
        )
        for token in queries.tokens_of(session, person_id)
    )
