"""Bids of the demonstration market, and step by step what became of each."""

from typing import Annotated, Literal

from pydantic import Field

from marketplace.bids.forms import TermsForm
from marketplace.bids.rules import Refusal
from marketplace.deals.rules import Party
from marketplace.demo.people import Days
from marketplace.kit.fields import Input, MoneyField


class _Step(Input):
    days_ago: Days


class Refuse(_Step):
    do: Literal["refuse"]
    reason: Refusal
    sentence: str


class Withdraw(_Step):
    do: Literal["withdraw"]


class Accept(_Step):
    do: Literal["accept"]


class Propose(_Step):
    """A new version of the term sheet."""

    do: Literal["propose"]
    by: Party
    terms: TermsForm


class Sign(_Step):
    do: Literal["sign"]
    by: Party


class End(_Step):
    do: Literal["end"]
    by: Party


class Relate(_Step):
    """Say that the two houses belong together."""

    do: Literal["relate"]
    by: Party


class Declare(_Step):
    """The owner says that money came; it counts once somebody of another house confirmed it."""

    do: Literal["declare"]
    money: MoneyField
    bank_reference: str = ""


class _OfPayment(_Step):
    """`of` counts the deal's payments from 1; without it the last one is meant."""

    of: int | None = None


class Confirm(_OfPayment):
    do: Literal["confirm"]


class Dispute(_OfPayment):
    do: Literal["dispute"]
    reason: str


class TakeBack(_OfPayment):
    """The owner withdraws what it had declared."""

    do: Literal["take-back"]


class Verify(_OfPayment):
    """`by` is the key of a state house outside."""

    do: Literal["verify"]
    by: str


class Reject(_OfPayment):
    do: Literal["reject"]
    by: str
    reason: str


class Reverse(_OfPayment):
    """A counter-entry, which is a payment of its own."""

    do: Literal["reverse"]
    reason: str


Step = Annotated[
    Refuse
    | Withdraw
    | Accept
    | Propose
    | Sign
    | End
    | Relate
    | Declare
    | Confirm
    | Dispute
    | TakeBack
    | Verify
    | Reject
    | Reverse,
    Field(discriminator="do"),
]


class Bid(Input):
    """Without steps it stays open until it expires."""

    key: str
    invention: str
    bidder: str
    need: str = ""
    days_ago: Days
    terms: TermsForm
    message: str
    steps: tuple[Step, ...] = ()
