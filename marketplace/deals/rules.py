"""The life of a deal, and which houses count as related."""

from dataclasses import dataclass

from marketplace.bids.rules import DEALERS
from marketplace.houses.rules import Role
from marketplace.kit.text import Choice, t
from marketplace.kit.workflow import Step, Workflow

READERS = (Role.RESEARCHER, *DEALERS)
"""Whose role reads a contract of their own house (DOMAIN.md 4, row "contract draft")."""


class DealState(Choice):
    AGREED = "agreed", t("Waiting for signatures")
    SIGNED = "signed", t("Signed")
    ENDED = "ended", t("Ended before signing")


class Party(Choice):
    SELLER = "seller", t("Owner of the invention")
    BUYER = "buyer", t("Bidder")


WORKFLOW = Workflow(
    "deal",
    Step("sign", DealState.AGREED, DealState.AGREED, "signer", t("Sign"), "primary", awaited=True),
    Step("complete", DealState.AGREED, DealState.SIGNED, "machine", t("Both have signed")),
    Step("end", DealState.AGREED, DealState.ENDED, "party", t("Leave before signing"), "danger"),
)
"""`sign` is taken, and awaited, once of each side; the second signature takes `complete` with it.

Paying is no step of it: when the money comes is between the two, and the payee says so then."""


@dataclass(frozen=True, slots=True)
class Ties:
    """What the records say about where a house belongs."""

    id: str
    parent_id: str | None
    tax_code: str


def are_related(one: Ties, other: Ties) -> bool:
    """Same parent, one the other's parent, or the same tax code (DOMAIN.md 3.4)."""
    return (
        one.id == other.parent_id
        or other.id == one.parent_id
        or (one.parent_id is not None and one.parent_id == other.parent_id)
        or (_taxpayer(one.tax_code) != "" and _taxpayer(one.tax_code) == _taxpayer(other.tax_code))
    )


def _taxpayer(code: str) -> str:
    """A branch's code is its company's ten digits with three more."""
    digits = "".join(char for char in code if char.isdigit())
    return digits[:10] if len(digits) == 13 else digits
