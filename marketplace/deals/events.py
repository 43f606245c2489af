"""Facts about deals."""

from dataclasses import dataclass

from marketplace.kit.event import Event


@dataclass(frozen=True, kw_only=True)
class DealAgreed(Event):
    """`need_id` is the need that the bid was for, or ""."""

    kind = "deal.agreed"
    about = "deal"
    bid_id: str
    invention_id: str
    need_id: str
    seller_id: str
    buyer_id: str
    related: bool
    terms_digest: str


@dataclass(frozen=True, kw_only=True)
class TermsProposed(Event):
    """A new version of the term sheet; `by` is the party that wrote it."""

    kind = "deal.terms-proposed"
    about = "deal"
    by: str
    number: int
    terms_digest: str


@dataclass(frozen=True, kw_only=True)
class DealSignedBySide(Event):
    kind = "deal.signed-by-side"
    about = "deal"
    party: str
    terms_digest: str


@dataclass(frozen=True, kw_only=True)
class DealSigned(Event):
    """Both sides have signed: the claim that K4 counts."""

    kind = "deal.signed"
    about = "deal"
    public = True
    invention_id: str
    seller_id: str
    buyer_id: str
    seller_province: str
    field: str
    right: str
    related: bool
    terms_digest: str


@dataclass(frozen=True, kw_only=True)
class DealEnded(Event):
    """Left before both had signed; `by` is the party that left."""

    kind = "deal.ended"
    about = "deal"
    by: str


@dataclass(frozen=True, kw_only=True)
class RelationDeclared(Event):
    kind = "deal.relation-declared"
    about = "deal"
    public = True
