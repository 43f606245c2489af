"""What the account pages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace.kit.views import Form, Panel


@dataclass(frozen=True, slots=True)
class SignInPage:
    form: Form
    next: str
    panels: Sequence[Panel] = ()


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page that is one form."""

    form: Form


@dataclass(frozen=True, slots=True)
class SentPage:
    """Says that a letter is on its way, whether or not the address has an account."""

    email: str


@dataclass(frozen=True, slots=True)
class LoginRow:
    id: str
    made_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class TokenRow:
    id: str
    name: str
    made_at: datetime
    until: datetime
