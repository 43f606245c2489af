"""What can be searched for and by what it can be narrowed."""

from collections.abc import Mapping

from marketplace.kit.errors import MarketplaceError
from marketplace.kit.text import Choice, Text, t

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


class Offered(Choice):
    """Groups of what is offered while somebody types, in their order."""

    NUMBER = "number", t("By number")
    INVENTIONS = "inventions", t("Inventions")
    NEEDS = "needs", t("Needs")
    HOUSES = "houses", t("Houses")
    PEOPLE = "people", t("People")


class Funding(Choice):
    STATE = "state", t("With State money")
    OWN = "own", t("Without State money")


class Spoken(Choice):
    """In which language its public text can be read; each named in its own."""

    VI = "vi", t("Vietnamese")
    EN = "en", t("English")


class Sort(Choice):
    BEST = "best", t("What fits best")
    NEWEST = "newest", t("The newest")
    READINESS = "readiness", t("The most ready")
    PRICE = "price", t("The lowest price")
    BUDGET = "budget", t("The largest budget")


FACETS = (
    "what", "field", "ipc", "kind", "readiness", "offer", "right", "funding", "province",
    "house_kind", "house", "inventor", "language",
)  # fmt: skip
"""By what a search can be narrowed; counted with each."""

STATED = "stated"
"""A facet beside them that is only counted: how many name a price or a budget."""

SECTIONS: Mapping[str, Text] = {
    "A": t("Human necessities"),
    "B": t("Performing operations; transporting"),
    "C": t("Chemistry; metallurgy"),
    "D": t("Textiles; paper"),
    "E": t("Fixed constructions"),
    "F": t("Mechanical engineering; lighting; heating; weapons; blasting"),
    "G": t("Physics"),
    "H": t("Electricity"),
    "Y": t("New technologies across sections"),
}
"""Of the International Patent Classification, and section Y of the CPC."""


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
