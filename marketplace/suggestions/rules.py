"""How many are suggested, what people may say of one, and whose say it is."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from marketplace.accounts.rules import Limit
from marketplace.houses.rules import HouseKind
from marketplace.kit.errors import MarketplaceError
from marketplace.kit.text import Choice, t

NAME = "suggestions"
"""Of the listener that recomputes them."""

TOP = 10
"""So many inventions are suggested for a need."""

MOST_SIMILAR = 5
"""So many like it are shown beside an invention or a need."""

LEAST_SCORE = 0.32
"""Below it two texts share no more than everyday words: of the demonstration market's judged pairs
every one that fits (grade 2 or 3) lies above it, and seven in eight of all other pairs below."""

NEAREST = 0.25
"""Where nothing reaches that, the one that comes nearest is suggested all the same, from here on:
people see its points and judge. Of 340 needs among 9,037 research projects it was so for 7."""

HARD_BELOW = 0.41
"""A need is hard if nothing that is suggested reaches it: in the demonstration market all four for
which nobody offers more than a part lie below, and one in six of the others."""

TRIOS = 5
"""So many are suggested for a need of the State or a hard one."""

DRIFT = 0.2
"""Word weights are computed anew once the market has grown or shrunk by this share."""

KEPT_FOR = timedelta(days=1)
"""How long a pasted text waits for its writer to sign in or up."""

MOST_LETTERS = 10_000
KEEP_BY_ADDRESS = Limit("pasted text", 30, timedelta(hours=1))


def wants_partners(kind: HouseKind, best: float) -> bool:
    """Whether trios are suggested for a need of such a house, given the best score."""
    return kind == HouseKind.STATE or best < HARD_BELOW


class Side(Choice):
    NEED = "need", t("The house that has the need")
    INVENTION = "invention", t("The house that offers the invention")


class Reason(Choice):
    OTHER_PROBLEM = "other-problem", t("It solves another problem")
    NOT_READY = "not-ready", t("It is not ready enough")
    TOO_EXPENSIVE = "too-expensive", t("It costs too much")
    KNOWN = "known", t("We know it already")
    CONDITIONS = "conditions", t("It does not work under our conditions")
    OTHER = "other", t("Another reason")


TOUCHES: Mapping[Reason | None, Literal["text", "readiness", "price", "itself"]] = {
    None: "text",
    Reason.OTHER_PROBLEM: "text",
    Reason.CONDITIONS: "text",
    Reason.NOT_READY: "readiness",
    Reason.TOO_EXPENSIVE: "price",
    Reason.KNOWN: "itself",
    Reason.OTHER: "itself",
}
"""What else is meant by a word against an invention: those that say the same, those that are no
readier, those that are no cheaper, or nothing but itself."""


class MatcherAway(MarketplaceError):
    """The worker has not saved an index yet."""

    status = 503
    code = "matcher-away"

    def __init__(self) -> None:
        super().__init__(t("The matcher is not ready yet. Try again in a minute."))
