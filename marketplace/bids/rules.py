"""The terms of a licence or sale, when two of them collide, and the life of a bid."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from marketplace.houses.rules import Role
from marketplace.kit.money import Money
from marketplace.kit.text import Choice, t
from marketplace.kit.workflow import Step, Workflow

WORLD = "WORLD"
VIET_NAM = "VN"
ASEAN = ("BN", "ID", "KH", "LA", "MM", "MY", "PH", "SG", "TH", "TL", "VN")
"""The members since Timor-Leste joined on 26 October 2025. Terms keep the codes of the day."""

ANSWERERS = (Role.TRANSFER_OFFICER, Role.HEAD, Role.SIGNATORY, Role.ORDERING_OFFICER)
"""Who answers for the owner; a house holds only the roles of its kind."""
DEALERS = (Role.ENTERPRISE_STAFF, *ANSWERERS)
"""Who bids and negotiates (DOMAIN.md 4, row "offer / negotiation room")."""


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
    an empty `field_of_use` means every field. Of an assignment `term_months` is the term that the
    right itself still has.
    """

    right: Right
    upfront: Money
    term_months: int
    territory: tuple[str, ...]
    royalty_percent: Decimal = Decimal(0)
    field_of_use: str = ""

    def __post_init__(self) -> None:
        if self.term_months < 1 or not self.territory or not 0 <= self.royalty_percent <= 100:
            raise ValueError("terms need a term, a territory and a royalty from 0 to 100 percent")

    @property
    def exclusive(self) -> bool:
        return self.right in (Right.EXCLUSIVE, Right.ASSIGNMENT)

    def as_json(self) -> dict[str, Any]:
        """Equal terms give equal JSON, because signatures refer to its digest."""
        return {
            "right": self.right.value,
            "upfront": {"amount": self.upfront.amount, "currency": self.upfront.currency},
            "term_months": self.term_months,
            "territory": sorted(self.territory),
            "royalty_percent": format(self.royalty_percent.normalize(), "f"),
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
    return overlap(one, one_from, other, other_from) and _same_field(
        one.field_of_use, other.field_of_use
    )


def overlap(one: Terms, one_from: date, other: Terms, other_from: date) -> bool:
    """As `collide`, whatever the fields of use: then only their wording keeps the grants apart."""
    return (
        (one.exclusive or other.exclusive)
        and one_from < ends_on(other, other_from)
        and other_from < ends_on(one, one_from)
        and _meet(one.territory, other.territory)
    )


def ends_on(terms: Terms, starts_on: date) -> date:
    """The first day on which the grant no longer lives; a sale never ends.

    A day that the last month lacks is that month's last: 31 January and one month is 28 February.
    """
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
    first, second = _plain(one), _plain(other)
    return not first or not second or first == second


def _plain(field: str) -> str:
    """Case, spacing, the spelling of tone marks and a closing mark make no other field."""
    return " ".join(unicodedata.normalize("NFKC", field).casefold().split()).strip(" .,;")


WORKFLOW = Workflow(
    "bid",
    Step(
        "accept", BidState.OPEN, BidState.ACCEPTED, "owner", t("Accept"), "primary", awaited=True,
    ),
    Step("refuse", BidState.OPEN, BidState.REFUSED, "owner", t("Refuse"), "danger", awaited=True),
    Step("withdraw", BidState.OPEN, BidState.WITHDRAWN, "bidder", t("Withdraw"), "danger"),
    Step("expire", BidState.OPEN, BidState.EXPIRED, "clock", t("Expire")),
)  # fmt: skip
