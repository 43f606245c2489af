"""The figures, what each of them counts, and in which lines and measures it is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.kit.text import Choice, Text, t

LISTENER = "figures"
VERIFIED = 2
"""Headline figures count facts of this verification level and above (DOMAIN.md 3.4)."""
ONE_DEAL_WITHIN = timedelta(days=90)
ENOUGH_HOUSES = 3
"""What only its own house knows is counted in public where so many houses stand behind a number."""


class Figure(Choice):
    INCOME = "K3", t("Licence and assignment income")
    DEALS = "K4", t("Paid deals")
    FUNNEL = "K6", t("From draft to payment")
    MATCHING = "K21", t("Quality of suggestions")


class Stage(Choice):
    """What one number of a figure counts."""

    WHOLE = "whole", t("Total")

    DRAFTED = "drafted", t("Drafted")
    LISTED = "listed", t("Listed")
    BID = "bid", t("First bid")
    AGREED = "agreed", t("Deal agreed")
    SIGNED = "signed", t("Signed by both sides")
    PAID = "paid", t("First verified payment")

    POSTED = "posted", t("Posted")
    SUGGESTED = "suggested", t("First suggestion")
    ANSWERED = "answered", t("First bid for it")
    DEALT = "dealt", t("Deal agreed for it")
    MET = "met", t("Met")
    CLOSED = "closed", t("Closed without a result")

    PAIR = "pair", t("Suggested")
    USEFUL = "useful", t("Judged useful")
    USELESS = "not-useful", t("Judged not useful")
    ACCEPTED = "accepted", t("Accepted")
    UNSUGGESTED = "unsuggested", t("Not suggested before")


INVENTIONS = (
    Stage.DRAFTED,
    Stage.LISTED,
    Stage.BID,
    Stage.AGREED,
    Stage.SIGNED,
    Stage.PAID,
)
"""The way of an invention, in order: none is reached without the one before."""

NEEDS = (Stage.POSTED, Stage.SUGGESTED, Stage.ANSWERED, Stage.DEALT, Stage.MET, Stage.CLOSED)
"""What becomes of a need; any of them may be missing, so that all are seen from the posting."""

PAIRS = (Stage.PAIR, Stage.USEFUL, Stage.USELESS, Stage.ACCEPTED, Stage.UNSUGGESTED)

WAYS: Mapping[Figure, tuple[tuple[Stage, ...], ...]] = {
    Figure.INCOME: ((Stage.WHOLE,),),
    Figure.DEALS: ((Stage.WHOLE,),),
    Figure.FUNNEL: (INVENTIONS, NEEDS),
    Figure.MATCHING: (PAIRS,),
}
"""What each figure counts, cut into what belongs together."""

OPEN: Mapping[Figure, tuple[tuple[Stage, ...], ...]] = {
    Figure.FUNNEL: (
        (Stage.LISTED, Stage.SIGNED, Stage.PAID),
        (Stage.POSTED, Stage.SUGGESTED, Stage.MET),
    ),
    Figure.MATCHING: ((Stage.PAIR, Stage.ACCEPTED),),
}
"""Of each way the stages that are public by themselves: only these are counted by house and by
quarter."""

SUMS = (Figure.INCOME, Figure.DEALS)
"""Figures that add values up; the others count stages."""

SINCE: Mapping[Stage, Stage] = {
    Stage.LISTED: Stage.DRAFTED,
    Stage.BID: Stage.LISTED,
    Stage.AGREED: Stage.BID,
    Stage.SIGNED: Stage.AGREED,
    Stage.PAID: Stage.SIGNED,
    Stage.SUGGESTED: Stage.POSTED,
    Stage.ANSWERED: Stage.POSTED,
    Stage.DEALT: Stage.POSTED,
    Stage.MET: Stage.POSTED,
    Stage.CLOSED: Stage.POSTED,
}
"""From which stage the days to each one run."""

BY_DEAL = (Stage.AGREED, Stage.SIGNED, Stage.PAID, Stage.DEALT)
"""Stages that a deal leads to, in the order in which their days are counted."""

NAMED_ONCE: Mapping[Stage, tuple[Stage, ...]] = {
    Stage.DRAFTED: (Stage.LISTED,),
    Stage.BID: (Stage.SIGNED,),
    Stage.AGREED: (Stage.SIGNED,),
    Stage.ANSWERED: (Stage.ACCEPTED, Stage.UNSUGGESTED),
    Stage.DEALT: (Stage.ACCEPTED, Stage.UNSUGGESTED),
}
"""What is known only to its houses until the same subject has come to one of these stages."""

NEVER_NAMED = (Stage.USEFUL, Stage.USELESS)
"""What a house thinks of a suggestion stays its own."""


class Line(Choice):
    """Deals between related parties stand apart and never reach the headline."""

    HEADLINE = "headline", t("Headline")
    RELATED = "related", t("Between related parties")


class Measure(Choice):
    """The three numbers that stand beside each other for a figure that is a sum."""

    VERIFIED = "verified", t("Verified")
    CLAIMED = "claimed", t("Claimed")
    RELATED = "related", t("Between related parties")


class Rank(Choice):
    """At which place a partner had first been suggested; the last one of ten is the tenth."""

    FIRST = "1", t("First")
    NEAR = "2-3", t("Second or third")
    FAR = "4-10", t("Fourth to tenth")


RANKED = (Stage.PAIR, Stage.USEFUL, Stage.USELESS, Stage.ACCEPTED)
"""Stages of which the place among the suggestions is known; of the others it is the days."""

RANKS: Mapping[Rank, tuple[int, int]] = {Rank.FIRST: (1, 1), Rank.NEAR: (2, 3), Rank.FAR: (4, 10)}


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
    Figure.FUNNEL: (
        t(
            "An invention belongs to the day on which it was drafted here, a need to the day on "
            "which it was posted: the numbers of a period say how far those that began in it have "
            "come by now."
        ),
        t(
            "A stage counts each invention or need once, from the first day on which it was "
            "reached. A draft that was deleted before it was listed is not counted."
        ),
        t(
            "The days of an invention run from the stage before, those of a need from its posting. "
            "The median is taken over those that reached the stage; of an even number it is the "
            "smaller of the two in the middle, so that it is always the days of one of them."
        ),
        t("Stages reached by a deal between related parties stand apart."),
        t(
            "Drafts, bids and agreements are known only to their houses. They are counted where at "
            "least three houses are counted together, and named once they have become public."
        ),
    ),
    Figure.MATCHING: (
        t(
            "A pair is a need and an invention that came among its first ten suggestions. It "
            "belongs to the day on which it was first suggested, and so does all that came of it."
        ),
        t("Useful or not: the last word of each of its two houses counts."),
        t(
            "Accepted: a pair that was suggested first, over which its two houses then agreed a "
            "deal and both signed it. What no person agreed to is not counted, and deals between "
            "related parties stand apart."
        ),
        t(
            "A deal counts for the need that its bid names. Where it names none, it counts for the "
            "pair of its invention with an open need of the buyer that had been suggested highest. "
            "Several deals over one pair count as one."
        ),
        t(
            "Needs whose house stays unnamed are left out: a deal that is counted for one would "
            "tell whose it is."
        ),
    ),
}  # fmt: skip

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


def pair_of(need_id: str, invention_id: str) -> str:
    return f"{need_id}:{invention_id}"


def way_with(figure: Figure, stage: Stage) -> tuple[Stage, ...] | None:
    """The stages among which `stage` stands in the figure, if it does."""
    return next((way for way in WAYS[figure] if stage in way), None)


def figure_with(stage: Stage) -> Figure:
    """The figure that counts `stage`; every stage but the whole of a sum belongs to one."""
    return next(figure for figure in Figure if way_with(figure, stage))


def days_between(before: date, after: date) -> int:
    """Never less than none: a payment may bear an earlier day than the signature."""
    return max(0, (after - before).days)


def share(part: int, whole: int) -> int:
    """`part` of `whole` in tenths of a percent, rounded half up; 0 of nothing."""
    return (2000 * part + whole) // (2 * whole) if whole else 0
