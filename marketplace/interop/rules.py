"""What an entry of the journal is called, and at which address the thing it is about stands."""

from collections.abc import Mapping

from marketplace.kit.text import Text, t

SUGGESTED = "suggestion.made"

WORDS: Mapping[str, Text] = {
    "house.verified": t("House verified"),
    "invention.listed": t("Invention listed"),
    "invention.withdrawn": t("Invention withdrawn"),
    "need.posted": t("Need posted"),
    "need.met": t("Need met"),
    "need.closed": t("Need closed"),
    "need.reopened": t("Need opened again"),
    "deal.signed": t("Deal signed by both sides"),
    "deal.relation-declared": t("Parties declared as related"),
    "market.demonstrated": t("Demonstration market filled with fictitious houses"),
    "payment.verified": t("Payment verified"),
    SUGGESTED: t("Invention suggested for a need"),
}
"""Every public kind of event in words."""

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
    return WORDS.get(kind, kind)


def place(subject_kind: str, subject_id: str) -> str | None:
    """The address of the thing's page, if it has one."""
    folder = PLACES.get(subject_kind)
    return f"/{folder}/{subject_id}" if folder else None


def place_of_detail(name: str, payload: Mapping[str, object]) -> str | None:
    """The address that one field of a payload leads to."""
    about = str(payload.get("purpose")) if name == "reference" else _ABOUT.get(name, "")
    return place(about, str(payload[name]))
