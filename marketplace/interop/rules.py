"""What an entry of the journal is called, and at which address the thing it is about stands."""

from collections.abc import Mapping

from marketplace.kit.text import Text, t

SUGGESTED = "suggestion.made"

WORDS: Mapping[str, Text] = {
    "act.refused": t("Act refused"),
    "bid.accepted": t("Bid accepted"),
    "bid.expired": t("Bid expired"),
    "bid.made": t("Bid made"),
    "bid.refused": t("Bid refused"),
    "bid.withdrawn": t("Bid withdrawn"),
    "deal.agreed": t("Deal agreed, to be signed"),
    "deal.ended": t("Deal left before it was signed"),
    "deal.relation-declared": t("Parties declared as related"),
    "deal.signed": t("Deal signed by both sides"),
    "deal.signed-by-side": t("Deal signed by one side"),
    "deal.terms-proposed": t("Other terms proposed for a deal"),
    "house.applied": t("House applied for verification again"),
    "house.changed": t("House changed"),
    "house.founded": t("House founded"),
    "house.invitation-withdrawn": t("Invitation withdrawn"),
    "house.listings-entrusted": t("Listings given to a member to look after"),
    "house.member-invited": t("Member invited"),
    "house.member-joined": t("Member joined"),
    "house.member-left": t("Member left"),
    "house.refused": t("House not verified"),
    "house.verified": t("House verified"),
    "import.brought-in": t("Spreadsheet brought in"),
    "import.taken-back": t("Spreadsheet taken back"),
    "invention.changed": t("Invention changed"),
    "invention.confirmed": t("Invention confirmed as still valid"),
    "invention.deleted": t("Draft of an invention deleted"),
    "invention.drafted": t("Invention drafted"),
    "invention.listed": t("Invention listed"),
    "invention.reassigned": t("Invention given to another member"),
    "invention.returned": t("Invention handed back"),
    "invention.submitted": t("Invention handed in for approval"),
    "invention.withdrawn": t("Invention withdrawn"),
    "market.demonstrated": t("Demonstration market filled with fictitious houses"),
    "need.changed": t("Need changed"),
    "need.closed": t("Need closed"),
    "need.confirmed": t("Need confirmed as still valid"),
    "need.drafted": t("Need drafted"),
    "need.met": t("Need met"),
    "need.posted": t("Need posted"),
    "need.reassigned": t("Need given to another member"),
    "need.reopened": t("Need opened again"),
    "payment.declared": t("Payment declared"),
    "payment.disputed": t("Payment disputed"),
    "payment.rejected": t("Payment rejected"),
    "payment.verified": t("Payment verified"),
    "payment.withdrawn": t("Payment no longer declared"),
    "person.changed": t("Person's account changed"),
    "person.confirmed": t("Person's address confirmed"),
    "person.erased": t("Person erased"),
    "person.operator-appointed": t("Operator appointed"),
    "person.password-changed": t("Person's password changed"),
    "person.signed-up": t("Person signed up"),
    "person.token-made": t("API token made"),
    "person.token-revoked": t("API token revoked"),
    "search.ended": t("Saved search ended"),
    "search.saved": t("Search saved"),
    "search.words-changed": t("Words of the search changed"),
    SUGGESTED: t("Invention suggested for a need"),
    "suggestion.judged": t("Suggestion judged"),
}
"""Every kind of event in words; those of one that is not public say no more than its kind."""

PLACES: Mapping[str, str] = {
    "house": "houses",
    "invention": "inventions",
    "need": "needs",
    "deal": "deals",
    "payment": "payments",
}

_ABOUT: Mapping[str, str] = {
    "invention_id": "invention",
    "asset_id": "invention",
    "need_id": "need",
    "deal_id": "deal",
    "seller_id": "house",
    "buyer_id": "house",
    "payee_id": "house",
    "payer_id": "house",
}


def words(kind: str) -> Text | str:
    """A journal may hold kinds from a newer program than this one."""
    return WORDS.get(kind, kind)


def place(subject_kind: str, subject_id: str) -> str | None:
    """The address of the thing's page, if it has one."""
    folder = PLACES.get(subject_kind)
    return f"/{folder}/{subject_id}" if folder else None


def place_of_detail(name: str, payload: Mapping[str, object]) -> str | None:
    """The address that one field of a payload leads to."""
    about = str(payload.get("purpose")) if name == "reference" else _ABOUT.get(name, "")
    return place(about, str(payload[name]))
