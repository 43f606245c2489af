"""Facts about payments; the figures are folded from these."""

from dataclasses import dataclass
from datetime import date

from marketplace.kit.event import Event
from marketplace.kit.money import Money


@dataclass(frozen=True, kw_only=True)
class _About(Event):
    """What every payment event says, so that a figure needs nothing but the event."""

    kind = "payment"
    about = "payment"
    purpose: str
    reference: str
    direction: str
    money: Money
    paid_on: date
    payee_id: str
    payer_id: str
    payee_province: str
    field: str
    asset_id: str
    related: bool
    reverses_id: str | None


@dataclass(frozen=True, kw_only=True)
class PaymentDeclared(_About):
    kind = "payment.declared"


@dataclass(frozen=True, kw_only=True)
class PaymentVerified(_About):
    """`by` is "payer" or "verifier"."""

    kind = "payment.verified"
    public = True
    by: str


@dataclass(frozen=True, kw_only=True)
class PaymentDisputed(_About):
    kind = "payment.disputed"


@dataclass(frozen=True, kw_only=True)
class PaymentWithdrawn(_About):
    kind = "payment.withdrawn"


@dataclass(frozen=True, kw_only=True)
class PaymentRejected(_About):
    kind = "payment.rejected"
