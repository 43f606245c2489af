"""The figures, the lines they are shown in, and what counts as one deal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.kit.text import Choice, Text, t

LISTENER = "figures"
VERIFIED = 2
"""Headline figures count facts of this verification level and above (DOMAIN.md 3.4)."""
ONE_DEAL_WITHIN = timedelta(days=90)


class Figure(Choice):
    INCOME = "K3", t("Licence and assignment income")
    DEALS = "K4", t("Paid deals")


class Line(Choice):
    """Deals between related parties stand apart and never reach the headline."""

    HEADLINE = "headline", t("Headline")
    RELATED = "related", t("Between related parties")


class Measure(Choice):
    """The three numbers that stand beside each other for every figure."""

    VERIFIED = "verified", t("Verified")
    CLAIMED = "claimed", t("Claimed")
    RELATED = "related", t("Between related parties")


DEFINITIONS: Mapping[Figure, tuple[Text, ...]] = {
    Figure.INCOME: (
        t(
            "What owners of inventions were paid for deals on this market, without VAT, "
            "less what was taken back by counter-entries."
        ),
        t("A payment belongs to the day on which it was made, not on which it was declared."),
        t("Amounts in different currencies are never added together."),
    ),
    Figure.DEALS: (
        t("Signed deals of which at least one payment is verified and not taken back."),
        t(
            "Deals between the same two houses over the same invention whose first payments "
            "lie within 90 days of each other count as one."
        ),
        t("A deal belongs to the day of its first verified payment; until then, of its signing."),
    ),
}

MEASURES: Mapping[Measure, Text] = {
    Measure.VERIFIED: t(
        "Confirmed by the house that paid, or by a verifier of another organisation."
    ),
    Measure.CLAIMED: t("All that was declared or signed, whether verified or not."),
    Measure.RELATED: t("Verified, but between houses that belong together; kept apart."),
}


@dataclass(frozen=True, slots=True)
class Paid:
    """A signed deal and the day of the first verified payment that still stands, if one does."""

    deal_id: str
    first: date | None


def counted(deals: Iterable[Paid]) -> frozenset[str]:
    """Which deals of one cluster (same houses, same invention) count as deals of their own.

    From the earliest on: one within 90 days of a deal that counts is part of that one.
    """
    found: set[str] = set()
    last: date | None = None
    paid = ((deal.first, deal.deal_id) for deal in deals if deal.first is not None)
    for first, deal_id in sorted(paid):
        if last is None or first - last > ONE_DEAL_WITHIN:
            found.add(deal_id)
            last = first
    return frozenset(found)


def cluster_of(*, seller_id: str, buyer_id: str, asset_id: str) -> str:
    return f"{seller_id}:{buyer_id}:{asset_id}"
