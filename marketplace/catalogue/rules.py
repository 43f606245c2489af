"""What can be searched for and by what it can be narrowed."""

from marketplace.kit.errors import MarketplaceError
from marketplace.kit.text import Choice, t

LISTENER = "index"

KINDS = frozenset(
    {
        "invention.listed",
        "invention.changed",
        "invention.withdrawn",
        "need.posted",
        "need.changed",
        "need.met",
        "need.closed",
        "need.reopened",
        "house.changed",
        "house.verified",
        "person.erased",
    }
)
"""The events after which the index may no longer be like the market."""


class What(Choice):
    INVENTIONS = "inventions", t("Inventions")
    NEEDS = "needs", t("Needs")
    HOUSES = "houses", t("Houses")


FACETS = ("what", "field", "kind", "readiness", "province", "house_kind", "house")
"""What is counted with each search, and by what it can be narrowed."""


MOST_PAGES = 100
"""Whoever has looked at so many asks for something narrower."""


class SearchAway(MarketplaceError):
    """The engine does not answer; the rest of the site goes on without it."""

    status = 503
    code = "search-away"

    def __init__(self) -> None:
        super().__init__(
            t(
                "The search is away for a moment. Nothing is lost: try again in a minute, "
                "or look through the lists."
            )
        )
