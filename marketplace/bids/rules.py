"""The terms of a licence or sale, when two of them collide, and the life of a bid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self

from marketplace.kit.money import Money
from marketplace.kit.text import Choice, t
from marketplace.kit.workflow import Step, Workflow

OPEN_FOR = timedelta(days=60)
"""How long a bid waits for its answer before it expires."""
WORLD = "WORLD"


class Right(Choice):
    EXCLUSIVE = "exclusive-licence", t("Exclusive licence")
    NON_EXCLUSIVE = "non-exclusive-licence", t("Non-exclusive licence")
    ASSIGNMENT = "assignment", t("Assignment (sale)")


class BidState(Choice):
    OPEN = "open", t("Waiting for an answer")
    ACCEPTED = "accepted", t("Accepted")
    REFUSED = "refused", t("Refused")
    WITHDRAWN = "withdrawn", t("Withdrawn")
    EXPIRED = "expired", t("Expired")


class Refusal(Choice):
    """Why a bid was refused; every refusal also carries a sentence of its own."""

    PRICE = "price-too-low", t("The price is too low")
    EXCLUSIVITY = "exclusivity-too-wide", t("We do not give this exclusivity")
    TERRITORY = "territory", t("The territory does not fit")
    TERM = "term", t("The term does not fit")
    ABILITY = "ability", t("We miss proof that the bidder can use it")
    OTHER_PARTNER = "other-partner", t("We go on with another partner")
    NOT_READY = "not-ready", t("The invention is not ready for this use")
    OTHER = "other", t("Another reason")


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed: the value that a bid offers first and the term sheet versions later.

    `royalty_percent` is of net revenue; `territory` holds ISO 3166-1 alpha-2 codes, or `WORLD`;
    an empty `field_of_use` means every field.
    """

    right: Right
    upfront: Money
    term_months: int
    territory: tuple[str, ...]
    royalty_percent: Decimal = Decimal(0)
    field_of_use: str = ""

    @property
    def exclusive(self) -> bool:
        return self.right in (Right.EXCLUSIVE, Right.ASSIGNMENT)

    def as_json(self) -> dict[str, Any]:
        return {
            "right": self.right.value,
            "upfront": {"amount": self.upfront.amount, "currency": self.upfront.currency},
            "term_months": self.term_months,
            "territory": list(self.territory),
            "royalty_percent": str(self.royalty_percent),
            "field_of_use": self.field_of_use,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            right=Right(stored["right"]),
            upfront=Money(**stored["upfront"]),
            term_months=stored["term_months"],
            territory=tuple(stored["territory"]),
            royalty_percent=Decimal(stored["royalty_percent"]),
            field_of_use=stored["field_of_use"],
        )


def collide(one: Terms, one_from: date, other: Terms, other_from: date) -> bool:
    """Whether two grants on one invention cannot both live.

    At least one is exclusive, and they meet in time, in territory and in field of use.
    """
    return (
        (one.exclusive or other.exclusive)
        and one_from < ends_on(other, other_from)
        and other_from < ends_on(one, one_from)
        and _meet(one.territory, other.territory)
        and _same_field(one.field_of_use, other.field_of_use)
    )


def ends_on(terms: Terms, starts_on: date) -> date:
    """The first day on which the grant no longer lives; a sale never ends."""
    if terms.right == Right.ASSIGNMENT:
        return date.max
    months = starts_on.year * 12 + starts_on.month - 1 + terms.term_months
    year, month = divmod(months, 12)
    for day in (starts_on.day, 30, 29, 28):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date.max


def _meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return WORLD in one or WORLD in other or not set(one).isdisjoint(other)


def _same_field(one: str, other: str) -> bool:
    """Free text cannot be proved disjoint: only two different, stated fields are taken as such."""
    first, second = (" ".join(field.casefold().split()) for field in (one, other))
    return not first or not second or first == second


WORKFLOW = Workflow(
    "bid",
    Step("accept", BidState.OPEN, BidState.ACCEPTED, "owner", t("Accept"), "primary"),
    Step("refuse", BidState.OPEN, BidState.REFUSED, "owner", t("Refuse"), "danger"),
    Step("withdraw", BidState.OPEN, BidState.WITHDRAWN, "bidder", t("Withdraw"), "danger"),
    Step("expire", BidState.OPEN, BidState.EXPIRED, "clock", t("Expire")),
)
